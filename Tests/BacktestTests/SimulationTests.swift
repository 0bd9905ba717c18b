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
    for target in targets {
      plan.append(
        fillDay: target.day,
        target.weights.enumerated().map { Holding(symbol: Int32($0.offset), share: $0.element) })
    }
    let account = try configuration(costs.merging(["start_capital": number("1000")]) { $1 }).account
    var simulation = Simulation(
      Market(panel), account, Sizing(long: 1, short: 1), keepsDetail: true)
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
    #expect(run.positions.count == 3)
    #expect(isClose(run.positions.dropFirst().reduce(0) { $0 + abs($1.weight) }, 1.5, 1e-14))
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

  @Test func `cash earns, debts and short positions pay, session by session`() throws {
    let run = try Self.simulate(
      close: [[10, 10, 20], [10, 10, 10]], fill: .close, targets: [(0, [-0.5, 0])],
      costs: ["borrow_bps": number("252"), "cash_rate": number("0.0252")])
    // 1000 and 500 from the sale; a session earns a 10 000th of cash and pays as much of the loan
    let first = 1500 * 1.0001 - 500 * 0.0001
    #expect(isClose(run.equity[1], first - 500, 1e-14))
    let second = first * 1.0001 - 500 * 0.0001
    #expect(isClose(run.equity[2], second - 1000, 1e-14))
    #expect(isClose(run.totals.borrowing, 0.1, 1e-12))
    #expect(isClose(run.totals.interest, 0.15 + first * 0.0001, 1e-12))
    let debt = try Self.simulate(
      close: [[10, 10, 10]], open: [[10, 10, 10]], fill: .nextOpen, targets: [(1, [2])],
      costs: ["cash_rate": number("0.252")])
    // the first session earns on 1000, then 1001 x 2 are bought with a debt of 1001
    #expect(isClose(debt.equity[1], 1001, 1e-14))
    #expect(isClose(debt.equity[2], 1001 * 0.999, 1e-14))
  }

  @Test func `what has had no price for 21 sessions is settled at the next rebalance`() throws {
    let gone = [10, 12] + [Double](repeating: .nan, count: 25)
    let other = [Double](repeating: 10, count: 27)
    let run = try Self.simulate(
      close: [gone, other], fill: .close,
      targets: [(0, [0.5, 0.5]), (20, [0.5, 0.5]), (24, [0.5, 0.5])],
      costs: ["commission_bps": number("10")])
    // day 20: no price for 19 sessions; day 24: for 23
    #expect(run.totals.settled == 1)
    let settled = run.trades.filter { $0.symbol == 0 && $0.side == .sell }
    #expect(settled.map(\.price) == [12] && settled.map(\.cost) == [0])
    #expect(settled.map { $0.day.number } == [18_262 + 24])
    #expect(isClose(run.equity[26], run.equity[23] - run.trades.last!.cost, 1e-12))
    #expect(run.positions.filter { $0.day.number == 18_262 + 24 }.map(\.symbol) == [1])
    #expect(run.trips.count == 1 && run.trips.wins == 1)
  }

  @Test func `round trips are from nothing, or the other side, to nothing or the other side`()
    throws
  {
    let run = try Self.simulate(
      close: [[10, 11, 12, 9, 8, 8]], fill: .close,
      targets: [(0, [1]), (1, [0.5]), (2, [-0.5]), (4, [0]), (5, [1])],
      costs: ["commission_bps": number("10")])
    let first = run.trades.prefix(3)
    // the third fill sells the rest of the long position, and then as much again short
    let rest = first[0].quantity - first[1].quantity
    let long =
      -first[0].notional - first[0].cost + first[1].notional - first[1].cost
      + rest * 12 * (1 - 0.001)
    let short = first[2].quantity - rest
    let gain = short * 12 * (1 - 0.001) - short * 8 * (1 + 0.001)
    #expect(run.trips.count == 2 && run.trips.wins == 2)
    #expect(isClose(run.trips.gains, long + gain, 1e-12))
    #expect(run.trips.averageSessions == 2)
  }

  @Test(arguments: 0..<40)
  func `cash is conserved to the cent`(seed: Int) throws {
    let panel = randomPanel(symbols: 9, days: 160, seed: UInt64(seed), gaps: true)
    let outcome = try BacktestEngine().run(
      try configuration([
        "strategy": .text(["equal_weight", "trend_baseline"][seed % 2]), "ema_fast": .int(3),
        "ema_slow": .int(8), "rebalance_freq": .text(["D", "W", "M"][seed % 3]),
        "start_date": .day(panel.days[0]), "end_date": .day(panel.days[159]),
        "fill": .text(["next_open", "next_close", "close"][seed / 3 % 3]),
        "commission_bps": number("7"), "spread_bps": number("3"), "borrow_bps": number("50"),
        "cash_rate": number("0.03"), "max_gross_exposure": number("1.7"),
      ]), on: BacktestData(prices: panel))
    var cash = 100_000.0
    var held = [Double](repeating: 0, count: 9)
    for trade in outcome.trades {
      let sign: Double = trade.side == .buy ? 1 : -1
      cash -= sign * trade.notional + trade.cost
      held[trade.symbol] += sign * trade.quantity
    }
    func metric(_ name: String) -> Double { outcome.metrics.first { $0.name == name }!.value }
    cash += metric("interest") - metric("borrow_costs")
    let market = Market(panel)
    let value = (0..<9).reduce(cash) { $0 + held[$1] * market.lastClose($1, on: 159) }
    #expect(abs(value - outcome.equity[159]) < 0.005, "\(value) \(outcome.equity[159])")
    #expect(isClose(metric("costs"), outcome.trades.reduce(0) { $0 + $1.cost }, 1e-12))
    #expect(Int(metric("trades")) == outcome.trades.count)
  }
}
