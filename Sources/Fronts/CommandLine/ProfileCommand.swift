// gamut profile: where the time of a batch went.

import ArgumentParser
import GamutKit
import Results
import Source

struct ProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: "Show where the time of a batch went that was run with --with-profiling.",
    discussion: """
      Steps are summed up over all runs, as a share of the time of all workers. The trace that is named below \
      has a lane for each worker and a box for each run (of the first 100,000) and step (of the first 2,000 runs); \
      open it in Perfetto (ui.perfetto.dev reads it in the browser and sends it nowhere) or in chrome://tracing.
      """)

  @Argument(help: "A batch folder, or a FILE whose batch has been run.")
  var batch: String

  @Option(name: .short, help: "How many of the longest runs to show.")
  var n = 10

  @Option(help: "table, csv or json, of the steps.")
  var format: ListingFormat = .table

  func validate() throws {
    if n < 1 { throw ValidationError("-n is at least 1") }
  }

  func run() throws {
    try telling {
      let profile = try BatchProfile(ofBatch: try batchFolder(of: batch), slowest: n)
      Console.out(profile.steps.text(format.table))
      guard format == .table else { return }
      Console.out("\n" + profile.slowest.plain)
      Console.err("trace: \(profile.tracePath.escapingControls())\n")
    }
  }
}
