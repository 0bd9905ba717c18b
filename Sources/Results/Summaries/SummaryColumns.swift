// The columns of batch_summary.csv: a contract with scripts. It does not know any run.

public import Experiment

/// What the summary of a batch is about, apart from its runs.
public struct SummaryFacts: Sendable {
  public var name: String
  public var description: String?
  /// The names of the settings in the table: for backtests ``backtestSettings`` stand first.
  public var settings: [String]
  /// The names of the metrics in the table, in order.
  public var metrics: [String]
  /// The metrics that the ranking shows; the CSV has them all.
  public var rankingColumns: [String]
  /// The titles of the axes; each row says its level on each.
  public var axes: [String]
  /// Nil where there is nothing to rank by.
  public var rankingMetric: String?
  public var order: RankingOrder
  /// What the best of so many runs would be by luck alone; a line below the ranking.
  public var luckLine: String?
  /// What metrics mean, or where that is said; lines below the ranking.
  public var definitions: [String]
  /// Where the time of the execution went, if anybody wanted to know.
  public var steps: StepTotals?

  public static let backtestSettings = ["bundle_path", "start_date", "end_date"]
  /// So many metrics fit on a page.
  static let rankingWidth = 8
  static let backtestMetrics = ["final_pf", "sharpe", "trades"]

  /// The facts of a batch whose runs have these metrics, in any order that is always the same.
  ///
  /// The ranking is by `sharpe` for backtests, else by the first metric, unless it is set after.
  public init(
    name: String, description: String? = nil, isBacktest: Bool, varying: [String],
    metrics: [String], axes: [String] = []
  ) {
    self.name = name
    self.description = description
    self.axes = axes
    order = .descending
    definitions = []
    guard isBacktest else {
      settings = varying
      self.metrics = metrics
      rankingMetric = metrics.first
      order = .natural(for: metrics.first ?? "")
      rankingColumns = Array(metrics.prefix(SummaryFacts.rankingWidth))
      return
    }
    let first = SummaryFacts.backtestSettings
    settings = first + varying.filter { !first.contains($0) }
    let leading = SummaryFacts.backtestMetrics
    self.metrics = leading + metrics.filter { !leading.contains($0) }
    rankingColumns = Array(self.metrics.prefix(SummaryFacts.rankingWidth))
    rankingMetric = "sharpe"
  }
}

/// One run of a summary.
public struct SummaryRow: Sendable {
  /// One value for each of the facts' settings.
  public let settings: [Value]
  /// One text for each axis; nil where an axis does not stand around the run.
  public let levels: [String?]
  public let result: RunResult

  public init(settings: [Value], levels: [String?] = [], result: RunResult) {
    self.settings = settings
    self.levels = levels
    self.result = result
  }
}

extension SummaryFacts {
  /// The names of the columns, in order.
  public var columns: [String] {
    let others = ["run_id"] + settings + ["status"] + SummaryFacts.lastColumns
    let taken = Set(others)
    // A program may call a metric what a column is called.
    let metrics = metrics.map { taken.contains($0) ? "metric.\($0)" : $0 }
    return ["run_id"] + settings + ["status"] + metrics + SummaryFacts.lastColumns
  }

  private static let lastColumns = [
    "risk_report_path", "tca_report_path", "error", "runtime_sec", "cpu_sec", "peak_memory_mb",
  ]

  /// The header of batch_summary.csv, with its line feed.
  public var csvHeader: String { CSVText.line(columns.map { .text($0) }) }

  /// A run's line in batch_summary.csv, with its line feed.
  public func csvLine(_ row: SummaryRow) -> String {
    var record = CSVRecord()
    append(row, to: &record)
    return String(decoding: record.bytes, as: UTF8.self)
  }

  /// The lines of some runs.
  func csvLines(_ rows: [SummaryRow]) -> [UInt8] {
    var record = CSVRecord()
    for row in rows { append(row, to: &record) }
    return record.bytes
  }

  private func append(_ row: SummaryRow, to record: inout CSVRecord) {
    let result = row.result
    record.append(result.runID)
    for place in settings.indices {
      record.append(place < row.settings.count ? Cell(row.settings[place]) : .empty)
    }
    record.append(result.status.rawValue)
    for place in metrics.indices { record.append(metric(place, of: result)) }
    record.append(Cell(result.riskReportPath))
    record.append(Cell(result.tcaReportPath))
    record.append(Cell(result.failure?.firstLine))
    let usage = result.usage
    for measure in [usage.runtimeSeconds, usage.cpuSeconds, usage.peakMemoryMB] {
      record.append(result.status == .skipped ? .nan : measure)
    }
    record.end()
  }

  /// The metric of a column, by its place; NaN if the run has none.
  func metric(_ place: Int, of result: RunResult) -> Double {
    // Nearly always the metrics stand in the order of the columns.
    if place < result.metrics.count, result.metrics.names[place] == metrics[place] {
      return result.metrics.values[place]
    }
    return result.metric(metrics[place])
  }
}

extension Failure {
  /// The message up to its first line end.
  var firstLine: String {
    String(message.prefix { !$0.isNewline })
  }
}
