// tca/: what trading cost, by whom and when, what it took from the run, and how much money it could carry.

internal import Backtest
internal import Experiment
internal import Results
internal import Source

struct CostReport {
  private typealias Cell = ReportDocument.Cell

  private let facts: RunFacts
  let record: RunRecord
  let costs: CostAnalysis
  let capacity: Capacity?

  init(_ facts: RunFacts, _ record: RunRecord) {
    self.facts = facts
    self.record = record
    costs = CostAnalysis(record)
    capacity = Capacity(record)
  }

  /// The file by which others know of the report.
  static let mainFile = "tca_summary.csv"

  var files: [ReportFile] {
    let document = document
    var files = [
      ReportFile("tca_report.md", document.markdown),
      ReportFile("tca_report.html", document.html),
      dayFile, tradeFile, riskFile,
      sumFile("tca_by_side.csv", "side", sideRows),
      sumFile("tca_by_symbol.csv", "symbol", costs.bySymbol.map { ($0.symbol, $0.sums) }),
    ]
    if !costs.sensitivity.isEmpty {
      files.append(
        ReportFile(
          "tca_sensitivity.csv",
          ["cost_bps", "final_pf", "cagr", "sharpe", "max_drawdown"],
          costs.sensitivity.map { [.number($0.bps)] + CostReport.outcome($0.outcome) }))
    }
    if let capacity { files.append(capacityFile(capacity)) }
    return files
  }

  // MARK: The report

  private var document: ReportDocument {
    var report = ReportDocument("Transaction cost report: \(facts.title)", facts, record)
    guard record.knowsTrades else {
      report.paragraph("What was traded is not known: there is no trades.csv.")
      return report
    }
    if !record.knowsCosts {
      report.warning(
        "trades.csv does not say what trades cost. Costs are 0 here, gross is net, and break-even costs come on "
          + "top of what the curve has paid already.")
    }
    guard !record.trades.isEmpty else {
      report.paragraph("Nothing was traded, so nothing was paid for it.")
      return report
    }
    addGrossAndNet(&report)
    addWhere(&report)
    addSensitivity(&report)
    addCapacity(&report)
    return report
  }

  private func addGrossAndNet(_ report: inout ReportDocument) {
    report.heading("Gross and net")
    report.table(
      ["metric", "gross", "net"],
      comparison.map { [Cell($0.name), .number($0.gross), .number($0.net)] })
    report.table(
      ["figure", "value", "definition"],
      facets.map { facet in
        [
          Cell(facet.name),
          abs(facet.value) < 100 || facet.value == facet.value.rounded()
            ? .number(facet.value) : .rounded(facet.value),
          Cell(facet.meaning),
        ]
      })
    report.paragraph(
      "Gross is each session's return plus the costs of its trades over the equity at the close before: the "
        + "same trades for nothing. A run without costs, sized by its own equity, differs from it by about the "
        + "costs of one rebalance times the returns until the next. Net figures are the run's own.")
    report.figure(
      LineChart(
        "Equity before and after costs", record.days,
        [.init("gross", costs.grossEquity), .init("net", record.equity)], .money
      ).svg, "Gross equity grows by the gross returns")
  }

  private func addWhere(_ report: inout ReportDocument) {
    report.heading("Where costs come from")
    report.table(
      ["side", "trades", "traded value", "commission", "spread", "slippage", "total", "bps"],
      sideRows.map { CostReport.row($0, $1) })
    report.paragraph(
      "In currency. Spread is the half-spread paid at each fill, slippage is market impact, and basis points "
        + "are of the traded value.")
    let kinds = [costs.all.commission, costs.all.spread, costs.all.impact]
    report.figure(
      BarChart("Costs by kind", labels: ["commission", "spread", "slippage"], kinds, .money).svg,
      "Sums over the run")
    let dearest = Array(costs.bySymbol.prefix(15))
    report.heading("Dearest names", level: 3)
    report.table(
      ["name", "trades", "traded value", "commission", "spread", "slippage", "total", "bps"],
      dearest.map { CostReport.row($0.symbol, $0.sums) })
    report.heading("Rebalances", level: 3)
    let (labels, sums) = costsByTime
    report.figure(
      BarChart("Costs", labels: labels, sums, .money).svg,
      labels.count < costs.byDay.count
        ? "By month; tca_summary.csv has every day" : "By day with trades")
    let step = costs.byDay.count / 500 + 1
    report.figure(
      ScatterChart(
        "Costs against turnover",
        costs.byDay.enumerated().filter { $0.offset % step == 0 }.map { _, day in
          .init(
            day.day.description, x: day.sums.notional / day.equity, y: day.sums.total / day.equity)
        }, x: .percent, y: .percent
      ).svg,
      "Across: traded value of a day over equity; up: its costs over equity. Points on one line are one price "
        + "for all sizes")
  }

  /// Of each day, or, where these are too many to see, of each month.
  private var costsByTime: (labels: [String], sums: [Double]) {
    let days = costs.byDay.map { ($0.day.description, $0.sums.total) }
    guard days.count > 360 else { return (days.map(\.0), days.map(\.1)) }
    var months: [(label: String, sum: Double)] = []
    for (day, sum) in days {
      let month = String(day.prefix(7))
      if months.last?.label == month {
        months[months.count - 1].sum += sum
      } else {
        months.append((month, sum))
      }
    }
    return (months.map(\.label), months.map(\.sum))
  }

  private static func row(_ name: String, _ sums: CostSums) -> [ReportDocument.Cell] {
    [
      .init(name), .number(Double(sums.trades)), .rounded(sums.notional), .rounded(sums.commission),
      .rounded(sums.spread), .rounded(sums.impact), .rounded(sums.total), .rounded(sums.bps),
    ]
  }

  private func addSensitivity(_ report: inout ReportDocument) {
    report.heading("If costs were others")
    report.table(
      ["basis points", "final_pf", "cagr", "sharpe", "max_drawdown"],
      costs.sensitivity.map { bps, outcome in
        [
          .number(bps), .number(outcome.finalFactor), .percent(outcome.cagr),
          .number(outcome.sharpe), .percent(outcome.maxDrawdown),
        ]
      })
    report.figure(
      BarChart(
        "Annual growth by costs", labels: costs.sensitivity.map { ChartUnit.number.text($0.bps) },
        costs.sensitivity.map(\.outcome.cagr), .percent
      ).svg, "cagr of the same trades at so many basis points of traded value")
  }

  private func addCapacity(_ report: inout ReportDocument) {
    report.heading("Capacity")
    guard let capacity else {
      if facts.gap == nil {
        report.paragraph(
          record.liquidity != nil
            ? "Before no trade there were enough days with volume."
            : "No volume is known, so nobody knows how much the market could have taken.")
      }
      return
    }
    report.table(
      [
        "capital", "mean participation", "95 % of value below", "impact bps", "final_pf", "cagr",
        "sharpe", "max_drawdown",
      ],
      capacity.points.map {
        [
          .number($0.capital), CostReport.participation($0.meanParticipation),
          CostReport.participation($0.highParticipation),
          .rounded($0.impactBps), .number($0.outcome.finalFactor), .percent($0.outcome.cagr),
          .number($0.outcome.sharpe), .percent($0.outcome.maxDrawdown),
        ]
      })
    report.figure(
      BarChart(
        "Annual growth by capital",
        labels: capacity.points.map { ChartUnit.money.text($0.capital) },
        capacity.points.map(\.outcome.cagr), .percent
      ).svg, "cagr of the same trades with more or less money")
    report.paragraph(
      "In place of the run's own impact: a fill of value Q in a name that trades V a day (mean of 21 sessions "
        + "before) and moves by s a day (deviation of 63 returns before) costs s x sqrt(Q / V) of Q: the square "
        + "root law with factor 1 (Almgren et al. 2005; Toth et al. 2011). Participation is Q / V. Commission "
        + "and spread stay as they are. The law is known for small parts of a day's volume: participation above "
        + "10 % is marked, and what stands beside it is a guess.")
    if capacity.unknownFills > 0 {
      report.warning(
        "\(counted(capacity.unknownFills, "fill")) without known volume: they count as if they moved nothing."
      )
    }
  }

  private static func participation(_ share: Double) -> ReportDocument.Cell {
    var cell = ReportDocument.Cell.percent(share)
    if share > 0.1 { cell.mark = share > 1 ? .bad : .doubtful }
    return cell
  }
}
