// gamut top: the ranking of a batch that has been run.

public import ArgumentParser
import Experiment
import GamutKit
import Glibc
public import Results

struct TopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "top", abstract: "Rank the runs of a batch by a metric.")

  @Argument(help: "A batch folder, or a FILE whose batch has been run.")
  var batch: String

  @Option(help: "The metric (default: sharpe for backtests, else the first metric).")
  var by: String?

  @Option(name: .short, help: "How many runs to show.")
  var n = 10

  @Option(
    help: "descending or ascending (default: descending, but ascending for losses and errors).")
  var order: RankingOrder?

  @Option(help: "table, csv or json.")
  var format: ListingFormat = .table

  func validate() throws {
    if n < 1 { throw ValidationError("-n is at least 1") }
  }

  func run() throws {
    try telling {
      let ranking = try BatchRanking(
        folder: try batchFolder(of: batch), metric: by, limit: n,
        order: order)
      Console.out(format == .table ? ranking.text : ranking.table.text(format.table))
    }
  }
}

extension RankingOrder: ExpressibleByArgument {}

/// The batch folder that an argument names: itself, or that of the batch in a file.
func batchFolder(of argument: String) throws -> String {
  guard let form = BatchInput.Form(extensionOf: argument) else {
    guard access(argument, F_OK) != 0 else { return argument }
    let ofThatName = StoreLayout.batchFolder(outputRoot: Batch.defaultOutputRoot, name: argument)
    if Batch.isValidName(argument), access(ofThatName, F_OK) == 0 { return ofThatName }
    throw complain(
      "there is no batch folder '\(argument)'",
      help: "give a batch folder, or a FILE whose batch has been run")
  }
  let batch: CheckedBatch
  do {
    batch = try BatchInput(path: argument, form: form).load()
  } catch {
    throw complain(error)
  }
  let plan = try errorFreePlan(of: batch)
  return StoreLayout.batchFolder(outputRoot: plan.batch.outputRoot, name: plan.batch.name)
}
