// The funnel for people: how each clause changes the number of runs.

public import Experiment
public import Source

extension Plan {
  /// One line for each clause: its text, what it does to the number, the number after it.
  public func funnelText(source: SourceText) -> String {
    guard !funnel.isEmpty else { return "\(count) runs listed one by one\n" }
    var rows: [(clause: String, change: String, total: String)] = []
    for (index, step) in funnel.enumerated() {
      let change: String
      switch step.change {
      case .multiplied(let counts):
        let product = counts.map(text).joined(separator: " x ")
        let isFirst =
          counts.reduce(UInt64(1)) {
            $0.multipliedReportingOverflow(by: UInt64($1.upperBound)).partialValue
          } == step.total
        change = isFirst && counts.count > 1 ? product : "x \(product)"
      case .continuous: change = "any"
      case .sampled(let count): change = "x \(count)"
      // Of infinitely many points nobody knows how many a filter drops.
      case .removed(let removed): change = step.total == nil ? "some" : "- \(removed)"
      case .added(let added): change = "+ \(added)"
      }
      let isLast = index == funnel.count - 1
      let unit = isLast ? (count == 1 ? " run" : " runs") : ""
      let total = isLast ? String(count) : step.total.map(String.init) ?? ""
      let note = step.note.map { "  (\($0))" } ?? ""
      rows.append((title(of: step, source), change, total + unit + note))
    }
    let clauseWidth = rows.map(\.clause.count).max() ?? 0
    let changeWidth = rows.map(\.change.count).max() ?? 0
    let totalWidth = rows.map { $0.total.prefix { $0.isNumber }.count }.max() ?? 0
    return rows.map { row in
      let digits = row.total.prefix { $0.isNumber }.count
      return padded(row.clause, clauseWidth) + "  "
        + String(repeating: " ", count: changeWidth - row.change.count) + row.change + "  "
        + String(repeating: " ", count: totalWidth - digits) + row.total
    }.map { $0.trimmingEnd() + "\n" }.joined()
  }

  private func text(_ count: ClosedRange<Int>) -> String {
    count.lowerBound == count.upperBound
      ? String(count.upperBound) : "\(count.lowerBound)..\(count.upperBound)"
  }

  private func title(of step: FunnelStep, _ source: SourceText) -> String {
    let shown = step.clause.escapingControls()
    guard shown.count > 44 || step.clause.contains(where: \.isNewline) else { return shown }
    let head = shown.split(separator: " if ", maxSplits: 1, omittingEmptySubsequences: false)[0]
    if head.count <= 38, head.count < shown.count, head.hasPrefix("sweep") {
      return head + " if ..."
    }
    let line = source.position(at: Int(step.place.id)).line
    return "\(shown.prefix { $0 != " " }) ... (line \(line))"
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}

extension String {
  fileprivate func trimmingEnd() -> String {
    String(self[..<(lastIndex { $0 != " " }.map { index(after: $0) } ?? startIndex)])
  }
}
