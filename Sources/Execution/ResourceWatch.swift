// Looks at what all descendants of a keeper use, often enough and no more often. It kills nobody.

internal import CProcess
internal import Experiment

/// Holds a run's memory and CPU time against its limits.
struct ResourceWatch {
  enum Excess {
    case memory(bytes: Int, limit: Int)
    case cpu(seconds: Double, limit: Double)

    var failure: Failure {
      switch self {
      case .memory(let bytes, let limit): .outOfMemory(memoryText(bytes, limit: limit))
      case .cpu(let seconds, let limit):
        .limit("used \(rounded(seconds)) s of CPU time, and it may have \(rounded(limit)) s")
      }
    }

    private func rounded(_ seconds: Double) -> String {
      Decimal((seconds * 10).rounded() / 10)?.description ?? "\(seconds)"
    }
  }

  private let limits: RunLimits
  /// What the processes had used before the run began.
  private let cpuBefore: Double
  /// When to look again, on the clock of `cp_now`; nil where there is nothing to look for.
  private(set) var due: Double?

  /// Processes allocate some gigabytes a second at most.
  private static let bytesPerSecond = 4e9

  /// `isFresh`: no process has been started yet.
  init(_ limits: RunLimits, isFresh: Bool) {
    self.limits = limits
    let isNeeded = limits.memoryBytes != nil || limits.cpuSeconds != nil
    cpuBefore = isNeeded && !isFresh ? ResourceWatch.tree(exactly: false).cpu_seconds : 0
    due = isNeeded ? cp_now() + 0.002 : nil
  }

  private static func tree(exactly: Bool) -> cp_tree {
    var tree = cp_tree()
    cp_tree_usage(exactly, &tree)
    return tree
  }

  /// Looks, if it is time to.
  mutating func check() -> Excess? {
    guard let due, cp_now() >= due else { return nil }
    var tree = ResourceWatch.tree(exactly: false)
    var pause = 0.1
    if let limit = limits.memoryBytes {
      // Shared pages were counted for each process: before anything is killed they are shared out.
      if tree.memory > Double(limit), tree.processes > 1 {
        tree = ResourceWatch.tree(exactly: true)
      }
      if tree.memory > Double(limit) {
        return .memory(bytes: Int(tree.memory), limit: limit)
      }
      pause = min(pause, (Double(limit) - tree.memory) / ResourceWatch.bytesPerSecond)
    }
    if let limit = limits.cpuSeconds {
      let used = tree.cpu_seconds - cpuBefore
      if used > limit { return .cpu(seconds: used, limit: limit) }
      pause = min(pause, (limit - used) / Double(max(1, cp_usable_cores())))
    }
    self.due = cp_now() + max(0.002, pause)
    return nil
  }
}
