// The thin reports.

import Experiment
import Testing

@testable import Backtest

@Suite struct ReportTests {
  private static func outcome() throws -> Outcome {
    try BacktestEngine().run(
      try configuration([
        "strategy": .text("equal_weight"), "start_date": .day(day("2018-02-01")),
        "end_date": .day(day("2018-12-31")), "commission_bps": number("5"),
        "spread_bps": number("2"),
      ]), on: BacktestData(prices: randomPanel(symbols: 4, days: 300, seed: 9)))
  }

  @Test func `the risk summary has the seed's columns`() throws {
    let outcome = try Self.outcome()
    let summary = RiskSummary(outcome)
    #expect(
      summary.columns.map(\.name).joined(separator: ",")
        == "mean_return_annualized,vol_annualized,sharpe,sortino,max_drawdown,calmar,skew,"
        + "kurtosis,var_95,cvar_95,n_periods")
    let values = Dictionary(uniqueKeysWithValues: summary.columns.map { ($0.name, $0.value) })
    let ratio = try #require(values["mean_return_annualized"]) / (values["vol_annualized"] ?? 0)
    #expect(isClose(ratio, outcome.metric("sharpe"), 1e-12))
    #expect(values["n_periods"] == Double(outcome.returns.count))
  }

  @Test func `the cost summary has a row for each day with trades`() throws {
    let outcome = try Self.outcome()
    let rows = costSummary(outcome)
    #expect(rows.map(\.day) == outcome.exposures.map(\.day))
    #expect(rows.count == 11)
    #expect(isClose(rows.reduce(0) { $0 + $1.totalCost }, outcome.metric("costs"), 1e-12))
    #expect(rows.reduce(0) { $0 + $1.trades } == outcome.trades.count)
    #expect(isClose(rows[0].averageCost, 100_000 * 0.0007 / 4, 1e-12))
  }
}
