// The folder in which a person works: prices and bundles in it, and the built gamut run there.

import Backtest
import Experiment
import TestSupport
import Testing

final class Workspace {
  let folder: TestFolder

  /// A folder with `prices.csv` and, in `bundles`, a momentum and a reversal bundle.
  init() throws {
    folder = try TestFolder()
    try folder.write(Workspace.prices, to: "prices.csv")
    try folder.write(Workspace.bundle("momentum_12m_excl_1m"), to: "bundles/momentum.yaml")
    try folder.write(
      Workspace.bundle("reversal_1d", direction: "negative"), to: "bundles/reversal.yaml")
  }

  /// Eight made-up symbols from 2012 to 2014.
  static let prices: [UInt8] = market(symbols: 8, from: 2012, to: 2014)

  static func market(symbols: Int, from first: Int, to last: Int) -> [UInt8] {
    guard let days = Period(year: first, toYear: last) else { return [] }
    return syntheticUniverse(symbols: symbols, days: days)
  }

  static func bundle(_ factor: String, direction: String = "positive", weight: String = "1.0")
    -> String
  {
    """
    universe: "synthetic"
    factor_set: "core"
    horizon_days: 20
    factors:
      - {name: "\(factor)", weight: \(weight), direction: "\(direction)"}

    """
  }

  /// Runs gamut in the folder to its end.
  func gamut(
    _ arguments: String..., environment: [String: String] = [:], input: String = ""
  ) throws -> GamutProcess.Ending {
    try GamutProcess.run(arguments, in: folder, environment: environment, input: input)
  }

  /// Starts gamut in the folder.
  func start(_ arguments: String..., environment: [String: String] = [:]) throws -> GamutProcess {
    try GamutProcess(arguments, in: folder.path, environment: environment)
  }

  static func batchFolder(_ batch: String) -> String { "output/batch_backtests/\(batch)" }

  func summary(_ batch: String) throws -> SummaryFile {
    SummaryFile(try folder.text("\(Workspace.batchFolder(batch))/batch_summary.csv"))
  }

  /// A file of a batch, as text.
  func text(_ batch: String, _ file: String) throws -> String {
    try folder.text("\(Workspace.batchFolder(batch))/\(file)")
  }
}

extension Period {
  fileprivate init?(year first: Int, toYear last: Int) {
    guard let start = Day(year: first, month: 1, day: 1),
      let end = Day(year: last, month: 12, day: 31)
    else { return nil }
    self.init(start: start, end: end)
  }
}

/// Expects a process to have ended so, and shows what it said if it did not.
func expect(
  _ ending: GamutProcess.Ending, endsWith status: Int32,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(ending.status == status, "\(ending)", sourceLocation: sourceLocation)
}
