// Summaries of risk and cost, gates, tails and sides of runs.

import Experiment
import TestSupport
import Testing

@testable import Backtest

@Suite struct ReportTests {
  private static func outcome(
    _ changes: [String: Value] = [:], gaps: Bool = false, seed: UInt64 = 9
  ) throws -> Outcome {
    var settings: [String: Value] = [
      "strategy": .text("equal_weight"), "start_date": .day(day("2018-02-01")),
      "end_date": .day(day("2018-12-31")), "commission_bps": number("5"),
      "spread_bps": number("2"),
    ]
    settings.merge(changes) { $1 }
    return try BacktestEngine().run(
      try configuration(settings),
      on: BacktestData(
        prices: randomPanel(symbols: 12, days: 300, seed: seed, gaps: gaps),
        bundle: bundle([("returns_1m", 1, .positive)])))
  }

  private static func record(_ outcome: Outcome) -> RunRecord {
    RunRecord(outcome, startCapital: 100_000)
  }

  @Test func `the risk summary has the seed's columns, and the metrics' values`() throws {
    let outcome = try Self.outcome()
    let summary = RiskSummary(Self.record(outcome))
    #expect(
      summary.columns.prefix(11).map(\.name).joined(separator: ",")
        == "mean_return_annualized,vol_annualized,sharpe,sortino,max_drawdown,calmar,skew,"
        + "kurtosis,var_95,cvar_95,n_periods")
    let values = Dictionary(uniqueKeysWithValues: summary.columns.map { ($0.name, $0.value) })
    let ratio = try #require(values["mean_return_annualized"]) / (values["vol_annualized"] ?? 0)
    #expect(isClose(ratio, outcome.metric("sharpe"), 1e-12))
    #expect(values["n_periods"] == Double(outcome.returns.count))
    for name in ["sortino", "max_drawdown", "calmar", "skew", "kurtosis", "var_95", "cvar_95"] {
      #expect(values[name] == outcome.metric(name), "\(name)")
    }
    #expect(isClose(values["avg_gross_exposure"] ?? 0, 1, 1e-12))
    #expect(values["avg_n_positions"] == 12)
    for column in summary.columns { #expect(!column.formula.isEmpty, "\(column.name)") }
  }

  @Test func `tails, historical and normal, as two libraries have them`() throws {
    let text = try Repository.text("Tests/BacktestTests/Data/metrics_returns.csv")
    let returns = text.split(separator: "\n").dropFirst().compactMap { Double($0) }
    let tail = TailRisk(returns, level: 0.95)
    #expect(isClose(tail.historical, -0.01679829884, 1e-10))
    #expect(isClose(tail.historicalShortfall, -0.023159258133333332, 1e-10))
    #expect(isClose(tail.normal, -0.017220783690218615, 1e-10))
    // mean - std x density(z) / 0.05; quantstats calls the mean of the returns below that a CVaR.
    let moments = ReturnMoments(returns)
    let wanted = moments.mean - moments.deviation * 2.0627128075074257
    #expect(isClose(tail.normalShortfall, wanted, 1e-12))
    #expect(TailRisk([], level: 0.95).historical.isNaN)
    #expect(TailRisk([0.01], level: 0.95).normal.isNaN)
  }

  @Test func `costs add up, however they are cut`() throws {
    let outcome = try Self.outcome()
    let costs = CostAnalysis(Self.record(outcome))
    let total = outcome.metric("costs")
    #expect(isClose(costs.all.total, total, 1e-12))
    #expect(isClose(costs.byDay.reduce(0) { $0 + $1.sums.total }, total, 1e-12))
    #expect(isClose(costs.bySide.reduce(0) { $0 + $1.sums.total }, total, 1e-12))
    #expect(isClose(costs.bySymbol.reduce(0) { $0 + $1.sums.total }, total, 1e-12))
    #expect(costs.byDay.map(\.day) == Self.record(outcome).holdingSummaries.map(\.day))
    #expect(costs.byDay.reduce(0) { $0 + $1.sums.trades } == outcome.trades.count)
    #expect(isClose(costs.all.bps, 7, 1e-9))
    #expect(costs.bySymbol.map(\.sums.total) == costs.bySymbol.map(\.sums.total).sorted(by: >))
    for (name, value) in [
      ("final_pf", costs.net.finalFactor), ("sharpe", costs.net.sharpe), ("cagr", costs.net.cagr),
      ("max_drawdown", costs.net.maxDrawdown), ("volatility", costs.net.volatility),
    ] { #expect(value == outcome.metric(name), "\(name)") }
  }

  @Test func `gross is near what the run makes without costs`() throws {
    for seed in 1...4 as ClosedRange<UInt64> {
      let gross = CostAnalysis(Self.record(try Self.outcome(seed: seed))).gross
      let free = try Self.outcome(
        ["commission_bps": number("0"), "spread_bps": number("0")], seed: seed)
      #expect(abs(gross.finalFactor / free.metric("final_pf") - 1) < 1e-4)
      #expect(abs(gross.sharpe - free.metric("sharpe")) < 1e-3)
    }
  }

  @Test func `at the break-even costs a run ends where it began`() throws {
    var found = 0
    for seed in 1...8 as ClosedRange<UInt64> {
      let costs = CostAnalysis(Self.record(try Self.outcome(seed: seed)))
      guard !costs.breakEvenBps.isNaN else {
        #expect(costs.gross.finalFactor <= 1)
        continue
      }
      found += 1
      let all = try Self.outcome(
        [
          "commission_bps": .number(try #require(Decimal(costs.breakEvenBps))),
          "spread_bps": number("0"),
        ], seed: seed)
      #expect(abs(all.metric("final_pf") - 1) < 5e-3, "\(costs.breakEvenBps)")
    }
    #expect(found > 2)
  }

  @Test func `sides add up to the profits of names`() throws {
    for seed in 1...6 as ClosedRange<UInt64> {
      let outcome = try Self.outcome(
        [
          "strategy": .text("multifactor_long_short"), "rebalance_freq": .text("W"),
          "top_quantile": number("0.4"), "bottom_quantile": number("0.4"),
        ], gaps: seed > 3, seed: seed)
      let record = Self.record(outcome)
      let sides = try #require(record.sideProfits)
      let sum = sides.reduce(0) { $0 + $1.profit }
      let wanted = try #require(record.profits).reduce(0, +)
      #expect(abs(sum - wanted) < 1e-6, "\(sum) \(wanted)")
      #expect(isClose(sides.reduce(0) { $0 + $1.costs }, outcome.metric("costs"), 1e-9))
      #expect(sides.allSatisfy { $0.fills > 0 && $0.costs > 0 })
    }
  }

  @Test func `a long run has no short side`() throws {
    let sides = try #require(Self.record(try Self.outcome()).sideProfits)
    #expect(sides.map(\.fills)[1] == 0 && sides[1].profit == 0)
  }

  @Test func `a position that is turned around belongs to both sides`() throws {
    func trade(_ number: Int, _ side: Side, _ quantity: Double, _ price: Double) -> Trade {
      Trade(
        day: day("2020-01-01").adding(days: number), symbol: 0, side: side, quantity: quantity,
        price: price, notional: quantity * price, commission: 3, spread: 0, impact: 0)
    }
    var record = RunRecord(symbols: ["A"], days: [], equity: [], startCapital: 100)
    // Long 10 at 5, sold at 6 and 20 short at 6, which are worth 4 at the end.
    record.trades = [trade(0, .buy, 10, 5), trade(1, .sell, 30, 6)]
    record.profits = [-50 - 3 + 180 - 3 - 80]
    let sides = try #require(record.sideProfits)
    #expect(isClose(sides[0].profit, 10 - 3 - 1, 1e-12) && isClose(sides[0].costs, 4, 1e-12))
    #expect(isClose(sides[1].profit, 40 - 2, 1e-12) && isClose(sides[1].costs, 2, 1e-12))
    #expect(sides.map(\.fills) == [2, 1])
  }

  @Test(arguments: [
    ("sharpe 1.0 0.5", 1.0, QualityGate.Verdict.ok), ("sharpe 1.0 0.5", 0.5, .warning),
    ("sharpe 1.0 0.5", 0.49, .block), ("sharpe 1.0 0.5", .nan, .warning),
    ("volatility 0.25 0.3", 0.25, .ok), ("volatility 0.25 0.3", 0.3, .warning),
    ("volatility 0.25 0.3", 0.31, .block), ("max_drawdown -0.15 -0.2", -0.1, .ok),
    ("max_drawdown -0.15 -0.2", -0.21, .block), ("sharpe 1.0 0.5", .infinity, .ok),
  ])
  func `gates`(text: String, value: Double, verdict: QualityGate.Verdict) throws {
    #expect(try QualityGate(text).verdict(of: value) == verdict)
  }

  @Test func `the seed's gates are the standard ones`() {
    #expect(QualityGate.standard.count == 7)
    #expect([QualityGate.Verdict.ok, .warning].worst == .warning)
    #expect([QualityGate.Verdict.block, .warning].worst == .block)
    #expect([QualityGate.Verdict]().worst == .ok)
  }

  @Test(arguments: [
    ("sharp 1 0.5", "did you mean 'sharpe'?"), ("sharpe 1", "a gate is a metric"),
    ("sharpe one 2", "a gate is a metric"), ("sharpe 1 1", "two limits"),
    ("sharpe nan 1", "a gate is a metric"), ("", "a gate is a metric"),
    ("sharpe 0.5 1.0", "more of 'sharpe' is better"),
    ("volatility 0.3 0.2", "less of 'volatility'"),
    ("max_drawdown 0.2 0.1", "zero or below"), ("max_drawdown -0.2 -0.1", "more of"),
  ])
  func `what is no gate is told`(text: String, help: String) {
    let problem = #expect(throws: BacktestProblem.self) {
      try configuration(["quality_gates": .list([.text(text)])])
    }
    #expect(problem?.help.contains(help) == true, "\(problem?.help ?? "")")
    #expect(problem?.setting == "quality_gates")
  }

  @Test func `a metric has one gate`() {
    #expect(throws: BacktestProblem.self) {
      try configuration(["quality_gates": .list([.text("cagr 1 0"), .text("cagr 2 0")])])
    }
  }

  @Test func `an index that begins late is unknown for twenty returns, and history counts`() {
    let moves = (0..<60).map { 1 + Double($0 % 7) * 0.001 }
    var level = 1.0
    let index = moves.map { move in
      level *= move
      return level
    }
    let late = Regime.states(of: [Double](repeating: .nan, count: 30) + index)
    #expect(late.firstIndex { $0 != .unknown } == 50)
    let first = day("2020-01-01")
    var record = RunRecord(
      symbols: [], days: (0..<30).map { first.adding(days: $0) },
      equity: [Double](repeating: 100, count: 30),
      startCapital: 100)
    record.benchmark = Array(index.suffix(30))
    #expect(record.regimeRows.map(\.regime).contains(.unknown))
    record.marketHistory = Array(index.prefix(30))
    #expect(!record.regimeRows.map(\.regime).contains(.unknown))
    #expect(record.regimeRows.reduce(0) { $0 + $1.periods } == 29)
  }

  @Test func `the history of the market joins its index`() throws {
    let prices = randomPanel(symbols: 7, days: 300, seed: 2, gaps: true)
    let engine = BacktestEngine()
    func settings(_ first: Int) throws -> BacktestConfiguration {
      try configuration([
        "start_date": .day(prices.days[first]), "end_date": .day(prices.days[299]),
        "strategy": .text("equal_weight"),
      ])
    }
    let data = BacktestData(prices: prices)
    let (whole, part) = (try settings(0), try settings(120))
    let history = try engine.marketHistory(part, on: data)
    #expect(history.count == 120)
    #expect(try engine.marketHistory(whole, on: data).isEmpty)
    var level = history[0]
    for move in try engine.factorReturns(whole, on: data).market.prefix(120) { level *= 1 + move }
    #expect(isClose(level, 1, 1e-12))
  }

  @Test func `liquidity looks back from the day before`() {
    let count = 80
    let days = (0..<count).map { day("2020-01-01").adding(days: $0) }
    let closes = (0..<count).map { 10 + Double($0 % 5) }
    var volumes = (0..<count).map { Double(1000 + $0) }
    volumes[69] = .nan
    let prices = PricePanel(
      days: days, symbols: ["A"], close: Frozen(closes), volume: Frozen(volumes))
    var record = RunRecord(symbols: ["A"], days: days, equity: closes, startCapital: 10)
    record.trades = [0, 4, 5, 19, 70].map { place in
      Trade(
        day: days[place], symbol: 0, side: .buy, quantity: 1, price: 1, notional: 1, commission: 0,
        spread: 0, impact: 0)
    }
    let found = Liquidity.of(record, in: prices) ?? []
    #expect(found.prefix(2).allSatisfy { $0.dailyValue.isNaN && $0.volatility.isNaN })
    let five = (0..<5).map { closes[$0] * volumes[$0] }.reduce(0, +) / 5
    #expect(isClose(found[2].dailyValue, five, 1e-12) && found[2].volatility.isNaN)
    #expect(found[3].volatility.isNaN)
    let known = (49..<69).map { closes[$0] * volumes[$0] }
    #expect(isClose(found[4].dailyValue, known.reduce(0, +) / 20, 1e-12))
    let returns = (7..<70).map { closes[$0] / closes[$0 - 1] - 1 }
    #expect(isClose(found[4].volatility, ReturnMoments(returns).deviation, 1e-12))
    #expect(
      Liquidity.of(record, in: PricePanel(days: days, symbols: ["A"], close: Frozen(closes))) == nil
    )
  }

  @Test func `a rebalance into cash is one`() throws {
    let first = day("2020-01-01")
    var record = RunRecord(
      symbols: ["A"], days: (0..<3).map { first.adding(days: $0) }, equity: [100, 110, 110],
      startCapital: 100)
    func trade(_ place: Int, _ side: Side, settled: Bool = false) -> Trade {
      Trade(
        day: record.days[place], symbol: 0, side: side, quantity: 10, price: 10, notional: 100,
        commission: 1,
        spread: 0, impact: 0, isSettlement: settled)
    }
    record.positions = [Position(day: first, symbol: 0, quantity: 10, price: 10, weight: 1)]
    record.trades = [trade(0, .buy), trade(1, .sell)]
    #expect(record.holdingSummaries.map(\.gross) == [1, 0])
    #expect(record.holdingSummaries.map(\.turnover) == [1, 1])
    // What was settled was not sold, and cost nothing.
    record.trades[1] = trade(1, .sell, settled: true)
    #expect(record.holdingSummaries.map(\.turnover) == [1, 0])
    #expect(CostAnalysis(record).all.trades == 1)
  }

  @Test func `vanished names do not change what trading cost`() throws {
    for seed in 1...6 as ClosedRange<UInt64> {
      let outcome = try Self.outcome(gaps: true, seed: seed)
      let costs = CostAnalysis(Self.record(outcome))
      #expect(isClose(costs.all.bps, 7, 1e-9))
      let own = try #require(costs.sensitivity.first { $0.bps == 0 }).outcome
      #expect(own == costs.gross)
      let worth = Self.record(outcome).equityAtFills
      let turnover = costs.byDay.reduce(0) { $0 + $1.sums.notional / (worth[$1.day] ?? 0) }
      #expect(isClose(turnover, outcome.metric("turnover"), 1e-9))
    }
  }

  @Test func `factor portfolios are runs of one factor`() throws {
    let prices = randomPanel(symbols: 20, days: 500, seed: 4)
    let settings: [String: Value] = [
      "start_date": .day(prices.days[300]), "end_date": .day(prices.days[499]),
      "commission_bps": number("9"), "rebalance_freq": .text("W"),
    ]
    var data = BacktestData(prices: prices)
    data.bundle = bundle([("returns_1m", 0.5, .positive), ("rv_20", 0.5, .negative)])
    let engine = BacktestEngine()
    let factors = try engine.factorReturns(try configuration(settings), on: data)
    #expect(factors.factors.map(\.name) == ["returns_1m", "low rv_20"])
    #expect(factors.factors.map(\.group) == ["returns", "rv"])
    #expect(factors.factors.map(\.weight) == [0.5, 0.5] && factors.missing.isEmpty)
    var alone = settings
    alone["bundle_path"] = Value.none
    alone["factor"] = .text("-rv_20")
    alone["commission_bps"] = number("0")
    let wanted = try engine.run(try configuration(alone), on: BacktestData(prices: prices))
    #expect(zip(factors.factors[1].returns, wanted.returns).allSatisfy { abs($0 - $1) < 1e-12 })
    let held = try engine.run(
      try configuration(
        settings.merging(["strategy": .text("buy_and_hold")]) { $1 }), on: data)
    #expect(factors.market.count == held.returns.count)
    let first = (0..<20).map { prices.closes(of: $0).dropFirst(300).prefix(2) }
    let mean = first.reduce(0) { $0 + $1[$1.startIndex + 1] / $1[$1.startIndex] - 1 } / 20
    #expect(isClose(factors.market[0], mean, 1e-12))
  }

  @Test func `a factor without a portfolio is named, and so is a column that others make up`()
    throws
  {
    let prices = randomPanel(symbols: 4, days: 200, seed: 4)
    let factors = try BacktestEngine().factorReturns(
      try configuration([
        "strategy": .text("equal_weight"), "start_date": .day(prices.days[100]),
        "end_date": .day(prices.days[199]),
      ]), on: BacktestData(prices: prices))
    // A fifth of four symbols is nobody.
    #expect(factors.factors.isEmpty && factors.missing.count == 3)
    #expect(factors.missing[0].hasPrefix("momentum(252, 21): "))
    let x = (0..<50).map { Double($0 % 7) - 3 }
    let fit = try #require(regression([x, x.map { 2 * $0 }], x.map { 3 * $0 + 1 }))
    #expect(isClose(fit.betas[0], 3, 1e-12) && fit.betas[1].isNaN)
    #expect(isClose(fit.alpha, 1, 1e-12))
    #expect(regression([x], [1, 2]) == nil)
    let flat = try #require(regression([[Double](repeating: 1, count: 50)], x))
    #expect(flat.betas[0].isNaN)
  }

  @Test func `nothing comes of nothing`() {
    for equity in [[], [100], [100, 100], [100, 0, 0]] as [[Double]] {
      let first = day("2020-01-01")
      let record = RunRecord(
        symbols: [], days: equity.indices.map { first.adding(days: $0) }, equity: equity,
        startCapital: 100)
      let costs = CostAnalysis(record)
      #expect(costs.breakEvenBps.isNaN && costs.byDay.isEmpty && costs.sensitivity.isEmpty)
      #expect(Capacity(record) == nil && record.attribution == nil)
      #expect(record.sideProfits == nil && record.regimeRows.isEmpty)
      #expect(RiskSummary(record).columns.count > 20)
    }
  }
}
