// How much a Sharpe ratio is worth, given its length, its shape and how many were tried.
// Sharpe ratios here are per observation, not annual, unless a name says so.

private let eulerMascheroni = 0.5772156649015329

/// The expected greatest of `count` independent standard normal values: what the best of that many
/// trials without skill is expected to reach, in deviations of their Sharpe ratios.
///
/// (1 - g) Q(1 - 1/N) + g Q(1 - 1/(N e)), g the Euler-Mascheroni constant; 0 for one, NaN for none. Between
/// one and two, where the formula falls below it, it is 0 too.
/// Bailey and Lopez de Prado, "The deflated Sharpe ratio", J. Portfolio Management 40 (2014).
public func expectedMaximum(ofTrials count: Double) -> Double {
  guard count > 1 else { return count == 1 ? 0 : .nan }
  let maximum =
    (1 - eulerMascheroni) * NormalDistribution.quantile(1 - 1 / count)
    + eulerMascheroni * NormalDistribution.quantile(1 - 1 / (count * 2.718281828459045235))
  return max(0, maximum)
}

/// A Sharpe ratio and what its sampling error depends on.
public struct SharpeEstimate: Hashable, Sendable {
  /// Per observation.
  public var sharpe: Double
  /// Number of returns.
  public var observations: Int
  /// Biased.
  public var skew: Double
  /// Biased, not excess: 3 for a normal.
  public var kurtosis: Double

  public init(sharpe: Double, observations: Int, skew: Double = 0, kurtosis: Double = 3) {
    self.sharpe = sharpe
    self.observations = observations
    self.skew = skew
    self.kurtosis = kurtosis
  }

  /// 1 - skew SR + (kurtosis - 1) / 4 SR^2
  private var spread: Double { 1 - skew * sharpe + (kurtosis - 1) / 4 * sharpe * sharpe }

  /// The probability that the true Sharpe ratio is above a benchmark:
  /// Z((SR - SR*) sqrt(T - 1) / sqrt(1 - skew SR + (kurtosis - 1) / 4 SR^2)).
  ///
  /// NaN with fewer than two observations. Bailey and Lopez de Prado, "The Sharpe ratio efficient
  /// frontier", J. Risk 15 (2012).
  public func probability(above benchmark: Double = 0) -> Double {
    guard observations > 1, spread > 0 else { return .nan }
    let distance = (sharpe - benchmark) * Double(observations - 1).squareRoot()
    return NormalDistribution.cumulative(distance / spread.squareRoot())
  }

  /// The deflated Sharpe ratio, a probability: ``probability(above:)`` of the best that so many
  /// trials without skill are expected to reach, sqrt(variance) x ``expectedMaximum(ofTrials:)``.
  ///
  /// - Parameter variance: of the trials' Sharpe ratios per observation, ddof 1.
  public func deflated(trials: Double, variance: Double) -> Double {
    probability(above: variance.squareRoot() * expectedMaximum(ofTrials: trials))
  }

  /// Observations needed until the Sharpe ratio is above the benchmark with this confidence:
  /// 1 + (1 - skew SR + (kurtosis - 1) / 4 SR^2) (Q(confidence) / (SR - SR*))^2.
  ///
  /// Infinite where it does not exceed the benchmark. Bailey and Lopez de Prado 2012.
  public func minimumTrackRecord(above benchmark: Double, confidence: Double = 0.95) -> Double {
    guard sharpe > benchmark else { return .infinity }
    let ratio = NormalDistribution.quantile(confidence) / (sharpe - benchmark)
    return 1 + spread * ratio * ratio
  }
}

/// Years of data below which the best of `count` trials without skill is expected to show an annual
/// Sharpe ratio of `target`: (E(N) / target)^2.
///
/// Bailey, Borwein, Lopez de Prado and Zhu, "Pseudo-mathematics and financial charlatanism",
/// Notices of the AMS 61 (2014).
public func minimumBacktestYears(trials count: Double, target: Double = 1) -> Double {
  let ratio = expectedMaximum(ofTrials: count) / target
  return ratio * ratio
}
