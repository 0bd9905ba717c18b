// gamut report: a run in pictures and tables, also long after it has ended.

import ArgumentParser
import GamutKit
import Glibc
import Results
import Source

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Make the report of a run from the files that it left.",
    discussion: """
      Nothing is run again. With generate_report a run writes the same page by itself. For results of other \
      programs give a folder with equity_curve.csv (date, equity), and perhaps trades.csv (timestamp, symbol, \
      side, qty, price, commission_cash, spread_cash, slippage_cash) and positions.csv (timestamp, symbol, \
      weight); metrics are computed from them.
      """)

  @Argument(
    help: "A batch folder, a FILE whose batch has been run, or a folder with equity_curve.csv.")
  var batch: String

  @Argument(help: "The id of a run of the batch.")
  var run_id: String?

  @Option(
    name: .shortAndLong, help: "The file to write (default: report.html beside the run's files).")
  var output: String?

  func run() throws {
    try telling {
      let report =
        if let run_id {
          try LaterReport(ofRun: run_id, inBatch: try batchFolder(of: batch))
        } else {
          try LaterReport(ofFolder: batch)
        }
      let path = output ?? report.standardPath
      try report.write(to: path)
      Console.err("written: \(path.escapingControls())\n")
    }
  }
}
