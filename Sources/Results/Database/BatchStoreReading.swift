// Results out of the database: in plan order, one at a time. It does not know who shows them.

internal import Experiment

/// Runs of a store, one after the other.
public final class StoredRuns {
  private let statement: Statement
  private let database: Database
  private var lists = MetricLists()

  static let columns = """
    SELECT r.number, r.position, r.id, r.key, r.fingerprint, r.state, r.attempt, a.status,
      a.started_at, a.finished_at, a.runtime_sec, a.cpu_sec, a.peak_memory_mb, a.metric_list,
      a.metrics, a.failure_kind, a.detail, a.exit_code, a.signal, a.backtest_dir,
      a.risk_report_path, a.tca_report_path, a.log_excerpt, a.sketch
    FROM run r LEFT JOIN attempt a ON a.run = r.run AND a.n = r.attempt
    """

  init(
    _ database: Database, _ clause: String, _ bind: (Statement) -> Void = { _ in }
  ) throws(StoreProblem) {
    self.database = database
    statement = try database.prepare("\(StoredRuns.columns) \(clause)")
    bind(statement)
  }

  /// The next run; nil after the last.
  public func next() throws(StoreProblem) -> StoredRun? {
    guard try statement.step() else { return nil }
    let id = statement.text(2) ?? ""
    return StoredRun(
      number: statement.integer(0),
      position: UInt64(UInt(bitPattern: statement.integer(1) ?? 0)), id: id,
      key: RunKey(text: statement.text(3) ?? ""), fingerprint: statement.text(4) ?? "",
      state: statement.text(5).flatMap(RunState.init(rawValue:)) ?? .planned,
      attempt: statement.integer(6), startedAt: statement.timestamp(8),
      finishedAt: statement.timestamp(9), result: try result(id))
  }

  private func result(_ id: String) throws(StoreProblem) -> RunResult {
    guard let status = statement.text(7).flatMap(RunStatus.init(rawValue:)) else {
      return RunResult(runID: id, status: .skipped)
    }
    var result = RunResult(runID: id, status: status)
    result.usage = Usage(
      runtimeSeconds: statement.double(10), cpuSeconds: statement.double(11),
      peakMemoryMB: statement.double(12))
    let names = try lists.names(of: statement.integer(13) ?? 0, database)
    let values = statement.doubles(14)
    guard values.count == names.count else {
      throw StoreProblem(.damaged, "the metrics of the run '\(id)' do not have their names")
    }
    result.metrics = Metrics(names: names, values: values)
    result.failure = statement.text(15).map { kind in
      StoredFailure(
        kind: kind, detail: statement.text(16), exitCode: statement.integer(17),
        signal: statement.integer(18)
      ).failure
    }
    result.backtestFolder = statement.text(19)
    result.riskReportPath = statement.text(20)
    result.tcaReportPath = statement.text(21)
    result.logExcerpt = statement.text(22)
    result.sketch = statement.bytes(23)
    return result
  }
}

extension BatchStore {
  /// The runs of the plan in plan order; what waits is committed first.
  public func runs() throws(StoreProblem) -> StoredRuns {
    try flush()
    return try StoredRuns(database, "WHERE r.number IS NOT NULL ORDER BY r.number")
  }

  /// The run with an id, also a retired one; nil if there is none.
  public func run(_ id: String) throws(StoreProblem) -> StoredRun? {
    try flush()
    return try StoredRuns(database, "WHERE r.id = ?") { $0.bind(1, id) }.next()
  }

  /// The names of the metrics of the plan's runs, in the order in which runs in plan order bring
  /// them: the same for any order of execution.
  public func metricNames() throws(StoreProblem) -> [String] {
    try flush()
    if let only = try onlyMetricList() { return try lists.names(of: only, database) }
    let statement = try database.prepare(
      """
      SELECT a.metric_list FROM run r JOIN attempt a ON a.run = r.run AND a.n = r.attempt
      WHERE r.number IS NOT NULL GROUP BY a.metric_list ORDER BY min(r.number)
      """)
    var seen: Set<String> = []
    var names: [String] = []
    while let list = try statement.step() ? statement.integer(0) : nil {
      names += try lists.names(of: list, database).filter { seen.insert($0).inserted }
    }
    return names
  }

  /// The one list of names that attempts have had, if a run of the plan has it; other attempts had no
  /// metrics at all. Nil where it takes a look at all runs to tell.
  private func onlyMetricList() throws(StoreProblem) -> Int? {
    let lists = try database.prepare("SELECT list FROM metric_list WHERE names <> '[]' LIMIT 2")
    guard try lists.step(), let list = lists.integer(0), try !lists.step() else { return nil }
    let use = try database.prepare(
      """
      SELECT 1 FROM run r JOIN attempt a ON a.run = r.run AND a.n = r.attempt
      WHERE r.number IS NOT NULL AND a.metric_list = ? LIMIT 1
      """)
    use.bind(1, list)
    return try use.step() ? list : nil
  }

  /// Calls `body` with a metric of every success of the plan, in plan order: the run's number and the
  /// value, NaN where it has none, and its sketch. Nothing else of the runs is read.
  public func forEachValue(
    of metric: String, _ body: (_ number: Int, _ value: Double, _ sketch: [UInt8]) -> Void
  ) throws(StoreProblem) {
    try flush()
    let statement = try database.prepare(
      """
      SELECT r.number, a.metric_list, a.metrics, a.sketch FROM run r
      JOIN attempt a ON a.run = r.run AND a.n = r.attempt
      WHERE r.number IS NOT NULL AND a.status = 'success' ORDER BY r.number
      """)
    var latest: (list: Int, place: Int?)?
    while try statement.step() {
      let list = statement.integer(1) ?? 0
      if latest?.list != list {
        latest = (list, try lists.names(of: list, database).firstIndex(of: metric))
      }
      let value = latest?.place.flatMap { statement.double(2, at: $0) }
      body(statement.integer(0) ?? 0, value ?? .nan, statement.bytes(3))
    }
  }

  /// The run with a number in the plan.
  public func run(number: Int) throws(StoreProblem) -> StoredRun? {
    try flush()
    return try StoredRuns(database, "WHERE r.number = ?") { $0.bind(1, number) }.next()
  }

  /// How many runs are in each state.
  public func counts() throws(StoreProblem) -> StoreCounts {
    try flush()
    let statement = try database.prepare("SELECT state, count(*) FROM run GROUP BY state")
    var counts: [RunState: Int] = [:]
    while try statement.step() {
      guard let state = statement.text(0).flatMap(RunState.init(rawValue:)) else { continue }
      counts[state] = statement.integer(1)
    }
    return StoreCounts(counts)
  }
}
