// A symbol's returns on those of the market that it is part of: least squares over the last rows.

extension SymbolHistory {
  /// Slope, and standard error of the residuals per year; NaN where there are too few pairs.
  func marketModel(window: Int) -> (beta: [Double], residual: [Double]) {
    var beta = [Double](repeating: .nan, count: close.count)
    var residual = beta
    guard close.count > window else { return (beta, residual) }
    let pairs = marketPairs
    let least = max(3, (window + 1) / 2)
    for row in window..<close.count {
      guard let fit = LeastSquares(pairs[(row - window + 1)...row], least: least) else { continue }
      beta[row] = fit.slope
      residual[row] = fit.residual * sessionsPerYear.squareRoot()
    }
    return (beta, residual)
  }

  /// For each row its return and the market's; NaN where the session before was not observed.
  private var marketPairs: [SIMD2<Double>] {
    days.indices.map { row in
      guard row > 0, days[row - 1] == days[row] - 1 else { return SIMD2(.nan, .nan) }
      return SIMD2(marketReturns[days[row]], close[row] / close[row - 1] - 1)
    }
  }
}

/// A line through some pairs (x, y), NaN ones left out.
private struct LeastSquares {
  let slope: Double
  /// sqrt(sum of squared residuals / (n - 2))
  let residual: Double

  init?(_ pairs: ArraySlice<SIMD2<Double>>, least: Int) {
    var sum = SIMD2<Double>.zero
    var count = 0
    for pair in pairs where !pair.x.isNaN {
      sum += pair
      count += 1
    }
    guard count >= least else { return nil }
    let mean = sum / Double(count)
    var (squares, products, ySquares) = (0.0, 0.0, 0.0)
    for pair in pairs where !pair.x.isNaN {
      let distance = pair - mean
      squares += distance.x * distance.x
      products += distance.x * distance.y
      ySquares += distance.y * distance.y
    }
    guard squares > 0 else { return nil }
    slope = products / squares
    residual = (max(0, ySquares - slope * products) / Double(count - 2)).squareRoot()
  }
}

/// The mean simple return of all symbols on each day, of those that are observed on it and on the session
/// before; NaN where none is.
func marketReturns(_ panel: PricePanel) -> [Double] {
  let count = panel.days.count
  var sums = [Double](repeating: 0, count: count)
  var symbols = [Double](repeating: 0, count: count)
  for symbol in panel.symbols.indices {
    let closes = Array(panel.closes(of: symbol))
    for day in closes.indices.dropFirst() {
      let change = closes[day] / closes[day - 1] - 1
      if change.isNaN { continue }
      sums[day] += change
      symbols[day] += 1
    }
  }
  return zip(sums, symbols).map { $1 > 0 ? $0 / $1 : .nan }
}
