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
  /// Traded value of the day over equity; NaN where trades are not known.
  public let turnover: Double
}

extension RunRecord {
  /// One for each day that has positions, ascending.
  public var holdingSummaries: [HoldingSummary] {
    var traded: [Day: Double] = [:]
    for trade in trades { traded[trade.day, default: 0] += trade.notional }
    var place: [Day: Int] = [:]
    for (number, day) in days.enumerated() { place[day] = number }
    var summaries: [HoldingSummary] = []
    var start = 0
    while start < positions.count {
      let day = positions[start].day
      var (long, short, squares, count) = (0.0, 0.0, 0.0, 0)
      while start < positions.count, positions[start].day == day {
        let weight = positions[start].weight
        long += max(weight, 0)
        short += min(weight, 0)
        squares += weight * weight
        count += 1
        start += 1
      }
      let gross = long - short
      let worth = place[day].map { equity[$0] } ?? .nan
      summaries.append(
        HoldingSummary(
          day: day, gross: gross, net: long + short, long: long, short: short, positions: count,
          concentration: gross > 0 ? squares / (gross * gross) : .nan,
          turnover: trades.isEmpty ? .nan : (traded[day] ?? 0) / worth))
    }
    return summaries
  }
}
