// Six portfolio backtests that vectorbt made, to 1e-12.

import Experiment
import Testing

@testable import Backtest

/// Twelve-month momentum with other lookbacks, traded at the close of the last session.
struct GoldenBacktest: Sendable, CustomTestStringConvertible {
  let name: String
  let lookback: Int
  let quantile: String
  let frequency: String
  let gross: String
  let costBps: String
  let rebalances: Int
  let orders: Double
  let fees: Double
  let sharpe: Double
  let maxDrawdown: Double
  let turnover: Double

  var testDescription: String { name }

  static let all = [
    GoldenBacktest(
      name: "M_q25_E1_10bps", lookback: 126, quantile: "0.25", frequency: "M", gross: "1",
      costBps: "10", rebalances: 14, orders: 106, fees: 1038.593664726262,
      sharpe: 0.7171214162011815, maxDrawdown: -0.07856147779818978, turnover: 9.66696124879034),
    GoldenBacktest(
      name: "W_q25_E1_10bps", lookback: 126, quantile: "0.25", frequency: "W", gross: "1",
      costBps: "10", rebalances: 59, orders: 414, fees: 2537.494239390912,
      sharpe: 1.076162490312566, maxDrawdown: -0.0750398684661554, turnover: 22.805608675012042),
    GoldenBacktest(
      name: "D_q25_E1_10bps", lookback: 126, quantile: "0.25", frequency: "D", gross: "1",
      costBps: "10", rebalances: 293, orders: 1892, fees: 5305.365816367168,
      sharpe: 0.6545685367809253, maxDrawdown: -0.12729429082971566, turnover: 50.191362785578754),
    GoldenBacktest(
      name: "M_q25_E2_25bps", lookback: 63, quantile: "0.25", frequency: "M", gross: "2",
      costBps: "25", rebalances: 16, orders: 135, fees: 11264.642174808083,
      sharpe: 1.2032876367837526, maxDrawdown: -0.20187128501301843, turnover: 33.41376668214322),
    GoldenBacktest(
      name: "M_q50_E1_0bps", lookback: 63, quantile: "0.5", frequency: "M", gross: "1",
      costBps: "0", rebalances: 16, orders: 192, fees: 0,
      sharpe: 0.7806266815873733, maxDrawdown: -0.08312190803149955, turnover: 11.228371364007444),
    GoldenBacktest(
      name: "M_q09_E05_10bps", lookback: 252, quantile: "0.09", frequency: "M", gross: "0.5",
      costBps: "10", rebalances: 8, orders: 18, fees: 173.42062675203618,
      sharpe: 0.10674449804076619, maxDrawdown: -0.08768885186676012, turnover: 1.78208665970091),
  ]
}

@Suite struct GoldenBacktestTests {
  @Test(arguments: GoldenBacktest.all)
  func `equity, orders and fees are those of vectorbt`(golden: GoldenBacktest) throws {
    let panel = try dataPanel("vectorbt_prices.csv")
    let expected = try dataPanel("vectorbt_equity.csv")
    let configuration = try configuration([
      "start_date": .day(panel.days[0]), "end_date": .day(panel.days[panel.days.count - 1]),
      "rebalance_freq": .text(golden.frequency), "rebalance_on": .text("last"),
      "fill": .text("close"), "top_quantile": number(golden.quantile),
      "bottom_quantile": number(golden.quantile), "max_gross_exposure": number(golden.gross),
      "commission_bps": number(golden.costBps),
    ])
    let market = Market(panel)
    let days = panel.days.count
    let table = ScoreTable(symbols: panel.symbols.count, days: days) { day, row in
      guard day >= golden.lookback else { return }
      for symbol in row.indices {
        let offset = symbol * days + day
        row[symbol] = panel.close[offset - 21] / panel.close[offset - golden.lookback] - 1
      }
    }
    let window = 0..<days
    let decisions = decisionDays(
      window, of: market, frequency: configuration.rebalancing.frequency, on: .last)
    let plan = rebalancePlan(table, decisions: decisions, window: window, configuration)
    var simulation = Simulation(
      market, configuration.account, Sizing(configuration), keepsDetail: true)
    simulation.run(plan, window: window)

    let column = expected.closes(of: try #require(expected.position(of: golden.name)))
    #expect(simulation.equity.count == column.count)
    #expect(zip(simulation.equity, column).allSatisfy { isClose($0, $1, 1e-12) })
    #expect(plan.fillDays.count == golden.rebalances)
    #expect(Double(simulation.totals.trades) == golden.orders)
    #expect(Double(simulation.trades.count) == golden.orders)
    #expect(isClose(simulation.totals.costs, golden.fees, 1e-12))
    #expect(isClose(simulation.trades.reduce(0) { $0 + $1.cost }, golden.fees, 1e-12))
    #expect(isClose(simulation.totals.turnover, golden.turnover, 1e-12))
    let performance = Performance(
      startCapital: 100_000, equity: simulation.equity,
      returns: dailyReturns(simulation.equity, 100_000))
    #expect(isClose(performance.sharpe, golden.sharpe, 1e-11))
    #expect(isClose(performance.drawdown.deepest, golden.maxDrawdown, 1e-11))
  }
}
