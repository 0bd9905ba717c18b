// Does any decision of a batch know what was not yet to be known? The backtests of a plan whose decisions
// are alike are looked at once.

internal import Backtest
public import Experiment
public import Results

/// What a look for look-ahead has found.
public struct CausalityCheck {
  /// A line for each kind of run that looks ahead, and its first date: run, runs alike, date, symbol, the
  /// share decided, the share that could have been.
  public private(set) var table = Table([
    Table.Column("run_id"), Table.Column("runs", .trailing), Table.Column("dates", .trailing),
    Table.Column("date"), Table.Column("symbol"), Table.Column("decided", .trailing),
    Table.Column("knowable", .trailing),
  ])
  /// Runs of the plan, and kinds of them that decide in a way of their own.
  public private(set) var runs = 0
  public private(set) var kinds = 0
  /// Decisions made again.
  public private(set) var decisions = 0

  /// Columns of the user's own that are too right to be honest, in a line each.
  public private(set) var suspects: [String] = []

  public var isClean: Bool { table.rows.isEmpty && suspects.isEmpty }

  /// Makes every decision of the plan's backtests again from data that end on its day.
  ///
  /// - Parameter tell: hears how many decisions of the kind under way are done, and of how many; now and
  ///   then.
  /// - Throws: ``BatchProblem`` where the plan has no backtests, ``FileProblem`` where data are missing or do
  ///   not go with the settings.
  public init(
    of plan: Plan, in batch: CheckedBatch, tell: (_ kind: Int, _ done: Int, _ all: Int) -> Void
  ) throws {
    guard plan.job == .backtest else {
      throw BatchProblem(
        "the batch '\(plan.batch.name)' runs a program of yours, and gamut cannot look into it",
        help: "check-causality is for backtests")
    }
    let schema = plan.schema
    let deciding = schema.settings.indices.filter { schema[$0].stage < .costs }
    var representatives: [(id: String, runs: Int, settings: Settings)] = []
    var places: [[Value?]: Int] = [:]
    try plan.forEachRun { run in
      let settings = run.settings.resolved(by: schema)
      let key = deciding.map { schema.applies($0, to: settings) ? settings[$0] : nil }
      runs += 1
      if let place = places[key] {
        representatives[place].runs += 1
      } else {
        places[key] = representatives.count
        representatives.append((run.id, 1, settings))
      }
      return true
    }
    kinds = representatives.count
    let inputs = BacktestInputs()
    let engine = BacktestEngine()
    for (number, kind) in representatives.enumerated() {
      let configuration: BacktestConfiguration
      let result: (decisions: Int, found: [LookAhead])
      do {
        configuration = try BacktestConfiguration(kind.settings, schema: schema)
        let data = try inputs.data(configuration, kind.settings, schema)
        suspect(data, configuration)
        result = try engine.lookAhead(configuration, on: data) { done, all in
          tell(number, done, all)
          return true
        }
      } catch let problem as BacktestProblem {
        throw FileProblem("run '\(kind.id)': \(problem.message)", help: problem.help)
      }
      decisions += result.decisions
      guard let first = result.found.first else { continue }
      table.append([
        .text(kind.id), .int(kind.runs), .int(result.found.count), .text(first.day.description),
        .text(first.symbol), .number(first.decided), .number(first.knowable),
      ])
    }
  }

  private mutating func suspect(_ data: BacktestData, _ configuration: BacktestConfiguration) {
    guard let columns = data.columns, let path = configuration.factorDataPath else { return }
    let named = data.bundle?.factors.map(\.name) ?? [configuration.factor ?? ""]
    for name in named.map({ $0.trimmingPrefix("-") }) {
      guard
        let foresight = columns.foresight(
          of: String(name), on: data.prices, within: configuration.window),
        foresight.isIncredible
      else { continue }
      let correlation = Decimal(foresight.correlation)?.fixedText(places: 2) ?? ""
      let line =
        "'\(name)' of '\(path)' knows the returns of the \(foresight.horizon) sessions after its dates: "
        + "mean rank correlation \(correlation) over \(foresight.dates) dates, where good factors have "
        + "0.02 to 0.1; was it made with later data?"
      if !suspects.contains(line) { suspects.append(line) }
    }
  }
}
