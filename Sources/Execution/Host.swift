// Where runs execute: what an execution asks of keepers, whatever they are.
// It does not decide anything; the scheduler does.

public import Experiment

/// What a host tells.
public enum HostEvent: Hashable, Sendable {
  case keeperReady(slot: Int)
  case started(slot: Int, RunNumber)
  case finished(slot: Int, RunNumber, RunResult)
  case returned(slot: Int, [RunNumber])
  /// How a keeper that was asked stands: what it runs, and how many runs it holds besides.
  case stands(slot: Int, running: RunNumber?, held: Int)
  /// The run that a keeper itself executes has more memory than it may have.
  case overMemory(slot: Int, bytes: Int, limit: Int)
  /// The keeper is gone with everything it had started; the last that is told of it.
  case keeperDied(slot: Int, KeeperEnd)
  case interrupt
}

/// Keepers in numbered slots, at most one in each.
///
/// Requests do not wait and do not fail: whatever goes wrong is told as ``HostEvent/keeperDied``.
/// What one keeper says is told in its order.
public protocol Host: AnyObject {
  var now: Instant { get }

  /// The slot is empty.
  func startKeeper(slot: Int)
  func lease(_ runs: [LeasedRun], to slot: Int)
  func recall(slot: Int)
  func terminate(slot: Int)
  func ask(slot: Int)
  func kill(slot: Int)
  func closeKeeper(slot: Int)

  /// Whether there is too little memory to begin another run.
  var isShortOfMemory: Bool { get }

  /// What has happened since, after waiting for it at most so many seconds.
  func nextEvents(timeout seconds: Double) -> [HostEvent]

  /// Kills what is left. The host cannot be used again.
  func shutDown()
}
