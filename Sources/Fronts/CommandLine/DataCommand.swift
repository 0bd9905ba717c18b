// gamut data: what has to do with prices, apart from running anything.

import ArgumentParser
import GamutKit
import Results
import Source

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Look at what backtests are made from.",
    subcommands: [CheckCausality.self])

  struct CheckCausality: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Find decisions that know what was not yet to be known.",
      discussion: """
        Every decision of every backtest is made again from data that end on its day, and compared with the \
        one of the run, bit for bit. Runs that differ in costs only are looked at once. Where a file was \
        made with hindsight no later row is needed to look ahead: that cannot be seen here.

        Ends with 0 where no decision looks ahead, with 1 where one does.
        """)

    @OptionGroup var input: InputOptions

    @Option(help: "table, csv or json.")
    var format: ListingFormat = .table

    func run() throws {
      let (batch, plan) = try input.load()
      try telling {
        let progress = LineProgress()
        let check = try CausalityCheck(of: plan, in: batch) { kind, done, all in
          progress.show("kind \(kind + 1): decision \(done) of \(all)")
        }
        progress.clear()
        if !check.isClean || format != .table { Console.out(check.table.text(format.table)) }
        let looked =
          "\(check.decisions) decisions of \(check.runs) runs (\(check.kinds) kinds) made again"
        if check.isClean {
          Console.err("\(looked): none looks ahead\n")
        } else {
          Console.err(
            "\(looked): \(check.table.rows.count) kinds look ahead; 'decided' and 'knowable' are "
              + "shares of a side\n")
          throw ExitStatus.failure
        }
      }
    }
  }
}
