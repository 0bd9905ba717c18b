// risk_report/: how a run could have hurt, when it did, and what its returns are made of.

internal import Backtest
internal import Experiment
internal import Results
internal import Source

struct RiskReport {
  private typealias Cell = ReportDocument.Cell

  private let facts: RunFacts
  let record: RunRecord
  let summary: RiskSummary
  let holdings: [HoldingSummary]
  let regimes: [RegimeRow]
  let sides: [SideProfit]?
  let attribution: FactorAttribution?

  init(_ facts: RunFacts, _ record: RunRecord) {
    self.facts = facts
    self.record = record
    summary = RiskSummary(record)
    holdings = record.holdingSummaries
    regimes = record.regimeRows
    sides = record.sideProfits
    attribution = record.attribution
  }

  /// The file by which others know of the report.
  static let mainFile = "risk_summary.csv"

  var files: [ReportFile] {
    let document = document
    var files = [
      ReportFile("risk_report.md", document.markdown),
      ReportFile("risk_report.html", document.html),
      ReportFile(
        RiskReport.mainFile, summary.columns.map(\.name),
        [summary.columns.map { .number($0.value) }]),
      drawdownFile(record),
    ]
    if !holdings.isEmpty { files.append(exposureFile) }
    if !regimes.isEmpty { files.append(regimeFile) }
    if let sides {
      files.append(
        ReportFile(
          "risk_by_side.csv", ["side", "profit", "costs", "fills"],
          sides.map {
            [.text($0.side.rawValue), .number($0.profit), .number($0.costs), .int($0.fills)]
          }))
    }
    if let attribution { files += factorFiles(attribution) }
    return files
  }

  // MARK: The report

  private var document: ReportDocument {
    var report = ReportDocument("Risk report: \(facts.title)", facts, record)
    report.heading("Global risk metrics")
    report.table(
      ["metric", "value", "definition"],
      summary.columns.filter { !$0.name.hasPrefix("avg_") }.map(row))
    report.paragraph(
      "r: daily returns. Losses are returns, below zero. The historical ones are what has happened; the "
        + "normal ones are what a normal distribution of the same mean and deviation would have.")
    report.figure(
      BarChart.histogram("Daily returns", of: record.returns, .percent).svg,
      "Number of sessions by return")
    report.heading("Drawdown anatomy")
    report.addDrawdowns(record)
    addExposure(&report)
    addSides(&report)
    addRegimes(&report)
    addFactors(&report)
    return report
  }

  private func row(_ column: RiskSummary.Column) -> [Cell] {
    let isPercent = column.isFraction && !column.value.isNaN
    return [
      Cell(column.name, meaning: column.formula),
      isPercent
        ? .percent(column.value, meaning: column.formula)
        : .number(column.value, meaning: column.formula),
      Cell(column.formula),
    ]
  }

  private func addExposure(_ report: inout ReportDocument) {
    report.heading("Exposure analysis")
    guard !holdings.isEmpty else {
      return report.paragraph("No positions are known, so there is nothing to say of exposures.")
    }
    report.table(
      ["metric", "value", "definition"],
      summary.columns.filter { $0.name.hasPrefix("avg_") }.map(row))
    report.addExposures(holdings)
    report.figure(
      LineChart(
        "Concentration (HHI)", holdings.map(\.day), [.init("hhi", holdings.map(\.concentration))]
      ).svg, "sum(w^2) / gross^2 after rebalances: 1 for one name, 1/n for n equal ones")
  }

  private func addSides(_ report: inout ReportDocument) {
    guard let sides, sides.contains(where: { $0.fills > 0 }) else { return }
    report.heading("Long and short side")
    report.table(
      ["side", "profit", "costs in it", "fills"],
      sides.map {
        [
          Cell($0.side.rawValue), .rounded($0.profit), .rounded($0.costs),
          .number(Double($0.fills)),
        ]
      })
    report.paragraph(
      "In currency, after the costs of trading, open positions at their last known close. A fill that turns a "
        + "position around counts for both sides. Interest and fees for borrowed shares are in neither."
    )
  }

  private func addRegimes(_ report: inout ReportDocument) {
    report.heading("Risk by regime")
    guard !regimes.isEmpty else {
      if facts.gap == nil || record.days.count < 2 {
        report.paragraph(
          record.days.count < 2
            ? "There is no return."
            : "No market is known that could be in a state: equity_curve.csv has no column 'benchmark'."
        )
      }
      return
    }
    report.table(
      [
        "regime", "sessions", "share", "total return", "mean a year", "vol a year", "sharpe",
        "hit rate", "VaR 95", "CVaR 95", "index a year",
      ],
      regimes.map {
        [
          Cell($0.regime.rawValue, meaning: $0.regime.rule), .number(Double($0.periods)),
          .percent($0.share), .percent($0.totalReturn), .percent($0.meanReturn),
          .percent($0.volatility), .number($0.sharpe), .percent($0.hitRate),
          .percent($0.tail.historical), .percent($0.tail.historicalShortfall),
          .percent($0.marketReturn),
        ]
      })
    let index = record.benchmark == nil ? "the mean of all symbols" : "the benchmark"
    report.paragraph(
      "The index is \(index), with \(counted(record.marketHistory.count, "close")) before the run. Its state is "
        + "the one at the close before each session: no label knows its own day. What is said of a year needs "
        + "\(Regime.leastSessions) sessions. The states that occurred:")
    report.table(
      ["regime", "rule"], regimes.map { [Cell($0.regime.rawValue), Cell($0.regime.rule)] })
    report.figure(
      BarChart(
        "Mean return a year by regime", labels: regimes.map(\.regime.rawValue),
        regimes.map(\.meanReturn), .percent
      ).svg, "mean of the daily returns x 252")
  }

  private func addFactors(_ report: inout ReportDocument) {
    report.heading("Performance attribution by factor group")
    guard let attribution else {
      let few = "There are fewer than \(FactorAttribution.least) returns, or none of them differ."
      let unknown = "Returns of factors are not known."
      if facts.gap == nil || record.factorReturns != nil {
        report.paragraph(record.factorReturns == nil ? unknown : few)
      }
      return
    }
    report.table(
      ["factor group", "factors", "a year", "share of variance"],
      groupRows(attribution).map {
        [
          Cell($0.name), .number(Double($0.count)), .percent($0.contribution), .percent($0.share),
        ]
      })
    report.paragraph(
      "Least squares of the run's daily returns on those of the market (the mean of all symbols) and of a "
        + "portfolio of each factor: long the best fifth by it, short the worst, decided and filled when the "
        + "run is, without costs. What is left is unexplained; the parts add up to the mean return."
    )
    report.heading("Factor exposures")
    report.table(
      [
        "factor", "weight", "beta", "t", "standardized", "rolling mean", "rolling last", "a year",
        "share of variance",
      ],
      attribution.exposures.map {
        [
          Cell($0.name), $0.weight.map { .number($0) } ?? Cell(""), .number($0.beta),
          .number($0.tValue), .number($0.standardizedBeta), .number($0.meanRollingBeta),
          .number($0.lastRollingBeta), .percent($0.contribution), .percent($0.riskShare),
        ]
      })
    for missing in record.factorReturns?.missing ?? [] {
      report.paragraph("Without a portfolio of its own: \(missing).")
    }
    let fits = attribution.rolling
    report.figure(
      LineChart(
        "Rolling betas", Array(record.days.dropFirst()),
        attribution.exposures.enumerated().map { place, exposure in
          .init(exposure.name, fits.map { $0?.betas[place] ?? .nan })
        }
      ).svg,
      "The same regression over the last \(FactorAttribution.window) returns, from "
        + "\(FactorAttribution.least) on")
    report.figure(
      BarChart(
        "Contribution a year", labels: attribution.exposures.map(\.name) + ["unexplained"],
        attribution.exposures.map(\.contribution) + [attribution.unexplained], .percent
      ).svg, "beta x mean return of the factor x 252")
  }
}
