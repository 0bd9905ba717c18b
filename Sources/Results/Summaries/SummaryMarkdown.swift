// Writes a batch summary as Markdown: the same summary gives the same bytes.
// It does not read runs; what it shows has been collected.

internal import Experiment

extension BatchSummary {
  /// The text of batch_summary.md.
  public var markdown: String {
    var text = "# \(MarkdownText.escaped(facts.name))\n"
    if let description = facts.description, !description.isEmpty {
      text += "\n\(MarkdownText.paragraph(description))\n"
    }
    text += "\n\(countsLine)\n"
    text += rankingSection
    for (title, axis) in zip(facts.axes, axes) { text += section(title, axis) }
    text += failureSection
    text += stepSection
    return text
  }

  private var stepSection: String {
    guard let steps = facts.steps else { return "" }
    return "\n## Time by step\n\n" + steps.table.markdown
      + "\nOf all runs of the last execution with --with-profiling, as a share of the time of its workers.\n"
  }

  private var countsLine: String {
    let total = counts.values.reduce(0, +)
    let parts = RunStatus.allCases.map { "\(counts[$0] ?? 0) \($0.rawValue)" }
    return "\(total) runs: \(parts.joined(separator: ", "))."
  }

  private var rankingSection: String {
    guard let metric = facts.rankingMetric, !ranked.isEmpty else { return "" }
    let (best, worst) = (ranked.best, ranked.worst)
    let title = MarkdownText.escaped(metric)
    let direction = facts.order == .descending ? "highest first" : "lowest first"
    var text = "\n## Ranking by \(title), \(direction)\n\n"
    var table = Table(
      [.init("rank", .trailing), .init("run_id")]
        + facts.rankingColumns.map { Table.Column($0, .trailing) })
    for (place, run) in best.enumerated() {
      table.append([.int(place + 1), .text(run.id)] + run.metrics.map { .number($0) })
    }
    text += table.markdown
    let successes = counts[.success] ?? 0
    if successes > best.count {
      text += "\nThe first \(best.count) of \(successes) runs that succeeded.\n"
    }
    if let line = facts.luckLine { text += "\n\(MarkdownText.paragraph(line))\n" }
    if !facts.definitions.isEmpty {
      text += "\n"
      for line in facts.definitions { text += "- \(MarkdownText.escaped(line))\n" }
    }
    if let first = best.first, !first.value.isNaN, let worst {
      text += "\nBest: \(shown(first)). Worst: \(shown(worst)).\n"
    }
    return text
  }

  private func shown(_ run: Ranked) -> String {
    let value = Table.NumberFormat.short.text(run.value)
    return "\(MarkdownText.escaped(run.id)) (\(MarkdownText.escaped(facts.rankingMetric ?? "")) "
      + "\(value))"
  }

  private func section(_ title: String, _ axis: AxisSummary) -> String {
    guard !axis.levels.isEmpty, let metric = facts.rankingMetric else { return "" }
    var table = Table([
      .init(title), .init("n", .trailing), .init("median \(metric)", .trailing),
      .init("best \(metric)", .trailing),
    ])
    for level in axis.levels.prefix(BatchSummary.levelLength) {
      let best = rank(level.values, facts.order) { $0 }.first ?? .nan
      table.append([
        .text(level.label), .int(level.values.count), .number(median(level.values)), .number(best),
      ])
    }
    var text = "\n## By \(MarkdownText.escaped(title))\n\n" + table.markdown
    let rest = axis.levels.count - BatchSummary.levelLength
    if rest > 0 { text += "\nand \(rest) more levels.\n" }
    return text
  }

  private var failureSection: String {
    guard !failures.isEmpty else { return "" }
    var text = "\n## Failures\n"
    for result in failures {
      let error = result.failure?.firstLine ?? "failed"
      text += "\n- \(MarkdownText.escaped(result.runID)): \(MarkdownText.escaped(error))\n"
      if let excerpt = result.logExcerpt, !excerpt.isEmpty {
        let lines = excerpt.split(separator: "\n").prefix(BatchSummary.excerptLines)
        text += "\n" + MarkdownText.code(lines.map { "  \($0)" }.joined(separator: "\n"))
      }
    }
    let rest = (counts[.failed] ?? 0) - failures.count
    if rest > 0 { text += "\nand \(rest) more; batch_summary.csv has them all.\n" }
    return text
  }
}
