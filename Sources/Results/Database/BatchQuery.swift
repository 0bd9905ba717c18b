// Any question to a store, asked in SQL by somebody who may have got the folder from a stranger:
// nothing but reading is allowed, and the caller decides when it has taken too long.

internal import CSQLite
internal import Source

extension BatchStore {
  /// The answer to one SELECT. Besides the tables there is the view `result`: a line for each run
  /// with `run_id`, its state, its times, a column for each setting that varies, and for each metric.
  ///
  /// `settings` are asked for only where the query names columns that are none of the others, or
  /// wants all. `isOver` is asked every few thousand steps; true ends the query with a problem, and so
  /// do more than `limit` rows. Only on a store opened by ``reading(_:)``.
  public func query(
    _ sql: String, limit: Int = 1_000_000, until isOver: () -> Bool = { false },
    settings: () -> SettingColumns? = { nil }
  ) throws(StoreProblem) -> Table {
    guard batchFolder == nil else {
      throw StoreProblem(.refused, "queries are for a store that is opened for reading")
    }
    csqlite_refuse_quoted_texts(database.handle)
    var names = try makeResultView(with: nil)
    var lacksSettings = false
    if wantsSettings(sql) {
      if let settings = settings() {
        names = try makeResultView(with: settings)
      } else {
        lacksSettings = true
      }
    }
    sqlite3_limit(database.handle, SQLITE_LIMIT_LENGTH, 1 << 24)
    return try reading { () throws(StoreProblem) in
      do throws(StoreProblem) {
        return try answer(to: sql, limit: limit, until: isOver)
      } catch {
        throw unknownColumn(error, names, lacksSettings)
      }
    }
  }

  /// Runs `body` with a database that compiles nothing but reading.
  private func reading<Result>(
    _ body: () throws(StoreProblem) -> Result
  ) throws(StoreProblem) -> Result {
    sqlite3_set_authorizer(database.handle, allowing, nil)
    defer { sqlite3_set_authorizer(database.handle, nil, nil) }
    return try body()
  }

  /// Whether a query asks for all columns, or for one that is not there.
  private func wantsSettings(_ sql: String) -> Bool {
    if sql.wantsAllColumns { return true }
    do throws(StoreProblem) {
      _ = try reading { () throws(StoreProblem) in try database.prepare(sql) }
      return false
    } catch {
      return error.message.contains(noSuchColumn) || error.message.contains("column not present")
    }
  }

  private var noSuchColumn: String { "no such column: " }

  /// The same problem, with the name that was perhaps meant.
  private func unknownColumn(
    _ problem: StoreProblem, _ names: [String], _ lacksSettings: Bool
  ) -> StoreProblem {
    guard problem.help == nil, let mark = problem.message.firstRange(of: noSuchColumn) else {
      return problem
    }
    let name = problem.message[mark.upperBound...].split(separator: ".").last.map(String.init) ?? ""
    let help =
      nearestName(to: name, among: names).map { "did you mean '\($0)'?" }
      ?? (lacksSettings
        ? "the settings of the runs are not known: \(BatchFile.config.rawValue) cannot be read"
        : "'SELECT * FROM result LIMIT 1' shows the columns of 'result'")
    return StoreProblem(problem.kind, problem.message, help: help)
  }

  private func answer(
    to sql: String, limit: Int, until isOver: () -> Bool
  ) throws(StoreProblem) -> Table {
    let handle = database.handle
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

  /// `result`, with a column for each metric that any list names, and for each setting. The names of
  /// its columns.
  private func makeResultView(with settings: SettingColumns?) throws(StoreProblem) -> [String] {
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
    let fixed = [
      "number", "run_id", "state", "attempt", "error", "key", "runtime_sec", "cpu_sec",
      "peak_memory_mb", "started_at", "finished_at",
    ]
    var taken = Set(fixed)
    let metrics = names.filter { taken.insert($0.lowercased()).inserted }.prefix(1000)
    let metricColumns = metrics.map { name in
      ", CASE a.metric_list\(cases[name] ?? "") END AS \(quoted(name))"
    }
    if let settings { try offer(settings) }
    // What is called like another column has its kind before its name.
    let given = (settings?.names ?? []).prefix(500).map { name in
      taken.insert(name.lowercased()).inserted ? name : "setting_\(name)"
    }
    let settingColumns = given.enumerated().map { place, name in
      ", setting_value(r.id, r.key, \(place)) AS \(quoted(name))"
    }
    try database.execute(
      """
      PRAGMA query_only = OFF;
      DROP VIEW IF EXISTS temp.result;
      CREATE TEMP VIEW result AS SELECT r.number, r.id AS run_id, r.key, r.state, a.n AS attempt,
        a.error, a.runtime_sec, a.cpu_sec, a.peak_memory_mb,
        strftime('%Y-%m-%dT%H:%M:%fZ', a.started_at / 1000.0, 'unixepoch') AS started_at,
        strftime('%Y-%m-%dT%H:%M:%fZ', a.finished_at / 1000.0, 'unixepoch') AS finished_at
        \(settingColumns.joined()) \(metricColumns.joined())
      FROM run r LEFT JOIN attempt a ON a.run = r.run AND a.n = r.attempt
      WHERE r.number IS NOT NULL;
      PRAGMA query_only = ON;
      """)
    return fixed + given + metrics
  }

  private func quoted(_ name: String) -> String {
    let parts = name.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"\(parts.joined(separator: "\"\""))\""
  }

  /// Makes `setting_value` known: the database keeps the settings as long as it is open.
  private func offer(_ settings: SettingColumns) throws(StoreProblem) {
    let code = sqlite3_create_function_v2(
      database.handle, "setting_value", 3, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
      Unmanaged.passRetained(settings).toOpaque(), settingValue, nil, nil,
      { if let settings = $0 { Unmanaged<SettingColumns>.fromOpaque(settings).release() } })
    guard code == SQLITE_OK else { throw database.problem(code) }
  }
}

/// What the runs of a batch were told, as columns.
public final class SettingColumns {
  public let names: [String]
  private let values: (_ run: String, _ key: String) -> [Cell]
  private var latest: (run: String, key: String, values: [Cell])?

  /// `values`: one for each name; none for a run with this id and key that is not known.
  public init(_ names: [String], values: @escaping (_ run: String, _ key: String) -> [Cell]) {
    self.names = names
    self.values = values
  }

  fileprivate func value(ofRun run: String, _ key: String, _ column: Int) -> Cell {
    // Most queries ask for all columns of a run before they go on to the next.
    if latest?.run != run || latest?.key != key { latest = (run, key, values(run, key)) }
    guard let found = latest?.values, found.indices.contains(column) else { return .empty }
    return found[column]
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

extension String {
  /// Whether a query has a star that stands for columns, and for no multiplication.
  fileprivate var wantsAllColumns: Bool {
    let bytes = Array(lowercased().utf8)
    if lowercased().firstRange(of: "natural") != nil { return true }
    return bytes.indices.contains { star in
      guard bytes[star] == UInt8(ascii: "*"),
        let last = bytes[..<star].lastIndex(where: { $0 > UInt8(ascii: " ") })
      else { return false }
      let before = String(decoding: bytes[...last].suffix(8), as: UTF8.self)
      return [",", ".", "select", "distinct", "all"].contains { before.hasSuffix($0) }
    }
  }
}

/// `setting_value(run, key, column)`.
private let settingValue:
  @convention(c) (
    OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?
  ) -> Void = { context, _, arguments in
    guard let arguments, let run = sqlite3_value_text(arguments[0]),
      let key = sqlite3_value_text(arguments[1]), let settings = sqlite3_user_data(context)
    else { return sqlite3_result_null(context) }
    let columns = Unmanaged<SettingColumns>.fromOpaque(settings).takeUnretainedValue()
    let column = Int(sqlite3_value_int64(arguments[2]))
    switch columns.value(ofRun: String(cString: run), String(cString: key), column) {
    case .empty: sqlite3_result_null(context)
    case .int(let number): sqlite3_result_int64(context, Int64(number))
    case .number(let number): sqlite3_result_double(context, number)
    case .text(let text):
      sqlite3_result_text(
        context, text, Int32(text.utf8.count), unsafeBitCast(-1, to: sqlite3_destructor_type.self))
    }
  }
