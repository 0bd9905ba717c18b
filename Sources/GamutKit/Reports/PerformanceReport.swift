// backtest/report.html and report.md: what came of a run, in pictures and tables, for a person.

internal import Backtest
internal import Experiment
internal import Results

struct PerformanceReport {
  private typealias Cell = ReportDocument.Cell

  private let facts: RunFacts
  private let record: RunRecord

  init(_ facts: RunFacts, _ record: RunRecord) {
    self.facts = facts
    self.record = record
  }

  var files: [ReportFile] {
    let document = document
    let years = record.calendarYears
    return [
      ReportFile("report.md", document.markdown),
      ReportFile("report.html", document.html),
      ReportFile(
        "monthly_returns.csv", ["year"] + PerformanceReport.months + ["total"],
        years.map { year in [.int(year.year)] + (year.months + [year.total]).map { .number($0) } }),
      drawdownFile(record),
    ]
  }

  private var document: ReportDocument {
    var report = ReportDocument(facts.title, facts, record)
    addGates(&report)
    addMetrics(&report)
    addEquity(&report)
    addCalendar(&report)
    addRolling(&report)
    addHoldings(&report)
    addNames(&report)
    report.addSettings(facts)
    return report
  }

  // MARK: Parts

  private func addGates(_ report: inout ReportDocument) {
    guard !facts.gates.isEmpty else { return }
    let rows = facts.gates.map { gate in
      let value = record.metrics.first { $0.name == gate.metric }?.value ?? .nan
      return (gate, value, gate.verdict(of: value))
    }
    report.heading("Quality gates: \(rows.map(\.2).worst.rawValue)")
    report.table(
      ["gate", "value", "verdict", "ok", "block"],
      rows.map { gate, value, verdict in
        let (better, worse) = gate.isHigherBetter ? ("from", "below") : ("up to", "above")
        let mark: Cell.Mark = verdict == .ok ? .good : verdict == .warning ? .doubtful : .bad
        return [
          Cell(gate.metric), .number(value),
          Cell(value.isNaN ? "\(verdict.rawValue): no value" : verdict.rawValue, mark: mark),
          Cell("\(better) \(numberText(gate.ok))"), Cell("\(worse) \(numberText(gate.block))"),
        ]
      })
  }

  private func addMetrics(_ report: inout ReportDocument) {
    let definitions = Dictionary(
      metricDefinitions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    report.heading("Metrics")
    report.table(
      ["metric", "value", "unit", "definition"],
      record.metrics.map { metric in
        let definition = definitions[metric.name]
        let edges = definition?.edgeCases.replacing("NaN", with: "no value")
        return [
          Cell(metric.name, meaning: definition?.formula),
          metric.value.isNaN
            ? Cell("none", value: .nan, meaning: edges)
            : .number(metric.value, meaning: definition?.formula),
          Cell(definition?.unit ?? ""), Cell(definition?.formula ?? ""),
        ]
      })
    report.paragraph("\(metricNotation). Ratios are against a riskless rate of 0.")
  }

  private func addEquity(_ report: inout ReportDocument) {
    report.heading("Equity")
    var series = [LineChart.Series("equity", record.equity)]
    if let benchmark = record.benchmarkEquity { series.append(.init("benchmark", benchmark)) }
    report.figure(
      LineChart("Equity", record.days, series, .money).svg,
      "Value at each close, after that session's costs"
        + (series.count > 1 ? "; the benchmark as if bought with the starting capital" : ""))
    var logarithmic = LineChart("Equity, logarithmic", record.days, series, .money)
    logarithmic.isLogarithmic = true
    report.figure(logarithmic.svg, "The same: equal distances are equal factors")
    report.addDrawdowns(record)
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private func addCalendar(_ report: inout ReportDocument) {
    let years = record.calendarYears
    guard !years.isEmpty else { return }
    report.heading("Calendar")
    report.figure(
      HeatMap(
        "Returns by month", rows: years.map { "\($0.year)" },
        columns: PerformanceReport.months + ["year"], years.map { $0.months + [$0.total] }, .percent
      ).svg, "Last equity of the month over the last one before it, minus 1")
    report.table(
      ["year"] + PerformanceReport.months + ["total"],
      years.map { year in [Cell("\(year.year)")] + (year.months + [year.total]).map { .percent($0) }
      })
    report.figure(
      BarChart(
        "Returns by year", labels: years.map { "\($0.year)" }, years.map(\.total), .percent
      ).svg, "The first and the last year have the sessions of the run only")
    report.figure(
      BarChart.histogram("Daily returns", of: record.returns, .percent).svg,
      "Number of sessions by return")
  }

  private func addRolling(_ report: inout ReportDocument) {
    let window = 126
    guard record.days.count > window + 1 else { return }
    let rolling = record.rolling(window)
    report.heading("Rolling, \(window) sessions")
    report.figure(
      LineChart("Sharpe ratio", record.days, [.init("sharpe", rolling.sharpe)]).svg,
      "mean / standard deviation (ddof 1) of the last \(window) daily returns x sqrt(252)")
    report.figure(
      LineChart("Volatility", record.days, [.init("volatility", rolling.volatility)], .percent).svg,
      "standard deviation (ddof 1) of the last \(window) daily returns x sqrt(252)")
  }

  private func addHoldings(_ report: inout ReportDocument) {
    let holdings = record.holdingSummaries
    guard !holdings.isEmpty else {
      return report.paragraph(
        record.knowsTrades && record.trades.isEmpty
          ? "Nothing was traded." : "What was held is not known.")
    }
    report.heading("Holdings")
    report.addExposures(holdings)
    report.figure(
      LineChart(
        "Turnover", holdings.map(\.day), [.init("turnover", holdings.map(\.turnover))], .percent
      )
      .svg, "Traded value of the day over equity before its costs, buys and sales both counted")
  }

  private func addNames(_ report: inout ReportDocument) {
    guard let profits = record.profits else { return }
    let order = profits.indices.filter { profits[$0] != 0 }
      .sorted { (profits[$1], $0) < (profits[$0], $1) }
    guard !order.isEmpty else { return }
    let count = min(10, (order.count + 1) / 2)
    let shown = Array(order.prefix(count)) + order.suffix(min(count, order.count - count))
    report.heading("Best and worst names")
    report.figure(
      BarChart(
        "Profit by name", labels: shown.map { record.symbols[$0] }, shown.map { profits[$0] },
        .money
      ).svg, "Sold less bought less costs, and what is still held at its last known close")
    report.table(
      ["name", "profit"],
      shown.map { [Cell(record.symbols[$0]), .rounded(profits[$0])] })
  }
}

/// The worst five, as a file beside a report.
func drawdownFile(_ record: RunRecord) -> ReportFile {
  ReportFile(
    "drawdowns.csv", ["peak", "trough", "recovery", "depth", "sessions"],
    record.worstDrawdowns(5).map { period in
      [
        Cell(period.peak?.description), .text(period.trough.description),
        Cell(period.recovery?.description), .number(period.depth), .int(period.sessions),
      ]
    })
}

extension ReportDocument {
  mutating func addDrawdowns(_ record: RunRecord) {
    var drawdown = LineChart(
      "Drawdown", record.days, [.init("drawdown", record.drawdowns)], .percent)
    drawdown.isFilled = true
    drawdown.size.height = 170
    figure(
      drawdown.svg, "Equity over its peak so far, minus 1; the peak is never below the capital")
    let worst = record.worstDrawdowns(5)
    if worst.isEmpty, !record.days.isEmpty { paragraph("Equity was never below its peak.") }
    table(
      ["peak", "trough", "recovery", "depth", "sessions"],
      worst.map { period in
        [
          .init(period.peak?.description ?? "start"), .init(period.trough.description),
          .init(period.recovery?.description ?? "not yet"), .percent(period.depth),
          .number(Double(period.sessions)),
        ]
      })
  }

  mutating func addExposures(_ holdings: [HoldingSummary]) {
    figure(
      LineChart(
        "Exposure after rebalances", holdings.map(\.day),
        [
          .init("gross", holdings.map(\.gross)), .init("net", holdings.map(\.net)),
          .init("long", holdings.map(\.long)), .init("short", holdings.map(\.short)),
        ], .percent
      ).svg, "Sums of weights over equity")
  }
}
