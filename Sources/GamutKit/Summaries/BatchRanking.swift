// The best runs of a batch folder, read from its database.

internal import Backtest
internal import Experiment
public import Results
internal import Source

public struct BatchRanking: Sendable {
  /// Rank, id, metrics; the ranking metric first.
  public let table: Table
  /// The metric by which runs are ranked.
  public let metric: String
  private let luck: String?
  private let definition: String?

  /// - Parameters:
  ///   - folder: The batch folder.
  ///   - metric: Nil: `sharpe` where runs have it, else their first metric.
  ///   - order: Nil: what is natural for the metric.
  /// - Throws: ``BatchProblem`` or `StoreProblem` where there is no such batch or metric.
  public init(
    folder: String, metric: String?, limit: Int, order: RankingOrder? = nil
  ) throws {
    let store = try BatchStore.reading(folder)
    let names = try store.metricNames()
    guard let standard = names.contains("sharpe") ? "sharpe" : names.first else {
      throw BatchProblem(
        "no run of '\(folder)' has metrics", help: "gamut run runs the batch")
    }
    let metric = metric ?? standard
    guard names.contains(metric) else {
      let nearest = nearestName(to: metric, among: names)
      throw BatchProblem(
        "no run has a metric '\(metric)'",
        help: nearest.map { "did you mean '\($0)'?" }
          ?? "there are \(names.joined(separator: ", "))")
    }
    let order = order ?? .natural(for: metric)
    var leaders = Leaders<Int>(limit, order)
    let luck = SelectionLuck()
    try store.forEachValue(of: metric) { number, value, sketch in
      leaders.add(number, value)
      luck.add(value, sketch, ofRun: number)
    }
    let shown = [metric] + BatchRanking.companions.filter { names.contains($0) && $0 != metric }
    let others = names.filter { !shown.contains($0) }
    let columns = shown + (names.contains("sharpe") ? [] : others.prefix(5))
    var table = Table(
      [Table.Column("#", .trailing), Table.Column("run_id")]
        + columns.map { Table.Column($0, .trailing) })
    for (place, number) in leaders.best.enumerated() {
      guard let result = try store.run(number: number)?.result else { continue }
      table.append(
        [.int(place + 1), .text(result.runID)] + columns.map { .number(result.metric($0)) })
    }
    self.table = table
    self.metric = metric
    // A command's own metric may have a name of ours and mean something else.
    let isBacktest = names.contains("kurtosis_full")
    self.luck = isBacktest && metric == "sharpe" ? try luck.line(of: store) : nil
    definition = metricDefinitions.first { isBacktest && $0.name == metric }.map {
      "\($0.name): \($0.formula)"
    }
  }

  private static let companions = [
    "final_pf", "sharpe", "trades", "max_drawdown", "turnover_annual",
  ]

  /// The table with its luck line and the definition of the metric below it.
  public var text: String {
    var text = table.plain
    if let definition { text += "\(definition)\n" }
    if let luck { text += "\(luck)\n" }
    return text
  }
}
