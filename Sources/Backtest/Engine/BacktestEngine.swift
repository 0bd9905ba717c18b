// Runs a backtest from settings and prices to its outcome, sharing work between runs. It opens no
// file and reads no clock: the caller brings the data, and times the stages if it wants to.

public import Experiment

/// What a run reads beside its settings. The panel's identity stands for its contents: give the
/// same object for the same prices, or nothing is shared.
public struct BacktestData {
  public var prices: PricePanel
  /// The symbols to trade; nil: all of them.
  public var symbols: [String]?
  /// Needed by multifactor_long_short.
  public var bundle: FactorBundle?
  /// Factors of the user's own.
  public var columns: FactorColumns?
  /// Needed where the bundle is neutral to something.
  public var groups: GroupTable?

  public init(prices: PricePanel, symbols: [String]? = nil, bundle: FactorBundle? = nil) {
    self.prices = prices
    self.symbols = symbols
    self.bundle = bundle
  }
}

/// The parts of a run, in their order; an observer hears of each at its start.
public enum BacktestStage: String, Sendable, CaseIterable {
  case data, factors, scores, portfolio, simulation, metrics
}

/// Runs backtests one after the other; what they share is computed once.
///
/// Not `Sendable`: each worker has its own. Results do not depend on what was run before.
public final class BacktestEngine {
  let memo: BacktestMemo

  /// - Parameter sharesWork: false forgets everything between runs.
  public init(sharesWork: Bool = true) { memo = BacktestMemo(keepsEntries: sharesWork) }

  /// Runs one backtest.
  ///
  /// Throws where settings and data do not go together: an unknown factor or symbol, no session
  /// within the dates, no opens for `fill = "next_open"`.
  public func run(
    _ configuration: BacktestConfiguration, on data: BacktestData,
    keeping detail: OutcomeDetail = .full, observe: ((BacktestStage) -> Void)? = nil
  ) throws(BacktestProblem) -> Outcome {
    memo.startRun()
    observe?(.data)
    let isListed = configuration.symbols == nil && configuration.symbolsFilePath != nil
    let prepared = try memo.market(data, symbolsFrom: isListed ? "symbols_file" : "symbols")
    let market = prepared.market
    let window = try sessions(configuration, market)
    let benchmark = try benchmarkPrices(configuration, data.prices, window)

    observe?(.factors)
    let source = try memo.signalSource(configuration, data, prepared, window)
    observe?(.scores)
    let table = memo.scores(source, prepared)
    // A plan that is known was decided from scores that were looked at.
    let known = memo.knownPlan(configuration, table, window)
    var decisions: [Int] = []
    if known == nil {
      decisions = decisionDays(
        window, of: market, frequency: configuration.rebalancing.frequency,
        on: configuration.rebalancing.session)
      for day in decisions { table.prepare(day) }
      try memo.checkScores(table, decisions, configuration, data)
    }

    observe?(.portfolio)
    let plan = known ?? memo.plan(configuration, table, decisions, window, prepared)
    try memo.check(plan, table, decisions, configuration)
    observe?(.simulation)
    var simulation = Simulation(
      market, configuration.account, Sizing(configuration), keepsDetail: detail == .full)
    simulation.run(plan, window: window)
    observe?(.metrics)
    return outcome(simulation, configuration, market, window, plan, benchmark)
  }

  func sessions(
    _ configuration: BacktestConfiguration, _ market: Market
  ) throws(BacktestProblem) -> Range<Int> {
    let days = market.panel.days
    let window = market.panel.range(of: configuration.window)
    guard !window.isEmpty else {
      let span = "\(days.first?.description ?? "") to \(days.last?.description ?? "")"
      throw BacktestProblem(
        setting: "start_date",
        "there are no prices from \(configuration.window.start) to \(configuration.window.end)",
        help: "the prices run from \(span)")
    }
    guard configuration.rebalancing.fill != .nextOpen || market.open != nil else {
      throw BacktestProblem(
        setting: "fill", "the prices have no opens, and 'fill' is \"next_open\"",
        help: "set fill = \"next_close\", or give prices with opens")
    }
    return window
  }

  /// Last known closes of the benchmark on the sessions of the run; nil without a benchmark.
  private func benchmarkPrices(
    _ configuration: BacktestConfiguration, _ panel: PricePanel, _ window: Range<Int>
  ) throws(BacktestProblem) -> [Double]? {
    guard let name = configuration.benchmark else { return nil }
    guard let symbol = panel.position(of: name) else {
      throw BacktestProblem(
        setting: "benchmark", "there are no prices for the benchmark '\(name)'",
        help: "name a symbol that the prices have, or add its prices")
    }
    return Array(knownCloses(of: symbol, in: panel, upTo: window.upperBound)[window])
  }

  private func outcome(
    _ simulation: Simulation, _ configuration: BacktestConfiguration, _ market: Market,
    _ window: Range<Int>, _ plan: RebalancePlan, _ benchmark: [Double]?
  ) -> Outcome {
    let days = market.panel.days[window]
    let capital = configuration.account.startCapital
    let returns = dailyReturns(simulation.equity, capital)
    let performance = Performance(
      startCapital: capital, equity: simulation.equity, returns: returns)
    let metrics = backtestMetrics(
      performance, totals: simulation.totals, trips: simulation.trips,
      rebalances: plan.fillDays.count,
      benchmark: benchmark.map { BenchmarkFit(prices: $0, returns: returns) })
    return Outcome(
      symbols: market.panel.symbols, days: Array(days), equity: simulation.equity,
      returns: returns, trades: simulation.trades, positions: simulation.positions,
      benchmark: benchmark,
      profits: simulation.profits(
        at: simulation.ruin.map { window.lowerBound + $0 } ?? window.upperBound - 1),
      sketch: ReturnSketch.bytes(returns, marks: market.marks[window].dropFirst()),
      metrics: metrics,
      ruin: simulation.ruin.map { days[days.startIndex + $0] })
  }
}

/// The last known close of a symbol on each of the first days; NaN before the first.
func knownCloses(of symbol: Int, in panel: PricePanel, upTo end: Int) -> [Double] {
  var last = Double.nan
  return panel.closes(of: symbol).prefix(end).map { close in
    if !close.isNaN { last = close }
    return last
  }
}

/// See ``Outcome/returns``; 0 after ruin.
func dailyReturns(_ equity: [Double], _ startCapital: Double) -> [Double] {
  guard equity.count > 1 else { return [] }
  var returns = [Double](repeating: 0, count: equity.count - 1)
  var previous = startCapital
  for index in returns.indices {
    let value = equity[index + 1]
    returns[index] = previous > 0 ? value / previous - 1 : 0
    previous = value
  }
  return returns
}
