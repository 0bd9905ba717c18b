// The metrics of an equity curve. Their definitions are in `metricDefinitions`; nothing here knows
// trades or prices.

internal import Experiment

/// Sessions in a year, for everything that is annualised.
let sessionsPerYear = 252.0

/// The numbers that follow from equity and its returns alone.
struct Performance {
  let finalFactor: Double
  let moments: ReturnMoments
  let cagr: Double
  let sortino: Double
  let omega: Double
  let hitRate: Double
  let fifthPercentile: Double
  let ninetyFifthPercentile: Double
  let expectedShortfall: Double
  let stability: Double
  let drawdown: Drawdown

  /// Of a run that has lost everything no mean says anything.
  var isRuined: Bool { finalFactor <= 0 }
  var sharpe: Double { isRuined ? .nan : moments.sharpe * sessionsPerYear.squareRoot() }
  var volatility: Double { moments.deviation * sessionsPerYear.squareRoot() }
  var calmar: Double { drawdown.deepest < 0 ? cagr / -drawdown.deepest : .nan }
  var tailRatio: Double {
    fifthPercentile == 0 ? .nan : abs(ninetyFifthPercentile) / abs(fifthPercentile)
  }

  /// - Parameters:
  ///   - equity: at each close; above zero until ruin, then zero.
  ///   - returns: see ``Outcome/returns``.
  init(startCapital: Double, equity: [Double], returns: [Double]) {
    let factor = (equity.last ?? startCapital) / startCapital
    finalFactor = factor
    moments = ReturnMoments(returns)
    cagr = returns.isEmpty ? .nan : power(factor, sessionsPerYear / Double(returns.count)) - 1
    drawdown = Drawdown(equity, startCapital: startCapital, periods: returns.count)
    stability = moments.isConstant ? .nan : logLinearFit(returns)

    var gains = 0.0
    var losses = 0.0
    var squares = 0.0
    var wins = 0
    var moves = 0
    for value in returns where value != 0 {
      moves += 1
      if value > 0 {
        gains += value
        wins += 1
      } else {
        losses -= value
        squares += value * value
      }
    }
    omega = losses > 0 ? gains / losses : .nan
    hitRate = moves > 0 ? Double(wins) / Double(moves) : .nan
    let downside = (squares / Double(returns.count)).squareRoot()
    sortino =
      squares > 0 && factor > 0 ? moments.mean * sessionsPerYear.squareRoot() / downside : .nan

    var sorted = returns
    var span = sorted.mutableSpan
    let count = span.count
    ninetyFifthPercentile = quantile(&span, count: count, 0.95)
    let low = quantile(&span, count: count, 0.05)
    fifthPercentile = low
    expectedShortfall = meanUpTo(low, returns)
  }
}

private func meanUpTo(_ limit: Double, _ returns: [Double]) -> Double {
  var sum = 0.0
  var count = 0
  for value in returns where value <= limit {
    sum += value
    count += 1
  }
  return count > 0 ? sum / Double(count) : .nan
}

/// R^2 of the cumulated log return on time; NaN where it does not vary or a return is -1.
private func logLinearFit(_ returns: [Double]) -> Double {
  let n = Double(returns.count)
  var path = 0.0
  var sum = 0.0
  let paths = returns.map { value in
    path += logarithm(1 + value)
    sum += path
    return path
  }
  let meanTime = (n - 1) / 2
  let meanPath = sum / n
  var covariance = 0.0
  var pathSquares = 0.0
  for (time, path) in paths.enumerated() {
    covariance += (Double(time) - meanTime) * (path - meanPath)
    pathSquares += (path - meanPath) * (path - meanPath)
  }
  let timeSquares = n * (n * n - 1) / 12
  guard pathSquares > 0, pathSquares.isFinite else { return .nan }
  return covariance * covariance / (timeSquares * pathSquares)
}

/// How far and how long equity was below its peak.
struct Drawdown {
  /// 0 or below.
  private(set) var deepest = 0.0
  private(set) var longest = 0
  private(set) var ulcerIndex: Double

  init(_ equity: [Double], startCapital: Double, periods: Int) {
    var peak = startCapital
    var squares = 0.0
    var run = 0
    for value in equity {
      if value >= peak {
        peak = value
        run = 0
        continue
      }
      let depth = value / peak - 1
      deepest = min(deepest, depth)
      squares += depth * depth
      run += 1
      longest = max(longest, run)
    }
    ulcerIndex = periods < 2 ? .nan : (squares / Double(periods - 1)).squareRoot()
  }
}
