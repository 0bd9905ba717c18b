// gamut diff: how the runs of one batch differ from those of another.

import ArgumentParser
import GamutKit
import Glibc
import Results

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show which runs two batches have in common, and how the others differ.",
    discussion: """
      Each is a FILE, or the folder of a batch that has been run. Runs with the same settings are the \
      same experiment, whatever their ids are; of the others, those with one id have changed.

      Ends with 0 where all runs are the same, with 1 where they differ, and with 2 where a batch \
      cannot be read.
      """)

  @Argument(help: "The batch as it was.")
  var old: String

  @Argument(help: "The batch as it is.")
  var new: String

  @Option(help: "table (the default), csv or json.")
  var format: ListingFormat = .table

  @OptionGroup var reading: ReadingOptions

  func run() throws {
    let (before, after): (CheckedBatch, CheckedBatch)
    do {
      before = try load(old)
      after = try load(new)
    } catch is ExitCode {
      throw ExitStatus.trouble
    }
    let difference = try PlanDifference(from: before, to: after)
    Console.out(
      format == .table
        ? difference.text : difference.table.text(format.table))
    if !difference.isEmpty { throw ExitStatus.failure }
  }

  private func load(_ argument: String) throws -> CheckedBatch {
    var status = stat()
    let folder = getcwd(nil, 0)
    defer {
      if let folder { chdir(folder) }
      free(folder)
    }
    let isFolder = stat(argument, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    let path = isFolder ? "\(argument)/\(BatchFile.config.rawValue)" : argument
    return try reading.load(reading.open(path, from: nil)).batch
  }
}
