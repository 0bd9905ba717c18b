// The states of a market, and how a run fared in them. It does not know where the index comes from.

internal import Experiment

/// The seed's states of a market, in the order in which they are looked for.
public enum Regime: String, Hashable, Sendable, CaseIterable {
  case crisis, bear, bull, sideways, neutral
  /// Fewer than 20 returns so far.
  case unknown

  /// What makes the state; trend is the index over the mean of its last 200 closes, minus 1 (fewer at the
  /// start), vol the deviation of its last 20 returns x sqrt(252).
  public var rule: String {
    switch self {
    case .crisis: "below its peak by more than 20 %, or vol above 30 %"
    case .bear: "else: trend below -5 %, vol above 15 %"
    case .bull: "else: trend above 5 %, or above 0 with vol below 15 %"
    case .sideways: "else: trend within 5 %, vol 15 % or more"
    case .neutral: "else: a quiet market below its mean"
    case .unknown: "fewer than 20 returns so far"
    }
  }

  /// The state at each close of an index.
  public static func states(of index: [Double]) -> [Regime] {
    var peak = -Double.infinity
    var returns: [Double] = []
    return index.indices.map { day in
      let close = index[day]
      peak = max(peak, close)
      if day > 0 { returns.append(close / index[day - 1] - 1) }
      guard returns.count >= 20, !close.isNaN else { return .unknown }
      let recent = index[max(0, day - 199)...day]
      let trend = close / (recent.reduce(0, +) / Double(recent.count)) - 1
      let volatility =
        ReturnMoments(Array(returns.suffix(20))).deviation * sessionsPerYear.squareRoot()
      guard !trend.isNaN, !volatility.isNaN else { return .unknown }
      if close / peak - 1 < -0.2 || volatility > 0.3 { return .crisis }
      if trend < -0.05, volatility > 0.15 { return .bear }
      if trend > 0.05 || (trend > 0 && volatility < 0.15) { return .bull }
      return abs(trend) <= 0.05 && volatility >= 0.15 ? .sideways : .neutral
    }
  }
}

/// How a run fared in one state of the market. Returns are those of the sessions that began in it.
public struct RegimeRow: Hashable, Sendable {
  public let regime: Regime
  public let periods: Int
  /// periods / all periods
  public let share: Double
  /// prod(1 + r) - 1
  public let totalReturn: Double
  /// mean(r) x 252
  public let meanReturn: Double
  public let volatility: Double
  public let sharpe: Double
  public let hitRate: Double
  public let tail: TailRisk
  /// The mean return of the index in the same sessions x 252.
  public let marketReturn: Double
}

extension RunRecord {
  /// Closes of what stands for the market: the benchmark, else the mean of all symbols; nil without both.
  public var marketIndex: [Double]? {
    if let benchmark { return benchmark }
    guard let moves = factorReturns?.market, moves.count + 1 == days.count else { return nil }
    var level = 1.0
    return [1]
      + moves.map { move in
        level *= 1 + move
        return level
      }
  }

  /// One row for each state that occurred, by what was known at the close before each session; empty without
  /// an index.
  public var regimeRows: [RegimeRow] {
    guard let index = marketIndex else { return [] }
    let (returns, states) = (returns, Regime.states(of: index))
    return Regime.allCases.compactMap { regime in
      // The return at place i was made after the close of place i.
      let places = returns.indices.filter { states[$0] == regime }
      guard !places.isEmpty else { return nil }
      let own = places.map { returns[$0] }
      let market = places.map { index[$0 + 1] / index[$0] - 1 }.filter { !$0.isNaN }
      let moments = ReturnMoments(own)
      let moved = own.count { $0 != 0 }
      return RegimeRow(
        regime: regime, periods: own.count, share: Double(own.count) / Double(returns.count),
        totalReturn: own.reduce(1) { $0 * (1 + $1) } - 1,
        meanReturn: moments.mean * sessionsPerYear,
        volatility: moments.deviation * sessionsPerYear.squareRoot(),
        sharpe: moments.sharpe * sessionsPerYear.squareRoot(),
        hitRate: moved > 0 ? Double(own.count { $0 > 0 }) / Double(moved) : .nan,
        tail: TailRisk(own, level: 0.95),
        marketReturn: market.isEmpty
          ? .nan : market.reduce(0, +) / Double(market.count) * sessionsPerYear)
    }
  }
}
