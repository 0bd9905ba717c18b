// What choosing the best of many runs does to its Sharpe ratio. It does not know what the runs are.

/// The best of some runs beside the best that as many runs without skill would show.
public struct SelectionBias: Hashable, Sendable {
  /// Runs with a Sharpe ratio.
  public let runs: Int
  /// Annual.
  public let bestSharpe: Double
  /// Annual: expected of the best run if none had skill and their ratios spread as they do.
  public let expectedBestSharpe: Double
  /// The probability that the best run's true Sharpe ratio is above that.
  public let deflatedSharpe: Double
  /// The same for as many independent runs as these are worth.
  public struct Effective: Hashable, Sendable {
    public let runs: Double
    public let expectedBestSharpe: Double
    public let deflatedSharpe: Double
  }

  /// Nil where nobody knows how alike the runs are.
  public let effective: Effective?
  /// Years of the best run.
  public let years: Double
  /// Years in which as many (independent) runs without skill would be expected to find the best run's Sharpe ratio.
  public let minimumBacktestYears: Double
  /// Years until the best run's Sharpe ratio is above zero with 95 % confidence.
  public let minimumTrackYears: Double
}

/// The luck in the best of some runs; nil for fewer than two runs, or where all are equal.
///
/// Runs of a sweep are correlated and thus fewer than they seem: without `effectiveRuns` the bias is rather
/// overstated.
///
/// - Parameters:
///   - sharpes: annual Sharpe ratios of all runs; NaN ones do not count.
///   - periods: number of daily returns of the best run.
///   - skew: biased, of the best run's returns (metric `skew_biased`).
///   - kurtosis: biased and not excess (metric `kurtosis_full`).
///   - effectiveRuns: how many independent runs they are worth; see ``MeanCorrelation``.
public func selectionBias(
  sharpes: [Double], periods: Int, skew: Double, kurtosis: Double,
  effectiveRuns: Double? = nil
) -> SelectionBias? {
  let scale = sessionsPerYear.squareRoot()
  let daily = sharpes.filter(\.isFinite).map { $0 / scale }
  guard let best = daily.max(), let least = daily.min(), least < best else { return nil }
  let count = Double(daily.count)
  let mean = daily.reduce(0, +) / count
  let variance = daily.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
  let estimate = SharpeEstimate(
    sharpe: best, observations: periods, skew: skew, kurtosis: kurtosis)
  let effective = effectiveRuns.map { runs in
    SelectionBias.Effective(
      runs: runs,
      expectedBestSharpe: variance.squareRoot() * expectedMaximum(ofTrials: runs) * scale,
      deflatedSharpe: estimate.deflated(trials: runs, variance: variance))
  }
  return SelectionBias(
    runs: daily.count, bestSharpe: best * scale,
    expectedBestSharpe: variance.squareRoot() * expectedMaximum(ofTrials: count) * scale,
    deflatedSharpe: estimate.deflated(trials: count, variance: variance), effective: effective,
    years: Double(periods) / sessionsPerYear,
    minimumBacktestYears: Backtest.minimumBacktestYears(
      trials: effectiveRuns ?? count, target: best * scale),
    minimumTrackYears: estimate.minimumTrackRecord(above: 0) / sessionsPerYear)
}
