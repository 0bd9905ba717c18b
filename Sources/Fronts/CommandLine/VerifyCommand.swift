// gamut verify: are inputs and results what they were.

import ArgumentParser
import GamutKit
import Results
import Source

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check that the inputs and results of a batch are what they were.",
    discussion: """
      Hashes (SHA-256) of the files that runs have read, and of the files that they have left, are \
      computed again and compared; so are the keys of the runs, and the database checks itself. Run it \
      in the folder in which the batch was run.

      Ends with 0 where everything is as it was, with 1 where something is not.
      """)

  @Argument(help: "A batch folder, or a FILE whose batch has been run.")
  var batch: String

  @Option(help: "table, csv or json.")
  var format: ListingFormat = .table

  func run() throws {
    try telling {
      let found = try Verification(ofBatch: try batchFolder(of: batch))
      if !found.findings.isEmpty || format != .table {
        Console.out(found.table.text(format.table))
      }
      Console.err(
        "\(counted(found.runs, "successful run")), \(counted(found.inputs, "input file")), "
          + "\(counted(found.results, "result file")): "
          + (found.findings.isEmpty
            ? "all as they were\n" : "\(found.findings.count) changed\n"))
      if !found.findings.isEmpty { throw ExitStatus.failure }
    }
  }
}
