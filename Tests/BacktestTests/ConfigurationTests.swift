// The schema and the typed settings of a run.

import Experiment
import Testing

@testable import Backtest

@Suite struct ConfigurationTests {
  @Test func `defaults are those of the schema`() throws {
    let plain = try configuration()
    #expect(plain.strategy == .multifactorLongShort)
    #expect(plain.rebalancing == .init(frequency: .month, session: .first, fill: .nextOpen))
    #expect(plain.exposure.topQuantile == 0.2 && plain.exposure.bottomQuantile == 0.2)
    #expect(plain.exposure.gross == 1 && plain.exposure.net == 0)
    #expect(plain.exposure.maxWeight == nil)
    #expect(plain.account.startCapital == 100_000)
    #expect(plain.account.commissionBps == 0)
    #expect(plain.fastBars == 20 && plain.slowBars == 60)
    #expect(plain.symbols == nil && plain.benchmark == nil && plain.pricesPath == nil)
  }

  @Test func `settings are read by name, and universe_file is symbols_file`() throws {
    let given = try configuration([
      "universe_file": .text("u.txt"), "symbols": .list([.text("A"), .text("B")]),
      "prices": .text("./data//prices"), "commission_bps": .quantity(Decimal(1), .percent),
      "max_weight": number("0.1"), "generate_tca_report": .bool(true),
      "bundle_path": .bundle(BundleReference(name: "core", path: "b/core.yaml")),
    ])
    #expect(given.symbolsFilePath == "u.txt")
    #expect(given.symbols == ["A", "B"])
    #expect(given.pricesPath == "data/prices")
    #expect(given.account.commissionBps == 100)
    #expect(given.exposure.maxWeight == 0.1)
    #expect(given.bundlePath == "b/core.yaml")
    #expect(given.reports.costs && !given.reports.risk && !given.reports.backtest)
    #expect(given.reports.gates == QualityGate.standard)
  }

  @Test(
    arguments: [
      (["end_date": .day(Day(number: 0))], "end_date"),
      (["bundle_path": .none], "bundle_path"),
      (["net_exposure": .number(Decimal("1.5") ?? .zero)], "net_exposure"),
      (["top_quantile": .number(Decimal("0.9") ?? .zero)], "bottom_quantile"),
      (["strategy": .text("trend_baseline"), "ema_fast": .int(60)], "ema_fast"),
    ] as [([String: Value], String)])
  func `settings that contradict each other are refused`(
    changes: [String: Value], setting: String
  ) {
    let problem = #expect(throws: BacktestProblem.self) { try configuration(changes) }
    #expect(problem?.setting == setting)
    #expect(problem?.help.isEmpty == false)
  }

  @Test func `dates must be given`() {
    let problem = #expect(throws: BacktestProblem.self) {
      try BacktestConfiguration(Settings(count: backtestSchema.settings.count))
    }
    #expect(problem?.setting == "start_date")
  }

  @Test(arguments: [
    ("freq", "5min"), ("data_source", "yahoo"), ("weighting", "value"), ("fill", "open"),
  ])
  func `what the engine does not do is no choice`(name: String, value: String) throws {
    let position = try #require(backtestSchema.position(of: name))
    #expect(throws: ConversionProblem.self) {
      try backtestSchema[position].converting(.text(value)).get()
    }
  }

  @Test func `each setting has a help, and conditions name settings`() {
    let names = """
      bundle_path start_date end_date train_start_date train_end_date prices symbols_file symbols \
      data_source freq factor factor_data factor_max_age groups strategy ema_fast ema_slow winsorize_scope rebalance_freq rebalance_on \
      top_quantile bottom_quantile weighting max_gross_exposure net_exposure max_weight fill \
      start_capital commission_bps spread_bps impact_bps borrow_bps cash_rate benchmark generate_report \
      generate_risk_report generate_tca_report quality_gates seed tags
      """
    #expect(backtestSchema.settings.map(\.name).joined(separator: " ") == names)
    #expect(backtestSchema.settings.allSatisfy { !$0.help.isEmpty })
    for condition in backtestSchema.settings.compactMap(\.condition) {
      let other = backtestSchema.position(of: condition.setting).map { backtestSchema[$0] }
      #expect(
        condition.values.allSatisfy { value in (try? other?.converting(value).get()) == value })
    }
    let conditional = backtestSchema.settings.filter { $0.isRequired && $0.condition != nil }
    #expect(conditional.map(\.name) == ["bundle_path"])
  }
}
