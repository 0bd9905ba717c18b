// The part of the scheduler that hands out work: drawing runs, starting keepers, leases, and
// taking back from the busy what the idle could do.

extension Scheduler {
  /// How many runs one draw asks for: two leases for every slot.
  var wantedRuns: Int { 2 * width * leaseSize }

  mutating func assign(_ now: Instant, _ actions: inout [Action]) {
    draw(&actions)
    if loseAllIfNoSlotIsLeft(now, &actions) { return draw(&actions) }
    if isShortOfMemory, slots.contains(where: { !$0.isIdle }) { return saveMemory(&actions) }
    startKeepers(now, &actions)
    for slot in slots.indices where slots[slot].isOpen && slots[slot].isIdle {
      lease(to: slot, &actions)
      if isShortOfMemory { return draw(&actions) }
    }
    // What comes next is at hand when the present run ends.
    if policy.keepersListen ? isQuick : leaseSize > 1 {
      for slot in slots.indices where slots[slot].isOpen && slots[slot].held.count < leaseSize {
        lease(to: slot, &actions)
      }
    }
    draw(&actions)
    recallForTheIdle(&actions)
  }

  /// With too little memory one run after the other still goes, and what keepers hold waits.
  private mutating func saveMemory(_ actions: inout [Action]) {
    for slot in slots.indices
    where slots[slot].isOpen && slots[slot].running != nil && !slots[slot].held.isEmpty {
      recall(slot, &actions)
    }
  }

  private mutating func draw(_ actions: inout [Action]) {
    guard !isDrawing, !isExhausted, waiting.count < width * leaseSize else { return }
    isDrawing = true
    actions.append(.draw(wantedRuns))
  }

  /// Whether the way to the keeper counts beside the runs.
  private var isQuick: Bool { recentSeconds.map { $0 < Scheduler.quickSeconds } ?? false }

  private mutating func startKeepers(_ now: Instant, _ actions: inout [Action]) {
    var starting = slots.count { $0.phase == .starting }
    for slot in slots.indices where slots[slot].phase == .empty && starting < waiting.count {
      slots[slot].phase = .starting
      slots[slot].deadline = now.advanced(by: policy.startSeconds)
      starting += 1
      actions.append(.startKeeper(slot: slot))
    }
  }

  /// The next lease: full while there is plenty, smaller towards the end so that all slots end
  /// together.
  private mutating func lease(to slot: Int, _ actions: inout [Action]) {
    // Keepers that listen give back what the idle could do, but out of order: long runs go singly.
    let leaseSize = policy.keepersListen && !isQuick ? 1 : leaseSize
    let share = isExhausted ? (waiting.count + 2 * width - 1) / (2 * width) : leaseSize
    let runs = Array(waiting.prefix(min(leaseSize, max(1, share))))
    guard !runs.isEmpty else { return }
    waiting.removeFirst(runs.count)
    slots[slot].held += runs
    slots[slot].isAsked = false
    actions.append(.lease(slot: slot, runs))
  }

  /// Where a keeper has nothing and no run waits, the one that holds most gives back what it has
  /// not begun. Only one that is running something is asked, so a run cannot go round in circles.
  private mutating func recallForTheIdle(_ actions: inout [Action]) {
    guard isExhausted, waiting.isEmpty, !slots.contains(where: \.isRecalling),
      slots.contains(where: { $0.phase == .ready && $0.isIdle })
    else { return }
    let busy = slots.indices.filter {
      slots[$0].phase == .ready && slots[$0].running != nil && !slots[$0].held.isEmpty
    }
    guard let slot = busy.max(by: { slots[$0].held.count < slots[$1].held.count }) else { return }
    recall(slot, &actions)
  }

  mutating func recall(_ slot: Int, _ actions: inout [Action]) {
    slots[slot].isRecalling = true
    slots[slot].isAsked = false
    actions.append(.recall(slot: slot))
  }

  private mutating func loseAllIfNoSlotIsLeft(
    _ now: Instant, _ actions: inout [Action]
  ) -> Bool {
    var last: KeeperEnd?
    for slot in slots {
      guard case .retired(let end) = slot.phase else { return false }
      last = end
    }
    guard let last else { return false }
    let lost = waiting + delayed.map(\.run)
    waiting = []
    delayed = []
    for run in lost { lose(run, last, now, &actions) }
    return true
  }
}
