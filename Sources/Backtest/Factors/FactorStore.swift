// Factor values that were computed before, of the very same prices.

/// A factor as stores know it.
public struct KeptFactor: Hashable, Sendable {
  /// With its windows: `momentum(252,21)`.
  public let name: String
  /// Whether a symbol's values depend on the other symbols of the panel.
  let looksAtOthers: Bool
}

/// Keeps factors of one panel: `[symbols x days]`, as the panel has them; NaN is no value.
public protocol FactorStore: Sendable {
  /// Nil where the factor is not kept.
  func column(_ factor: KeptFactor) -> Frozen<Double>?
}

/// What a store has of some symbols of its panel.
struct PartOfStore: FactorStore {
  private let whole: any FactorStore
  private let rows: [Int]
  private let dayCount: Int

  init(_ whole: any FactorStore, rows: [Int], of dayCount: Int) {
    self.whole = whole
    self.rows = rows
    self.dayCount = dayCount
  }

  /// A factor that looks at other symbols is another one among fewer.
  func column(_ factor: KeptFactor) -> Frozen<Double>? {
    factor.looksAtOthers ? nil : whole.column(factor)?.rows(rows, of: dayCount)
  }
}

extension PricePanel {
  /// The values of a factor for all symbols and days, computed now; see ``FactorStore``.
  public func computed(_ factor: Factor) -> Frozen<Double> {
    FactorPanel(self).computed(factor.rule)
  }

  /// Refuses a factor that needs what the prices do not have.
  public func check(_ factor: Factor) throws(BacktestProblem) {
    try check(factor.rule, named: factor.name)
  }

  func check(_ rule: FactorRule, named name: String) throws(BacktestProblem) {
    guard let field = rule.needs.first(where: { !has($0) }) else { return }
    throw BacktestProblem(
      setting: "bundle_path", "the factor '\(name)' needs a column '\(field.name)' in the prices",
      help: "give prices with it, or take another factor")
  }
}

extension Factor {
  /// Nil for columns of the user's own: they are not computed.
  public var kept: KeptFactor? { rule.kept }
}

extension FactorRule {
  var kept: KeptFactor? {
    func own(_ family: String, _ values: Int...) -> KeptFactor {
      let words = values.map { "\($0)" }.joined(separator: ",")
      return KeptFactor(name: "\(family)(\(words))", looksAtOthers: false)
    }
    switch self {
    case .logReturn(let lookback, let skip): return own("momentum", lookback, skip)
    case .simpleReturn(let lookback, let skip): return own("simple_return", lookback, skip)
    case .trend(let window): return own("trend_strength", window)
    case .high(let window): return own("high", window)
    case .mean(let window): return own("ma", window)
    case .reversal(let days): return own("reversal", days)
    case .relativeStrength(let window, let isWilder):
      return own(isWilder ? "rsi" : "rsi_simple", window)
    case .convergence(let fast, let slow, let signal): return own("macd", fast, slow, signal)
    case .volatility(let window): return own("rv", window)
    case .lowVolatility(let window): return own("low_volatility", window)
    case .volatilityOfVolatility(let window, let over): return own("vov", window, over)
    case .beta(let window): return KeptFactor(name: "beta(\(window))", looksAtOthers: true)
    case .idiosyncraticVolatility(let window):
      return KeptFactor(name: "idio_vol(\(window))", looksAtOthers: true)
    case .maximumReturn(let window): return own("max_return", window)
    case .range(let window, let isWilder): return own(isWilder ? "natr" : "atr", window)
    case .illiquidity(let window): return own("amihud", window)
    case .volumeScore(let window): return own("volume_zscore", window)
    case .spread: return KeptFactor(name: "spread_proxy", looksAtOthers: false)
    case .column: return nil
    }
  }
}
