// How much a factor knows of the returns behind its date. A column that somebody has made with hindsight
// cannot be told from an honest one by its dates; by how right it is, it can.

public import Experiment

/// A factor's rank correlation with the returns that follow, in the mean over dates.
public struct Foresight: Hashable, Sendable {
  /// Sessions from the close of the date on.
  public let horizon: Int
  /// Mean over dates of Spearman's correlation across symbols (the information coefficient).
  public let correlation: Double
  public let dates: Int

  /// Nobody's factor is so good over so many dates: published ones have 0.02 to 0.1.
  public var isIncredible: Bool { dates >= 12 && abs(correlation) > 0.25 }
}

extension FactorColumns {
  /// The foresight of a column at the horizon of 1, 5 and 21 sessions at which it is greatest, on the dates
  /// of a period on which it has new values; nil with too few dates or symbols for any.
  public func foresight(
    of name: String, on panel: PricePanel, within period: Period? = nil
  ) -> Foresight? {
    guard names.contains(name) else { return nil }
    let column = column(name, on: panel, maximumAge: 0)
    let days = period.map { panel.range(of: $0) } ?? panel.days.indices
    return [1, 5, 21].compactMap { informationCoefficient(column, panel, days, horizon: $0) }
      .max { abs($0.correlation) < abs($1.correlation) }
  }
}

private func informationCoefficient(
  _ column: [Double], _ panel: PricePanel, _ days: Range<Int>, horizon: Int
) -> Foresight? {
  let count = panel.days.count
  var (sum, dates) = (0.0, 0)
  for day in days where day < count - horizon {
    var pairs: [(Double, Double)] = []
    for symbol in panel.symbols.indices {
      let place = symbol * count + day
      let change = panel.close[place + horizon] / panel.close[place] - 1
      if !change.isNaN, !column[place].isNaN { pairs.append((column[place], change)) }
    }
    guard pairs.count >= 5, let correlation = rankCorrelation(pairs) else { continue }
    sum += correlation
    dates += 1
  }
  return dates > 0
    ? Foresight(horizon: horizon, correlation: sum / Double(dates), dates: dates) : nil
}

/// Spearman's; nil where either side is constant.
func rankCorrelation(_ pairs: [(Double, Double)]) -> Double? {
  let (x, y) = (ranks(pairs.map(\.0)), ranks(pairs.map(\.1)))
  let middle = Double(pairs.count + 1) / 2
  var (products, xx, yy) = (0.0, 0.0, 0.0)
  for (a, b) in zip(x, y) {
    products += (a - middle) * (b - middle)
    xx += (a - middle) * (a - middle)
    yy += (b - middle) * (b - middle)
  }
  return xx > 0 && yy > 0 ? products / (xx * yy).squareRoot() : nil
}

/// From 1; equal values share the mean of their ranks.
private func ranks(_ values: [Double]) -> [Double] {
  let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
  var ranks = [Double](repeating: 0, count: values.count)
  var first = 0
  while first < order.count {
    var end = first
    while end < order.count, values[order[end]] == values[order[first]] { end += 1 }
    for place in first..<end { ranks[order[place]] = Double(first + end + 1) / 2 }
    first = end
  }
  return ranks
}
