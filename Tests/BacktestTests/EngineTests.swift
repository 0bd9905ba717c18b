// Whole runs: sharing work, looking ahead, and what does not go together.

import Experiment
import TestSupport
import Testing

@testable import Backtest

@Suite struct EngineTests {
  /// Cut so tightly that the bounds matter for the ranking.
  static let mixed: FactorBundle = {
    var result = bundle([
      ("momentum_12m_excl_1m", 0.4, .positive), ("trend_strength_50", 0.3, .positive),
      ("rv_20", 0.2, .negative), ("reversal_1d", 0.1, .negative),
    ])
    result.winsorizeLimits = (0.3, 0.7)
    return result
  }()

  /// The settings of many runs, in an order that makes the memory forget and remember.
  static func variants() throws -> [BacktestConfiguration] {
    var variants: [BacktestConfiguration] = []
    // Settings that no key may miss, at random: a few values, so that most of them meet.
    var random = SeededGenerator(seed: 8)
    func pick(_ texts: String...) -> String { texts.randomElement(using: &random) ?? "" }
    for strategy in Strategy.allCases {
      for frequency in RebalanceFrequency.allCases {
        for session in RebalanceSession.allCases {
          for fill in Fill.allCases {
            variants.append(
              try configuration([
                "start_date": .day(day(pick("2019-02-11", "2018-12-03"))),
                "end_date": .day(day(pick("2019-11-15", "2019-10-31"))),
                "strategy": .text(strategy.rawValue), "rebalance_freq": .text(frequency.rawValue),
                "rebalance_on": .text(session.rawValue), "fill": .text(fill.rawValue),
                "commission_bps": number(pick("0", "10")),
                "top_quantile": number(pick("0.1", "0.2", "0.3")),
                "max_gross_exposure": number(pick("0.5", "1")),
                "max_weight": pick("", "1").isEmpty ? .none : number("0.2"),
                "winsorize_scope": .text(pick("date", "history")),
                "ema_fast": .int(pick("5", "20") == "5" ? 5 : 20),
                "benchmark": pick("", "1").isEmpty ? .none : .text("S100"),
              ]))
          }
        }
      }
    }
    return variants
  }

  @Test func `a run does not depend on what was run before`() throws {
    let prices = randomPanel(symbols: 17, days: 520, seed: 21, gaps: true)
    let (sharing, alone) = (BacktestEngine(), BacktestEngine(sharesWork: false))
    var random = SeededGenerator(seed: 4)
    for configuration in try (Self.variants() + Self.variants()).shuffled(using: &random) {
      let symbols = Bool.random(using: &random) ? nil : Array(prices.symbols[..<13])
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

  @Test func `each setting is told apart from its neighbour`() throws {
    let base: [String: Value] = [
      "start_date": .day(day("2019-02-11")), "end_date": .day(day("2019-11-15")),
    ]
    let changes: [[String: Value]] = [
      ["top_quantile": number("0.3")], ["bottom_quantile": number("0.3")],
      ["max_gross_exposure": number("0.5")], ["net_exposure": number("0.5")],
      ["max_weight": number("0.1")], ["rebalance_freq": .text("W")],
      ["rebalance_on": .text("last")], ["fill": .text("close")], ["fill": .text("next_close")],
      ["winsorize_scope": .text("history")], ["start_date": .day(day("2019-03-11"))],
      ["end_date": .day(day("2019-11-14"))], ["commission_bps": number("5")],
      ["spread_bps": number("6")], ["impact_bps": number("7")], ["start_capital": number("50000")],
      ["strategy": .text("equal_weight")], ["strategy": .text("buy_and_hold")],
      ["strategy": .text("trend_baseline")],
      ["strategy": .text("trend_baseline"), "ema_fast": .int(10)],
      ["strategy": .text("trend_baseline"), "ema_slow": .int(30)],
    ]
    let prices = randomPanel(symbols: 17, days: 520, seed: 21, gaps: true)
    let data = BacktestData(prices: prices, bundle: Self.mixed)
    let sharing = BacktestEngine()
    var curves: [[Double]] = [try sharing.run(try configuration(base), on: data).equity]
    for change in changes {
      let changed = try configuration(base.merging(change) { $1 })
      let curve = try sharing.run(changed, on: data).equity
      #expect(try curve == BacktestEngine().run(changed, on: data).equity, "\(change)")
      let isNew = !curves.contains(curve)
      #expect(isNew, "\(change) has no effect")
      curves.append(curve)
    }
    let fewer = BacktestData(
      prices: prices, symbols: Array(prices.symbols[..<13]), bundle: Self.mixed)
    let other = BacktestData(prices: prices, bundle: bundle([("rv_60", 1, .positive)]))
    for data in [fewer, other] {
      let curve = try sharing.run(try configuration(base), on: data).equity
      let isNew = !curves.contains(curve)
      #expect(isNew)
      curves.append(curve)
    }
  }

  @Test(arguments: ["date", "history"])
  func `prices after the end change nothing`(scope: String) throws {
    let count = 520
    let prices = randomPanel(symbols: 7, days: count, seed: 25)
    let end = 450
    let rows = (0..<7).flatMap { $0 * count..<($0 * count + end + 1) }
    let short = PricePanel(
      days: Array(prices.days[...end]), symbols: prices.symbols,
      close: rows.map { prices.close[$0] }, open: prices.open.map { open in rows.map { open[$0] } },
      high: prices.high.map { high in rows.map { high[$0] } },
      low: prices.low.map { low in rows.map { low[$0] } })
    let settings = try configuration([
      "start_date": .day(prices.days[300]), "end_date": .day(prices.days[end]),
      "winsorize_scope": .text(scope), "rebalance_freq": .text("W"),
    ])
    let curves = try [prices, short].map { prices in
      try BacktestEngine().run(
        settings, on: BacktestData(prices: prices, bundle: Self.mixed)
      ).equity
    }
    #expect(curves[0] == curves[1])
  }

  @Test func `no side at all is an error`() throws {
    let prices = randomPanel(symbols: 7, days: 520, seed: 26)
    let settings = try configuration([
      "start_date": .day(prices.days[300]), "end_date": .day(prices.days[500]),
      "top_quantile": number("0"), "bottom_quantile": number("0"),
    ])
    let problem = #expect(throws: BacktestProblem.self) {
      try BacktestEngine().run(settings, on: BacktestData(prices: prices, bundle: Self.mixed))
    }
    #expect(problem?.message.contains("are both 0") == true)
  }

  @Test func `a side that asks for less than one symbol is an error, not a flat line`() throws {
    let prices = randomPanel(symbols: 7, days: 520, seed: 26)
    for (top, bottom, wrong) in [
      ("0.1", "0.3", "top_quantile"), ("0.3", "0.1", "bottom_quantile"),
      ("0", "0.1", "bottom_quantile"),
    ] {
      let settings = try configuration([
        "start_date": .day(prices.days[300]), "end_date": .day(prices.days[500]),
        "top_quantile": number(top), "bottom_quantile": number(bottom),
      ])
      let problem = #expect(throws: BacktestProblem.self) {
        try BacktestEngine().run(settings, on: BacktestData(prices: prices, bundle: Self.mixed))
      }
      #expect(problem?.setting == wrong)
      #expect(problem?.message.contains("0.1 of 7 symbols is nobody") == true)
      #expect(problem?.help.contains("at least 10 symbols") == true)
    }
  }

  @Test func `the future does not change the past`() throws {
    let count = 520
    let prices = randomPanel(symbols: 11, days: count, seed: 22, gaps: true)
    let engine = BacktestEngine()
    for cut in [300, 301, 377, 450] {
      let rows = (0..<11).flatMap { $0 * count..<($0 * count + cut) }
      func part(_ field: Frozen<Double>?) -> [Double]? { field.map { all in rows.map { all[$0] } } }
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
