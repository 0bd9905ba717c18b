// gamut batch_backtest: the seed's command, with its meaning and exit codes.

import ArgumentParser
import GamutKit

struct BatchBacktestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch_backtest",
    abstract: "Run a batch config as the seed's command does: serially unless --parallel.")

  @Option(help: "The batch config: YAML, JSON or a .gamut program.")
  var config: String

  @Flag(inversion: .prefixedNo, help: "Several runs at a time.")
  var parallel = false

  @OptionGroup var running: RunningOptions
  @OptionGroup var reading: ReadingOptions

  func run() throws {
    let (batch, plan) = try reading.load(reading.open(config, from: nil))
    try running.run(
      batch, plan, workers: parallel ? running.maxWorkers : 1, existing: .goOn,
      strictness: .allFailed)
  }
}
