// gamut demo: a first ranking without data or network.

import ArgumentParser
import Backtest
import Experiment
import GamutKit
import Glibc
import Source

struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Write a made-up market, two factor bundles and a sweep into DIR, and run it.")

  @Argument(help: "The folder; made if it is missing.")
  var folder = "gamut-demo"

  @OptionGroup var running: RunningOptions

  static let file = "momentum.gamut"

  func run() throws {
    do throws(FileProblem) {
      for part in ["", "/data/prices", "/bundles"] { try makeFolder(folder + part) }
      try write("data/prices/synthetic.csv", syntheticUniverse(days: DemoFiles.days))
      try write("bundles/momentum.yaml", Array(DemoFiles.momentumBundle.utf8))
      try write("bundles/reversal.yaml", Array(DemoFiles.reversalBundle.utf8))
      try write(DemoCommand.file, Array(DemoFiles.program.utf8))
    } catch {
      throw complain(error)
    }
    guard chdir(folder) == 0 else { throw complain("'\(folder)' cannot be entered") }
    let batch: CheckedBatch
    do {
      batch = try loadBatch(DemoCommand.file)
    } catch {
      throw complain(error)
    }
    let plan = try errorFreePlan(of: batch)
    Console.err(
      batch.file.source.bytes == Array(DemoFiles.program.utf8)
        ? "wrote \(folder)/\(DemoCommand.file), bundles and prices; running it\n\n"
        : "\(folder)/\(DemoCommand.file) has been changed; running it as it is\n\n")
    Console.out(plan.funnelText(source: batch.source) + "\n")
    try running.run(
      batch, plan, workers: running.maxWorkers, existing: .goOn, strictness: .allFailed,
      shownBelow: "\(folder)/")
    Console.err("next: cd \(folder) && edit \(DemoCommand.file) && gamut run \(DemoCommand.file)\n")
  }

  /// Writes a file unless it is there already: a user's changes to it stay.
  private func write(_ path: String, _ bytes: [UInt8]) throws(FileProblem) {
    let path = "\(folder)/\(path)"
    guard access(path, F_OK) != 0 else { return }
    try writeFile(path, bytes)
  }
}
