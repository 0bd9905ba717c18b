// All metrics of a run, by name and in order. The formulas are elsewhere in this folder.

import Experiment

/// The metrics of a run in the order of ``metricDefinitions``; the last three only with a
/// benchmark.
func backtestMetrics(
  _ performance: Performance, totals: TradeTotals, rebalances: Int, benchmark: BenchmarkFit?
) -> [Metric] {
  let moments = performance.moments
  let periods = Double(moments.count)
  let annual = moments.count > 0 ? totals.turnover * sessionsPerYear / periods : .nan
  var metrics = [
    Metric("final_pf", performance.finalFactor),
    Metric("sharpe", performance.sharpe),
    Metric("trades", Double(totals.trades)),
    Metric("total_return", performance.finalFactor - 1),
    Metric("cagr", performance.cagr),
    Metric("volatility", performance.volatility),
    Metric("sortino", performance.sortino),
    Metric("max_drawdown", performance.drawdown.deepest),
    Metric("max_drawdown_days", Double(performance.drawdown.longest)),
    Metric("calmar", performance.calmar),
    Metric("omega", performance.omega),
    Metric("hit_rate", performance.hitRate),
    Metric("var_95", performance.fifthPercentile),
    Metric("cvar_95", performance.expectedShortfall),
    Metric("skew", moments.skew),
    Metric("kurtosis", moments.excessKurtosis),
    Metric("tail_ratio", performance.tailRatio),
    Metric("stability", performance.stability),
    Metric("ulcer_index", performance.drawdown.ulcerIndex),
    Metric("skew_biased", moments.biasedSkew),
    Metric("kurtosis_full", moments.fullKurtosis),
    Metric("turnover", totals.turnover),
    Metric("turnover_annual", annual),
    Metric("costs", totals.costs),
    Metric("rebalances", Double(rebalances)),
    Metric("periods", periods),
  ]
  if let benchmark {
    metrics += [
      Metric("benchmark_return", benchmark.totalReturn),
      Metric("excess_return", performance.finalFactor - 1 - benchmark.totalReturn),
      Metric("beta", benchmark.beta),
    ]
  }
  return metrics
}

/// A run beside its benchmark.
struct BenchmarkFit {
  let totalReturn: Double
  let beta: Double

  /// - Parameters:
  ///   - prices: last known closes of the benchmark on the run's sessions; NaN before the first.
  ///   - returns: of the run, one fewer.
  init(prices: [Double], returns: [Double]) {
    guard let first = prices.first, let last = prices.last, !first.isNaN else {
      (totalReturn, beta) = (.nan, .nan)
      return
    }
    totalReturn = last / first - 1
    let moves = returns.indices.map { prices[$0 + 1] / prices[$0] - 1 }
    let n = Double(returns.count)
    let meanMove = moves.reduce(0, +) / n
    let meanReturn = returns.reduce(0, +) / n
    var covariance = 0.0
    var variance = 0.0
    for (move, value) in zip(moves, returns) {
      covariance += (move - meanMove) * (value - meanReturn)
      variance += (move - meanMove) * (move - meanMove)
    }
    beta = variance > 0 ? covariance / variance : .nan
  }
}
