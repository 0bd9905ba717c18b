// gamut why: where each value of a run came from.

import ArgumentParser
import Experiment
import GamutKit
import Results
import Source

struct WhyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why", abstract: "Show which places of a file gave a run its settings.",
    discussion: """
      For each setting: its value, and the places that gave one, the nearest first. That one won; the \
      others are what it replaced, down to the default.
      """)

  @OptionGroup var input: FileOptions

  @Argument(help: ArgumentHelp("The id of a run, or RUN.SETTING.", valueName: "run"))
  var name: String

  @Option(help: "table, csv or json.")
  var format: ListingFormat = .table

  func run() throws {
    let (batch, plan) = try input.load()
    guard let (run, setting) = try batch.run(named: name) else {
      throw complain(
        "the batch has no run '\(name)'",
        help: try batch.nearestID(to: name).map { "did you mean '\($0)'?" }
          ?? "'gamut plan \(input.file) --list' shows its \(plan.count) runs")
    }
    let table = try batch.provenanceTable(of: run, setting: setting, namesOnce: format == .table)
    Console.out(table.text(format.table))
  }
}
