// How a side of the portfolio is shared among its symbols. It knows scores and volatilities of one day.

/// How the symbols of a side share what the side holds.
public enum Weighting: String, Sendable, CaseIterable {
  case equal
  /// By the distance of the score from the median score of the day.
  case score
  /// By rank: 1 for the symbol of the side that is nearest to the middle, then 2, 3 ...
  case rank
  /// By 1 / rv_60.
  case inverseVolatility = "inverse_vol"
}

/// The shares of a side's symbols; they sum to 1.
///
/// `inverse_vol` leaves symbols without a volatility out. Where no symbol of the side would have a share
/// (all scores equal, no volatility known) all have the same.
///
/// - Parameters:
///   - side: at least one symbol, in any order.
///   - sign: 1 for the long side, -1 for the short one.
func sideShares(
  of side: [Int], _ weighting: Weighting, sign: Double, scores: [Double],
  volatility: (Int) -> Double
) -> [Double] {
  var shares: [Double]
  switch weighting {
  case .equal: shares = []
  case .score:
    var ranked = scores.filter { !$0.isNaN }
    var span = ranked.mutableSpan
    let middle = quantile(&span, count: span.count, 0.5)
    shares = side.map { max(0, sign * (scores[$0] - middle)) }
  case .rank:
    let order = side.indices.sorted {
      let (a, b) = (side[$0], side[$1])
      return sign * scores[a] < sign * scores[b] || (scores[a] == scores[b] && a < b)
    }
    shares = side.map { _ in 0 }
    for (rank, place) in order.enumerated() { shares[place] = Double(rank + 1) }
  case .inverseVolatility:
    shares = side.map { symbol in
      let volatility = volatility(symbol)
      return volatility > 0 ? 1 / volatility : 0
    }
  }
  let sum = shares.reduce(0, +)
  guard sum > 0 else { return side.map { _ in 1 / Double(side.count) } }
  return shares.map { $0 / sum }
}
