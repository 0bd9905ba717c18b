// Failures as they come, told without flooding: runs that fail for one reason are one piece of news.

import Experiment
import Source

struct FailureEcho {
  /// So many runs are named for each reason, and so many reasons.
  private static let runs = 3
  private static let reasons = 20

  private var counts: [String: Int] = [:]
  private var order: [String] = []

  /// The line for a failed run; nil where enough has been said of its reason.
  mutating func line(_ result: RunResult) -> String? {
    let reason = (result.failure?.message ?? "failed").escapingControls()
    let count = counts[reason, default: 0] + 1
    counts[reason] = count
    if count == 1 { order.append(reason) }
    guard count <= FailureEcho.runs, order.count <= FailureEcho.reasons else { return nil }
    return "failed: \(result.runID): \(reason)\n"
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
