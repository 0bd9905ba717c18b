// gamut data: what has to do with prices, apart from running anything.

import ArgumentParser
import Backtest
import Experiment
import GamutKit
import Results
import Source

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Prices: what is in files, files of others, look-ahead.",
    subcommands: [Describe.self, Import.self, CheckCausality.self])

  /// Files of prices in any form.
  struct Source: ParsableArguments {
    @Argument(
      help: "A file of prices, a folder of them, or '-' for standard input.",
      completion: .file(extensions: ["csv", "txt"]))
    var path: String

    @Option(help: "The order of dates that leave it open: dmy or mdy.")
    var dates: String?

    @Option(help: "The decimal mark of numbers that leave it open: point or comma.")
    var decimal: String?

    @Option(help: "The symbol of a file of one symbol (default: the file's name).")
    var symbol: String?

    @Flag(help: "Take closes as they are, though adjusted closes stand beside them.")
    var raw = false

    func validate() throws {
      if let dates, !ImportOptions.dateOrders.contains(dates) {
        throw ValidationError(
          "--dates is one of \(ImportOptions.dateOrders.joined(separator: ", "))")
      }
      if let decimal, !["point", "comma"].contains(decimal) {
        throw ValidationError("--decimal is point or comma")
      }
    }

    func options() -> ImportOptions {
      var options = ImportOptions()
      options.dateOrder = dates
      options.decimalMark = decimal
      options.symbol = symbol
      options.keepsRawPrices = raw
      return options
    }

    func read() throws(FileProblem) -> ImportedPrices {
      let progress = LineProgress()
      defer { progress.clear() }
      return try importedPrices(try foreignPriceFiles(path), options()) { doing, file, line in
        progress.show("\(doing) \(file.escapingControls()): line \(line)")
      }
    }
  }

  struct Describe: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what prices there are in files, and what looks wrong.",
      discussion: """
        It reads CSV as pandas, yfinance, Yahoo, Stooq (also its bulk text) and zipline write it, wide or \
        long, with any of , ; tab | between the cells, decimal commas, and dates in any order.
        """)

    @OptionGroup var source: Source

    @Option(help: "table, csv or json: of the symbols.")
    var format: ListingFormat = .table

    func run() throws {
      try telling {
        let prices = try source.read()
        tell(prices)
        Console.out(table(prices.panel.report).text(format.table))
      }
    }

    private func table(_ reports: [SymbolReport]) -> Table {
      var table = Table([
        .init("symbol"), .init("first"), .init("last"), .init("sessions", .trailing),
        .init("missing", .trailing), .init("lowest", .trailing), .init("highest", .trailing),
        .init("largest_move", .trailing), .init("on"),
      ])
      for report in reports {
        table.append([
          .text(report.symbol), .text(report.first.description), .text(report.last.description),
          .int(report.sessions), .int(report.missing), .number(report.lowest),
          .number(report.highest), report.largestMove.map { .number($0.change) } ?? .empty,
          Cell(report.largestMove?.day.description),
        ])
      }
      return table
    }
  }

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write prices as gamut reads them: one long CSV file.",
      discussion: """
        It reads what 'gamut data describe' reads, and writes data/prices/NAME.csv, where backtests look \
        when they are told nothing else. Nothing is overwritten.

        From pandas: df.to_csv('-') | gamut data import - ; from Parquet: gamut explain data-formats.
        """)

    @OptionGroup var source: Source

    @Option(name: .shortAndLong, help: "The file to write (default: data/prices/NAME.csv).")
    var output: String?

    func run() throws {
      try telling {
        let prices = try source.read()
        let path = output ?? standardPriceFile(for: source.path)
        try writePrices(prices.panel, to: path)
        tell(prices)
        Console.err("written: \(path.escapingControls())\n")
      }
    }
  }

  struct CheckCausality: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Find decisions that know what was not yet to be known.",
      discussion: """
        Every decision of every backtest is made again from data that end on its day, and compared with the \
        one of the run, bit for bit. Runs that differ in costs only are looked at once. A column of \
        factor_data that was made with hindsight cannot be told by its dates: it is suspected where its rank \
        correlation with the returns behind its dates is beyond 0.25.

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
        if !check.table.rows.isEmpty || format != .table {
          Console.out(check.table.text(format.table))
        }
        for line in check.suspects { Console.err("suspect: \(line.escapingControls())\n") }
        let looked =
          "\(check.decisions) decisions of \(check.runs) runs (\(check.kinds) kinds) made again"
        let kinds = check.table.rows.count
        let verdict =
          kinds == 0
          ? check.suspects.isEmpty
            ? "none looks ahead"
            : "the decisions use nothing later than their days, but columns of factor_data are suspected"
          : "\(kinds) of these kinds decided otherwise than it could have; 'decided' and 'knowable' are "
            + "shares of a side"
        Console.err("\(looked): \(verdict)\n")
        if !check.isClean { throw ExitStatus.failure }
      }
    }
  }
}

/// What was seen in files of prices, in a few lines.
private func tell(_ prices: ImportedPrices) {
  let panel = prices.panel
  var lines = prices.files
  let symbols = "\(panel.symbols.count) symbol\(panel.symbols.count == 1 ? "" : "s")"
  if let first = panel.days.first, let last = panel.days.last {
    let columns = [
      panel.open == nil ? nil : "open", panel.high == nil ? nil : "high",
      panel.low == nil ? nil : "low", "close", panel.volume == nil ? nil : "volume",
    ].compactMap(\.self)
    lines.append(
      "\(symbols), \(panel.days.count) sessions from \(first) to \(last); "
        + columns.joined(separator: ", "))
  }
  lines += prices.notes.map { "note: \($0)" }
  for line in lines { Console.err("\(line.escapingControls())\n") }
}
