// The values of a factor day by day. A change between two closes is made when it is asked for: most
// runs look at few days, and a sweep over lookbacks at many factors.

import Experiment

enum FactorRows {
  /// `[symbols x days]`
  case column(Frozen<Double>, days: Int)
  /// The change between two closes, of symbols without gaps.
  case change(Market, lookback: Int, skip: Int, isLog: Bool)

  /// Writes the values of a day, one for each symbol; NaN is no value.
  func fill(_ day: Int, _ row: inout MutableSpan<Double>) {
    switch self {
    case .column(let column, let days):
      let column = column.elements.span
      for symbol in row.indices { row[symbol] = column[symbol * days + day] }
    case .change(_, let lookback, _, _) where day < lookback:
      for symbol in row.indices { row[symbol] = .nan }
    case .change(let market, let lookback, let skip, let isLog):
      let closes = market.close
      let recent = (day - skip) * market.groupCount
      let old = (day - lookback) * market.groupCount
      for symbol in row.indices {
        let (group, lane) = (symbol / 4, symbol % 4)
        let ratio = closes[recent + group][lane] / closes[old + group][lane]
        row[symbol] = isLog ? logarithm(ratio) : ratio - 1
      }
    }
  }
}
