// What trading cost, day by day, with the seed's columns. It does not know how it is written.

public import Experiment

/// A row of the seed's `tca_summary.csv`: one for each day with trades. Money in currency.
public struct CostDay: Hashable, Sendable {
  public let day: Day
  public let totalCost: Double
  public let trades: Int

  public var averageCost: Double { totalCost / Double(trades) }

  public static let columns = ["timestamp", "total_cost", "n_trades", "avg_cost_per_trade"]
}

/// The costs of a run by day, ascending; empty for an outcome without its trades.
public func costSummary(_ outcome: Outcome) -> [CostDay] {
  var rows: [CostDay] = []
  var start = 0
  let trades = outcome.trades
  while start < trades.count {
    var end = start
    var total = 0.0
    while end < trades.count, trades[end].day == trades[start].day {
      total += trades[end].cost
      end += 1
    }
    rows.append(CostDay(day: trades[start].day, totalCost: total, trades: end - start))
    start = end
  }
  return rows
}
