// Writes a plan into the store, run by run, as one transaction: a plan that is cut off leaves the
// earlier one as it was. It does not know how runs are made from a plan.

internal import Experiment

/// Takes the runs of a plan in plan order. Dropped before ``finish(key:)``, nothing has happened.
public final class PlanRecorder {
  private let store: BatchStore
  private let stored: StoredPlan
  private var lists: InputLists
  private var rows: [BatchStore.Row] = []
  /// By row: whether the plan has its run.
  private var isSeen: [Bool]
  private let firstNewRow: Int
  private let insert: Statement
  private let update: Statement
  private var isFinished = false
  /// Whether anything of a run is other than it was.
  public private(set) var changesRuns = false

  init(
    _ store: BatchStore, toolVersion: String, at time: Timestamp
  ) throws(StoreProblem) {
    self.store = store
    let database = store.database
    stored = try StoredPlan(database)
    firstNewRow = (try database.integer("SELECT max(run) FROM run") ?? 0) + 1
    isSeen = Array(repeating: false, count: firstNewRow)
    lists = InputLists(database)
    insert = try database.prepare(
      """
      INSERT INTO run (run, number, position, id, key, fingerprint, state, inputs)
      VALUES (?, ?, ?, ?, ?, ?, 'planned', ?)
      """)
    update = try database.prepare(
      """
      UPDATE run SET number = ?2, position = ?3, key = ?4, fingerprint = ?5, state = ?6,
        attempt = ?7, inputs = ?8
      WHERE run = ?1
      """)
    try database.execute("BEGIN IMMEDIATE")
    do {
      let batch = try database.prepare(
        "UPDATE batch SET tool_version = ?, started_at = ?, finished_at = NULL")
      batch.bind(1, toolVersion)
      batch.bind(2, Int(time.milliseconds))
      try batch.run()
      // Indexes of a first plan are made when it is there: at once, and faster.
      if firstNewRow == 1 { try database.execute(StoreSchema.droppingRunIndexes) }
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
    let list = try lists.list(of: run.inputs)
    guard let entry = try stored.entry(run.id) else {
      try add(run, list)
      return .new
    }
    guard entry.row < firstNewRow, !isSeen[entry.row] else { throw PlanRecorder.twice(run.id) }
    isSeen[entry.row] = true
    let standing = try stored.standing(entry, run.fingerprint)
    let state: RunState =
      switch standing {
      case .upToDate: .success
      case .failed: .failed
      case .new, .changed, .unfinished: .planned
      }
    let position = Int(bitPattern: UInt(run.position))
    if standing == .changed || entry.state != state || entry.number != rows.count
      || entry.position != position
    {
      changesRuns = true
      update.bind(1, entry.row)
      update.bind(2, rows.count)
      update.bind(3, position)
      update.bind(4, run.key.text)
      update.bind(5, run.fingerprint)
      update.bind(6, state.rawValue)
      update.bind(7, standing == .changed ? nil : entry.attempt)
      update.bind(8, list)
      try update.run()
    }
    rows.append(BatchStore.Row(row: entry.row, attempts: entry.attempts))
    return standing
  }

  private func add(_ run: PlannedRun, _ list: Int) throws(StoreProblem) {
    changesRuns = true
    let row = firstNewRow + newRows
    insert.bind(1, row)
    insert.bind(2, rows.count)
    insert.bind(3, Int(bitPattern: UInt(run.position)))
    insert.bind(4, run.id)
    insert.bind(5, run.key.text)
    insert.bind(6, run.fingerprint)
    insert.bind(7, list)
    do {
      try insert.run()
    } catch {
      // The index of ids allows each once.
      throw try stored.entryByID(run.id) == nil ? error : PlanRecorder.twice(run.id)
    }
    newRows += 1
    rows.append(BatchStore.Row(row: row, attempts: 0))
  }

  private var newRows = 0

  private static func twice(_ id: String) -> StoreProblem {
    StoreProblem(.refused, "two runs of the plan have the id '\(id)'")
  }

  /// Makes the plan count; runs that it no longer has become `retired`. Gives their number.
  @discardableResult
  public func finish(key: String) throws(StoreProblem) -> Int {
    let database = store.database
    let batch = try database.prepare("UPDATE batch SET plan_key = ?")
    batch.bind(1, key)
    try batch.run()
    let retired = try retireOthers()
    if firstNewRow == 1 { try makeIndexes() }
    try database.execute("COMMIT")
    isFinished = true
    store.rows = rows
    return retired
  }

  private func makeIndexes() throws(StoreProblem) {
    do {
      try store.database.execute(StoreSchema.runIndexes)
    } catch {
      let twice = try store.database.prepare(
        "SELECT id FROM run GROUP BY id HAVING count(*) > 1 ORDER BY min(run) LIMIT 1")
      throw try twice.step() ? PlanRecorder.twice(twice.text(0) ?? "") : error
    }
  }

  private func retireOthers() throws(StoreProblem) -> Int {
    let retire = try store.database.prepare(
      "UPDATE run SET state = 'retired', number = NULL WHERE run = ? AND state <> 'retired'")
    var count = 0
    for row in isSeen.indices where row > 0 && !isSeen[row] {
      retire.bind(1, row)
      try retire.run()
      count += store.database.changes
    }
    if count > 0 { changesRuns = true }
    return count
  }
}

extension BatchStore {
  /// Begins to record a plan, in place of the one before.
  public func beginPlan(
    toolVersion: String, at time: Timestamp
  ) throws(StoreProblem) -> PlanRecorder {
    try flush()
    return try PlanRecorder(self, toolVersion: toolVersion, at: time)
  }
}
