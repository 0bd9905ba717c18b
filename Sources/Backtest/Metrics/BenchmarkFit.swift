// A run's returns beside those of its benchmark: least squares, active return, captures.

/// A run beside its benchmark; NaN where a number has no value.
struct BenchmarkFit {
  let totalReturn: Double
  let beta: Double
  /// Per year.
  let alpha: Double
  let trackingError: Double
  let informationRatio: Double
  let correlation: Double
  let upCapture: Double
  let downCapture: Double

  /// - Parameters:
  ///   - prices: last known closes of the benchmark on the run's sessions; NaN before the first.
  ///   - returns: of the run, one fewer.
  init(prices: [Double], returns: [Double]) {
    guard let first = prices.first, let last = prices.last, !first.isNaN, !returns.isEmpty else {
      totalReturn = .nan
      (beta, alpha, trackingError, informationRatio) = (.nan, .nan, .nan, .nan)
      (correlation, upCapture, downCapture) = (.nan, .nan, .nan)
      return
    }
    totalReturn = last / first - 1
    let moves = returns.indices.map { prices[$0 + 1] / prices[$0] - 1 }
    let n = Double(returns.count)
    let meanMove = moves.reduce(0, +) / n
    let meanReturn = returns.reduce(0, +) / n
    var (covariance, variance, own) = (0.0, 0.0, 0.0)
    for (move, value) in zip(moves, returns) {
      covariance += (move - meanMove) * (value - meanReturn)
      variance += (move - meanMove) * (move - meanMove)
      own += (value - meanReturn) * (value - meanReturn)
    }
    beta = variance > 0 ? covariance / variance : .nan
    alpha = (meanReturn - beta * meanMove) * sessionsPerYear
    correlation =
      variance > 0 && own > 0 ? covariance / (variance.squareRoot() * own.squareRoot()) : .nan
    let active = ReturnMoments(zip(returns, moves).map { $0 - $1 })
    trackingError = active.deviation * sessionsPerYear.squareRoot()
    informationRatio = active.sharpe * sessionsPerYear.squareRoot()
    upCapture = BenchmarkFit.capture(returns, moves) { $0 > 0 }
    downCapture = BenchmarkFit.capture(returns, moves) { $0 < 0 }
  }

  /// The mean return of the run over that of the benchmark, of the days that count.
  private static func capture(
    _ returns: [Double], _ moves: [Double], _ counts: (Double) -> Bool
  ) -> Double {
    var (own, market) = (0.0, 0.0)
    for (value, move) in zip(returns, moves) where counts(move) {
      own += value
      market += move
    }
    return market == 0 ? .nan : own / market
  }
}
