// All metrics of a run, by name and in order. The formulas are elsewhere in this folder.

import Experiment

/// The metrics of a run in the order of ``metricDefinitions``; the last nine only with a
/// benchmark.
func backtestMetrics(
  _ performance: Performance, totals: TradeTotals, trips: RoundTrips, rebalances: Int,
  benchmark: BenchmarkFit?
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
    Metric("borrow_costs", totals.borrowing),
    Metric("interest", totals.interest),
    Metric("round_trips", Double(trips.count)),
    Metric("trade_hit_rate", trips.hitRate),
    Metric("trade_profit_factor", trips.profitFactor),
    Metric("avg_win", trips.averageWin),
    Metric("avg_loss", trips.averageLoss),
    Metric("avg_holding_days", trips.averageSessions),
    Metric("vanished", Double(totals.settled)),
    Metric("rebalances", Double(rebalances)),
    Metric("periods", periods),
  ]
  if let benchmark {
    metrics += [
      Metric("benchmark_return", benchmark.totalReturn),
      Metric("excess_return", performance.finalFactor - 1 - benchmark.totalReturn),
      Metric("beta", benchmark.beta),
      Metric("alpha", benchmark.alpha),
      Metric("tracking_error", benchmark.trackingError),
      Metric("information_ratio", benchmark.informationRatio),
      Metric("benchmark_correlation", benchmark.correlation),
      Metric("up_capture", benchmark.upCapture),
      Metric("down_capture", benchmark.downCapture),
    ]
  }
  return metrics
}
