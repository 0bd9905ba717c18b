// Any question to a store, asked in SQL by somebody who may have got the folder from a stranger:
// nothing but reading is allowed, and the caller decides when it has taken too long.

internal import CSQLite

extension BatchStore {
  /// The answer to one SELECT. Besides the tables there is the view `result`: a line for each run
  /// with `run_id`, its state, its times and a column for each metric.
  ///
  /// `isOver` is asked every few thousand steps; true ends the query with a problem, and so do more
  /// than `limit` rows. Only on a store opened by ``reading(_:)``.
  public func query(
    _ sql: String, limit: Int = 1_000_000, until isOver: () -> Bool = { false }
  ) throws(StoreProblem) -> Table {
    guard batchFolder == nil else {
      throw StoreProblem(.refused, "queries are for a store that is opened for reading")
    }
    try makeResultView()
    let handle = database.handle
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 1 << 24)
    sqlite3_set_authorizer(handle, allowing, nil)
    defer { sqlite3_set_authorizer(handle, nil, nil) }
    return try withoutActuallyEscaping(isOver) { isOver throws(StoreProblem) in
      let deadline = Deadline(isOver)
      sqlite3_progress_handler(
        handle, 4000,
        { Unmanaged<Deadline>.fromOpaque($0!).takeUnretainedValue().isOver() ? 1 : 0 },
        Unmanaged.passUnretained(deadline).toOpaque())
      defer { sqlite3_progress_handler(handle, 0, nil, nil) }
      return try withExtendedLifetime(deadline) { () throws(StoreProblem) in
        try answer(to: sql, limit: limit)
      }
    }
  }

  private func answer(to sql: String, limit: Int) throws(StoreProblem) -> Table {
    let statement = try database.prepare(sql)
    guard statement.isAll(of: sql) else {
      throw StoreProblem(.refused, "one statement at a time: there is text after the first")
    }
    guard statement.isReadOnly, statement.columnCount > 0 else {
      throw StoreProblem(.refused, "a query can only read", help: "write a SELECT")
    }
    var titles: Set<String> = []
    var table = Table(
      (0..<statement.columnCount).map { column in
        var title = statement.columnName(column)
        while !titles.insert(title).inserted { title += "_" }
        return Table.Column(title, format: .exact)
      })
    while try statement.step() {
      guard table.rows.count < limit else {
        throw StoreProblem(
          .refused, "the answer has more than \(limit) rows", help: "add a LIMIT to the query")
      }
      table.append((0..<statement.columnCount).map { statement.cell($0) })
    }
    return table
  }

  /// `result`, with a column for each metric that any list names.
  private func makeResultView() throws(StoreProblem) {
    sqlite3_create_function_v2(
      database.handle, "metric_value", 2,
      SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, nil, metricValue, nil, nil, nil)
    var cases: [String: String] = [:]
    var names: [String] = []
    let select = try database.prepare("SELECT list FROM metric_list ORDER BY list")
    while let list = try select.step() ? select.integer(0) : nil {
      for (place, name) in try lists.names(of: list, database).enumerated() {
        if cases[name] == nil { names.append(name) }
        cases[name, default: ""] += " WHEN \(list) THEN metric_value(a.metrics, \(place))"
      }
    }
    var taken: Set<String> = ["number", "run_id", "state", "attempt", "error", "key"]
    taken.formUnion(["runtime_sec", "cpu_sec", "peak_memory_mb", "started_at", "finished_at"])
    let columns = names.filter { taken.insert($0.lowercased()).inserted }.prefix(1000).map { name in
      let quoted = name.split(separator: "\"", omittingEmptySubsequences: false)
        .joined(separator: "\"\"")
      return ", CASE a.metric_list\(cases[name] ?? "") END AS \"\(quoted)\""
    }
    try database.execute(
      """
      PRAGMA query_only = OFF;
      DROP VIEW IF EXISTS temp.result;
      CREATE TEMP VIEW result AS SELECT r.number, r.id AS run_id, r.key, r.state, a.n AS attempt,
        a.error, a.runtime_sec, a.cpu_sec, a.peak_memory_mb,
        strftime('%Y-%m-%dT%H:%M:%fZ', a.started_at / 1000.0, 'unixepoch') AS started_at,
        strftime('%Y-%m-%dT%H:%M:%fZ', a.finished_at / 1000.0, 'unixepoch') AS finished_at
        \(columns.joined())
      FROM run r LEFT JOIN attempt a ON a.run = r.run AND a.n = r.attempt
      WHERE r.number IS NOT NULL;
      PRAGMA query_only = ON;
      """)
  }
}

/// Carries the caller's question about time through C.
private final class Deadline {
  let isOver: () -> Bool

  init(_ isOver: @escaping () -> Bool) { self.isOver = isOver }
}

/// Lets SQLite compile reading and nothing else.
private let allowing:
  @convention(c) (
    UnsafeMutableRawPointer?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
    UnsafePointer<CChar>?, UnsafePointer<CChar>?
  ) -> Int32 = { _, action, _, name, _, _ in
    switch action {
    case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE: return SQLITE_OK
    case SQLITE_FUNCTION:
      return name.map { String(cString: $0).lowercased() } == "load_extension"
        ? SQLITE_DENY : SQLITE_OK
    default: return SQLITE_DENY
    }
  }

/// `metric_value(blob, place)`: a double of a metric blob; null for NaN or beyond its end.
private let metricValue:
  @convention(c) (
    OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?
  ) -> Void = { context, _, arguments in
    guard let arguments else { return }
    let bytes = UnsafeRawBufferPointer(
      start: sqlite3_value_blob(arguments[0]), count: Int(sqlite3_value_bytes(arguments[0])))
    let place = Int(sqlite3_value_int64(arguments[1]))
    guard place >= 0, place < bytes.count / 8 else { return sqlite3_result_null(context) }
    let word = bytes.loadUnaligned(fromByteOffset: place * 8, as: UInt64.self)
    sqlite3_result_double(context, Double(bitPattern: UInt64(littleEndian: word)))
  }
