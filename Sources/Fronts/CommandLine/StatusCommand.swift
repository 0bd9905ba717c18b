// gamut status: what is going on in a batch, also from another terminal while it runs.

import ArgumentParser
import GamutKit
import Results

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show what is going on in a batch, also while it runs elsewhere.",
    discussion: "A run is shown as a success only once that is on disk for good.")

  @Argument(help: "A batch folder, or a FILE whose batch has been run.")
  var batch: String

  @Option(help: "table, csv or json.")
  var format: ListingFormat = .table

  func run() throws {
    try telling {
      let status = try BatchStatus(folder: try batchFolder(of: batch))
      Console.out(format == .table ? status.text : status.table.text(format.table))
    }
  }
}

/// Runs the body of a verb that asks a batch folder; its problems end the verb.
func telling(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch let problem as BatchProblem {
    throw complain(problem.message, help: problem.help)
  } catch let problem as StoreProblem {
    throw complain(problem.message, help: problem.help)
  } catch let problem as FileProblem {
    throw complain(problem.message, help: problem.help)
  }
}
