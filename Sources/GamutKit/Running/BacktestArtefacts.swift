// What a backtest leaves in its run's folder: curves, trades, positions, metrics, and the reports
// that were asked for. Paths in results are relative to the batch folder.

internal import Backtest
internal import Canon
internal import Experiment
internal import Results

struct BacktestArtefacts {
  static let equityFile = "equity_curve.csv"

  private let place: RunPlace
  private let configuration: BacktestConfiguration
  private let outcome: Outcome

  init(_ place: RunPlace, _ configuration: BacktestConfiguration, _ outcome: Outcome) {
    self.place = place
    self.configuration = configuration
    self.outcome = outcome
  }

  func write(into result: inout RunResult) throws(StoreProblem) {
    let folder = place.path(.backtest)
    result.backtestFolder = folder
    if place.artifacts == .full {
      try place.write(equityCurve, to: "\(folder)/\(BacktestArtefacts.equityFile)")
      try place.write(trades, to: "\(folder)/trades.csv")
      try place.write(positions, to: "\(folder)/positions.csv")
      try place.write(profits, to: "\(folder)/profits.csv")
    }
    try place.write(metrics, to: "\(folder)/metrics.json")
  }

  /// The reports that the run asks for.
  func writeReports(
    on data: BacktestData, _ engine: BacktestEngine, into result: inout RunResult
  ) throws(StoreProblem) {
    var record = RunRecord(outcome, startCapital: configuration.account.startCapital)
    record.addSurroundings(configuration, data, for: configuration.reports.kinds, on: engine)
    var facts = RunFacts(title: place.run.id, gates: configuration.reports.gates)
    facts.settings = RunManifest.parameters(place.settings, place.plan.schema)
    facts.inputs = (try? place.identity())?.inputs.list ?? []
    for kind in configuration.reports.kinds {
      for file in facts.files(kind, record) {
        try place.write(file.text, to: "\(place.path(kind.part))/\(file.name)")
      }
    }
    if configuration.reports.risk {
      result.riskReportPath = "\(place.path(.riskReport))/\(RiskReport.mainFile)"
    }
    if configuration.reports.costs {
      result.tcaReportPath = "\(place.path(.tca))/\(CostReport.mainFile)"
    }
  }

  /// Daily sessions have no time of day: `timestamp` repeats `date`, for the seed's notebooks. The
  /// first day has no return before it: 0.
  private var equityCurve: String {
    let benchmark = outcome.benchmark
    var text = "date,timestamp,equity,daily_return\(benchmark == nil ? "" : ",benchmark")\n"
    for (index, day) in outcome.days.enumerated() {
      let date = day.description
      text += "\(date),\(date),\(numberText(outcome.equity[index])),"
      text += numberText(index == 0 ? 0 : outcome.returns[index - 1])
      if let benchmark { text += benchmark[index].isNaN ? "," : ",\(numberText(benchmark[index]))" }
      text += "\n"
    }
    return text
  }

  private var profits: String {
    var text = CSVText.line([.text("symbol"), .text("profit")])
    for (symbol, profit) in zip(outcome.symbols, outcome.profits ?? []) {
      text += CSVText.line([.text(symbol), .number(profit)])
    }
    return text
  }

  private var trades: String {
    var text = CSVText.line(
      [
        "timestamp", "symbol", "side", "qty", "price", "notional", "commission_cash", "spread_cash",
        "slippage_cash", "total_cost_cash", "status",
      ].map { .text($0) })
    text += CSVText.lines(
      outcome.trades.lazy.map { trade in
        [
          .text(trade.day.description), .text(outcome.symbols[trade.symbol]),
          .text(trade.side.rawValue), .number(trade.quantity), .number(trade.price),
          .number(trade.notional), .number(trade.commission), .number(trade.spread),
          .number(trade.impact), .number(trade.cost),
          .text(trade.status),
        ]
      })
    return text
  }

  private var positions: String {
    var text = CSVText.line(["timestamp", "symbol", "qty", "price", "weight"].map { .text($0) })
    text += CSVText.lines(
      outcome.positions.lazy.map { position in
        [
          .text(position.day.description), .text(outcome.symbols[position.symbol]),
          .number(position.quantity), .number(position.price), .number(position.weight),
        ]
      })
    return text
  }

  private var metrics: String {
    let members = outcome.metrics.map { JSONText.Member($0.name, .number($0.value)) }
    return JSONText.object(members).text(.indented) + "\n"
  }
}

extension BacktestConfiguration.Reports {
  var kinds: [ReportKind] {
    (backtest ? [.performance] : []) + (risk ? [.risk] : []) + (costs ? [.costs] : [])
  }
}
