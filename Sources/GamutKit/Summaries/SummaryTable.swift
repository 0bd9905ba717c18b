// What the summary of a batch shows: the settings that vary, levels of axes, metrics, the luck line.
// It makes one pass over the plan and one over the results.

internal import Backtest
internal import Experiment
internal import Results

struct SummaryTable {
  let facts: SummaryFacts
  private let plan: Plan
  private let columns: [Int]
  /// Settings that are the axes of a plan without axes, and whose values are the levels.
  private let levelColumns: [Int]
  /// All of them, each once.
  private let wanted: [Int]
  private let shownAxes: [Int]
  /// Whether the store's runs are known to be the plan's.
  private let isStoredPlan: Bool

  /// `varying`: the positions of the settings that are not the same in all runs. `isStoredPlan`: the
  /// store's runs are known to be the plan's.
  init(_ plan: Plan, _ store: BatchStore, varying: [Int], isStoredPlan: Bool) throws {
    self.plan = plan
    self.isStoredPlan = isStoredPlan
    shownAxes = plan.shownAxes
    var facts = SummaryFacts(
      name: plan.batch.name, description: plan.batch.description, isBacktest: plan.job == .backtest,
      varying: varying.map { plan.schema[$0].name }, metrics: try store.metricNames(),
      axes: plan.axes.isEmpty
        ? varying.map { plan.schema[$0].name } : shownAxes.map { plan.axes[$0].title })
    if plan.job == .backtest {
      facts.rankingColumns = facts.metrics.filter(SummaryTable.rankingColumns.contains)
      let shown = ["final_pf", "sharpe", "trades", "max_drawdown"]
      facts.definitions = metricDefinitions.filter { shown.contains($0.name) }.map {
        "\($0.name): \($0.formula)"
      }
    }
    self.facts = facts
    columns = facts.settings.compactMap { plan.schema.position(of: $0) }
    levelColumns = plan.axes.isEmpty ? varying : []
    wanted = columns + levelColumns.filter { [columns] in !columns.contains($0) }
  }

  private static let rankingColumns: Set = [
    "final_pf", "sharpe", "trades", "cagr", "volatility", "max_drawdown", "turnover_annual",
  ]

  /// Writes batch_summary.csv and batch_summary.md.
  func write(of store: BatchStore, in folder: BatchFolder) throws(StoreProblem) {
    let luck = SelectionLuck()
    let isBacktest = plan.job == .backtest
    try folder.writeSummary(facts, of: store) { run throws(StoreProblem) in
      if isBacktest, run.result.status == .success {
        luck.add(run.result.metric("sharpe"), run.result.sketch, ofRun: run.number ?? 0)
      }
      return row(run)
    } luckLine: { () throws(StoreProblem) in
      try luck.line(of: store)
    }
  }

  /// The summary's row of a stored run.
  func row(_ run: StoredRun) -> SummaryRow {
    var point = Point(axes: plan.axes.count)
    // Of another plan's run nothing is known but its result.
    let isOurs = isStoredPlan || (try? plan.id(at: run.position)) == run.id
    let values =
      isOurs
      ? try? plan.values(of: wanted, at: run.position, point: &point) : nil
    let levels: [String?] =
      plan.axes.isEmpty
      ? levelColumns.map { column in
        wanted.firstIndex(of: column).flatMap { values?[$0].description }
      }
      : shownAxes.map { isOurs ? plan.label(ofAxis: $0, at: point) : nil }
    return SummaryRow(
      settings: values.map { Array($0.prefix(columns.count)) } ?? columns.map { _ in .none },
      levels: levels, result: run.result)
  }
}

extension Plan {
  /// The axes of which each level is a group of runs: not the draws of a sample, which are single runs.
  fileprivate var shownAxes: [Int] { axes.indices.filter { axes[$0].kind == .levels } }
}

/// Finds the settings that are not the same in all runs that go by.
struct Variation {
  private var first: Settings?
  private var found: Set<Int> = []
  /// The settings that could vary and have not yet.
  private var candidates: [Int]

  init(of plan: Plan) { candidates = plan.root.varyingSettings(plan.schema.settings.count) }

  /// Takes the next run's *resolved* settings.
  mutating func add(_ settings: Settings) {
    guard !candidates.isEmpty else { return }
    guard let first else { return self.first = settings }
    for place in candidates.indices.reversed()
    where settings[candidates[place]] != first[candidates[place]] {
      found.insert(candidates.remove(at: place))
    }
  }

  var varying: [Int] { found.sorted() }
}

extension Plan {
  /// The positions of the settings that are not the same in all runs.
  func varyingSettings() throws -> [Int] {
    var variation = Variation(of: self)
    try forEachRun { run in
      variation.add(run.settings.resolved(by: schema))
      return true
    }
    return variation.varying
  }
}
