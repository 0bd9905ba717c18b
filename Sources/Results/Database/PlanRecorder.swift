// Writes a plan into the store, run by run, as one transaction: a plan that is cut off leaves the
// earlier one as it was. It does not know how runs are made from a plan.

internal import Experiment

/// Takes the runs of a plan in plan order. Dropped before ``finish()``, nothing has happened.
public final class PlanRecorder {
  private let store: BatchStore
  private var previous: PreviousRuns
  private var rows: [BatchStore.Row] = []
  private var ids: Set<String> = []
  private var nextRow: Int
  private let insert: Statement
  private let update: Statement
  private var isFinished = false

  init(
    _ store: BatchStore, key: String, toolVersion: String, at time: Timestamp
  ) throws(StoreProblem) {
    self.store = store
    let database = store.database
    previous = try PreviousRuns(database)
    nextRow = (try database.integer("SELECT max(run) FROM run") ?? 0) + 1
    insert = try database.prepare(
      """
      INSERT INTO run (run, number, position, id, key, fingerprint, state)
      VALUES (?, ?, ?, ?, ?, ?, 'planned')
      """)
    update = try database.prepare(
      """
      UPDATE run SET number = ?2, position = ?3, key = ?4, fingerprint = ?5, state = ?6,
        attempt = ?7
      WHERE run = ?1
      """)
    try database.execute("BEGIN IMMEDIATE")
    do {
      let batch = try database.prepare(
        "UPDATE batch SET plan_key = ?, tool_version = ?, started_at = ?, finished_at = NULL")
      batch.bind(1, key)
      batch.bind(2, toolVersion)
      batch.bind(3, Int(time.milliseconds))
      try batch.run()
    } catch {
      database.rollBack()
      throw error
    }
  }

  deinit {
    if !isFinished { store.database.rollBack() }
  }

  /// Records the next run of the plan; its number is how many came before it.
  public func record(_ run: PlannedRun) throws(StoreProblem) -> RunStanding {
    guard ids.insert(run.id).inserted else {
      throw StoreProblem(.refused, "two runs of the plan have the id '\(run.id)'")
    }
    let number = rows.count
    let position = Int(bitPattern: UInt(run.position))
    guard let entry = previous.remove(run.id) else {
      insert.bind(1, nextRow)
      insert.bind(2, number)
      insert.bind(3, position)
      insert.bind(4, run.id)
      insert.bind(5, run.key.text)
      insert.bind(6, run.fingerprint)
      try insert.run()
      rows.append(BatchStore.Row(row: nextRow, attempts: 0))
      nextRow += 1
      return .new
    }
    let standing = entry.standing(run.fingerprint)
    let state: RunState =
      switch standing {
      case .upToDate: .success
      case .failed: .failed
      case .new, .changed, .unfinished: .planned
      }
    if standing == .changed || entry.state != state || entry.number != number
      || entry.position != position
    {
      update.bind(1, entry.row)
      update.bind(2, number)
      update.bind(3, position)
      update.bind(4, run.key.text)
      update.bind(5, run.fingerprint)
      update.bind(6, state.rawValue)
      update.bind(7, standing == .changed ? nil : entry.attempt)
      try update.run()
    }
    rows.append(BatchStore.Row(row: entry.row, attempts: entry.attempts))
    return standing
  }

  /// Makes the plan count; runs that it no longer has become `retired`. Gives their number.
  @discardableResult
  public func finish() throws(StoreProblem) -> Int {
    let retire = try store.database.prepare(
      "UPDATE run SET state = 'retired', number = NULL WHERE run = ?")
    var count = 0
    for entry in previous.entries.values where entry.state != .retired {
      retire.bind(1, entry.row)
      try retire.run()
      count += 1
    }
    try store.database.execute("COMMIT")
    isFinished = true
    store.rows = rows
    return count
  }
}

extension BatchStore {
  /// Begins to record a plan, in place of the one before.
  public func beginPlan(
    key: String, toolVersion: String, at time: Timestamp
  ) throws(StoreProblem) -> PlanRecorder {
    try flush()
    return try PlanRecorder(self, key: key, toolVersion: toolVersion, at: time)
  }
}
