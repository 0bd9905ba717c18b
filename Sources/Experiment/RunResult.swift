// What became of a run: data, whatever happened. It does not know how the run was executed.

/// A number computed from an outcome.
public struct Metric: Hashable, Sendable {
  public let name: String
  /// NaN where the definition gives no value.
  public let value: Double

  public init(_ name: String, _ value: Double) {
    self.name = name
    self.value = value
  }
}

public enum RunStatus: String, Sendable, CaseIterable {
  case success
  case failed
  /// Never started: halted or interrupted.
  case skipped
}

/// The kinds of failure, by one word each for tables and databases.
public enum FailureKind: String, Hashable, Sendable, CaseIterable {
  case exitCode = "exit-code"
  case signal
  case timeout
  case outOfMemory = "out-of-memory"
  case limit
  case launch
  case worker
  case invalidMetrics = "invalid-metrics"
  case input
  case engine
}

/// Why a run failed.
public enum Failure: Hashable, Sendable {
  case exitCode(Int)
  /// Killed by a signal, by number.
  case signal(Int)
  case timeout(seconds: Double)
  /// It took more memory than it may have, or than there is; how much.
  case outOfMemory(String)
  /// It took more of something else than it may have; how much of what.
  case limit(String)
  /// The program could not be started; the system's reason.
  case launch(String)
  /// The long-lived program broke off, or said what is no answer.
  case worker(String)
  /// It ended well, but its metrics cannot be read.
  case invalidMetrics(String)
  /// A file that the run needs is missing or wrong.
  case input(String)
  /// The built-in engine refused or broke.
  case engine(String)

  public var kind: FailureKind {
    switch self {
    case .exitCode: .exitCode
    case .signal: .signal
    case .timeout: .timeout
    case .outOfMemory: .outOfMemory
    case .limit: .limit
    case .launch: .launch
    case .worker: .worker
    case .invalidMetrics: .invalidMetrics
    case .input: .input
    case .engine: .engine
    }
  }

  /// One line for people.
  public var message: String {
    switch self {
    case .exitCode(let code): "exit code \(code)"
    case .signal(let number): "killed by \(signalName(number))"
    case .timeout(let seconds): "no end after \(numberText(seconds)) s (timeout)"
    case .outOfMemory(let amount): "out of memory: \(amount)"
    case .limit(let amount): "over its limit: \(amount)"
    case .launch(let reason): "could not be started: \(reason)"
    case .worker(let reason): "the worker \(reason)"
    case .invalidMetrics(let reason): "invalid metrics: \(reason)"
    case .input(let reason): reason
    case .engine(let reason): reason
    }
  }
}

/// The name of a signal as people know it.
public func signalName(_ number: Int) -> String {
  let names = [
    1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS",
    8: "SIGFPE", 9: "SIGKILL", 10: "SIGUSR1", 11: "SIGSEGV", 12: "SIGUSR2", 13: "SIGPIPE",
    14: "SIGALRM", 15: "SIGTERM", 24: "SIGXCPU", 25: "SIGXFSZ",
  ]
  return names[number] ?? "signal \(number)"
}

/// What a run cost: the measured columns, the only ones that may differ between two executions.
public struct Usage: Hashable, Sendable {
  public var runtimeSeconds: Double
  public var cpuSeconds: Double
  public var peakMemoryMB: Double

  public init(runtimeSeconds: Double = 0, cpuSeconds: Double = 0, peakMemoryMB: Double = 0) {
    self.runtimeSeconds = runtimeSeconds
    self.cpuSeconds = cpuSeconds
    self.peakMemoryMB = peakMemoryMB
  }
}

/// A part of a run and when it was, in seconds of the machine's monotonic clock.
public struct RunStep: Hashable, Sendable {
  public let name: String
  public let start: Double
  public let seconds: Double

  public init(_ name: String, start: Double, seconds: Double) {
    (self.name, self.start, self.seconds) = (name, start, seconds)
  }
}

public struct RunResult: Hashable, Sendable {
  public var runID: String
  public var status: RunStatus
  public var failure: Failure?
  /// In the order in which tables show them.
  public var metrics: Metrics
  /// What tells how alike the returns of two runs are, where the engine makes it; empty otherwise.
  public var sketch: [UInt8] = []
  public var usage: Usage
  /// Where its time went; empty unless somebody wants to know.
  public var steps: [RunStep] = []
  /// Paths relative to the batch folder; nil where nothing was written.
  public var backtestFolder: String?
  public var riskReportPath: String?
  public var tcaReportPath: String?
  /// The first failing lines of a program's log.
  public var logExcerpt: String?

  public init(runID: String, status: RunStatus, failure: Failure? = nil, metrics: Metrics = []) {
    self.runID = runID
    self.status = status
    self.failure = failure
    self.metrics = metrics
    usage = Usage()
  }

  /// NaN if the run has no such metric.
  public func metric(_ name: String) -> Double {
    metrics.value(name) ?? .nan
  }
}
