// What each factor of a run has earned by itself: a portfolio of it alone, decided and filled when the run is.

import Experiment

extension BacktestEngine {
  /// The returns of the market and of the factors that a run ranks by, on the run's sessions.
  ///
  /// The portfolio of a factor is long the best fifth of the symbols by it and short the worst, equally, gross
  /// exposure 1, without costs and interest; best is what the bundle's direction says. Runs that rank by no
  /// factor are held against ``standardFactors``.
  public func factorReturns(
    _ configuration: BacktestConfiguration, on data: BacktestData
  ) throws(BacktestProblem) -> FactorReturns {
    var alone = configuration
    alone.strategy = .multifactorLongShort
    alone.bundlePath = nil
    alone.benchmark = nil
    alone.account = .init(
      startCapital: 1, commissionBps: 0, spreadBps: 0, impactBps: 0, borrowBps: 0, cashRate: 0)
    alone.exposure = .init(
      topQuantile: 0.2, bottomQuantile: 0.2, gross: 1, net: 0, maxWeight: nil, weighting: .equal)
    let market = try memo.market(data, symbolsFrom: "symbols").market
    var result = FactorReturns(
      market: market.meanReturns(try sessions(configuration, market).dropFirst()), factors: [])
    var data = data
    let bundle = data.bundle
    data.bundle = nil
    for wanted in FactorPortfolio.all(configuration, bundle) {
      alone.factor = wanted.factor.text
      do {
        let outcome = try run(alone, on: data, keeping: .metrics)
        let group = try factor(
          named: wanted.factor.name, columns: data.columns, maximumAge: configuration.factorMaxAge
        ).family
        result.factors.append(
          .init(wanted.title, group: group, weight: wanted.weight, outcome.returns))
      } catch {
        result.missing.append("\(wanted.title): \(error.message)")
      }
    }
    return result
  }

  /// What runs are held against that rank by no factor: momentum, volatility, short-term reversal.
  public static let standardFactors = ["momentum(252, 21)", "-rv(60)", "-returns(21)"]

  /// Closes before a run's first session of what stands for the market: the benchmark, else the mean of all
  /// symbols, which is 1 at the first session. NaN where there is none yet.
  public func marketHistory(
    _ configuration: BacktestConfiguration, on data: BacktestData
  ) throws(BacktestProblem) -> [Double] {
    let market = try memo.market(data, symbolsFrom: "symbols").market
    let first = try sessions(configuration, market).lowerBound
    if let benchmark = configuration.benchmark.flatMap({ data.prices.position(of: $0) }) {
      return knownCloses(of: benchmark, in: data.prices, upTo: first)
    }
    guard first > 0 else { return [] }
    var level = 1.0
    return market.meanReturns(1..<first + 1).reversed().map { move in
      level /= 1 + move
      return level
    }.reversed()
  }
}

extension Market {
  /// The mean simple return, on each of some days, of the symbols that have a close on it and the day before.
  fileprivate func meanReturns(_ days: Range<Int>) -> [Double] {
    days.map { day in
      var (sum, count) = (0.0, 0)
      for symbol in 0..<symbolCount
      where isObserved(symbol, on: day) && isObserved(symbol, on: day - 1) {
        sum += lastClose(symbol, on: day) / lastClose(symbol, on: day - 1) - 1
        count += 1
      }
      return count > 0 ? sum / Double(count) : 0
    }
  }
}

/// A factor that is to have a portfolio of its own.
private struct FactorPortfolio: Hashable {
  let factor: SignedFactor
  let weight: Double?
  /// `low rv(60)` where the lowest are the best.
  var title: String { factor.isTurned ? "low \(factor.name)" : factor.name }

  static func all(
    _ configuration: BacktestConfiguration, _ bundle: FactorBundle?
  ) -> [FactorPortfolio] {
    if configuration.strategy == .multifactorLongShort {
      if let factor = configuration.factor {
        return [FactorPortfolio(factor: SignedFactor(factor), weight: nil)]
      }
      return (bundle?.factors ?? []).map { factor in
        FactorPortfolio(
          factor: SignedFactor(name: factor.name, isTurned: factor.direction == .negative),
          weight: factor.weight)
      }
    }
    return BacktestEngine.standardFactors.map {
      FactorPortfolio(factor: SignedFactor($0), weight: nil)
    }
  }
}
