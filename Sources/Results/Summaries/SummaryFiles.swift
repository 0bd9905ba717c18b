// Writes the files by which people and scripts know a batch, all from one pass over its runs.
// It does not know where settings and levels of a run come from: the caller tells.

internal import Experiment

extension BatchFolder {
  /// Writes batch_summary.csv and batch_summary.md; each appears as a whole.
  ///
  /// `row` makes the summary's row of a stored run. Gives the summary for whoever shows it.
  @discardableResult
  public func writeSummary(
    _ facts: SummaryFacts, of store: BatchStore,
    row: (StoredRun) throws(StoreProblem) -> SummaryRow
  ) throws(StoreProblem) -> BatchSummary {
    var summary = BatchSummary(facts)
    let csv = try AtomicFile(BatchFile.summaryCSV.rawValue, in: folder)
    try csv.append(facts.csvHeader)
    var record = CSVRecord()
    let runs = try store.runs()
    while let run = try runs.next() {
      let row = try row(run)
      facts.append(row, to: &record)
      summary.add(row)
      if record.bytes.count >= 1 << 15 {
        try csv.append(record.bytes)
        record.bytes.removeAll(keepingCapacity: true)
      }
    }
    try csv.append(record.bytes)
    try csv.finish()
    try folder.write(summary.markdown, to: BatchFile.summaryMarkdown.rawValue)
    return summary
  }

  /// Writes batch_result.json.
  public func write(_ outcome: BatchOutcome) throws(StoreProblem) {
    try folder.write(outcome.text, to: BatchFile.result.rawValue)
  }
}
