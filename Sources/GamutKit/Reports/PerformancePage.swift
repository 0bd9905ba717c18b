// backtest/report.html: what came of a run, in pictures and tables, for a person.

internal import Backtest
internal import Experiment
internal import Results

struct PerformancePage {
  private let title: String
  private let record: RunRecord
  private let settings: [RunManifest.Parameter]

  /// - Parameter settings: resolved; those without a value are not shown.
  init(title: String, _ record: RunRecord, _ settings: [RunManifest.Parameter]) {
    self.title = title
    self.record = record
    self.settings = settings.filter { $0.value != .none }
  }

  private var subtitle: String {
    let strategy =
      settings.first { $0.name == "strategy" }.map { "\($0.value.description), " } ?? ""
    let first = record.days.first?.description ?? "no session"
    let last = record.days.last?.description ?? "no session"
    let ruin = zip(record.days, record.equity).first { $0.1 <= 0 }
    return strategy
      + "\(record.symbols.count) symbols, \(first) to \(last), \(record.days.count) sessions, "
      + "\(record.trades.count) trades."
      + (ruin.map { " The account was ruined on \($0.0)." } ?? "")
  }

  var html: String {
    var page = ReportPage(title: title)
    page.heading(title, level: 1)
    page.paragraph(subtitle)
    addMetrics(&page)
    addEquity(&page)
    addCalendar(&page)
    addRolling(&page)
    addHoldings(&page)
    addNames(&page)
    if !settings.isEmpty { page.heading("Settings") }
    page.table(
      ["setting", "value"], settings.map { [.init($0.name), .init($0.value.description)] })
    return page.html
  }

  // MARK: Parts

  private func addMetrics(_ page: inout ReportPage) {
    let definitions = Dictionary(
      metricDefinitions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    page.heading("Metrics")
    page.table(
      ["metric", "value", "unit", "definition"],
      record.metrics.filter(\.value.isFinite).map { metric in
        let definition = definitions[metric.name]
        return [
          .init(metric.name, meaning: definition?.formula),
          number(metric.value, meaning: definition?.formula), .init(definition?.unit ?? ""),
          .init(definition?.formula ?? ""),
        ]
      })
  }

  private func addEquity(_ page: inout ReportPage) {
    page.heading("Equity")
    var series = [LineChart.Series("equity", record.equity)]
    if let benchmark = record.benchmarkEquity { series.append(.init("benchmark", benchmark)) }
    page.figure(
      LineChart("Equity", record.days, series, .money).svg,
      "Value at each close, after that session's costs"
        + (series.count > 1 ? "; the benchmark as if bought with the starting capital" : ""))
    var logarithmic = LineChart("Equity, logarithmic", record.days, series, .money)
    logarithmic.isLogarithmic = true
    page.figure(logarithmic.svg, "The same: equal distances are equal factors")
    var drawdown = LineChart(
      "Drawdown", record.days, [.init("drawdown", record.drawdowns)], .percent)
    drawdown.isFilled = true
    drawdown.size.height = 170
    page.figure(drawdown.svg, "Equity over its peak so far, minus 1")
    page.table(
      ["peak", "trough", "recovery", "depth", "sessions"],
      record.worstDrawdowns(5).map { period in
        [
          .init(period.peak?.description ?? "start"), .init(period.trough.description),
          .init(period.recovery?.description ?? "not yet"), percent(period.depth),
          number(Double(period.sessions)),
        ]
      })
  }

  private func addCalendar(_ page: inout ReportPage) {
    let years = record.calendarYears
    guard !years.isEmpty else { return }
    page.heading("Calendar")
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    page.figure(
      HeatMap(
        "Returns by month", rows: years.map { "\($0.year)" }, columns: months + ["year"],
        years.map { $0.months + [$0.total] }, .percent
      ).svg, "Last equity of the month over the last one before it, minus 1")
    page.figure(
      BarChart(
        "Returns by year", labels: years.map { "\($0.year)" }, years.map(\.total), .percent
      ).svg, "The first and the last year have the sessions of the run only")
    page.figure(
      BarChart.histogram("Daily returns", of: record.returns, .percent).svg,
      "Number of sessions by return")
  }

  private func addRolling(_ page: inout ReportPage) {
    let window = 126
    guard record.days.count > window + 1 else { return }
    let rolling = record.rolling(window)
    page.heading("Rolling, \(window) sessions")
    page.figure(
      LineChart("Sharpe ratio", record.days, [.init("sharpe", rolling.sharpe)]).svg,
      "mean / standard deviation (ddof 1) of the last \(window) daily returns x sqrt(252)")
    page.figure(
      LineChart("Volatility", record.days, [.init("volatility", rolling.volatility)], .percent).svg,
      "standard deviation (ddof 1) of the last \(window) daily returns x sqrt(252)")
  }

  private func addHoldings(_ page: inout ReportPage) {
    let holdings = record.holdingSummaries
    guard !holdings.isEmpty else { return }
    let days = holdings.map(\.day)
    page.heading("Holdings")
    page.figure(
      LineChart(
        "Exposure after rebalances", days,
        [
          .init("gross", holdings.map(\.gross)), .init("net", holdings.map(\.net)),
          .init("long", holdings.map(\.long)), .init("short", holdings.map(\.short)),
        ], .percent
      ).svg, "Sums of weights over equity")
    page.figure(
      LineChart("Turnover", days, [.init("turnover", holdings.map(\.turnover))], .percent).svg,
      "Traded value of the day over equity, buys and sales both counted")
  }

  private func addNames(_ page: inout ReportPage) {
    guard let profits = record.profits else { return }
    let order = profits.indices.filter { profits[$0] != 0 }
      .sorted { (profits[$1], $0) < (profits[$0], $1) }
    guard !order.isEmpty else { return }
    let count = min(10, (order.count + 1) / 2)
    let shown = Array(order.prefix(count)) + order.suffix(min(count, order.count - count))
    page.heading("Best and worst names")
    page.figure(
      BarChart(
        "Profit by name", labels: shown.map { record.symbols[$0] }, shown.map { profits[$0] },
        .money
      ).svg, "Sold less bought less costs, and what is still held at its last known close")
  }

  // MARK: Numbers

  private func number(_ value: Double, meaning: String? = nil) -> ReportPage.Cell {
    .init(Table.NumberFormat.short.text(value), value: value, meaning: meaning)
  }

  private func percent(_ value: Double) -> ReportPage.Cell {
    .init(
      (Decimal(value * 100)?.fixedText(places: 2)).map { "\($0) %" } ?? "", value: value)
  }
}
