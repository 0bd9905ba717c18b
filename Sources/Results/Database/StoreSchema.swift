// The tables of batch.sqlite and their version. It does not know what is read out of them.

internal import Glibc

enum StoreSchema {
  /// Grows when the tables change; older files are then brought up to it, newer ones are refused.
  static let version = 3

  /// `run.number` is the place in plan order, null for a retired run; `run.attempt` is the attempt
  /// that counts for the fingerprint, null if none does. Times are milliseconds since 1970 (UTC).
  /// `run.attempts` is how many attempts there were, for whatever fingerprint; `run.inputs` the list
  /// of the files that its fingerprint counts, `run.started_at` when it was begun last.
  /// `attempt.sketch` tells how alike the returns of two runs are; null where nothing does.
  /// `attempt.metrics` holds one little-endian double for each name of its metric list.
  static let tables = """
    CREATE TABLE batch (
      name TEXT NOT NULL, source_path TEXT NOT NULL, source_kind TEXT NOT NULL,
      fans_out INTEGER NOT NULL, plan_key TEXT, tool_version TEXT, started_at INTEGER,
      finished_at INTEGER
    ) STRICT;
    CREATE TABLE run (
      run INTEGER PRIMARY KEY, number INTEGER, position INTEGER NOT NULL, id TEXT NOT NULL,
      key TEXT NOT NULL, fingerprint TEXT NOT NULL, state TEXT NOT NULL, attempt INTEGER,
      attempts INTEGER NOT NULL DEFAULT 0, inputs INTEGER, started_at INTEGER
    ) STRICT;
    \(runIndexes)
    CREATE TABLE input_list (list INTEGER PRIMARY KEY, files TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE metric_list (list INTEGER PRIMARY KEY, names TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE attempt (
      run INTEGER NOT NULL, n INTEGER NOT NULL, status TEXT NOT NULL, started_at INTEGER,
      finished_at INTEGER, runtime_sec REAL NOT NULL, cpu_sec REAL NOT NULL,
      peak_memory_mb REAL NOT NULL, metric_list INTEGER NOT NULL, metrics BLOB NOT NULL,
      failure_kind TEXT, error TEXT, detail TEXT, exit_code INTEGER, signal INTEGER,
      backtest_dir TEXT, risk_report_path TEXT, tca_report_path TEXT, log_excerpt TEXT,
      sketch BLOB, PRIMARY KEY (run, n)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE event (
      event INTEGER PRIMARY KEY, time INTEGER NOT NULL, kind TEXT NOT NULL, run INTEGER, text TEXT
    ) STRICT;
    PRAGMA user_version = \(version);
    """

  static let runIndexes = """
    CREATE UNIQUE INDEX run_id ON run (id);
    CREATE INDEX run_number ON run (number);
    """
  static let droppingRunIndexes = "DROP INDEX run_id; DROP INDEX run_number;"

  /// What version 1 lacks.
  private static let fromVersion1 = """
    ALTER TABLE run ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE run ADD COLUMN inputs INTEGER;
    ALTER TABLE run ADD COLUMN started_at INTEGER;
    UPDATE run SET attempts = (SELECT count(*) FROM attempt WHERE attempt.run = run.run);
    \(runIndexes)
    CREATE TABLE input_list (list INTEGER PRIMARY KEY, files TEXT NOT NULL UNIQUE) STRICT;
    """
  /// What version 2 lacks.
  private static let fromVersion2 = """
    ALTER TABLE attempt ADD COLUMN sketch BLOB;
    PRAGMA user_version = \(version);
    """

  /// Opens the database of a batch folder for writing; makes it, with all tables, if it is missing.
  static func openForWriting(in folder: Folder) throws(StoreProblem) -> Database {
    let name = BatchFile.database.rawValue
    // SQLite gives its side files the rights of this one.
    _ = try OutputFile(name, in: folder, flags: O_APPEND)
    let database = try Database("\(try folder.realPath())/\(name)", .write)
    try check(database, folder)
    try database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
    try database.execute("PRAGMA temp_store = MEMORY; PRAGMA cache_size = -6000;")
    try database.execute("PRAGMA trusted_schema = OFF;")
    let statements: String? =
      switch try database.integer("PRAGMA user_version") {
      case 0: tables
      case 1: fromVersion1 + fromVersion2
      case 2: fromVersion2
      default: nil
      }
    if let statements {
      try database.transaction { () throws(StoreProblem) in try database.execute(statements) }
    }
    return database
  }

  /// Opens the database of a batch folder for reading, also while it is being written.
  static func openForReading(in folder: Folder) throws(StoreProblem) -> Database {
    let name = BatchFile.database.rawValue
    guard try folder.contains(name) else {
      throw StoreProblem(
        .missing, "'\(folder.path)' has no \(name): no batch has been run there",
        help: "run the batch first, or give the folder that has its results")
    }
    let path = "\(try folder.realPath())/\(name)"
    var database = try Database(path, .read)
    do {
      _ = try database.integer("PRAGMA schema_version")
    } catch {
      // Without the right to make side files, a database that nobody writes can still be read.
      guard try !folder.contains("\(name)-wal") else { throw error }
      database = try Database(path, .immutable)
    }
    try check(database, folder)
    let found = try database.integer("PRAGMA user_version") ?? 0
    guard found != 0 else {
      throw StoreProblem(.missing, "the database in '\(folder.path)' is empty: no run was planned")
    }
    guard found == version else {
      throw StoreProblem(
        .refused, "the batch '\(folder.path)' was written by an older gamut",
        help: "go on with it once, and its database is brought up to date: gamut run FILE")
    }
    try database.execute("PRAGMA trusted_schema = OFF; PRAGMA query_only = ON;")
    return database
  }

  private static func check(_ database: Database, _ folder: Folder) throws(StoreProblem) {
    let found = try database.integer("PRAGMA user_version") ?? 0
    guard found <= version else {
      throw StoreProblem(
        .newerVersion,
        "the batch '\(folder.path)' was written by a newer gamut (database version \(found), "
          + "and this one knows \(version))",
        help: "use the newer gamut, or begin anew with --fresh")
    }
  }
}
