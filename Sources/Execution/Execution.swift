// The coordinator's loop: runs come from a cursor, go to a host as the scheduler says, and come
// back as events. It does not know processes, nor what becomes of the events.

public import Experiment

/// What an execution tells its caller.
public enum ExecutionEvent: Hashable, Sendable {
  case runStarted(LeasedRun, slot: Int)
  /// The outcome of a run, the only one unless it is tried again after so many seconds. A run that no
  /// keeper could take ends without having started.
  case runFinished(LeasedRun, RunResult, retryAfter: Double?)
  case keeperLost(slot: Int, KeeperEnd)
  /// The interruption has reached this level; so many runs are still running.
  case interrupted(InterruptLevel, waitingFor: [LeasedRun])
  /// So many runs have failed that nothing new begins.
  case halted(failures: Int)
  /// About ten times a second.
  case tick(ExecutionProgress)
}

/// Where an execution stands, and in the end what came of it.
public struct ExecutionProgress: Hashable, Sendable {
  public var succeeded = 0
  public var failed = 0
  public var running = 0
  /// Failed, and waiting to be tried again.
  public var delayed = 0
  public var lostKeepers = 0
  /// Nil where nobody interrupted and nothing halted; then every run of the cursor has an outcome.
  public var interruption: InterruptLevel?
  public var isHalted = false

  public init() {}
}

/// Executes the runs that a cursor gives, until each has an outcome or an interruption ends it.
///
/// - Parameters:
///   - width: how many runs are executed at a time, at least 1.
///   - leaseSize: how many runs a keeper gets at once: 1 for programs, dozens for built-in runs.
///   - policy: what is done about failures.
///   - host: where they are executed; shut down at the end, whatever happens.
///   - nextRun: the next run, with a number of its own; nil at the end. At most about
///     `4 * width * leaseSize` runs are held at a time.
///   - onEvent: called on this thread. Runs without `runFinished` have never begun.
/// - Throws: what the two closures throw, after everything that was running has been killed.
public func execute(
  width: Int, leaseSize: Int, policy: ExecutionPolicy = ExecutionPolicy(), on host: any Host,
  nextRun: () throws -> LeasedRun?,
  onEvent: (ExecutionEvent) throws -> Void
) throws -> ExecutionProgress {
  defer { host.shutDown() }
  return try withoutActuallyEscaping(nextRun) { nextRun in
    try withoutActuallyEscaping(onEvent) { onEvent in
      var coordination = Coordination(
        scheduler: Scheduler(width: width, leaseSize: leaseSize, policy: policy), host: host,
        nextRun: nextRun, onEvent: onEvent)
      return try coordination.run()
    }
  }
}

private struct Coordination {
  var scheduler: Scheduler
  let host: any Host
  let nextRun: () throws -> LeasedRun?
  let onEvent: (ExecutionEvent) throws -> Void

  /// The runs that the scheduler knows and that have no outcome yet.
  var known: [RunNumber: LeasedRun] = [:]
  var progress = ExecutionProgress()
  var isFinished = false

  init(
    scheduler: Scheduler, host: any Host, nextRun: @escaping () throws -> LeasedRun?,
    onEvent: @escaping (ExecutionEvent) throws -> Void
  ) {
    self.scheduler = scheduler
    self.host = host
    self.nextRun = nextRun
    self.onEvent = onEvent
  }

  static let secondsBetweenTicks = 0.1

  mutating func run() throws -> ExecutionProgress {
    try step(.begin)
    var nextTick = host.now.advanced(by: Coordination.secondsBetweenTicks)
    while !isFinished {
      let rest = max(0, nextTick.seconds - host.now.seconds)
      for event in host.nextEvents(timeout: rest) { try hear(event) }
      if host.now >= nextTick {
        nextTick = host.now.advanced(by: Coordination.secondsBetweenTicks)
        try step(.tick(isShortOfMemory: host.isShortOfMemory))
        progress.running = scheduler.running.count
        progress.delayed = scheduler.delayed.count
        try onEvent(.tick(progress))
      }
    }
    progress.running = 0
    return progress
  }

  private mutating func hear(_ event: HostEvent) throws {
    switch event {
    case .keeperReady(let slot): try step(.keeperReady(slot: slot))
    case .started(let slot, let run): try step(.started(slot: slot, run))
    case .finished(let slot, let run, let result):
      let kind = result.status == .success ? nil : result.failure?.kind ?? .engine
      try step(.finished(slot: slot, run, kind), result: result)
    case .returned(let slot, let runs): try step(.returned(slot: slot, runs))
    case .stands(let slot, let running, let held):
      try step(.stands(slot: slot, running: running, held: held))
    case .overMemory(let slot, let bytes, let limit):
      try step(.overMemory(slot: slot, bytes: bytes, limit: limit))
    case .keeperDied(let slot, let end): try step(.keeperDied(slot: slot, end))
    case .interrupt:
      let before = scheduler.interruption
      try step(.interrupt)
      if let level = scheduler.interruption, level != before {
        progress.interruption = level
        try onEvent(.interrupted(level, waitingFor: scheduler.running.compactMap { known[$0] }))
      }
    }
  }

  private mutating func step(_ event: Scheduler.Event, result: RunResult? = nil) throws {
    var actions = scheduler.step(event, now: host.now)
    var next = 0
    while next < actions.count {
      // What follows from a draw comes after what was decided before it.
      if case .draw(let count) = actions[next] {
        actions += scheduler.step(.offered(try draw(count)), now: host.now)
      } else {
        try perform(actions[next], result)
      }
      next += 1
    }
  }

  private mutating func perform(_ action: Scheduler.Action, _ result: RunResult?) throws {
    switch action {
    case .draw: break
    case .startKeeper(let slot): host.startKeeper(slot: slot)
    case .lease(let slot, let runs):
      for run in runs { known[run]?.attempt = scheduler.attempt(of: run) }
      host.lease(runs.compactMap { known[$0] }, to: slot)
    case .ask(let slot): host.ask(slot: slot)
    case .recall(let slot): host.recall(slot: slot)
    case .terminate(let slot): host.terminate(slot: slot)
    case .kill(let slot): host.kill(slot: slot)
    case .closeKeeper(let slot): host.closeKeeper(slot: slot)
    case .runStarted(let slot, let run):
      if let run = known[run] { try onEvent(.runStarted(run, slot: slot)) }
    case .runFinished(_, let run, _, let wait):
      if let result { try conclude(run, result, wait) }
    case .runLost(let run, let end, let hadBegun, let excess, let wait):
      if let known = known[run] {
        // Killed with its keeper because that was asked for: it has not failed.
        let isInterrupted = (scheduler.interruption ?? .drain) >= .terminate && hadBegun
        try conclude(
          run,
          isInterrupted
            ? RunResult(runID: known.id, status: .skipped)
            : known.lost(end, hadBegun: hadBegun, excess), wait)
      }
    case .retryDropped(let run):
      known[run] = nil
      progress.failed += 1
    case .halted(let failures):
      progress.isHalted = true
      progress.interruption = scheduler.interruption
      try onEvent(.halted(failures: failures))
    case .keeperLost(let slot, let end):
      progress.lostKeepers += 1
      try onEvent(.keeperLost(slot: slot, end))
    case .finish: isFinished = true
    }
  }

  private mutating func conclude(
    _ number: RunNumber, _ result: RunResult, _ wait: Double?
  ) throws {
    guard let run = known[number] else { return }
    if wait == nil {
      known[number] = nil
      switch result.status {
      case .success: progress.succeeded += 1
      case .failed: progress.failed += 1
      case .skipped: break
      }
    }
    try onEvent(.runFinished(run, result, retryAfter: wait))
  }

  private mutating func draw(_ count: Int) throws -> [RunNumber] {
    var numbers: [RunNumber] = []
    while numbers.count < count, let run = try nextRun() {
      known[run.number] = run
      numbers.append(run.number)
    }
    return numbers
  }
}

extension LeasedRun {
  /// The result of a run whose keeper came to an end.
  fileprivate func lost(_ end: KeeperEnd, hadBegun: Bool, _ excess: RunExcess?) -> RunResult {
    let failure = end.failure(hadBegun: hadBegun, excess)
    var result = RunResult(runID: id, status: .failed, failure: failure)
    if hadBegun { result.logExcerpt = "the keeper of this run \(end)" }
    return result
  }
}
