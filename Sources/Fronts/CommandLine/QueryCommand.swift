// gamut query: any question to a batch's database, in SQL, read-only.

import ArgumentParser
import Experiment
import GamutKit
import Results

struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Ask the database of a batch anything, in SQL; nothing can be changed.",
    discussion: """
      The view 'result' has a line for each run: run_id, state, attempt, error, the times, a column for \
      each setting that varies (as in batch_summary.csv) and for each metric. Besides there are the tables batch, run, attempt, event, metric_list, input_list.

        gamut query FILE 'SELECT run_id, sharpe FROM result WHERE sharpe > 1 ORDER BY sharpe DESC'
        gamut query FILE 'SELECT rebalance_freq, avg(sharpe) FROM result GROUP BY rebalance_freq'
        gamut query FILE 'SELECT failure_kind, count(*) FROM attempt GROUP BY 1'
      """)

  @Argument(help: "A batch folder, or a FILE whose batch has been run.")
  var batch: String

  @Argument(help: "One SELECT.")
  var sql: String

  @Option(help: "End the query after DURATION (default: 30s).")
  var timeout: ClockTime?

  @Option(help: "table, csv or json.")
  var format: ListingFormat = .table

  func run() throws {
    try telling {
      let table = try query(
        sql, ofBatch: try batchFolder(of: batch), seconds: timeout?.length.seconds ?? 30)
      Console.out(table.text(format.table))
    }
  }
}
