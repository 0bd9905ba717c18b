// gamut replay: one run again, and does it give the same.

import ArgumentParser
import GamutKit
import Results
import Source

struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Run one run of a batch again and compare; the batch itself is not touched.",
    discussion: """
      The new results are left in replays/ of the batch folder. Metrics are compared to the last bit, and \
      files byte for byte: those of a backtest must be the same; a program may write times, so its files \
      are only told.

      Ends with 0 where the result is the same, with 1 where it is not.
      """)

  @Argument(help: "A batch folder, or a FILE whose batch has been run.")
  var batch: String

  @Argument(help: "The id of a run.")
  var run_id: String

  @Option(help: "table, csv or json.")
  var format: ListingFormat = .table

  func run() throws {
    try telling {
      let replay = try Replay(run: run_id, ofBatch: try batchFolder(of: batch))
      if !replay.table.rows.isEmpty || format != .table {
        Console.out(replay.table.text(format.table))
      }
      for path in replay.changedInputs {
        Console.err("note: '\(path.escapingControls())' has changed since the run\n")
      }
      let compared = "\(replay.metricCount) metrics, \(replay.fileCount) files"
      let verdict =
        replay.isSame
        ? replay.files.isEmpty ? "the same" : "the same metrics; \(replay.files.count) files differ"
        : "not the same"
      Console.err("\(replay.id): \(verdict) (\(compared)); \(replay.folder.escapingControls())\n")
      if !replay.isSame { throw ExitStatus.failure }
    }
  }
}
