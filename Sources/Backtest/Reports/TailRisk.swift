// How bad bad days are: by what has happened, and as if returns were normal.

internal import Experiment

/// Losses of the worst days at a level, as returns; NaN where there are too few returns.
public struct TailRisk: Hashable, Sendable {
  /// The (1 - level) quantile of returns, linear interpolation.
  public let historical: Double
  /// The mean of the returns at or below it.
  public let historicalShortfall: Double
  /// mean + z std, with z the (1 - level) quantile of the normal distribution; ddof 1.
  public let normal: Double
  /// mean - std x density(z) / (1 - level).
  public let normalShortfall: Double

  /// - Parameter level: 0.95: one day in twenty is worse.
  init(_ returns: [Double], level: Double) {
    let moments = ReturnMoments(returns)
    var sorted = returns
    var span = sorted.mutableSpan
    let limit = quantile(&span, count: returns.count, 1 - level)
    historical = limit
    let tail = returns.filter { $0 <= limit }
    historicalShortfall = tail.isEmpty ? .nan : tail.reduce(0, +) / Double(tail.count)
    let z = NormalDistribution.quantile(1 - level)
    normal = moments.mean + z * moments.deviation
    normalShortfall =
      moments.mean - moments.deviation * NormalDistribution.density(z) / (1 - level)
  }
}
