// Answers from the results of a batch, as text for a terminal.

import Experiment
import GamutKit
import Results
import Source

/// - Parameters:
///   - plan: of the program, whose settings a grid is over.
///   - isStopped: asked while a question takes time.
func answer(
  _ question: ResultQuestion, folder: String, _ plan: Plan?, isStopped: @escaping () -> Bool
) throws -> String {
  switch question {
  case .status: return inSession(try BatchStatus(folder: folder).text)
  case .top(let metric, let count):
    return try BatchRanking(folder: folder, metric: metric, limit: count).text
  case .show(let id): return text(of: try RunSheet(ofRun: id, inBatch: folder))
  case .compare(let first, let second):
    let comparison = RunComparison(
      try RunSheet(ofRun: first, inBatch: folder), try RunSheet(ofRun: second, inBatch: folder))
    let settings = comparison.settings.rows.isEmpty ? "" : comparison.settings.plain + "\n"
    return settings + comparison.metrics.plain
  case .table(let rows, let columns, let metric):
    guard let plan else { throw BatchProblem("the program has no runs") }
    let grid = try MetricGrid(of: metric, over: rows, columns, plan, inBatch: folder)
    let most = grid.mostInACell > 1 ? ", medians of up to \(grid.mostInACell)" : ""
    return grid.table.plain + "\(metric) of \(counted(grid.runs, "run"))\(most)\n"
  case .sql(let sql):
    return try query(sql, ofBatch: folder, seconds: 30, isStopped: isStopped).plain
  }
}

/// Advice of the command line in the words of a session.
func inSession(_ help: String) -> String {
  help.replacing("gamut run runs the batch", with: ":run runs the batch; :status says what failed")
    .replacing("'gamut run' goes on", with: ":run goes on")
    .replacing("gamut settings", with: ":settings")
    .replacing("not to '-'", with: "not to this session")
    .replacing(
      "or go on in that folder with --adopt, or move it aside with --fresh",
      with: "or :load that file and go on with it")
}

private func text(of sheet: RunSheet) -> String {
  var text =
    "\(sheet.id): \(sheet.status)\(sheet.error.map { ", \($0)" } ?? "")".escapingControls() + "\n"
  if let (values, first, last) = sheet.equity {
    let lines = brailleChart(values, width: 60, height: 6)
    if let high = values.max(), let low = values.min(), !lines.isEmpty {
      let labels = [high, low].map { Table.NumberFormat.decimals(0).text($0) }
      let width = labels.map(\.count).max() ?? 0
      for (number, line) in lines.enumerated() {
        let label = number == 0 ? labels[0] : number == lines.count - 1 ? labels[1] : ""
        text += String(repeating: " ", count: width - label.count) + label + " " + line + "\n"
      }
      text += String(repeating: " ", count: width + 1) + first
      text += String(repeating: " ", count: 60 - first.count - last.count) + last + "\n"
    }
  }
  return text + sheet.metrics.plain
}
