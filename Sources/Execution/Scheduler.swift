// Who does what next, as a pure step: (state, event, now) gives (state, actions).
// It knows no process, no clock and no finance: runs are numbers, slots are numbers, time is given.

/// Hands runs to keepers, one keeper a slot, and sees to it that each run has one outcome.
///
/// Whatever events come, in whatever order hosts may bring them:
/// - A run is begun at most once: what a keeper held when it died is handed out again only if that
///   keeper had not begun it.
/// - A run that has begun gets exactly one outcome (`runFinished` or `runLost`), and so does every
///   run that was offered, unless an interruption came first.
/// - A slot has at most one keeper, and it holds at most two leases.
/// - It ends: a keeper that dies `patience` times in a row before it is ready gives up its slot, a
///   run before which keepers die `patience` times is lost, and with no slot left all runs are.
public struct Scheduler: Sendable {
  /// How often a keeper may die in the same way before the scheduler draws a conclusion.
  public static let patience = 3
  /// Seconds from a request to end until the keeper is killed. A keeper itself gives its program
  /// ``programGraceSeconds``, so this one is longer.
  public static let graceSeconds = 10.0

  public let width: Int
  public let leaseSize: Int
  public internal(set) var interruption: InterruptLevel?

  var slots: [SchedulerSlot]
  /// Drawn and in nobody's hands; what comes back goes to the front.
  var waiting: [RunNumber] = []
  var isDrawing = false
  var isExhausted = false
  var isFinished = false
  /// How many keepers died with this run first in hand, not begun.
  var deathsBefore: [RunNumber: Int] = [:]

  /// `width` is the number of slots, `leaseSize` the most runs in one lease; both at least 1.
  public init(width: Int, leaseSize: Int) {
    self.width = max(1, width)
    self.leaseSize = max(1, leaseSize)
    slots = Array(repeating: SchedulerSlot(), count: self.width)
  }

  /// The runs that have begun and not ended, by slot.
  public var running: [RunNumber] { slots.compactMap(\.running) }

  public mutating func step(_ event: Event, now: Instant) -> [Action] {
    guard !isFinished else { return [] }
    var actions: [Action] = []
    switch event {
    case .begin: break
    case .offered(let runs):
      isExhausted = runs.count < wantedRuns
      isDrawing = false
      waiting += runs
    case .keeperReady(let slot):
      guard slots[slot].phase == .starting else { break }
      slots[slot].phase = .ready
      slots[slot].deathsAtStart = 0
    case .started(let slot, let run): begin(run, in: slot, now, &actions)
    case .finished(let slot, let run, let succeeded):
      if slots[slot].finish(run) {
        actions.append(.runFinished(slot: slot, run, succeeded: succeeded))
      } else {
        condemn(slot, &actions)
      }
    case .returned(let slot, let runs):
      if slots[slot].giveBack(runs) {
        waiting.insert(contentsOf: runs, at: 0)
      } else {
        condemn(slot, &actions)
      }
    case .keeperDied(let slot, let end): bury(slot, end, &actions)
    case .interrupt: interrupt(now, &actions)
    case .tick: killOverdue(now, &actions)
    }
    if interruption == nil { assign(&actions) } else { drain(now, &actions) }
    finishIfDone(now, &actions)
    return actions
  }

  private mutating func begin(
    _ run: RunNumber, in slot: Int, _ now: Instant, _ actions: inout [Action]
  ) {
    guard slots[slot].begin(run) else { return condemn(slot, &actions) }
    deathsBefore[run] = nil
    actions.append(.runStarted(slot: slot, run))
    if let interruption, interruption >= .terminate {
      actions.append(.terminate(slot: slot))
    }
  }

  /// A keeper that says what cannot be is killed; nothing it says counts any more.
  private mutating func condemn(_ slot: Int, _ actions: inout [Action]) {
    switch slots[slot].phase {
    case .ready, .closing:
      slots[slot].phase = .condemned
      actions.append(.kill(slot: slot))
    case .empty, .starting, .condemned, .retired: break
    }
  }

  private mutating func bury(_ slot: Int, _ end: KeeperEnd, _ actions: inout [Action]) {
    let dead = slots[slot]
    guard dead.hasKeeper else { return }
    slots[slot] = SchedulerSlot(deathsAtStart: dead.deathsAtStart)
    waiting.insert(contentsOf: dead.held, at: 0)
    if dead.phase != .closing { actions.append(.keeperLost(slot: slot, end)) }
    if let run = dead.running {
      actions.append(.runLost(run, end, hadBegun: true))
    } else if let run = dead.held.first, interruption == nil {
      let deaths = deathsBefore[run, default: 0] + 1
      deathsBefore[run] = deaths
      if deaths >= Scheduler.patience {
        waiting.removeFirst()
        deathsBefore[run] = nil
        actions.append(.runLost(run, end, hadBegun: false))
      }
    }
    if dead.phase == .starting {
      slots[slot].deathsAtStart += 1
      let isHopeless = if case .refused = end { true } else { false }
      if isHopeless || slots[slot].deathsAtStart >= Scheduler.patience {
        slots[slot].phase = .retired(end)
      }
    }
  }

  private mutating func finishIfDone(_ now: Instant, _ actions: inout [Action]) {
    let nothingIsLeft = interruption != nil || (isExhausted && waiting.isEmpty)
    guard nothingIsLeft, slots.allSatisfy(\.isIdle) else { return }
    for slot in slots.indices { close(slot, now, &actions) }
    if slots.allSatisfy({ !$0.hasKeeper }) {
      isFinished = true
      actions.append(.finish)
    }
  }

  mutating func close(_ slot: Int, _ now: Instant, _ actions: inout [Action]) {
    guard slots[slot].phase == .ready || slots[slot].phase == .starting else { return }
    slots[slot].phase = .closing
    slots[slot].deadline = now.advanced(by: Scheduler.graceSeconds)
    actions.append(.closeKeeper(slot: slot))
  }
}
