// The made-up universe: its shape, and its known truth.

import Experiment
import Testing

@testable import Backtest

@Suite struct SyntheticUniverseTests {
  @Test func `the same seed gives the same bytes`() throws {
    let month = try #require(Period(year: 2012, month: 3))
    let bytes = syntheticUniverse(seed: 1, symbols: 3, days: month)
    #expect(bytes == syntheticUniverse(seed: 1, symbols: 3, days: month))
    #expect(bytes != syntheticUniverse(seed: 2, symbols: 3, days: month))
    let panel = try pricePanel([PriceFile(name: "demo.csv", bytes: bytes)])
    #expect(panel.days.count == 22)
    #expect(panel.symbols == ["S01", "S02", "S03"])
    let high = try #require(panel.high)
    let low = try #require(panel.low)
    let open = try #require(panel.open)
    for cell in panel.close.indices {
      #expect(low[cell] <= min(open[cell], panel.close[cell]))
      #expect(high[cell] >= max(open[cell], panel.close[cell]))
    }
  }

  @Test func `momentum works in both halves, and noise does not`() throws {
    let years = try #require(Period(start: day("2012-01-02"), end: day("2020-12-31")))
    let bytes = syntheticUniverse(days: years)
    let prices = try pricePanel([PriceFile(name: "demo.csv", bytes: bytes)])
    #expect(prices.symbols.count == 40)
    let engine = BacktestEngine()
    func sharpe(_ factor: String, _ start: String, _ end: String) throws -> Double {
      let data = BacktestData(prices: prices, bundle: bundle([(factor, 1, .positive)]))
      let configuration = try configuration([
        "start_date": .day(day(start)), "end_date": .day(day(end)),
      ])
      return try engine.run(configuration, on: data).metric("sharpe")
    }
    for (start, end) in [("2014-01-01", "2016-12-31"), ("2017-01-01", "2020-12-31")] {
      let momentum = try sharpe("momentum_12m_excl_1m", start, end)
      let noise = try sharpe("reversal_1d", start, end)
      #expect(momentum > 0.8, "\(momentum)")
      #expect(noise < 0.5, "\(noise)")
      #expect(momentum > noise + 0.5, "\(momentum) \(noise)")
    }
  }
}
