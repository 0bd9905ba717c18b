// Writes the files by which people and scripts know a batch, all from one pass over its runs.
// It does not know where settings and levels of a run come from: the caller tells.

internal import Experiment

extension BatchFolder {
  /// Writes batch_summary.csv and batch_summary.md; each appears as a whole.
  ///
  /// `row` makes the summary's row of a stored run, in plan order; `luckLine`, called after the last,
  /// gives the line below the ranking. Gives the summary for whoever shows it.
  @discardableResult
  public func writeSummary(
    _ facts: SummaryFacts, of store: BatchStore,
    row: (StoredRun) throws(StoreProblem) -> SummaryRow,
    luckLine: () throws(StoreProblem) -> String? = { () throws(StoreProblem) in nil }
  ) throws(StoreProblem) -> BatchSummary {
    var summary = BatchSummary(facts)
    let csv = try AtomicFile(BatchFile.summaryCSV.rawValue, in: folder)
    try csv.append(facts.csvHeader)
    let runs = try store.runs()
    var rows: [SummaryRow] = []
    // While one thread reads rows, another writes those before as text.
    var text: Background<[UInt8]>?
    while let run = try runs.next() {
      let row = try row(run)
      summary.add(row)
      rows.append(row)
      guard rows.count == BatchFolder.rowsAtOnce else { continue }
      if let text { try csv.append(text.value()) }
      text = Background { [facts, rows] in facts.csvLines(rows) }
      rows.removeAll(keepingCapacity: true)
    }
    if let text { try csv.append(text.value()) }
    try csv.append(facts.csvLines(rows))
    try csv.finish()
    if let line = try luckLine() { summary.facts.luckLine = line }
    summary.facts.steps = StepTotals(in: folder)
    try folder.write(summary.markdown, to: BatchFile.summaryMarkdown.rawValue)
    return summary
  }

  private static let rowsAtOnce = 1024

  /// Writes batch_result.json.
  public func write(_ outcome: BatchOutcome) throws(StoreProblem) {
    try folder.write(outcome.text, to: BatchFile.result.rawValue)
  }
}
