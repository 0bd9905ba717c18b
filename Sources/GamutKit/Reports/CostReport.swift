// tca/: what trading cost, by whom and when, what it took from the run, and how much money it could carry.

internal import Backtest
internal import Experiment
internal import Results

struct CostReport {
  private typealias Cell = ReportDocument.Cell

  private let facts: RunFacts
  private let record: RunRecord
  private let costs: CostAnalysis
  private let capacity: Capacity?

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
      ReportFile(.costs, "tca_report.md", document.markdown),
      ReportFile(.costs, "tca_report.html", document.html),
      dayFile, tradeFile, riskFile,
      sumFile("tca_by_side.csv", "side", sideRows),
      sumFile("tca_by_symbol.csv", "symbol", costs.bySymbol.map { ($0.symbol, $0.sums) }),
    ]
    if !costs.sensitivity.isEmpty {
      files.append(
        ReportFile(
          .costs, "tca_sensitivity.csv",
          ["cost_bps", "final_pf", "cagr", "sharpe", "max_drawdown"],
          costs.sensitivity.map { [.number($0.bps)] + CostReport.outcome($0.outcome) }))
    }
    if let capacity { files.append(capacityFile(capacity)) }
    return files
  }

  // MARK: Tables

  private var sideRows: [(name: String, sums: CostSums)] {
    costs.bySide.map { ($0.side.rawValue, $0.sums) } + [("ALL", costs.all)]
  }

  private static func outcome(_ outcome: CostOutcome) -> [Results.Cell] {
    [
      .number(outcome.finalFactor), .number(outcome.cagr), .number(outcome.sharpe),
      .number(outcome.maxDrawdown),
    ]
  }

  private var dayFile: ReportFile {
    ReportFile(
      .costs, CostReport.mainFile,
      [
        "timestamp", "total_cost", "n_trades", "avg_cost_per_trade", "notional", "cost_bps",
        "turnover",
      ],
      costs.byDay.map { day, sums, equity in
        [
          .text(day.description), .number(sums.total), .int(sums.trades),
          .number(sums.total / Double(sums.trades)), .number(sums.notional), .number(sums.bps),
          .number(sums.notional / equity),
        ]
      })
  }

  private func sumFile(
    _ name: String, _ column: String, _ rows: [(name: String, sums: CostSums)]
  ) -> ReportFile {
    ReportFile(
      .costs, name,
      [
        column, "n_trades", "notional", "commission", "spread", "slippage", "total_cost",
        "cost_bps",
      ],
      rows.map { name, sums in
        [
          .text(name), .int(sums.trades), .number(sums.notional), .number(sums.commission),
          .number(sums.spread), .number(sums.impact), .number(sums.total), .number(sums.bps),
        ]
      })
  }

  private var tradeFile: ReportFile {
    ReportFile(
      .costs, "tca_trades.csv",
      [
        "timestamp", "symbol", "side", "qty", "price", "cost_total", "cost_commission",
        "cost_spread", "cost_slippage", "notional", "cost_bps", "daily_value", "participation",
        "volatility",
      ],
      record.trades.enumerated().map { place, trade in
        let market = record.liquidity?[place]
        let value = market?.dailyValue ?? .nan
        return [
          .text(trade.day.description), .text(record.symbols[trade.symbol]),
          .text(trade.side.rawValue), .number(trade.quantity), .number(trade.price),
          .number(trade.cost), .number(trade.commission), .number(trade.spread),
          .number(trade.impact), .number(trade.notional),
          .number(trade.cost / trade.notional * 10_000), .number(value),
          .number(value > 0 ? trade.notional / value : .nan), .number(market?.volatility ?? .nan),
        ]
      })
  }

  /// Net and gross, and what lies between them.
  private var comparison: [(name: String, net: Double, gross: Double)] {
    let (net, gross) = (costs.net, costs.gross)
    return [
      ("final_pf", net.finalFactor, gross.finalFactor), ("cagr", net.cagr, gross.cagr),
      ("sharpe", net.sharpe, gross.sharpe), ("sortino", net.sortino, gross.sortino),
      ("volatility", net.volatility, gross.volatility),
      ("max_drawdown", net.maxDrawdown, gross.maxDrawdown), ("calmar", net.calmar, gross.calmar),
    ]
  }

  private var facets: [(name: String, value: Double, meaning: String)] {
    [
      (
        "cost_impact_sharpe", costs.gross.sharpe - costs.net.sharpe, "gross less net Sharpe ratio"
      ),
      ("cost_impact_cagr", costs.gross.cagr - costs.net.cagr, "gross less net annual growth"),
      ("total_cost", costs.all.total, "commission, spread and impact of all trades, in currency"),
      (
        "cost_ratio", costs.costRatio,
        "total_cost / (gain + total_cost): the part of what was earned that trading took; none where nothing was"
      ),
      ("cost_bps", costs.all.bps, "total_cost / traded value, in basis points"),
      (
        "break_even_bps", costs.breakEvenBps,
        "costs in basis points of traded value at which nothing of the gain is left; none where there is none"
      ),
      (
        "capacity_half", capacity?.halfCapital ?? .nan,
        "capital at which impact by the square root law takes half of the annual growth"
      ),
      (
        "capacity_break_even", capacity?.breakEvenCapital ?? .nan,
        "capital at which that impact leaves nothing"
      ),
      ("n_periods", Double(max(0, record.days.count - 1)), "number of returns"),
    ]
  }

  private var riskFile: ReportFile {
    ReportFile(
      .costs, "tca_risk_summary.csv",
      comparison.map { "net_\($0.name)" } + comparison.map { "gross_\($0.name)" }
        + facets.map(\.name),
      [
        comparison.map { .number($0.net) } + comparison.map { .number($0.gross) }
          + facets.map { .number($0.value) }
      ])
  }

  private func capacityFile(_ capacity: Capacity) -> ReportFile {
    ReportFile(
      .costs, "tca_capacity.csv",
      [
        "capital", "participation_mean", "participation_95", "impact_bps", "final_pf", "cagr",
        "sharpe", "max_drawdown",
      ],
      capacity.points.map {
        [
          .number($0.capital), .number($0.meanParticipation), .number($0.highParticipation),
          .number($0.impactBps),
        ] + CostReport.outcome($0.outcome)
      })
  }

  // MARK: The report

  private var document: ReportDocument {
    var report = ReportDocument(title: "Transaction cost report: \(facts.title)")
    report.paragraph(facts.introduction(record))
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
          abs(facet.value) < 100 ? .number(facet.value) : .rounded(facet.value),
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
    report.figure(
      BarChart(
        "Costs by day with trades", labels: costs.byDay.map(\.day.description),
        costs.byDay.map(\.sums.total), .money
      ).svg, "tca_summary.csv has them all")
    report.figure(
      ScatterChart(
        "Costs against turnover",
        costs.byDay.map {
          .init(
            $0.day.description, x: $0.sums.notional / $0.equityBefore,
            y: $0.sums.total / $0.equityBefore)
        }, x: .percent, y: .percent
      ).svg,
      "Across: traded value of a day over equity; up: its costs over equity. Points on one line are one price "
        + "for all sizes")
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
      return report.paragraph(
        facts.gap
          ?? "The prices have no volume, so nobody knows how much the market could have taken.")
    }
    report.table(
      [
        "capital", "mean participation", "95 % of value below", "impact bps", "final_pf", "cagr",
        "sharpe", "max_drawdown",
      ],
      capacity.points.map {
        [
          .number($0.capital), .percent($0.meanParticipation), .percent($0.highParticipation),
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
        + "and spread stay as they are."
        + (capacity.unknownFills > 0
          ? " \(capacity.unknownFills) fills without volume count as if they moved nothing." : ""))
  }
}
