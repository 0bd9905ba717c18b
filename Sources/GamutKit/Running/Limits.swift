// The limits of a batch's runs: what the batch says, what its job says, and what the command line
// says, which wins.

internal import Canon
internal import Execution
internal import Experiment

struct BatchLimits {
  /// The command line's where it speaks, else the batch's.
  let policy: RunPolicy
  /// Whether the timeout is the command line's: then a job's own does not count.
  let isTimeoutForced: Bool

  init(of batch: Batch, _ options: RunOptions) {
    var policy = batch.policy
    policy.timeout = options.timeout ?? policy.timeout
    policy.memory = options.memory ?? policy.memory
    policy.cpuTime = options.cpuTime ?? policy.cpuTime
    policy.retries = options.retries ?? policy.retries
    self.policy = policy
    isTimeoutForced = options.timeout != nil
  }

  /// The limits of a run whose job says this of its timeout.
  func limits(job timeoutSeconds: Double?) -> RunLimits {
    let general = policy.timeout?.seconds
    return RunLimits(
      timeoutSeconds: isTimeoutForced ? general : timeoutSeconds ?? general,
      cpuSeconds: policy.cpuTime?.seconds, memoryBytes: policy.memory?.bytes)
  }

  /// Seconds that a worker has until it has greeted: its imports may take long.
  var greetingSeconds: Double { max(300, policy.timeout?.seconds ?? 0) }

  // MARK: As text, for keepers

  var document: JSONText {
    .object([
      .init("timeout", .optional(policy.timeout?.description)),
      .init("memory", policy.memory.map { .int($0.bytes) } ?? .null),
      .init("cpu_time", .optional(policy.cpuTime?.description)),
      .init("forced", .bool(isTimeoutForced)),
    ])
  }

  init(_ node: Node) {
    var policy = RunPolicy()
    policy.timeout = node.text("timeout").flatMap { Duration($0) }
    policy.cpuTime = node.text("cpu_time").flatMap { Duration($0) }
    policy.memory = node.text("memory").flatMap { Int($0) }.flatMap { MemorySize(bytes: $0) }
    self.policy = policy
    isTimeoutForced = node.text("forced") == "true"
  }
}
