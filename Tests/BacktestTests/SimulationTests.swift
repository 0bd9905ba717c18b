// Fills, costs and missing prices, worked by hand.

import Experiment
import Testing

@testable import Backtest

@Suite struct SimulationTests {
  private static func simulate(
    close: [[Double]], open: [[Double]]? = nil, fill: Fill,
    targets: [(day: Int, weights: [Double])], costs: [String: Value] = [:]
  ) throws -> Simulation {
    let count = close[0].count
    let panel = PricePanel(
      days: (0..<count).map { Day(number: 18_262 + $0) },
      symbols: close.indices.map { "S\($0)" }, close: close.flatMap { $0 },
      open: open.map { $0.flatMap { $0 } })
    var plan = RebalancePlan(symbolCount: close.count, fill: fill)
    for target in targets { plan.append(fillDay: target.day, target.weights) }
    let account = try configuration(costs.merging(["start_capital": number("1000")]) { $1 }).account
    var simulation = Simulation(Market(panel), account, keepsDetail: true)
    simulation.run(plan, window: 0..<count)
    return simulation
  }

  @Test func `costs are paid for what is traded, and compound`() throws {
    let run = try Self.simulate(
      close: [[10, 11, 12], [20, 20, 10]], fill: .close,
      targets: [(0, [0.5, -0.5]), (1, [0.5, -0.5])],
      costs: [
        "commission_bps": number("10"), "spread_bps": number("20"), "impact_bps": number("70"),
      ])
    // day 0: buy 50 and sell 25 for 500 each; costs 1% of 1000; day 1: worth 990 + 50
    #expect(isClose(run.equity[0], 990, 1e-14))
    let trade = run.trades[0]
    #expect(trade.side == .buy && trade.quantity == 50 && trade.notional == 500)
    #expect(isClose(trade.commission, 0.5, 1e-14))
    #expect(isClose(trade.spread, 1, 1e-14))
    #expect(isClose(trade.impact, 3.5, 1e-14))
    #expect(run.trades[1].side == .sell && run.trades[1].quantity == 25)
    // day 1: 1040 before costs, targets 520 and -520; held 550 and -500: 30 + 20 traded
    #expect(isClose(run.equity[1], 1040 - 0.5, 1e-14))
    #expect(isClose(run.trades[2].quantity, 550.0 / 11 - 520.0 / 11, 1e-13))
    #expect(run.trades[2].side == .sell)
    // day 2: 520 / 11 shares at 12, -26 shares at 10
    let gain = 520.0 / 11 * 1 + 26 * 10
    #expect(isClose(run.equity[2], 1039.5 + gain, 1e-14))
    #expect(isClose(run.totals.costs, 10.5, 1e-13))
    #expect(isClose(run.totals.turnover, 1 + 50.0 / 1040, 1e-13))
    #expect(run.totals.trades == 4)
  }

  @Test func `a fill at the open earns that day's move`() throws {
    let run = try Self.simulate(
      close: [[10, 12, 12]], open: [[9, 10, 12]], fill: .nextOpen, targets: [(1, [1])])
    #expect(run.equity == [1000, 1200, 1200])
    #expect(run.trades.map(\.price) == [10])
    #expect(run.positions.map(\.weight) == [1])
  }

  @Test func `a fill at the next close does not`() throws {
    let run = try Self.simulate(
      close: [[10, 12, 15]], fill: .nextClose, targets: [(1, [1])])
    #expect(run.equity == [1000, 1000, 1250])
  }

  @Test func `what has no price is not traded and keeps its last value`() throws {
    let nan = Double.nan
    let run = try Self.simulate(
      close: [[10, 11, nan, 13], [10, 10, 10, 10]], fill: .close,
      targets: [(0, [1, 0]), (2, [0, 0.5])])
    // day 2: S0 is worth 1100 at its last close and stays; S1 is bought for half of that
    #expect(run.equity[1] == 1100)
    #expect(run.equity[2] == 1100)
    #expect(run.trades.map(\.symbol) == [0, 1])
    #expect(isClose(run.trades[1].notional, 550, 1e-14))
    #expect(isClose(run.equity[3], 1300, 1e-14))
    #expect(run.positions.filter { $0.day.number == 18_264 }.map(\.price) == [11, 10])
    #expect(run.exposures.map(\.positions) == [1, 2])
    #expect(isClose(run.exposures[1].gross, 1.5, 1e-14))
  }

  @Test func `a missing open is no fill, though there is a close`() throws {
    let run = try Self.simulate(
      close: [[10, 11, 12]], open: [[10, .nan, 12]], fill: .nextOpen, targets: [(1, [1])])
    #expect(run.trades.isEmpty)
    #expect(run.equity == [1000, 1000, 1000])
  }

  @Test func `a price before the first one is worth nothing and does no harm`() throws {
    let run = try Self.simulate(
      close: [[.nan, .nan, 12], [10, 20, 20]], fill: .close, targets: [(0, [0.5, 0.5])])
    #expect(run.equity == [1000, 1500, 1500])
  }

  @Test(arguments: [Fill.close, .nextOpen])
  func `a loss of everything ends the run`(fill: Fill) throws {
    let prices: [[Double]] = [[10, 15, 40, 1, 1]]
    let run = try Self.simulate(
      close: prices, open: prices, fill: fill, targets: [(0, [-1]), (3, [-1])])
    #expect(run.equity == [1000, 500, 0, 0, 0])
    #expect(run.ruin == 2)
    #expect(run.trades.count == 1)
    #expect(dailyReturns(run.equity, 1000) == [-0.5, -1, 0, 0])
  }

  @Test func `rounding dust is not traded`() throws {
    let run = try Self.simulate(
      close: [[3, 3, 3], [7, 7, 7]], fill: .close,
      targets: [(0, [0.3, 0.7]), (1, [0.3, 0.7]), (2, [0.3, 0.7])])
    #expect(run.trades.count == 2)
  }
}
