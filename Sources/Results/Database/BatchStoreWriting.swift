// Results on their way into the database: collected, then committed as a group. Until a group is
// committed it is kept, so that a full disk loses nothing that can still be written later.

public import Experiment

/// What waits for the next commit.
struct PendingGroup {
  struct Finished {
    let number: Int
    let result: RunResult
    let startedAt: Timestamp?
    let finishedAt: Timestamp?
  }

  var started: [(number: Int, at: Timestamp)] = []
  var finished: [Finished] = []
  var events: [BatchEvent] = []

  var isEmpty: Bool { started.isEmpty && finished.isEmpty && events.isEmpty }
}

/// The statements of every group, prepared once.
struct WritingStatements {
  let attempt: Statement
  let outcome: Statement
  let skipped: Statement
  let running: Statement
  let event: Statement

  init(_ database: Database) throws(StoreProblem) {
    attempt = try database.prepare(
      "INSERT INTO attempt VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
    outcome = try database.prepare(
      "UPDATE run SET state = ?2, attempt = ?3, attempts = ?3 WHERE run = ?1")
    skipped = try database.prepare(
      """
      UPDATE run SET state = coalesce(
        (SELECT a.status FROM attempt a WHERE a.run = run.run AND a.n = run.attempt), 'skipped')
      WHERE run = ?
      """)
    running = try database.prepare(
      "UPDATE run SET state = 'running', started_at = ?2 WHERE run = ?1")
    event = try database.prepare("INSERT INTO event (time, kind, run, text) VALUES (?, ?, ?, ?)")
  }
}

extension BatchStore {
  /// A group is committed at the latest when it has so many results.
  public static let groupLimit = 1000

  /// Notes that a run was begun. Others see it after the next commit, unless it has ended by then.
  public func runStarted(_ number: Int, at time: Timestamp) {
    if rows.indices.contains(number) { group.started.append((number, time)) }
  }

  public func note(_ event: BatchEvent) { group.events.append(event) }

  /// Takes the outcome of a run by its number in the plan.
  ///
  /// Gives the numbers of the runs whose outcomes are safe now: none until the group is committed.
  /// A run is to be reported as a success only then. A `skipped` run gets no attempt.
  @discardableResult
  public func runFinished(
    _ number: Int, _ result: RunResult, startedAt: Timestamp? = nil, finishedAt: Timestamp? = nil
  ) throws(StoreProblem) -> [Int] {
    guard rows.indices.contains(number) else {
      throw StoreProblem(.refused, "the plan has no run with the number \(number)")
    }
    group.finished.append(
      .init(number: number, result: result, startedAt: startedAt, finishedAt: finishedAt))
    return group.finished.count < BatchStore.groupLimit ? [] : try flush()
  }

  /// Commits what waits, and gives the numbers of the runs whose outcomes are safe now.
  ///
  /// Each commit costs some tens of microseconds: at most every 20 ms is enough. If it fails,
  /// everything still waits.
  @discardableResult
  public func flush() throws(StoreProblem) -> [Int] {
    guard !group.isEmpty else { return [] }
    let statements = try writing.get()
    let before = group.finished.map { rows[$0.number].attempts }
    do {
      try database.transaction { () throws(StoreProblem) in
        for finished in group.finished { try write(finished, statements) }
        let ended = Set(group.finished.map(\.number))
        for (number, time) in group.started where !ended.contains(number) {
          statements.running.bind(1, rows[number].row)
          statements.running.bind(2, Int(time.milliseconds))
          try statements.running.run()
        }
        for event in group.events { try write(event, statements.event) }
      }
    } catch {
      for (finished, attempts) in zip(group.finished, before).reversed() {
        rows[finished.number].attempts = attempts
      }
      lists.forget()
      throw error
    }
    defer { group = PendingGroup() }
    return group.finished.map(\.number)
  }

  private func write(
    _ finished: PendingGroup.Finished, _ statements: WritingStatements
  ) throws(StoreProblem) {
    let row = rows[finished.number].row
    let result = finished.result
    if result.status == .skipped {
      statements.skipped.bind(1, row)
      return try statements.skipped.run()
    }
    rows[finished.number].attempts += 1
    let attempt = rows[finished.number].attempts
    let insert = statements.attempt
    insert.bind(1, row)
    insert.bind(2, attempt)
    insert.bind(3, result.status.rawValue)
    insert.bind(4, finished.startedAt.map { Int($0.milliseconds) })
    insert.bind(5, finished.finishedAt.map { Int($0.milliseconds) })
    insert.bind(6, result.usage.runtimeSeconds)
    insert.bind(7, result.usage.cpuSeconds)
    insert.bind(8, result.usage.peakMemoryMB)
    insert.bind(9, try lists.list(of: result.metrics, database))
    insert.bind(10, result.metrics.values)
    let failure = result.failure.map(StoredFailure.init)
    insert.bind(11, failure?.kind.rawValue)
    insert.bind(12, failure?.message)
    insert.bind(13, failure?.detail)
    insert.bind(14, failure?.exitCode)
    insert.bind(15, failure?.signal)
    insert.bind(16, result.backtestFolder)
    insert.bind(17, result.riskReportPath)
    insert.bind(18, result.tcaReportPath)
    insert.bind(19, result.logExcerpt)
    insert.bind(20, result.sketch)
    try insert.run()
    statements.outcome.bind(1, row)
    statements.outcome.bind(2, result.status.rawValue)
    statements.outcome.bind(3, attempt)
    try statements.outcome.run()
  }

  private func write(_ event: BatchEvent, _ insert: Statement) throws(StoreProblem) {
    insert.bind(1, Int(event.time.milliseconds))
    insert.bind(2, event.kind)
    insert.bind(3, event.run.flatMap { rows.indices.contains($0) ? rows[$0].row : nil })
    insert.bind(4, event.text)
    try insert.run()
  }
}
