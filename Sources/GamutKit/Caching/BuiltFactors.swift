// Factors computed ahead of the runs that need them, and kept with the prices that they are of.

internal import Backtest
internal import Experiment
internal import Results

/// The factors that have been built of some prices.
public struct BuiltFactors {
  private let panel: PricePanel
  private let store: StoredPanel

  /// - Parameter prices: nil: where backtests look for them.
  public init(ofPrices prices: String?) throws(FileProblem) {
    guard let path = PriceLocation.path(given: prices.map { .text($0) } ?? .none) else {
      throw FileProblem(
        "no prices are named",
        help: "--prices PATH, or GAMUT_PRICES, or files in \(PriceLocation.standardFolder)")
    }
    guard CacheFolder.standard != nil else {
      throw FileProblem(
        "there is no place to keep factors",
        help: "GAMUT_CACHE names a folder; where it is empty, nothing is kept")
    }
    let inputs = BacktestInputs()
    panel = try inputs.panel(path, keepsAlways: true)
    guard let store = panel.store as? StoredPanel else {
      throw FileProblem(
        "the prices cannot be kept in '\(CacheFolder.standard?.path ?? "")'",
        help: "is there room on the disk, and may you write there? GAMUT_CACHE names another folder"
      )
    }
    self.store = store
  }

  /// The folder of the arrays: days, symbols and prices, with the factors below it.
  public var folder: String { store.folder }

  /// The factors that there are, by name: `momentum(252,21)`.
  public var names: [String] { store.factorNames }

  /// Where a factor is.
  public func file(of name: String) -> String { "\(store.factorFolder)/\(name).npy" }

  /// Symbols and days of the prices, which are those of each factor.
  public var shape: (symbols: Int, days: Int) { (panel.symbols.count, panel.days.count) }

  /// Refuses what cannot be built of these prices.
  public func check(_ name: String) throws(FileProblem) { _ = try factor(name) }

  private func factor(_ name: String) throws(FileProblem) -> (Factor, KeptFactor) {
    let factor: Factor
    do throws(BacktestProblem) {
      factor = try Backtest.factor(named: name)
      try panel.check(factor)
    } catch {
      throw FileProblem(error.message, help: error.help)
    }
    guard let kept = factor.kept else {
      throw FileProblem("'\(name)' is a column, and columns are read as they are")
    }
    return (factor, kept)
  }

  /// Computes a factor, unless it is there; its name, and whether it is new.
  public func build(_ name: String) throws(FileProblem) -> (name: String, isNew: Bool) {
    let (factor, kept) = try factor(name)
    if store.column(kept) != nil { return (kept.name, false) }
    guard store.build(factor, of: panel) else {
      throw FileProblem(
        "'\(store.path(of: kept))' cannot be written", help: "is there room on the disk?")
    }
    return (kept.name, true)
  }
}
