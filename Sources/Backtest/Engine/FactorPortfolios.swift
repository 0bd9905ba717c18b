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
    var result = FactorReturns(market: try marketReturns(configuration, data), factors: [])
    var data = data
    let bundle = data.bundle
    data.bundle = nil
    for wanted in FactorPortfolio.all(configuration, bundle) {
      alone.factor = (wanted.isTurned ? "-" : "") + wanted.name
      do {
        let outcome = try run(alone, on: data, keeping: .metrics)
        let group = try factor(
          named: wanted.name, columns: data.columns, maximumAge: configuration.factorMaxAge
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
}

/// A factor that is to have a portfolio of its own.
private struct FactorPortfolio: Hashable {
  let name: String
  let isTurned: Bool
  let weight: Double?
  /// `low rv(60)` where the lowest are the best.
  var title: String { isTurned ? "low \(name)" : name }

  init(_ text: String, weight: Double?) {
    isTurned = text.hasPrefix("-")
    name = String(text.drop { $0 == "-" || $0 == " " })
    self.weight = weight
  }

  static func all(
    _ configuration: BacktestConfiguration, _ bundle: FactorBundle?
  ) -> [FactorPortfolio] {
    if configuration.strategy == .multifactorLongShort {
      if let factor = configuration.factor { return [FactorPortfolio(factor, weight: nil)] }
      return (bundle?.factors ?? []).map { factor in
        let sign = factor.direction == .negative ? "-" : ""
        return FactorPortfolio(sign + factor.name, weight: factor.weight)
      }
    }
    return BacktestEngine.standardFactors.map { FactorPortfolio($0, weight: nil) }
  }
}
