// Metrics against quantstats, empyrical and closed forms, and at their edges.

import Experiment
import TestSupport
import Testing

@testable import Backtest

@Suite struct MetricTests {
  private static func goldenPerformance() throws -> (Performance, [Double]) {
    let text = try Repository.text("Tests/BacktestTests/Data/metrics_returns.csv")
    let returns = text.split(separator: "\n").dropFirst().compactMap { Double($0) }
    var equity = [1.0]
    for value in returns { equity.append(equity[equity.count - 1] * (1 + value)) }
    return (Performance(startCapital: 1, equity: equity, returns: returns), returns)
  }

  @Test func `each metric agrees with the libraries`() throws {
    let (performance, returns) = try Self.goldenPerformance()
    #expect(returns.count == 1260)
    let values: [(Double, Double)] = [
      (performance.finalFactor, 1.6916255895750576), (performance.cagr, 0.11086388876340281),
      (performance.volatility, 0.17078168537611346), (performance.sharpe, 0.7008034761831655),
      (performance.sortino, 1.047069395593382),
      (performance.drawdown.deepest, -0.40623942209344654),
      (Double(performance.drawdown.longest), 652), (performance.calmar, 0.2729028320099889),
      (performance.omega, 1.1291355186613763), (performance.hitRate, 0.5220529270248596),
      (performance.fifthPercentile, -0.01679829884),
      (performance.expectedShortfall, -0.023159258133333332),
      (performance.moments.biasedSkew, 0.44443706161345264),
      (performance.moments.skew, 0.44496695945441994),
      (performance.moments.excessKurtosis, 5.080943963184257),
      (performance.moments.fullKurtosis, 8.056045748735698),
      (performance.tailRatio, 1.0477467803519562), (performance.stability, 0.24001159504847464),
      (performance.drawdown.ulcerIndex, 0.16628597192129402),
    ]
    for (ours, theirs) in values { #expect(isClose(ours, theirs, 1e-10), "\(ours) \(theirs)") }
  }

  @Test func `a curve that never moves has no ratios`() {
    let flat = Performance(
      startCapital: 100, equity: [100, 100, 100], returns: [0, 0])
    #expect(flat.finalFactor == 1)
    #expect(flat.volatility == 0)
    #expect(flat.drawdown.deepest == 0)
    for value in [
      flat.sharpe, flat.sortino, flat.calmar, flat.omega, flat.hitRate, flat.tailRatio,
      flat.stability, flat.moments.skew,
    ] { #expect(value.isNaN) }
  }

  @Test func `equal returns have no Sharpe ratio, however they round`() {
    let steady = Performance(
      startCapital: 1, equity: [1.1, 1.21], returns: Array(repeating: 0.1, count: 7))
    #expect(steady.sharpe.isNaN)
    #expect(steady.volatility == 0)
  }

  @Test func `one session has no returns`() {
    let single = Performance(startCapital: 100, equity: [99], returns: [])
    #expect(single.finalFactor == 0.99)
    #expect(isClose(single.drawdown.deepest, -0.01, 1e-12))
    for value in [
      single.sharpe, single.cagr, single.volatility, single.fifthPercentile,
      single.expectedShortfall, single.drawdown.ulcerIndex,
    ] { #expect(value.isNaN) }
  }

  @Test func `the peak starts at the capital`() {
    let losing = Performance(startCapital: 100, equity: [90, 95], returns: [-0.05])
    #expect(isClose(losing.drawdown.deepest, -0.1, 1e-15))
    #expect(losing.drawdown.longest == 2)
  }

  @Test func `the benchmark's beta is a slope`() {
    let moves = [0.01, -0.02, 0.03, 0.0]
    var prices = [100.0]
    for move in moves { prices.append(prices[prices.count - 1] * (1 + move)) }
    let fit = BenchmarkFit(prices: prices, returns: moves.map { 0.5 * $0 + 0.001 })
    #expect(isClose(fit.beta, 0.5, 1e-12))
    #expect(isClose(fit.totalReturn, 1.01 * 0.98 * 1.03 - 1, 1e-12))
    #expect(BenchmarkFit(prices: [.nan, 1], returns: [0]).beta.isNaN)
  }
}
