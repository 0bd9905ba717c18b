// Where a batch stands, out of the database: for a look while it runs, and afterwards.

internal import Experiment

/// A run that is under way, as far as the database knows.
public struct RunUnderWay: Hashable, Sendable {
  public let id: String
  public let startedAt: Timestamp?
  /// Which attempt it is, from 1.
  public let attempt: Int
}

extension BatchStore {
  /// The runs that were begun and have not ended.
  public func runsUnderWay() throws(StoreProblem) -> [RunUnderWay] {
    let statement = try database.prepare(
      "SELECT id, started_at, attempts FROM run WHERE state = 'running' ORDER BY number")
    var runs: [RunUnderWay] = []
    while try statement.step() {
      runs.append(
        RunUnderWay(
          id: statement.text(0) ?? "", startedAt: statement.timestamp(1),
          attempt: (statement.integer(2) ?? 0) + 1))
    }
    return runs
  }

  /// How many attempts have ended since a moment.
  public func attempts(endedSince time: Timestamp) throws(StoreProblem) -> Int {
    let statement = try database.prepare("SELECT count(*) FROM attempt WHERE finished_at >= ?")
    statement.bind(1, Int(time.milliseconds))
    return try statement.step() ? statement.integer(0) ?? 0 : 0
  }

  /// The last failures of runs of the plan, the latest first.
  public func latestFailures(_ count: Int) throws(StoreProblem) -> [(id: String, error: String)] {
    let statement = try database.prepare(
      """
      SELECT r.id, a.error FROM run r JOIN attempt a ON a.run = r.run AND a.n = r.attempt
      WHERE r.number IS NOT NULL AND a.status = 'failed' ORDER BY a.finished_at DESC LIMIT ?
      """)
    statement.bind(1, count)
    var failures: [(id: String, error: String)] = []
    while try statement.step() {
      failures.append((statement.text(0) ?? "", statement.text(1) ?? "failed"))
    }
    return failures
  }

  /// Of each kind of failure, how many runs of the plan ended in it.
  public func failureCounts() throws(StoreProblem) -> [(kind: String, count: Int)] {
    let statement = try database.prepare(
      """
      SELECT a.failure_kind, count(*) FROM run r
      JOIN attempt a ON a.run = r.run AND a.n = r.attempt
      WHERE r.number IS NOT NULL AND a.status = 'failed'
      GROUP BY a.failure_kind ORDER BY count(*) DESC, a.failure_kind
      """)
    var counts: [(kind: String, count: Int)] = []
    while try statement.step() {
      counts.append((statement.text(0) ?? "engine", statement.integer(1) ?? 0))
    }
    return counts
  }

  /// The runs of the plan that have succeeded with the files that their results count.
  public func successes() throws(StoreProblem) -> [PlannedRun] {
    let statement = try database.prepare(
      """
      SELECT id, key, inputs, position, fingerprint FROM run WHERE state = 'success' ORDER BY number
      """)
    let reader = InputLists(database)
    var latest: (list: Int, files: [RunManifest.Input])?
    var runs: [PlannedRun] = []
    while try statement.step() {
      if let list = statement.integer(2), latest?.list != list {
        latest = (list, try reader.files(of: list))
      }
      runs.append(
        PlannedRun(
          position: UInt64(UInt(bitPattern: statement.integer(3) ?? 0)),
          id: statement.text(0) ?? "", key: RunKey(text: statement.text(1) ?? ""),
          fingerprint: statement.text(4) ?? "", inputs: latest?.files ?? []))
    }
    return runs
  }

  /// Calls `body` with how long the last attempt of a run took, for each run of the plan that has had one.
  public func forEachDuration(
    _ body: (_ number: Int, _ seconds: Double) -> Void
  ) throws(StoreProblem) {
    let statement = try database.prepare(
      """
      SELECT r.number, a.runtime_sec FROM run r JOIN attempt a ON a.run = r.run AND a.n = r.attempts
      WHERE r.number IS NOT NULL
      """)
    while try statement.step() { body(statement.integer(0) ?? 0, statement.double(1)) }
  }

  /// What SQLite finds wrong with the file; empty if nothing is.
  public func integrityProblems() throws(StoreProblem) -> [String] {
    let statement = try database.prepare("PRAGMA integrity_check")
    var problems: [String] = []
    while try statement.step() {
      if let text = statement.text(0), text != "ok" { problems.append(text) }
    }
    return problems
  }
}
