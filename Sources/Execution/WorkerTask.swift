// A run for a long-lived program, which takes lines and answers lines. What the lines say is the
// caller's business.

public import Experiment

/// One run of a long-lived program of the user's.
public struct WorkerTask {
  /// How the program is started, if none is there: the same for all runs of a keeper.
  public var start: WorkerStart
  /// What it is told: one line with its line feed.
  public var request: [UInt8]
  public var limits: RunLimits
  /// Makes the result of what it answered; its usage is set by the keeper. False: nothing that this
  /// program says can be trusted any more, and it is replaced.
  public var finish: (WorkerOutcome) -> (result: RunResult, isUsable: Bool)

  public init(
    start: WorkerStart, request: [UInt8], limits: RunLimits = RunLimits(),
    finish: @escaping (WorkerOutcome) -> (result: RunResult, isUsable: Bool)
  ) {
    self.start = start
    self.request = request
    self.limits = limits
    self.finish = finish
  }
}

/// How a long-lived program is started.
public struct WorkerStart {
  public var launch: CommandLaunch
  public var environment: [CommandLaunch.Variable]
  /// Where its standard error goes; the file grows.
  public var logPath: String
  /// Seconds until it has greeted.
  public var greetingSeconds: Double
  /// What is wrong with its first line; nil: nothing.
  public var problemWithGreeting: ([UInt8]) -> String?

  public init(
    launch: CommandLaunch, environment: [CommandLaunch.Variable] = [], logPath: String,
    greetingSeconds: Double, problemWithGreeting: @escaping ([UInt8]) -> String?
  ) {
    self.launch = launch
    self.environment = environment
    self.logPath = logPath
    self.greetingSeconds = greetingSeconds
    self.problemWithGreeting = problemWithGreeting
  }
}

/// What came of one run of a long-lived program.
public struct WorkerOutcome: Sendable {
  public enum End: Hashable, Sendable {
    /// Its answer without the line feed.
    case answered([UInt8])
    /// It broke off, took too much, or could not be started.
    case failed(Failure)
    /// It was ended because the coordinator asked for it.
    case interrupted
  }

  public var end: End
  public var usage: Usage
  /// What it wrote to its log meanwhile, by offsets in the file.
  public var log: Range<Int>
}
