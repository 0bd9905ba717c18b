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

  /// The state at each close of an index; NaN is no close.
  static func states(of index: [Double]) -> [Regime] {
    var closes: [Double] = []
    var returns: [Double] = []
    var peak = 0.0
    return index.map { close in
      guard !close.isNaN else { return .unknown }
      if let last = closes.last { returns.append(close / last - 1) }
      closes.append(close)
      peak = max(peak, close)
      guard returns.count >= 20 else { return .unknown }
      let recent = closes.suffix(200)
      let trend = close / (recent.reduce(0, +) / Double(recent.count)) - 1
      let volatility =
        ReturnMoments(Array(returns.suffix(20))).deviation * sessionsPerYear.squareRoot()
      if close / peak - 1 < -0.2 || volatility > 0.3 { return .crisis }
      if trend < -0.05, volatility > 0.15 { return .bear }
      if trend > 0.05 || (trend > 0 && volatility < 0.15) { return .bull }
      return abs(trend) <= 0.05 && volatility >= 0.15 ? .sideways : .neutral
    }
  }

  /// Figures of fewer sessions than these say nothing about a year.
  public static let leastSessions = 20
}

/// How a run fared in one state of the market. Returns are those of the sessions that began in it.
public struct RegimeRow: Hashable, Sendable {
  public let regime: Regime
  public let periods: Int
  /// periods / all periods
  public let share: Double
  /// prod(1 + r) - 1
  public let totalReturn: Double
  /// mean(r) x 252; this and what follows is NaN for fewer than ``Regime/leastSessions`` sessions.
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
  /// an index. What was before the run counts for the states.
  public var regimeRows: [RegimeRow] {
    guard let index = marketIndex else { return [] }
    let states = Regime.states(of: marketHistory + index).dropFirst(marketHistory.count)
    let returns = returns
    return Regime.allCases.compactMap { regime in
      // The return at place i was made after the close of place i.
      let places = returns.indices.filter { states[states.startIndex + $0] == regime }
      guard !places.isEmpty else { return nil }
      let own = places.map { returns[$0] }
      let enough = own.count >= Regime.leastSessions
      let market = places.map { index[$0 + 1] / index[$0] - 1 }.filter { !$0.isNaN }
      let moments = ReturnMoments(enough ? own : [])
      let moved = own.count { $0 != 0 }
      let year = enough ? sessionsPerYear : .nan
      return RegimeRow(
        regime: regime, periods: own.count, share: Double(own.count) / Double(returns.count),
        totalReturn: own.reduce(1) { $0 * (1 + $1) } - 1, meanReturn: moments.mean * year,
        volatility: moments.deviation * year.squareRoot(),
        sharpe: moments.sharpe * year.squareRoot(),
        hitRate: moved > 0 && enough ? Double(own.count { $0 > 0 }) / Double(moved) : .nan,
        tail: TailRisk(enough ? own : [], level: 0.95),
        marketReturn: market.isEmpty ? .nan : market.reduce(0, +) / Double(market.count) * year)
    }
  }
}
