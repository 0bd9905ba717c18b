// Who does what next, as a pure step: (state, event, now) gives (state, actions).
// It knows no process, no clock and no finance: runs are numbers, slots are numbers, time is given.

internal import Experiment

/// Hands runs to keepers, one keeper a slot, and sees to it that each run has one outcome.
///
/// Whatever events come, in whatever order hosts may bring them:
/// - A run is begun at most `1 + retries` times, and never again after it has succeeded: what a keeper
///   held when it died is handed out again only if that keeper had not begun it.
/// - A run that has begun gets exactly one outcome (`runFinished` or `runLost` without a retry, or
///   `retryDropped`), and so does every run that was offered, unless an interruption came first.
/// - A slot has at most one keeper, and it holds at most two leases.
/// - It ends: a keeper that dies `patience` times in a row before it is ready gives up its slot, a
///   run before which keepers die `patience` times is lost, and with no slot left all runs are. A
///   keeper that has lost its thread (a message went astray) is found out by asking, and replaced.
public struct Scheduler: Sendable {
  /// How often a keeper may die in the same way before the scheduler draws a conclusion.
  public static let patience = 3
  /// Seconds from a request to end until the keeper is killed. A keeper itself gives its program
  /// ``programGraceSeconds``, so this one is longer.
  public static let graceSeconds = 10.0
  /// Runs that take less are worth having the next one at hand; others keep their order.
  static let quickSeconds = 0.02
  /// Seconds within which a keeper answers that listens all the time; a stopped one does not.
  static let answerSeconds = 60.0
  /// Seconds of silence after which a keeper that has something in hand is asked how it stands.
  public static let silenceSeconds = 5.0

  public let width: Int
  public let leaseSize: Int
  public let policy: ExecutionPolicy
  public internal(set) var interruption: InterruptLevel?

  var slots: [SchedulerSlot]
  /// Drawn and in nobody's hands; what comes back goes to the front.
  var waiting: [RunNumber] = []
  /// Failed, and to be tried again at a time.
  var delayed: [(due: Instant, run: RunNumber)] = []
  /// Of the runs that have failed before: which attempt is the next.
  var attempts: [RunNumber: Int] = [:]
  var isDrawing = false
  var isExhausted = false
  var isFinished = false
  var isShortOfMemory = false
  var failures = 0
  /// How long runs take lately, in seconds; nil before the first has ended.
  var recentSeconds: Double?
  /// How many keepers died with this run first in hand, not begun.
  var deathsBefore: [RunNumber: Int] = [:]

  /// `width` is the number of slots, `leaseSize` the most runs in one lease; both at least 1.
  public init(width: Int, leaseSize: Int, policy: ExecutionPolicy = ExecutionPolicy()) {
    self.width = max(1, width)
    self.leaseSize = max(1, leaseSize)
    self.policy = policy
    let start = Instant(seconds: -.infinity)
    slots = Array(repeating: SchedulerSlot(now: start), count: self.width)
  }

  /// The runs that have begun and not ended, by slot.
  public var running: [RunNumber] { slots.compactMap(\.running) }

  /// Which attempt of a run is under way, or the next, from 1.
  public func attempt(of run: RunNumber) -> Int { attempts[run] ?? 1 }

  public mutating func step(_ event: Event, now: Instant) -> [Action] {
    guard !isFinished else { return [] }
    var actions: [Action] = []
    note(event, now)
    switch event {
    case .begin: break
    case .offered(let runs):
      isExhausted = runs.count < wantedRuns
      isDrawing = false
      waiting += runs
    case .keeperReady(let slot):
      guard slots[slot].phase == .starting else { break }
      slots[slot].phase = .ready
      slots[slot].deadline = nil
      slots[slot].deathsAtStart = 0
    case .started(let slot, let run): begin(run, in: slot, now, &actions)
    case .finished(let slot, let run, let failure):
      // Where the word that it has begun went astray, its end says so too.
      if slots[slot].running == nil, slots[slot].held.first == run {
        begin(run, in: slot, now, &actions)
      }
      let start = slots[slot].runStart
      if slots[slot].finish(run) {
        recentSeconds =
          0.8 * (recentSeconds ?? now.seconds - start.seconds)
          + 0.2 * (now.seconds - start.seconds)
        let wait = failure.flatMap { retry(run, after: $0, now) }
        actions.append(.runFinished(slot: slot, run, failure, retryAfter: wait))
        if failure != nil, wait == nil { fail(now, &actions) }
      } else {
        condemn(slot, &actions)
      }
    case .returned(let slot, let runs):
      if slots[slot].giveBack(runs) {
        waiting.insert(contentsOf: runs, at: 0)
      } else {
        condemn(slot, &actions)
      }
    case .stands(let slot, let running, let held):
      if !slots[slot].agrees(running: running, held: held) { condemn(slot, &actions) }
      slots[slot].isAsked = false
    case .overMemory(let slot, let bytes, let limit):
      end(slot, for: .memory(bytes: bytes, limit: limit), &actions)
    case .keeperDied(let slot, let end): bury(slot, end, now, &actions)
    case .interrupt: interrupt(now, &actions)
    case .tick(let isShortOfMemory):
      self.isShortOfMemory = isShortOfMemory
      watch(now, &actions)
    }
    takeDue(now)
    if interruption == nil { assign(now, &actions) } else { drain(now, &actions) }
    finishIfDone(now, &actions)
    return actions
  }

  private mutating func begin(
    _ run: RunNumber, in slot: Int, _ now: Instant, _ actions: inout [Action]
  ) {
    guard slots[slot].begin(run) else { return condemn(slot, &actions) }
    deathsBefore[run] = nil
    slots[slot].runStart = now
    slots[slot].runDeadline = policy.runSeconds.map { now.advanced(by: $0) }
    actions.append(.runStarted(slot: slot, run))
    if let interruption, interruption >= .terminate {
      actions.append(.terminate(slot: slot))
    }
  }

  /// A keeper that says what cannot be is killed; nothing it says counts any more.
  mutating func condemn(_ slot: Int, _ actions: inout [Action]) {
    switch slots[slot].phase {
    case .ready, .closing:
      slots[slot].phase = .condemned
      actions.append(.kill(slot: slot))
    case .empty, .starting, .condemned, .retired: break
    }
  }

  private mutating func bury(
    _ slot: Int, _ end: KeeperEnd, _ now: Instant, _ actions: inout [Action]
  ) {
    let dead = slots[slot]
    guard dead.hasKeeper else { return }
    slots[slot] = SchedulerSlot(deathsAtStart: dead.deathsAtStart, now: now)
    waiting.insert(contentsOf: dead.held, at: 0)
    if dead.phase != .closing { actions.append(.keeperLost(slot: slot, end)) }
    if let run = dead.running {
      let excess = dead.excess?.run == run ? dead.excess?.what : nil
      let wait = retry(run, after: end.failure(hadBegun: true, excess).kind, now)
      actions.append(.runLost(run, end, hadBegun: true, excess, retryAfter: wait))
      if wait == nil { fail(now, &actions) }
    } else if let run = dead.held.first, interruption == nil {
      let deaths = deathsBefore[run, default: 0] + 1
      deathsBefore[run] = deaths
      if deaths >= Scheduler.patience {
        waiting.removeFirst()
        deathsBefore[run] = nil
        lose(run, end, now, &actions)
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

  /// No keeper could take the run.
  mutating func lose(
    _ run: RunNumber, _ end: KeeperEnd, _ now: Instant, _ actions: inout [Action]
  ) {
    actions.append(.runLost(run, end, hadBegun: false, nil, retryAfter: nil))
    fail(now, &actions)
  }

  private mutating func finishIfDone(_ now: Instant, _ actions: inout [Action]) {
    let nothingIsLeft =
      interruption != nil || (isExhausted && waiting.isEmpty && delayed.isEmpty)
    guard nothingIsLeft, slots.allSatisfy(\.isIdle) else { return }
    for slot in slots.indices { close(slot, now, &actions) }
    if slots.allSatisfy({ !$0.hasKeeper }) {
      isFinished = true
      // Interrupted before another attempt: the last one was the last.
      actions += waiting.filter { attempts[$0] != nil }.map { .retryDropped($0) }
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
