// gamut report: a run in pictures and tables, also long after it has ended.

import ArgumentParser
import GamutKit
import Glibc
import Results
import Source

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Make reports of a run from the files that it left.",
    discussion: """
      Nothing is run again, and nothing of the run is changed: reports go to reports/ID in the batch folder. Without \
      --risk and --tca it is the performance report, which a run with generate_report writes by itself. For \
      results of other programs give a folder with equity_curve.csv (date, equity), and perhaps trades.csv \
      (timestamp, symbol, side, qty, price, commission_cash, spread_cash, slippage_cash), positions.csv \
      (timestamp, symbol, weight) and factor_returns.csv (timestamp, market, a column for each factor); \
      metrics are computed from them.
      """)

  @Argument(
    help: "A batch folder, a FILE whose batch has been run, or a folder with equity_curve.csv.")
  var batch: String

  @Argument(help: "The id of a run of the batch.")
  var run_id: String?

  @Flag(help: "The risk report: tails, drawdowns, exposures, regimes, factors.")
  var risk = false

  @Flag(help: "The transaction cost report: where costs come from, break-even, capacity.")
  var tca = false

  @Option(
    name: .shortAndLong,
    help: "Write only the page of one report, to this file: Markdown if it ends in .md, else HTML.")
  var output: String?

  func validate() throws {
    if output != nil, risk, tca {
      throw ValidationError("-o takes one report: --risk or --tca, not both")
    }
  }

  func run() throws {
    try telling {
      let asked = (risk ? [ReportKind.risk] : []) + (tca ? [.costs] : [])
      let kinds = asked.isEmpty ? [.performance] : asked
      let report =
        if let run_id {
          try LaterReport(ofRun: run_id, inBatch: try batchFolder(of: batch), kinds)
        } else {
          try LaterReport(ofFolder: batch, kinds)
        }
      var pages: [String] = []
      if let output {
        try report.writePage(to: output)
        pages = [output]
      } else {
        pages = try report.write()
      }
      if let gap = report.gap { Console.err("\(gap.escapingControls())\n") }
      for page in pages { Console.err("written: \(page.escapingControls())\n") }
    }
  }
}
