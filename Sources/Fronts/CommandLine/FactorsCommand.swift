// gamut factors: what scores can be made of.

import ArgumentParser
import Backtest
import Results

struct FactorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "factors", abstract: "What the scores of a backtest can be made of.",
    subcommands: [List.self], defaultSubcommand: List.self)

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
}
