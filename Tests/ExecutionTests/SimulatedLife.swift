// One coordinator's life in a simulated batch: what it hears, what it commits, and what must hold of it.

import Execution
import Experiment
import TestSupport

struct SimulatedLife {
  private(set) var store: SimulatedBatch.Store
  private var random: SeededGenerator
  private let crash: Double
  private let full: Double
  /// Heard and not committed.
  private var pending: [(run: RunNumber, status: RunStatus)] = []
  private var started: [RunNumber: Int] = [:]
  private var outcomes: [RunNumber: [RunStatus]] = [:]
  private var retried: [RunNumber: Int] = [:]
  private var lateStarts: [RunNumber] = []
  private(set) var failures: Set<FailureKind> = []
  private var isHalted = false
  private var isMixedUp = false
  private var ticks = 0

  init(store: SimulatedBatch.Store, seed: UInt64, crash: Double, full: Double) {
    self.store = store
    random = SeededGenerator(seed: seed)
    self.crash = crash
    self.full = full
  }

  private mutating func chance(_ probability: Double) -> Bool {
    probability > 0 && Double.random(in: 0..<1, using: &random) < probability
  }

  mutating func hear(_ event: ExecutionEvent) throws {
    if chance(crash) { throw SimulatedBatch.Crash() }
    switch event {
    case .runStarted(let run, _):
      if outcomes[run.number] != nil { lateStarts.append(run.number) }
      started[run.number, default: 0] += 1
    case .runFinished(let run, let result, let retryAfter):
      if result.runID != "r\(run.number)" { isMixedUp = true }
      if let failure = result.failure { failures.insert(failure.kind) }
      pending.append((run.number, result.status))
      if retryAfter == nil {
        outcomes[run.number, default: []].append(result.status)
      } else {
        retried[run.number, default: 0] += 1
      }
    case .tick:
      ticks += 1
      if ticks > 40_000 { throw SimulatedBatch.Endless() }
      if chance(full) { throw SimulatedBatch.DiskFull() }
      commit()
    case .halted: isHalted = true
    case .keeperLost, .interrupted: break
    }
  }

  mutating func commit() {
    for (run, status) in pending {
      store.outcomes[run] = status
      store.attempts[run, default: 0] += 1
    }
    pending = []
  }

  /// What does not hold of this life, however it ended.
  func broken(_ host: SimulatedHost, retries: Int, isLossy: Bool) -> [String] {
    var broken: [String] = []
    if isMixedUp { broken.append("mixed up") }
    broken += lateStarts.map { "run \($0) was started after its outcome" }
    for (run, count) in host.begun where count > 1 + retries && !isLossy {
      broken.append("run \(run) was begun \(count) times")
    }
    for (run, results) in outcomes where results.count > 1 {
      broken.append("run \(run) has \(results.count) outcomes")
    }
    for (run, results) in outcomes where results.contains(.success) {
      if started[run] == nil { broken.append("run \(run): a miracle") }
      if !host.succeeded.contains(run) { broken.append("run \(run): a success that was none") }
    }
    for (run, count) in retried where count > retries {
      broken.append("run \(run) was tried \(count) times again")
    }
    return broken
  }

  /// What does not hold of a life that came to its own end.
  func unfinished(
    _ todo: [RunNumber], _ progress: ExecutionProgress, isFair: Bool
  ) -> [String] {
    var broken: [String] = []
    let isComplete = isFair && !isHalted
    for run in todo where outcomes[run] == nil && (isComplete || started[run] != nil) {
      // Interrupted while it waited to be tried again: its last attempt is its outcome.
      if !isComplete, retried[run] != nil { continue }
      broken.append("run \(run) has no outcome")
    }
    let successes = outcomes.values.joined().count { $0 == .success }
    if progress.succeeded != successes { broken.append("\(progress.succeeded) successes counted") }
    let dropped = todo.count { outcomes[$0] == nil && retried[$0] != nil }
    let skipped = outcomes.values.joined().count { $0 == .skipped }
    if progress.succeeded + progress.failed + skipped != outcomes.count + dropped {
      broken.append("wrong counts")
    }
    if progress.isHalted != isHalted { broken.append("halted or not?") }
    return broken
  }
}
