// What reports are made of, against plain sums over the same numbers.

import Experiment
import TestSupport
import Testing

@testable import Backtest

@Suite struct RunRecordTests {
  private static func record(_ equity: [Double], from first: String = "2020-01-30") -> RunRecord {
    let start = day(first)
    return RunRecord(
      symbols: [], days: equity.indices.map { start.adding(days: $0) }, equity: equity,
      startCapital: 100)
  }

  @Test func `drawdowns begin at the peak, which is never below the capital`() {
    let record = Self.record([90, 95, 101, 100, 99, 102, 102, 51, 60])
    #expect(isClose(record.drawdowns[0], -0.1, 1e-15))
    #expect(isClose(record.drawdowns[4], 99.0 / 101 - 1, 1e-15))
    #expect(record.drawdowns[2] == 0)
    let worst = record.worstDrawdowns(5)
    let depths: [Double] = [51.0 / 102 - 1, 90.0 / 100 - 1, 99.0 / 101 - 1]
    #expect(worst.map(\.depth) == depths)
    #expect(worst[0].peak == day("2020-02-05"))
    #expect(worst[0].trough == day("2020-02-06"))
    #expect(worst[0].recovery == nil)
    #expect(worst[0].sessions == 2)
    #expect(worst[1].peak == nil)
    #expect(worst[1].recovery == day("2020-02-01"))
    #expect(record.worstDrawdowns(1).count == 1)
    #expect(Self.record([101, 102]).worstDrawdowns(5).isEmpty)
  }

  @Test func `months multiply to years, and years to the whole`() {
    var random = SeededGenerator(seed: 3)
    var value = 100.0
    let equity = (0..<900).map { _ in
      value *= Double.random(in: 0.97...1.032, using: &random)
      return value
    }
    let years = Self.record(equity, from: "2019-11-15").calendarYears
    #expect(years.map(\.year) == [2019, 2020, 2021, 2022])
    #expect(years[0].months[9].isNaN && !years[0].months[10].isNaN)
    for year in years {
      let months = year.months.filter { !$0.isNaN }.reduce(1) { $0 * (1 + $1) }
      #expect(isClose(months, 1 + year.total, 1e-12))
    }
    #expect(isClose(years.reduce(1) { $0 * (1 + $1.total) }, equity[899] / 100, 1e-12))
  }

  @Test func `rolling numbers are the numbers of each window`() {
    let record = Self.record([100, 101, 103, 102, 104, 104, 103])
    let rolling = record.rolling(4)
    #expect(rolling.sharpe.prefix(4).allSatisfy { $0.isNaN })
    for end in 4..<7 {
      let moments = ReturnMoments(Array(record.returns[(end - 4)..<end]))
      #expect(isClose(rolling.volatility[end], moments.deviation * 252.0.squareRoot(), 1e-12))
      #expect(isClose(rolling.sharpe[end], moments.sharpe * 252.0.squareRoot(), 1e-12))
    }
    #expect(Self.record([100, 100, 100, 100, 100]).rolling(3).sharpe.allSatisfy { $0.isNaN })
  }

  @Test func `profits of names, interest and loans are what equity has gained`() throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      let prices = randomPanel(symbols: 12, days: 400, seed: seed, gaps: seed > 2)
      let outcome = try BacktestEngine().run(
        try configuration([
          "start_date": .day(prices.days[280]), "end_date": .day(prices.days[399]),
          "commission_bps": number("12"), "cash_rate": number("0.02"), "borrow_bps": number("50"),
          "top_quantile": number("0.3"), "bottom_quantile": number("0.3"),
        ]), on: BacktestData(prices: prices, bundle: bundle([("returns_1m", 1, .positive)])))
      let profits = try #require(outcome.profits).reduce(0, +)
      let others = outcome.metric("interest") - outcome.metric("borrow_costs")
      let gained = try #require(outcome.equity.last) - 100_000
      #expect(abs(profits + others - gained) < 1e-6, "\(profits) \(others) \(gained)")
    }
  }

  @Test func `holdings are summed up by day`() {
    var record = Self.record([100, 110, 120])
    record.symbols = ["A", "B", "C"]
    func position(_ place: Int, _ symbol: Int, _ weight: Double) -> Position {
      Position(
        day: record.days[place], symbol: symbol, quantity: weight * 120, price: 1, weight: weight)
    }
    record.positions = [position(0, 0, 0.5), position(0, 1, -0.5), position(2, 2, 0.4)]
    record.trades = [
      Trade(
        day: record.days[2], symbol: 2, side: .buy, quantity: 1, price: 60, notional: 60,
        commission: 0, spread: 0, impact: 0)
    ]
    let holdings = record.holdingSummaries
    #expect(holdings.map(\.gross) == [1, 0.4])
    #expect(holdings.map(\.net) == [0, 0.4])
    #expect(holdings.map(\.positions) == [2, 1])
    #expect(holdings.map(\.concentration) == [0.5, 1])
    #expect(holdings.map(\.turnover) == [0, 0.5])
  }

  @Test func `nothing comes of nothing`() {
    let empty = Self.record([])
    #expect(empty.drawdowns.isEmpty && empty.calendarYears.isEmpty)
    #expect(empty.rolling(3).sharpe.isEmpty && empty.holdingSummaries.isEmpty)
    #expect(empty.worstDrawdowns(5).isEmpty && empty.benchmarkEquity == nil)
  }
}
