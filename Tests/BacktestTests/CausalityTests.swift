// Decisions made again from what was known: the engine's own are the same, a planted one is found.

import Experiment
import Testing

@testable import Backtest

@Suite struct CausalityTests {
  private static func bundle(_ factors: [String], limits: (Double, Double)) -> FactorBundle {
    var bundle = FactorBundle(
      universe: "u", factorSet: "s", horizonDays: 1,
      factors: factors.map {
        .init(name: $0, weight: 1 / Double(factors.count), direction: .positive)
      })
    bundle.winsorizeLimits = (lower: limits.0, upper: limits.1)
    return bundle
  }

  private static func lookAhead(
    _ changes: [String: Value], bundle: FactorBundle? = nil
  ) throws -> (decisions: Int, found: [LookAhead]) {
    let panel = randomPanel(symbols: 15, days: 160, seed: 9, gaps: true)
    let given: [String: Value] = [
      "start_date": .day(panel.days[30]), "end_date": .day(panel.days[159]),
    ]
    return try BacktestEngine().lookAhead(
      try configuration(given.merging(changes) { $1 }),
      on: BacktestData(prices: panel, bundle: bundle))
  }

  @Test(
    arguments: ["multifactor_long_short", "trend_baseline", "equal_weight", "buy_and_hold"],
    ["equal", "inverse_vol"])
  func `no strategy looks ahead`(strategy: String, weighting: String) throws {
    let result = try Self.lookAhead(
      [
        "strategy": .text(strategy), "weighting": .text(weighting), "rebalance_freq": .text("W"),
        "ema_fast": .int(5), "ema_slow": .int(20),
      ],
      bundle: Self.bundle(["momentum(25, 3)", "rv_20", "beta(20)"], limits: (0.05, 0.95)))
    #expect(result.found == [])
    #expect(result.decisions > 20)
  }

  @Test func `bounds of the whole history do`() throws {
    let bundle = Self.bundle(["momentum(20, 0)", "reversal_1d"], limits: (0.3, 0.7))
    let date = try Self.lookAhead(["rebalance_freq": .text("W")], bundle: bundle)
    #expect(date.found == [])
    let history = try Self.lookAhead(
      ["rebalance_freq": .text("W"), "winsorize_scope": .text("history")], bundle: bundle)
    #expect(history.decisions == date.decisions)
    let first = try #require(history.found.first)
    #expect(first.decided != first.knowable)
    #expect(Set(history.found.map(\.day)).count == history.found.count)
  }

  @Test func `the search can be ended`() throws {
    var seen = 0
    let panel = randomPanel(symbols: 6, days: 60, seed: 2)
    let result = try BacktestEngine().lookAhead(
      try configuration([
        "strategy": .text("equal_weight"), "rebalance_freq": .text("D"),
        "start_date": .day(panel.days[0]), "end_date": .day(panel.days[59]),
      ]), on: BacktestData(prices: panel)
    ) { done, _ in
      seen = done
      return done < 3
    }
    #expect(result.decisions == 3 && seen == 3)
  }
}
