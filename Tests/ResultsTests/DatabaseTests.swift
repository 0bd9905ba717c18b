import CSQLite
import Experiment
import Results
import Testing

@Suite struct DatabaseTests {
  let place = TemporaryFolder()
  var folder: String { "\(place.path)/output/momentum" }

  func execute(_ sql: String) {
    var handle: OpaquePointer?
    #expect(sqlite3_open("\(folder)/batch.sqlite", &handle) == SQLITE_OK)
    #expect(sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK)
    sqlite3_close(handle)
  }

  func fill() throws {
    let store = try place.store()
    try store.plan([planned("a"), planned("b")])
    try store.runFinished(0, success("a"))
    try store.flush()
  }

  @Test func `a database of a newer version is refused by writers and readers`() throws {
    try fill()
    execute("PRAGMA user_version = 99")
    for found in [
      problem { _ = try place.store() }, problem { _ = try BatchStore.reading(folder) },
    ] {
      #expect(found?.kind == .newerVersion)
      #expect(found?.message.contains("database version 99") == true)
      #expect(found?.help?.contains("--fresh") == true)
    }
  }

  @Test func `a database of version 1 is brought up to date, and readers say that it must be`()
    throws
  {
    try fill()
    execute(
      """
      DROP INDEX run_id; DROP INDEX run_number; DROP TABLE input_list;
      ALTER TABLE run DROP COLUMN attempts; ALTER TABLE run DROP COLUMN inputs;
      ALTER TABLE run DROP COLUMN started_at; ALTER TABLE attempt DROP COLUMN sketch;
      PRAGMA user_version = 1;
      """)
    #expect(problem { _ = try BatchStore.reading(folder) }?.help?.contains("gamut run") == true)
    let store = try place.store()
    #expect(try store.plan([planned("a"), planned("b")]) == [.upToDate, .unfinished])
    try store.runFinished(0, success("a", sharpe: 2))
    #expect(try store.run("a")?.attempt == 2)
  }

  @Test func `a database of version 2 is brought up to date`() throws {
    try fill()
    execute("ALTER TABLE attempt DROP COLUMN sketch; PRAGMA user_version = 2;")
    let store = try place.store()
    #expect(try store.plan([planned("a"), planned("b")]) == [.upToDate, .unfinished])
    #expect(try store.run("a")?.result.sketch == [])
    var result = success("b", sharpe: 2)
    result.sketch = [1, 0, 255]
    try store.runFinished(1, result)
    #expect(try store.run("b")?.result.sketch == [1, 0, 255])
  }

  @Test func `a folder without a batch is a problem that says so`() throws {
    #expect(problem { _ = try BatchStore.reading(place.path) }?.kind == .missing)
    #expect(problem { _ = try BatchStore.reading("\(place.path)/none") }?.kind == .missing)
    _ = try place.batch()
    try place.write("", to: "output/momentum/batch.sqlite")
    #expect(problem { _ = try BatchStore.reading(folder) }?.kind == .missing)
  }

  @Test func `a file that is no database is called damaged`() throws {
    try place.write(String(repeating: "gamut ", count: 1000), to: "output/momentum/batch.sqlite")
    #expect(problem { _ = try BatchStore.reading(folder) }?.kind == .damaged)
    #expect(problem { _ = try place.store() }?.kind == .damaged)
  }

  @Test func `the tables are strict, the journal is a write-ahead log`() throws {
    try fill()
    let store = try BatchStore.reading(folder)
    let tables = try store.query(
      "SELECT count(*) AS n FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%STRICT%'")
    #expect(tables.csv == "n\n6\n")
    let bytes = try Folder.opening(folder).bytes("batch.sqlite") ?? []
    // Bytes 18 and 19 of the header: 2 is WAL (SQLite file format, 1.3).
    #expect(bytes[18...19] == [2, 2])
  }

  @Test func `results that cannot be written are kept for the next commit`() throws {
    let store = try place.store()
    try store.plan([planned("a"), planned("b")])
    execute("CREATE TRIGGER full BEFORE INSERT ON attempt BEGIN SELECT RAISE(ABORT, 'no'); END")
    try store.runFinished(0, success("a"))
    #expect(problem { try store.flush() } != nil)
    try store.runFinished(0, success("a", sharpe: 2))
    #expect(problem { try store.flush() } != nil)
    execute("DROP TRIGGER full")
    #expect(try store.flush() == [0, 0])
    #expect(try store.run("a")?.attempt == 2)
    #expect(try store.run("a")?.result.metric("sharpe") == 2)
  }

  @Test func `a query sees each run with its metrics by name`() throws {
    try fill()
    let table = try BatchStore.reading(folder).query(
      "SELECT run_id, state, attempt, sharpe, trades, started_at FROM result ORDER BY number")
    #expect(
      table.csv == """
        run_id,state,attempt,sharpe,trades,started_at
        a,success,1,1.5,42.0,
        b,planned,,,,

        """)
  }

  @Test func `settings are columns, and are fetched only for a query that needs them`() throws {
    try fill()
    var fetches = 0
    func settings() -> SettingColumns {
      fetches += 1
      let cells: [Cell] = [.int(5), .text("W"), .int(0), .int(0), .number(0.5)]
      return SettingColumns(["ema_fast", "freq", "sharpe", "run_id", "od\"d"]) {
        run, key -> [Cell] in
        run == "a" && key == "key-a" ? cells : []
      }
    }
    func answer(_ sql: String) throws -> String {
      try BatchStore.reading(folder).query(sql, settings: settings).csv
    }
    #expect(
      try answer("SELECT count(*), max(sharpe) AS best FROM result") == "count(*),best\n2,1.5\n")
    #expect(fetches == 0)
    #expect(
      try answer("SELECT run_id, ema_fast, freq, sharpe FROM result WHERE ema_fast > 4")
        == "run_id,ema_fast,freq,sharpe\na,5,W,1.5\n")
    #expect(try answer("SELECT \"od\"\"d\" AS x FROM result") == "x\n0.5\n\n")
    let all = try answer("SELECT * FROM result")
    #expect(
      all.hasPrefix(
        "number,run_id,key,state,attempt,error,runtime_sec,cpu_sec,peak_memory_mb,started_at,"
          + "finished_at,ema_fast,freq,setting_sharpe,setting_run_id,\"od\"\"d\",final_pf,sharpe,trades\n"
      ), "\(all)")
    #expect(try answer("SELECT r.* FROM result r").hasPrefix("number,run_id,key,state,attempt,"))
    #expect(fetches == 4)
    let store = try BatchStore.reading(folder)
    let typo = problem { _ = try store.query("SELECT ema_fats FROM result", settings: settings) }
    #expect(typo?.help == "did you mean 'ema_fast'?")
    let quoted = problem {
      _ = try store.query("SELECT \"ema_fats\" FROM result", settings: settings)
    }
    #expect(quoted?.help == "did you mean 'ema_fast'?")
    let unread = problem { _ = try store.query("SELECT ema_fast FROM result") }
    #expect(unread?.help?.contains("batch_config.yaml cannot be read") == true)
    #expect(try answer("SELECT sharpe * 2 AS x, count(*) FROM result") == "x,count(*)\n3.0,2\n")
    #expect(fetches == 6)
    #expect(
      try answer(
        "SELECT count(*) AS n FROM result a JOIN result b USING (ema_fast, setting_run_id)")
        == "n\n1\n")
  }

  @Test func `a metric with any name becomes a column, and none hides what is there`() throws {
    do {
      let store = try place.store()
      try store.plan([planned("a")])
      let names = ["run_id", "State", "a \"b\"; DROP TABLE run; --", "x"]
      try store.runFinished(
        0, RunResult(runID: "a", status: .success, metrics: Metrics(names.map { Metric($0, 1) })))
      try store.flush()
    }
    let table = try BatchStore.reading(folder).query("SELECT * FROM result")
    #expect(table.columns.suffix(2).map(\.title) == ["a \"b\"; DROP TABLE run; --", "x"])
    #expect(table.rows.first?[1] == .text("a"))
  }

  @Test(arguments: [
    "DELETE FROM run", "INSERT INTO batch VALUES (1)", "CREATE TABLE t (a)", "ATTACH 'x' AS y",
    "PRAGMA journal_mode = DELETE", "PRAGMA writable_schema = ON", "VACUUM INTO '/tmp/x'",
    "SELECT load_extension('x')", "SELECT 1; SELECT 2", "", "SELECT", "BEGIN", "DROP VIEW result",
  ])
  func `a query cannot write or wander`(sql: String) throws {
    try fill()
    let store = try BatchStore.reading(folder)
    #expect(problem { _ = try store.query(sql) }?.kind == .refused)
    #expect(try store.query("SELECT count(*) AS n FROM run").csv == "n\n2\n")
  }

  @Test func `a query that takes too long or gives too much ends`() throws {
    try fill()
    let store = try BatchStore.reading(folder)
    let endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c"
    var asked = 0
    let slow = problem {
      _ = try store.query("SELECT count(*) FROM (\(endless))") {
        asked += 1
        return asked > 3
      }
    }
    #expect(slow?.kind == .refused)
    #expect(asked == 4)
    #expect(problem { _ = try store.query(endless, limit: 10) }?.help?.contains("LIMIT") == true)
    #expect(problem { _ = try store.query("SELECT length(zeroblob(100000000))") } != nil)
    #expect(try store.query("SELECT 1 AS a, 2 AS a").csv == "a,a_\n1,2\n")
  }

  @Test func `a store that writes answers no queries`() throws {
    let store = try place.store()
    #expect(problem { _ = try store.query("SELECT 1") }?.kind == .refused)
  }
}
