// Whole runs: sharing work, looking ahead, and what does not go together.

import Experiment
import TestSupport
import Testing

@testable import Backtest

@Suite struct EngineTests {
  static let mixed = bundle([
    ("momentum_12m_excl_1m", 0.4, .positive), ("trend_strength_50", 0.3, .positive),
    ("rv_20", 0.2, .negative), ("reversal_1d", 0.1, .negative),
  ])

  /// The settings of many runs, in an order that makes the memory forget and remember.
  static func variants() throws -> [BacktestConfiguration] {
    var variants: [BacktestConfiguration] = []
    for strategy in Strategy.allCases {
      for frequency in RebalanceFrequency.allCases {
        for session in RebalanceSession.allCases {
          for (index, fill) in Fill.allCases.enumerated() {
            variants.append(
              try configuration([
                "start_date": .day(day("2019-02-11")), "end_date": .day(day("2019-11-15")),
                "strategy": .text(strategy.rawValue), "rebalance_freq": .text(frequency.rawValue),
                "rebalance_on": .text(session.rawValue), "fill": .text(fill.rawValue),
                "commission_bps": .int(Int64(index)), "top_quantile": number("0.\(index + 1)"),
                "winsorize_scope": .text(index == 2 ? "history" : "date"),
                "benchmark": index == 1 ? .text("S100") : .none,
              ]))
          }
        }
      }
    }
    return variants
  }

  @Test func `a run does not depend on what was run before`() throws {
    let prices = randomPanel(symbols: 13, days: 520, seed: 21, gaps: true)
    let (sharing, alone) = (BacktestEngine(), BacktestEngine(sharesWork: false))
    var random = SeededGenerator(seed: 4)
    for configuration in try Self.variants().shuffled(using: &random) {
      let symbols = Bool.random(using: &random) ? nil : Array(prices.symbols[..<9])
      let data = BacktestData(prices: prices, symbols: symbols, bundle: Self.mixed)
      let a = try sharing.run(configuration, on: data)
      let b = try alone.run(configuration, on: data)
      #expect(a.equity == b.equity)
      #expect(a.trades == b.trades)
      #expect(a.positions == b.positions)
      #expect(zip(a.metrics, b.metrics).allSatisfy { isClose($0.value, $1.value, 0) })
      let brief = try sharing.run(configuration, on: data, keeping: .metrics)
      #expect(brief.equity == a.equity && brief.trades.isEmpty && brief.positions.isEmpty)
      #expect(zip(a.metrics, brief.metrics).allSatisfy { isClose($0.value, $1.value, 0) })
    }
  }

  @Test func `the future does not change the past`() throws {
    let count = 520
    let prices = randomPanel(symbols: 11, days: count, seed: 22, gaps: true)
    let engine = BacktestEngine()
    for cut in [300, 301, 377, 450] {
      let rows = (0..<11).flatMap { $0 * count..<($0 * count + cut) }
      func part(_ field: [Double]?) -> [Double]? { field.map { all in rows.map { all[$0] } } }
      let short = PricePanel(
        days: Array(prices.days[..<cut]), symbols: prices.symbols, close: part(prices.close) ?? [],
        open: part(prices.open), high: part(prices.high), low: part(prices.low))
      for configuration in try Self.variants() where configuration.winsorizeScope == .date {
        let whole = try engine.run(
          configuration, on: BacktestData(prices: prices, bundle: Self.mixed))
        let past = try engine.run(
          configuration, on: BacktestData(prices: short, bundle: Self.mixed))
        let known = past.days.count
        #expect(Array(whole.equity[..<(known - 1)]) == Array(past.equity[..<(known - 1)]))
        // Whether the cut is the last session of an interval is not known on that day.
        let isOpenEnd =
          configuration.rebalancing.session == .last && configuration.rebalancing.fill == .close
        let end = past.days[known - 1]
        let before = whole.positions.filter { $0.day < end || (!isOpenEnd && $0.day == end) }
        let isSame = before == past.positions
        #expect(isSame, "\(configuration.strategy) \(configuration.rebalancing) \(end)")
      }
    }
  }

  @Test func `money adds up`() throws {
    let prices = randomPanel(symbols: 11, days: 520, seed: 23)
    for configuration in try Self.variants() {
      let outcome = try BacktestEngine().run(
        configuration, on: BacktestData(prices: prices, bundle: Self.mixed))
      let last = try #require(outcome.equity.last)
      #expect(isClose(outcome.metric("final_pf") * 100_000, last, 1e-12))
      let product = outcome.returns.reduce(100_000) { $0 * (1 + $1) }
      #expect(isClose(product, last, 1e-12))
      #expect(outcome.metric("trades") == Double(outcome.trades.count))
      #expect(outcome.equity.count == outcome.days.count)
      #expect(outcome.returns.count + 1 == outcome.days.count)
    }
  }

  @Test func `metrics come in the order of their table`() throws {
    let prices = randomPanel(symbols: 6, days: 520, seed: 24)
    let outcome = try BacktestEngine().run(
      try configuration([
        "start_date": .day(day("2019-01-01")), "end_date": .day(day("2019-06-28")),
        "strategy": .text("equal_weight"), "benchmark": .text("S103"),
      ]), on: BacktestData(prices: prices))
    #expect(outcome.metrics.map(\.name) == metricDefinitions.map(\.name))
    #expect(outcome.metrics.prefix(3).map(\.name) == ["final_pf", "sharpe", "trades"])
  }

  @Test func `an observer hears of each stage`() throws {
    var stages: [BacktestStage] = []
    _ = try BacktestEngine().run(
      try configuration([
        "strategy": .text("buy_and_hold"), "start_date": .day(day("2018-02-01")),
      ]),
      on: BacktestData(prices: randomPanel(symbols: 2, days: 100, seed: 1)),
      observe: { stages.append($0) })
    #expect(stages == BacktestStage.allCases)
  }

  @Test func `buying and holding a single symbol is the symbol`() throws {
    let prices = randomPanel(symbols: 1, days: 100, seed: 1)
    let outcome = try BacktestEngine().run(
      try configuration([
        "strategy": .text("buy_and_hold"), "start_date": .day(prices.days[10]),
        "fill": .text("close"), "benchmark": .text("S100"),
      ]), on: BacktestData(prices: prices))
    #expect(isClose(outcome.metric("final_pf"), prices.close[99] / prices.close[10], 1e-12))
    #expect(isClose(outcome.metric("beta"), 1, 1e-10))
    #expect(abs(outcome.metric("excess_return")) < 1e-12)
  }

  @Test func `what does not go together is said`() throws {
    let closes = try panel("date,A,B\n2020-01-02,1,2\n2020-01-03,1,2\n")
    let cases: [([String: Value], [String]?, FactorBundle?, String, String)] = [
      (["strategy": .text("equal_weight")], nil, nil, "fill", "next_close"),
      (["fill": .text("close")], nil, nil, "bundle_path", "bundle"),
      (
        ["fill": .text("close")], nil, bundle([("returns_1", 1, .positive)]), "bundle_path",
        "returns_1m"
      ),
      (["strategy": .text("equal_weight")], ["A", "Q"], nil, "symbols", "Q"),
      (["symbols_file": .text("u.txt")], ["A", "Q"], nil, "symbols_file", "Q"),
      (["start_date": .day(day("2020-02-01"))], nil, nil, "start_date", "2020-01-03"),
      (["fill": .text("close"), "benchmark": .text("SPY")], nil, nil, "benchmark", "SPY"),
    ]
    for (settings, symbols, bundle, setting, word) in cases {
      let configuration = try configuration(settings)
      let problem = #expect(throws: BacktestProblem.self) {
        try BacktestEngine().run(
          configuration, on: BacktestData(prices: closes, symbols: symbols, bundle: bundle))
      }
      #expect(problem?.setting == setting)
      #expect(problem?.description.contains(word) == true, "\(problem?.description ?? "")")
    }
  }

  @Test func `trends need whole windows`() throws {
    let days = (0..<6).map { Day(number: 18_262 + $0) }
    let rising = [1.0, 2, 3, 4, 5, 6]
    let prices = PricePanel(
      days: days, symbols: ["DOWN", "UP"], close: rising.reversed() + rising)
    let outcome = try BacktestEngine().run(
      try configuration([
        "strategy": .text("trend_baseline"), "ema_fast": .int(2), "ema_slow": .int(3),
        "rebalance_freq": .text("D"), "fill": .text("close"),
      ]), on: BacktestData(prices: prices))
    #expect(Set(outcome.positions.map(\.symbol)) == [1])
    #expect(outcome.trades.first?.day == days[2])
    #expect(isClose(outcome.equity[5], 100_000 * 2, 1e-12))
  }
}
