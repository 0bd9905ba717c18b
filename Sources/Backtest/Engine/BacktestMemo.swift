// What runs have in common, kept by stage: panel, factors, scores, rebalance weights. A key holds
// all settings of its own and the lower stages, and nothing else.

import Experiment

/// The panel of some symbols, laid out for work, with its factors as they are asked for.
final class PreparedMarket {
  let market: Market
  let factors: FactorPanel

  init(_ panel: PricePanel, _ columns: FactorColumns?) {
    market = Market(panel)
    factors = FactorPanel(panel, market, columns)
  }
}

extension FactorBundle {
  /// One factor, whose values are the scores.
  fileprivate init(only text: String) {
    let factor = SignedFactor(text)
    let direction: Direction = factor.isTurned ? .negative : .positive
    self.init(
      universe: "", factorSet: "", horizonDays: 0,
      factors: [Factor(name: factor.name, weight: 1, direction: direction)],
      winsorize: false, zscore: false)
  }
}

/// Where the scores of a run come from; equal ones give equal scores on the same market.
enum SignalSource: Hashable {
  /// With `lastDay`, winsorizing bounds are of all days up to it.
  case bundle(CheckedBundle, lastDay: Int?, groups: [Int])
  case trend(fast: Int, slow: Int)
  /// 1 for each symbol that has a price.
  case observed
}

final class BacktestMemo {
  private let keepsEntries: Bool
  private var markets = RecentEntries<MarketKey, PreparedMarket>(capacity: 2)
  private var tables = RecentEntries<TableKey, ScoreTable>(capacity: 16)
  private var plans = RecentEntries<PlanKey, RebalancePlan>(capacity: 16)

  private var latestTable: ScoreTable?

  init(keepsEntries: Bool) { self.keepsEntries = keepsEntries }

  private struct MarketKey: Hashable {
    let panel: ObjectIdentifier
    let columns: ObjectIdentifier?
    let symbols: [String]?
  }

  private struct TableKey: Hashable {
    let market: ObjectIdentifier
    let source: SignalSource
  }

  private struct PlanKey: Hashable {
    let table: ObjectIdentifier
    let strategy: Strategy
    let window: Range<Int>
    let rebalancing: BacktestConfiguration.Rebalancing
    let top: Double
    let bottom: Double
    let weighting: Weighting

    init(_ configuration: BacktestConfiguration, _ table: ScoreTable, _ window: Range<Int>) {
      self.table = ObjectIdentifier(table)
      strategy = configuration.strategy
      self.window = window
      rebalancing = configuration.rebalancing
      top = configuration.exposure.topQuantile
      bottom = configuration.exposure.bottomQuantile
      weighting = configuration.exposure.weighting
    }
  }

  func startRun() {
    guard !keepsEntries else { return }
    markets.removeAll()
    tables.removeAll()
    plans.removeAll()
  }

  /// - Parameter setting: the one that named the symbols.
  func market(
    _ data: BacktestData, symbolsFrom setting: String
  ) throws(BacktestProblem) -> PreparedMarket {
    let key = MarketKey(
      panel: ObjectIdentifier(data.prices), columns: data.columns.map(ObjectIdentifier.init),
      symbols: data.symbols)
    if let known = markets[key] { return known }
    var panel = data.prices
    if let symbols = data.symbols {
      do {
        panel = try data.prices.restricted(to: symbols, named: setting)
      } catch {
        throw BacktestProblem(setting: setting, error.message, help: error.help)
      }
    }
    let market = PreparedMarket(panel, data.columns)
    markets.insert(market, for: key, keepingAlive: data.prices)
    return market
  }

  /// Computes the factors that a run needs, and says where its scores come from.
  func signalSource(
    _ configuration: BacktestConfiguration, _ data: BacktestData, _ prepared: PreparedMarket,
    _ window: Range<Int>
  ) throws(BacktestProblem) -> SignalSource {
    switch configuration.strategy {
    case .multifactorLongShort:
      guard let bundle = configuration.factor.map(FactorBundle.init(only:)) ?? data.bundle
      else {
        throw BacktestProblem(
          setting: "bundle_path", "multifactor_long_short needs a factor bundle",
          help: "set bundle_path")
      }
      let checked = try CheckedBundle(
        bundle, columns: data.columns, maximumAge: configuration.factorMaxAge)
      for (entry, rule) in zip(bundle.factors, checked.rules) {
        try prepared.market.panel.check(rule, named: entry.name)
        _ = prepared.factors.rows(rule)
      }
      let isHistory = configuration.winsorizeScope == .history
      return .bundle(
        checked, lastDay: isHistory ? window.upperBound - 1 : nil,
        groups: try groups(bundle, data, prepared))
    case .trendBaseline:
      return .trend(fast: configuration.fastBars, slow: configuration.slowBars)
    case .equalWeight, .buyAndHold:
      return .observed
    }
  }

  private func groups(
    _ bundle: FactorBundle, _ data: BacktestData, _ prepared: PreparedMarket
  ) throws(BacktestProblem) -> [Int] {
    guard let name = bundle.neutralizeBy else { return [] }
    guard let groups = data.groups else {
      throw BacktestProblem(
        setting: "groups", "the bundle has neutralize_by: \(name), and there are no groups",
        help: "set 'groups' to a CSV file with the columns symbol and \(name)")
    }
    return try groups.numbers(of: prepared.market.panel.symbols, by: name)
  }

  func scores(_ source: SignalSource, _ prepared: PreparedMarket) -> ScoreTable {
    let key = TableKey(market: ObjectIdentifier(prepared), source: source)
    if let known = tables[key] { return known }
    // A sweep over quantiles comes to its next scores: it will rank them again and again, too.
    let table = scoreTable(source, prepared, sortsAtOnce: latestTable?.isReused ?? false)
    latestTable = table
    tables.insert(table, for: key, keepingAlive: prepared)
    return table
  }

  /// Refuses a run for which nobody ever has a score, or all have the same one: each result of it would be
  /// an accident.
  func checkScores(
    _ table: ScoreTable, _ decisions: [Int], _ configuration: BacktestConfiguration,
    _ data: BacktestData
  ) throws(BacktestProblem) {
    guard configuration.strategy == .multifactorLongShort, !decisions.isEmpty,
      !table.tellsSymbolsApart(on: decisions)
    else { return }
    let names = configuration.factor.map { [$0] } ?? data.bundle?.factors.map(\.name) ?? []
    let shown = names.map { "'\($0)'" }.joined(separator: ", ")
    throw BacktestProblem(
      setting: "bundle_path",
      table.hasScores(on: decisions)
        ? "on every rebalance date all symbols have the same score (\(shown))"
        : "no symbol has a score on any rebalance date (\(shown))",
      help:
        "factors need sessions before the run (gamut explain FACTOR: warm-up), factor_data the symbols "
        + "and dates of the prices, groups more than one symbol each")
  }

  /// Refuses a run that never holds anything because a side that it asks for is always empty.
  func check(
    _ plan: RebalancePlan, _ table: ScoreTable, _ decisions: [Int],
    _ configuration: BacktestConfiguration
  ) throws(BacktestProblem) {
    guard configuration.strategy == .multifactorLongShort, !plan.hasHoldings,
      !plan.fillDays.isEmpty
    else { return }
    let most = decisions.map { day in table.scores(on: day).count { !$0.isNaN } }.max() ?? 0
    let (top, bottom) = (configuration.exposure.topQuantile, configuration.exposure.bottomQuantile)
    let setting = Double(most) * top < 1 && top > 0 ? "top_quantile" : "bottom_quantile"
    let quantile = setting == "top_quantile" ? top : bottom
    guard quantile > 0 else {
      throw BacktestProblem(
        setting: "top_quantile",
        "'top_quantile' and 'bottom_quantile' are both 0: nothing would ever be held",
        help: "set one of them above 0")
    }
    throw BacktestProblem(
      setting: setting,
      "'\(setting)' is \(numberText(quantile)), and \(numberText(quantile)) of \(most) symbols is nobody: "
        + "nothing would ever be held",
      help: "take a larger quantile, or at least "
        + "\(Int((1 / quantile - 1e-9).rounded(.up))) symbols with scores")
  }

  /// A plan that was made before and holds anything: one that does not may be a mistake.
  func knownPlan(
    _ configuration: BacktestConfiguration, _ table: ScoreTable, _ window: Range<Int>
  ) -> RebalancePlan? {
    let plan = plans[PlanKey(configuration, table, window)]
    return plan?.hasHoldings == true ? plan : nil
  }

  /// Makes a plan and keeps it.
  func plan(
    _ configuration: BacktestConfiguration, _ table: ScoreTable, _ decisions: [Int],
    _ window: Range<Int>, _ prepared: PreparedMarket
  ) -> RebalancePlan {
    let needsVolatility = configuration.exposure.weighting == .inverseVolatility
    let volatility = needsVolatility ? prepared.factors.column(.volatility(window: 60)) : nil
    let days = prepared.market.dayCount
    let plan = rebalancePlan(table, decisions: decisions, window: window, configuration) {
      volatility?[$0 * days + $1] ?? .nan
    }
    plans.insert(plan, for: PlanKey(configuration, table, window), keepingAlive: table)
    return plan
  }
}

private func scoreTable(
  _ source: SignalSource, _ prepared: PreparedMarket, sortsAtOnce: Bool
) -> ScoreTable {
  let market = prepared.market
  let days = market.dayCount
  switch source {
  case .bundle(let checked, let lastDay, let groups):
    let score = BundleScore(
      checked, prepared.factors, symbols: market.symbolCount, groups: groups,
      boundsUpTo: lastDay)
    var scratch = BundleScore.Scratch(symbols: market.symbolCount)
    return ScoreTable(symbols: market.symbolCount, days: days, sortsAtOnce: sortsAtOnce) {
      day, row in
      score.fill(day, &row, &scratch)
    }
  case .trend(let fast, let slow):
    let signal = prepared.factors.trendSignal(fast: fast, slow: slow)
    return ScoreTable(symbols: market.symbolCount, days: days) { day, row in
      for symbol in row.indices { row[symbol] = signal[symbol * days + day] }
    }
  case .observed:
    return ScoreTable(symbols: market.symbolCount, days: days) { day, row in
      for symbol in row.indices where market.isObserved(symbol, on: day) {
        row[symbol] = 1
      }
    }
  }
}
