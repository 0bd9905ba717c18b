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
    if configuration.reports.backtest {
      let report = RunReport(place, configuration, outcome)
      try place.write(report.text, to: "\(folder)/report.md")
      try place.write(report.html, to: "\(folder)/report.html")
    }
    if configuration.reports.risk {
      let path = "\(place.path(.riskReport))/risk_summary.csv"
      let columns = RiskSummary(outcome).columns
      try place.write(
        CSVText.line(columns.map { .text($0.name) })
          + CSVText.line(columns.map { .number($0.value) }),
        to: path)
      result.riskReportPath = path
    }
    if configuration.reports.costs {
      let path = "\(place.path(.tca))/tca_summary.csv"
      var text = CSVText.line(CostDay.columns.map { .text($0) })
      for day in costSummary(outcome) {
        text += CSVText.line([
          .text(day.day.description), .number(day.totalCost), .number(Double(day.trades)),
          .number(day.averageCost),
        ])
      }
      try place.write(text, to: path)
      result.tcaReportPath = path
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
        "slippage_cash", "total_cost_cash",
      ].map { .text($0) })
    for trade in outcome.trades {
      text += CSVText.line([
        .text(trade.day.description), .text(outcome.symbols[trade.symbol]),
        .text(trade.side.rawValue), .number(trade.quantity), .number(trade.price),
        .number(trade.notional), .number(trade.commission), .number(trade.spread),
        .number(trade.impact), .number(trade.cost),
      ])
    }
    return text
  }

  private var positions: String {
    var text = CSVText.line(["timestamp", "symbol", "qty", "price", "weight"].map { .text($0) })
    for position in outcome.positions {
      text += CSVText.line([
        .text(position.day.description), .text(outcome.symbols[position.symbol]),
        .number(position.quantity), .number(position.price), .number(position.weight),
      ])
    }
    return text
  }

  private var metrics: String {
    let members = outcome.metrics.map { JSONText.Member($0.name, .number($0.value)) }
    return JSONText.object(members).text(.indented) + "\n"
  }
}
