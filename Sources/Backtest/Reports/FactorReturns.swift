// What the factors of a run have earned by themselves, and what the run owes to each.

internal import Experiment

/// Daily returns of the market and of factors, element by element with the returns of a run.
public struct FactorReturns: Hashable, Sendable {
  public struct Series: Hashable, Sendable {
    public let name: String
    /// The family that it belongs to.
    public let group: String
    /// In the run's bundle; nil where it is in none.
    public let weight: Double?
    public let returns: [Double]

    init(_ name: String, group: String, weight: Double?, _ returns: [Double]) {
      self.name = name
      self.group = group
      self.weight = weight
      self.returns = returns
    }
  }

  /// The mean of the simple returns of all symbols that have a close on both days.
  public var market: [Double]
  public var factors: [Series]
  /// Factors without returns, and why.
  public var missing: [String] = []

  init(market: [Double], factors: [Series]) {
    self.market = market
    self.factors = factors
  }
}

/// What a run's returns have to do with those of one factor, or of the market.
public struct FactorExposure: Hashable, Sendable {
  public let name: String
  public let group: String
  public let weight: Double?
  /// Of the regression over the whole run.
  public let beta: Double
  public let tValue: Double
  /// beta x std(factor) / std(run)
  public let standardizedBeta: Double
  /// Of the rolling regressions; NaN where there is none.
  public let meanRollingBeta: Double
  public let lastRollingBeta: Double
  /// beta x mean(factor) x 252
  public let contribution: Double
  /// beta x cov(factor, run) / var(run); they add up to R^2.
  public let riskShare: Double
}

/// Where the returns of a run come from, by ordinary least squares on the market and its factors.
public struct FactorAttribution: Sendable {
  public static let window = 252
  public static let least = 60

  public let exposures: [FactorExposure]
  /// Over the whole run.
  public let fit: Regression
  /// For each return, nil before there are ``least``.
  public let rolling: [Regression?]
  /// mean(r) x 252
  public let meanReturn: Double

  /// What no factor explains, per year: alpha x 252. With the contributions it adds up to ``meanReturn``.
  public var unexplained: Double { fit.alpha * sessionsPerYear }

  /// The exposures summed up by group, in the order of their first members.
  public var groups: [(name: String, members: [FactorExposure])] {
    var groups: [(name: String, members: [FactorExposure])] = []
    for exposure in exposures {
      if let place = groups.firstIndex(where: { $0.name == exposure.group }) {
        groups[place].members.append(exposure)
      } else {
        groups.append((exposure.group, [exposure]))
      }
    }
    return groups
  }

  /// Nil with fewer than ``least`` returns, or where none of them differ.
  init?(_ returns: [Double], _ factors: FactorReturns) {
    let moments = ReturnMoments(returns)
    let series =
      [FactorReturns.Series("market", group: "market", weight: nil, factors.market)]
      + factors.factors
    guard returns.count >= FactorAttribution.least, !moments.isConstant,
      series.allSatisfy({ $0.returns.count == returns.count }),
      let fit = regression(series.map(\.returns), returns)
    else { return nil }
    self.fit = fit
    let fits = rollingRegressions(
      series.map(\.returns), returns, window: FactorAttribution.window,
      least: FactorAttribution.least)
    rolling = fits
    meanReturn = moments.mean * sessionsPerYear
    exposures = series.enumerated().map { place, one in
      let own = ReturnMoments(one.returns)
      let betas = fits.compactMap { $0?.betas[place] }.filter { !$0.isNaN }
      var covariance = 0.0
      for (a, b) in zip(one.returns, returns) {
        covariance += (a - own.mean) * (b - moments.mean)
      }
      covariance /= Double(returns.count - 1)
      let beta = fit.betas[place]
      return FactorExposure(
        name: one.name, group: one.group, weight: one.weight, beta: beta,
        tValue: fit.tValues[place], standardizedBeta: beta * own.deviation / moments.deviation,
        meanRollingBeta: betas.isEmpty ? .nan : betas.reduce(0, +) / Double(betas.count),
        lastRollingBeta: fits.last??.betas[place] ?? .nan,
        contribution: beta * own.mean * sessionsPerYear,
        riskShare: beta * covariance / (moments.deviation * moments.deviation))
    }
  }
}

extension RunRecord {
  /// Nil where factors are not known, or there are too few returns.
  public var attribution: FactorAttribution? {
    factorReturns.flatMap { FactorAttribution(returns, $0) }
  }
}
