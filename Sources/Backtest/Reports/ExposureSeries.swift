// How much is held, and in how many names, from the positions after each rebalance.

public import Experiment

/// The holdings after a rebalance, summed up. Weights are fractions of equity.
public struct HoldingSummary: Hashable, Sendable {
  public let day: Day
  /// Sum of absolute weights.
  public let gross: Double
  /// Sum of weights.
  public let net: Double
  public let long: Double
  /// 0 or below.
  public let short: Double
  public let positions: Int
  /// The Herfindahl index of the absolute weights: sum w^2 / gross^2; 1 / n for n equal ones.
  public let concentration: Double
  /// Traded value of the day over equity before its costs, without settlements; NaN where trades are not known.
  public let turnover: Double
}

extension RunRecord {
  /// One for each day that has positions or trades, ascending: after a day with trades and no positions nothing
  /// is held. Empty where positions are not known.
  public var holdingSummaries: [HoldingSummary] {
    guard !positions.isEmpty else { return [] }
    let worth = equityAtFills
    var traded: [Day: Double] = [:]
    for trade in trades where !trade.isSettlement {
      traded[trade.day, default: 0] += trade.notional
    }
    var held: [Day: [Double]] = [:]
    for trade in trades { held[trade.day] = [] }
    for position in positions { held[position.day, default: []].append(position.weight) }
    return held.sorted { $0.key < $1.key }.map { day, weights in
      let long = weights.reduce(0) { $0 + max($1, 0) }
      let short = weights.reduce(0) { $0 + min($1, 0) }
      let gross = long - short
      let squares = weights.reduce(0) { $0 + $1 * $1 }
      let value = traded[day] ?? 0
      return HoldingSummary(
        day: day, gross: gross, net: long + short, long: long, short: short,
        positions: weights.count, concentration: gross > 0 ? squares / (gross * gross) : .nan,
        turnover: !knowsTrades ? .nan : value == 0 ? 0 : value / (worth[day] ?? .nan))
    }
  }
}
