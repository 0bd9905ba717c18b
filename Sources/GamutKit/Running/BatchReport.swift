// What a batch tells of itself, while it runs and at its end: plain values for fronts.

public import Experiment

/// What became of a batch.
public struct BatchReport: Sendable {
  public let name: String
  /// The batch folder.
  public let path: String
  /// Where an earlier batch of this name was moved, if it was.
  public let earlierPath: String?
  public let succeeded: Int
  public let failed: Int
  public let skipped: Int
  /// Of the successes, those that were there already.
  public let upToDate: Int
  public let isInterrupted: Bool
  /// So many runs failed that the rest was not begun.
  public let isHalted: Bool
  public let seconds: Double

  public var total: Int { succeeded + failed + skipped }
}

/// Where a running batch stands.
public struct BatchProgress: Sendable {
  /// Runs that are to be executed now.
  public let total: Int
  public let succeeded: Int
  public let failed: Int
  public let running: Int
  /// Failed, and waiting for another attempt.
  public let delayed: Int
  public let upToDate: Int
  public let seconds: Double
  /// How much of the work is done by what the batch's own history says; nil where it has none.
  public let share: Double?
}

/// What a running batch tells a front.
public enum BatchNews: Sendable {
  /// The plan is recorded: so many runs will be executed, so many are up to date.
  case planned(folder: String, toRun: Int, upToDate: Int, workers: Int)
  case started(id: String, attempt: Int)
  case finished(RunResult)
  /// An attempt failed, and after so many seconds there will be another.
  case retrying(RunResult, attempt: Int, seconds: Double)
  /// So many runs have failed that nothing new begins.
  case halted(failures: Int)
  case progress(BatchProgress)
  /// An interruption was heard; runs that are still waited for.
  case draining(waitingFor: [String])
  /// Runs are asked to end, or killed.
  case terminating(isKilling: Bool)
}

/// Why a batch cannot be run.
public struct BatchProblem: Error, Sendable {
  public let message: String
  public let help: String?

  public init(_ message: String, help: String? = nil) {
    self.message = message
    self.help = help
  }
}
