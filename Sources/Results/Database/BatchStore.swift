// The database of a batch: opened for its one writer, or for looking on. What is done with it stands
// in PlanRecorder (the plan), BatchStoreWriting (results) and BatchStoreReading.
// It does not know processes, engines or clocks.

/// The store of a batch. Used by one thread at a time.
public final class BatchStore {
  let database: Database
  /// The locked folder of the one writer; nil for a store that only reads.
  public let batchFolder: BatchFolder?
  public let layout: StoreLayout
  /// By number of the plan: the row of the run and how many attempts it has had.
  var rows: [Row] = []
  var group = PendingGroup()
  var lists = MetricLists()
  lazy var writing = Result { () throws(StoreProblem) in try WritingStatements(database) }

  struct Row {
    let row: Int
    var attempts: Int
  }

  private init(_ database: Database, _ batch: BatchFolder?, _ layout: StoreLayout) {
    self.database = database
    batchFolder = batch
    self.layout = layout
  }

  /// Opens or makes the store of a batch folder, for writing.
  ///
  /// A store that was made for another source is refused unless it is adopted. `runs` is the size of
  /// the plan; it decides the layout of a new batch folder.
  public static func opening(
    _ batch: BatchFolder, name: String, source: BatchSource, adopt: Bool = false, runs: Int
  ) throws(StoreProblem) -> BatchStore {
    let database = try StoreSchema.openForWriting(in: batch.folder)
    if let stored = try storedBatch(database) {
      // What came without a file belongs to none.
      let isNobodys = stored.source.path.hasPrefix("-")
      guard adopt || isNobodys || stored.source.path == source.path else {
        throw StoreProblem(
          .otherSource,
          "the batch folder '\(batch.path)' belongs to '\(stored.source.path)', "
            + "not to '\(source.path)'",
          help: "give this batch another name, or go on in that folder with --adopt, "
            + "or move it aside with --fresh")
      }
      let update = try database.prepare("UPDATE batch SET source_path = ?, source_kind = ?")
      update.bind(1, source.path)
      update.bind(2, source.kind.rawValue)
      try update.run()
    } else {
      let insert = try database.prepare(
        "INSERT INTO batch (name, source_path, source_kind, fans_out) VALUES (?, ?, ?, ?)")
      insert.bind(1, name)
      insert.bind(2, source.path)
      insert.bind(3, source.kind.rawValue)
      insert.bind(4, StoreLayout(runs: runs).fansOut ? 1 : 0)
      try insert.run()
    }
    return BatchStore(database, batch, try storedLayout(database))
  }

  /// Opens the store of a batch folder for reading, also while another process writes.
  public static func reading(_ path: String) throws(StoreProblem) -> BatchStore {
    let folder: Folder
    do {
      folder = try Folder.opening(path)
    } catch  where error.kind == .missing {
      throw StoreProblem(
        .missing, "there is no batch folder '\(path)': no batch has been run there",
        help: "run the batch first, or give the folder that has its results")
    }
    let database = try StoreSchema.openForReading(in: folder)
    return BatchStore(database, nil, try storedLayout(database))
  }

  /// The folders of this batch's runs; nil for a store that only reads.
  public private(set) lazy var runFolders = batchFolder.map {
    RunFolders(in: $0.folder, layout: layout)
  }

  /// What is remembered of the batch as a whole.
  public func storedBatch() throws(StoreProblem) -> StoredBatch {
    guard let stored = try BatchStore.storedBatch(database) else {
      throw StoreProblem(.missing, "the database has no batch: it was cut off while it was made")
    }
    return stored
  }

  /// Remembers that the batch came to its end.
  public func finishBatch(at time: Timestamp) throws(StoreProblem) {
    try flush()
    let update = try database.prepare("UPDATE batch SET finished_at = ?")
    update.bind(1, Int(time.milliseconds))
    try update.run()
  }

  /// Leaves the database as one file without a log beside it, unless somebody is reading.
  ///
  /// The last thing that is done with a store.
  public func seal() {
    try? database.execute("PRAGMA journal_mode = DELETE;")
  }

  private static func storedBatch(_ database: Database) throws(StoreProblem) -> StoredBatch? {
    let statement = try database.prepare(
      """
      SELECT name, source_path, source_kind, plan_key, tool_version, started_at, finished_at
      FROM batch
      """)
    guard try statement.step() else { return nil }
    let kind = statement.text(2).flatMap(SourceKind.init(rawValue:)) ?? .gamut
    return StoredBatch(
      name: statement.text(0) ?? "",
      source: BatchSource(path: statement.text(1) ?? "", kind: kind),
      planKey: statement.text(3), toolVersion: statement.text(4),
      startedAt: statement.timestamp(5), finishedAt: statement.timestamp(6))
  }

  private static func storedLayout(_ database: Database) throws(StoreProblem) -> StoreLayout {
    StoreLayout(fansOut: try database.integer("SELECT fans_out FROM batch") == 1)
  }
}

extension Statement {
  /// Nil for null.
  func timestamp(_ column: Int32) -> Timestamp? {
    integer(column).map { Timestamp(milliseconds: Int64($0)) }
  }
}
