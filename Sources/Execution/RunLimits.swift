// What a run may use, and what happens to those that fail: values that the caller decides on.

public import Experiment

/// The limits of one attempt; nil: none.
public struct RunLimits: Hashable, Sendable {
  /// Wall-clock seconds.
  public var timeoutSeconds: Double?
  /// CPU seconds of the run with everything that it has started.
  public var cpuSeconds: Double?
  /// Bytes of resident memory of the run with everything that it has started.
  public var memoryBytes: Int?

  public init(timeoutSeconds: Double? = nil, cpuSeconds: Double? = nil, memoryBytes: Int? = nil) {
    self.timeoutSeconds = timeoutSeconds
    self.cpuSeconds = cpuSeconds
    self.memoryBytes = memoryBytes
  }
}

/// How often a failed run is tried again, and after how long.
public struct RetryPolicy: Hashable, Sendable {
  public var retries: Int

  public init(retries: Int = 0) { self.retries = retries }

  /// Seconds before attempt `attempt + 1` of a run that has just failed; nil where it is not made.
  ///
  /// What would fail in the same way again is not tried again: a program that is not there, bad input,
  /// metrics that cannot be read, an engine that refuses, too much CPU time. The first wait is one second, and ten where
  /// memory was short; each further one is twice as long, up to five minutes. A run that has timed
  /// out has waited long enough.
  public func delay(after kind: FailureKind, attempt: Int) -> Double? {
    guard attempt <= retries else { return nil }
    let first: Double
    switch kind {
    case .exitCode, .signal, .worker: first = 1
    case .outOfMemory: first = 10
    case .timeout: return 0
    case .launch, .invalidMetrics, .input, .engine, .limit: return nil
    }
    return min(300, first * Double(1 << min(attempt - 1, 20)))
  }
}

/// When failures end the whole execution.
public struct HaltPolicy: Hashable, Sendable {
  public enum Manner: String, Hashable, Sendable, CaseIterable {
    case never
    /// Nothing new begins; what runs may end.
    case soon
    /// What runs is asked to end, and killed if it does not.
    case now
  }

  public var manner: Manner
  /// So many runs that have failed for good are enough; at least 1.
  public var failures: Int

  public init(_ manner: Manner = .never, failures: Int = 1) {
    self.manner = manner
    self.failures = max(1, failures)
  }
}

/// What an execution does about failures and keepers that take long.
public struct ExecutionPolicy: Hashable, Sendable {
  public var retry: RetryPolicy
  public var halt: HaltPolicy
  /// Seconds after which a run is ended with its keeper, for runs that a keeper executes itself; nil:
  /// never.
  public var runSeconds: Double?
  /// Seconds that a keeper has to get ready.
  public var startSeconds = 600.0
  /// Whether keepers hear what is said while a run is under way, as they do beside programs.
  public var keepersListen = false

  public init(
    retry: RetryPolicy = RetryPolicy(), halt: HaltPolicy = HaltPolicy(), runSeconds: Double? = nil
  ) {
    self.retry = retry
    self.halt = halt
    self.runSeconds = runSeconds
  }
}
