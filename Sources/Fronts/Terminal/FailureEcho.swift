// Failures as they come, told without flooding: runs that fail for one reason are one piece of news.

import Experiment
import Source

struct FailureEcho {
  /// So many runs are named for each reason, and so many reasons.
  private static let runs = 3
  private static let reasons = 20

  private var counts: [String: Int] = [:]
  private var order: [String] = []
  private var retries: [String: Int] = [:]

  /// The line for a failed run; nil where enough has been said of its reason.
  mutating func line(_ result: RunResult) -> String? {
    let reason = (result.failure?.message ?? "failed").escapingControls()
    let count = counts[reason, default: 0] + 1
    counts[reason] = count
    if count == 1 { order.append(reason) }
    guard count <= FailureEcho.runs, order.count <= FailureEcho.reasons else { return nil }
    return "failed: \(result.runID): \(reason)\(telling(result))\n"
  }

  /// The line for a run that is tried again.
  mutating func retryLine(_ result: RunResult, _ wait: String) -> String? {
    let reason = (result.failure?.message ?? "failed").escapingControls()
    let count = retries[reason, default: 0] + 1
    retries[reason] = count
    guard count <= FailureEcho.runs else { return nil }
    return "again in \(wait): \(result.runID): \(reason)\(telling(result))\n"
  }

  /// The last line of what its program said, after an exit code or the like.
  private func telling(_ result: RunResult) -> String {
    switch result.failure?.kind {
    case .exitCode, .signal, .worker:
      guard let line = result.logExcerpt?.split(separator: "\n").last else { return "" }
      return ": \(line.prefix(120))".escapingControls()
    default: return ""
    }
  }

  /// What has not been said one by one.
  var rest: String {
    var text = ""
    for reason in order.prefix(FailureEcho.reasons) {
      let more = counts[reason, default: 0] - FailureEcho.runs
      if more > 0 { text += "failed: \(more) more: \(reason)\n" }
    }
    let others = order.dropFirst(FailureEcho.reasons).reduce(0) { $0 + counts[$1, default: 0] }
    if others > 0 { text += "failed: \(others) more for other reasons\n" }
    return text
  }
}
