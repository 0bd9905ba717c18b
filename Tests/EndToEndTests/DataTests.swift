// Prices of a user's own: looked at, taken in, run; and decisions that look ahead.

import TestSupport
import Testing

@Suite struct DataTests {
  private static let yahoo = """
    Date,Open,High,Low,Close,Adj Close,Volume
    2020-01-03,74.29,75.14,74.13,74.36,72.35,146322800
    2020-01-02,74.06,75.15,73.80,75.09,73.06,135480400

    """

  @Test func `a folder of files becomes prices that backtests find`() throws {
    let work = try Workspace()
    let days = (10...28).map { "2020-01-\($0)" }
    for (place, name) in ["AAA", "BBB", "CCC"].enumerated() {
      let rows = days.enumerated().map { day, date in
        "\(date);\(10 + place),5;\(12 + place),5;\(9 + place),25;\(10 + place + day % 3),75;1.000"
      }
      try work.folder.write(
        "Datum;Open;High;Low;Close;Volumen\n" + rows.joined(separator: "\n") + "\n",
        to: "mine/\(name).csv")
    }
    let seen = try work.gamut("data", "describe", "mine", "--format", "csv")
    expect(seen, endsWith: 0)
    #expect(
      seen.out.hasPrefix(
        "symbol,first,last,sessions,missing,lowest,highest,largest_move,on\n"
          + "AAA,2020-01-10,2020-01-28,19,0,10.75,12.75,"))
    #expect(seen.err.contains("semicolons, decimal commas (3 files, 57 rows)"), "\(seen)")
    #expect(!work.folder.contains("data"))
    let taken = try work.gamut("data", "import", "mine")
    expect(taken, endsWith: 0)
    #expect(taken.err.hasSuffix("written: data/prices/mine.csv\n"), "\(taken)")
    try work.folder.write(
      """
      let strategy = "equal_weight"
      let period   = 2020-01-10 .. 2020-01-28
      run all
      """, to: "b.gamut")
    let run = try work.gamut("run", "b.gamut")
    expect(run, endsWith: 0)
    #expect(run.err.contains("b: 1 succeeded"), "\(run)")
  }

  @Test func `nothing is overwritten, and standard input is read`() throws {
    let work = try Workspace()
    try work.folder.write(DataTests.yahoo, to: "AAPL.csv")
    expect(try work.gamut("data", "import", "AAPL.csv", "-o", "p.csv"), endsWith: 0)
    let before = try work.folder.text("p.csv")
    #expect(before.contains("2020-01-02,AAPL,72.05784525236383,"))
    let again = try work.gamut("data", "import", "AAPL.csv", "--raw", "-o", "p.csv")
    expect(again, endsWith: 1)
    #expect(again.err.contains("'p.csv' is there already, and nothing is overwritten"))
    #expect(try work.folder.text("p.csv") == before)
    let piped = try work.gamut(
      "data", "import", "-", "-o", "deep/down/q.csv", input: "day,X\n20200102,1\n20200103,2\n")
    expect(piped, endsWith: 0)
    #expect(
      try work.folder.text("deep/down/q.csv")
        == "timestamp,symbol,close\n2020-01-02,X,1.0\n2020-01-03,X,2.0\n")
  }

  @Test func `what is no price file is refused`() throws {
    let work = try Workspace()
    try work.folder.write("PAR1", to: "p.parquet")
    let parquet = try work.gamut("data", "describe", "p.parquet")
    expect(parquet, endsWith: 1)
    #expect(parquet.err.contains("is a Parquet file, and prices are read from text"))
    #expect(parquet.err.contains("gamut explain data-formats"))
    expect(try work.gamut("explain", "data-formats"), endsWith: 0)
    try work.folder.write("date,symbol,close\n2020-01-02,A,1\n2020-01-03,A,-2\n", to: "bad.csv")
    let bad = try work.gamut("data", "import", "bad.csv")
    expect(bad, endsWith: 1)
    #expect(bad.err.contains("error: bad.csv:3: 'close' is -2.0, and must be above zero"))
    #expect(!work.folder.contains("data"))
    try work.folder.makeFolder("empty")
    let empty = try work.gamut("data", "describe", "empty")
    #expect(empty.err.contains("has no price files"), "\(empty)")
    expect(try work.gamut("data", "describe", "bad.csv", "--dates", "ydm"), endsWith: 64)
  }

  @Test func `decisions that look ahead are found`() throws {
    let work = try Workspace()
    try work.folder.write(Workspace.market(symbols: 12, from: 2015, to: 2016), to: "prices.csv")
    try work.folder.write(
      """
      universe: u
      factor_set: core
      horizon_days: 20
      factors:
        - {name: returns_1m, weight: 0.5, direction: positive}
        - {name: rv_20, weight: 0.5, direction: negative}
      options: {winsorize_limits: [0.3, 0.7]}
      """, to: "bundle.yaml")
    try work.folder.write(
      """
      let prices = "prices.csv"
      let period = 2016 .. 2016
      let bundle = "bundle.yaml"
      sweep winsorize_scope in ["date", "history"]
      sweep commission_bps  in [0, 10]
      run
      """, to: "b.gamut")
    let found = try work.gamut("data", "check-causality", "b.gamut", "--format", "csv")
    expect(found, endsWith: 1)
    let lines = found.out.split(separator: "\n")
    #expect(lines.count == 2 && lines[1].hasPrefix("history_0.0,2,"), "\(found)")
    #expect(
      found.err.contains(
        "decisions of 4 runs (2 kinds) made again: 1 of these kinds decided otherwise"))
    let clean = try work.gamut(
      "data", "check-causality", "b.gamut", "--set", "winsorize_scope=date")
    expect(clean, endsWith: 0)
    #expect(clean.err.contains("none looks ahead"), "\(clean)")
  }

  @Test func `a column of one's own is a factor, and hindsight in it is caught`() throws {
    let work = try Workspace()
    let market = Workspace.market(symbols: 10, from: 2015, to: 2016)
    try work.folder.write(market, to: "prices.csv")
    // Closes by symbol and day, and the return of the next ten sessions under the date before them.
    var closes: [Substring: [(Substring, Double)]] = [:]
    for line in String(decoding: market, as: UTF8.self).split(separator: "\n").dropFirst() {
      let cells = line.split(separator: ",")
      closes[cells[1], default: []].append((cells[0], Double(cells[5]) ?? 0))
    }
    var (honest, late) = ("date,symbol,alpha\n", "date,symbol,alpha\n")
    for (symbol, rows) in closes.sorted(by: { $0.key < $1.key }) {
      for row in 10..<rows.count - 10 {
        honest += "\(rows[row].0),\(symbol),\(rows[row].1 / rows[row - 10].1)\n"
        late += "\(rows[row].0),\(symbol),\(rows[row + 10].1 / rows[row].1)\n"
      }
    }
    try work.folder.write(honest, to: "honest.csv")
    try work.folder.write(late, to: "late.csv")
    try work.folder.write(
      """
      let prices = "prices.csv"
      let period = 2016 .. 2016
      let factor = "alpha"
      sweep factor_data in ["honest.csv", "late.csv"]
      run
      """, to: "b.gamut")
    let run = try work.gamut("run", "b.gamut")
    expect(run, endsWith: 0)
    #expect(run.err.contains("b: 2 succeeded"), "\(run)")
    let checked = try work.gamut("data", "check-causality", "b.gamut")
    expect(checked, endsWith: 1)
    #expect(checked.err.contains("suspect: 'alpha' of 'late.csv' knows the returns"), "\(checked)")
    #expect(!checked.err.contains("honest"), "\(checked)")
    #expect(checked.err.contains("but columns of factor_data are suspected"), "\(checked)")
    // A changed column makes the runs that read it new.
    try work.folder.write(honest + "\n", to: "late.csv")
    let plan = try work.gamut("plan", "b.gamut")
    #expect(plan.out.contains("1 changed: late.csv"), "\(plan)")
  }
}
