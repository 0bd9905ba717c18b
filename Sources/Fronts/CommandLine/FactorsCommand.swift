// gamut factors: what scores can be made of.

import ArgumentParser
import Backtest
import GamutKit
import Results
import Source

struct FactorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "factors", abstract: "What the scores of a backtest can be made of.",
    subcommands: [List.self, Build.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List every factor with its formula and source.",
      discussion: """
        A bundle names factors, and so does the setting 'factor'. The numbers in brackets are windows, in \
        sessions: momentum(126, 21), or momentum for the standard ones. 'gamut explain NAME' says more.
        """)

    @Option(help: "table, csv or json.")
    var format: ListingFormat = .table

    func run() {
      var table = Table(["factor", "formula", "unit", "source"].map { Table.Column($0) })
      for family in factorFamilies {
        let standard = family.standard
        let others = factors.filter { $0.isMember(of: family) }.map(\.name)
        let names = ([family.signature] + others).joined(separator: ", ")
        table.append([
          .text(names), .text(standard.formula), .text(family.unit), .text(family.source),
        ])
      }
      Console.out(table.text(format.table))
    }
  }

  struct Build: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compute factors of prices once, for all runs to come.",
      discussion: """
        Without factors it lists what has been built of the prices. What is kept is found by what is in the \
        price files and by the factor's windows, so it is never of other prices. Runs that need the factor \
        read it instead of computing it; the numbers are the same. 'gamut explain factor-store' says where \
        the files are and how NumPy reads them.
        """)

    @Option(help: "The prices (default: $GAMUT_PRICES, or data/prices).", completion: .file())
    var prices: String?

    @Argument(help: "Factors to build: momentum, 'natr(20)'.")
    var factors: [String] = []

    @Option(help: "table, csv or json.")
    var format: ListingFormat = .table

    func run() throws {
      try telling {
        let built = try BuiltFactors(ofPrices: prices)
        var table = Table([.init("factor"), .init("state"), .init("file")])
        for factor in factors { try built.check(factor) }
        let progress = LineProgress()
        for (number, factor) in factors.enumerated() {
          progress.show("factor \(number + 1) of \(factors.count): \(factor.escapingControls())")
          let (name, isNew) = try built.build(factor)
          table.append([
            .text(name), .text(isNew ? "built" : "was there"), .text(built.file(of: name)),
          ])
        }
        progress.clear()
        if factors.isEmpty {
          for name in built.names {
            table.append([.text(name), .text("was there"), .text(built.file(of: name))])
          }
        }
        Console.out(table.text(format.table))
        let shape = built.shape
        Console.err("[\(shape.symbols) symbols x \(shape.days) days], of \(built.folder)\n")
      }
    }
  }
}
