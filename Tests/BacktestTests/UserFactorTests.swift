// Factors and groups of a user's own: what they do, what is refused.

import Experiment
import TestSupport
import Testing

@testable import Backtest

@Suite struct UserFactorTests {
  private static func file(_ text: String) -> PriceFile {
    PriceFile(name: "f.csv", bytes: Array(text.utf8))
  }

  private static func bundle(_ name: String, neutralizeBy: String? = nil) -> FactorBundle {
    var bundle = FactorBundle(
      universe: "u", factorSet: "s", horizonDays: 1,
      factors: [.init(name: name, weight: 1, direction: .positive)], winsorize: false)
    bundle.neutralizeBy = neutralizeBy
    return bundle
  }

  @Test func `a value holds from its date until the next one`() throws {
    let columns = try FactorColumns(
      Self.file(
        "date,symbol,alpha,note\n2020-01-03,A,0.5,x\n2020-01-01,A,-1,\n2020-01-05,A,,\n2020-01-02,B,2,\n"
      ))
    #expect(columns.names == ["alpha", "note"])
    let panel = try panel(
      "date,A,B\n2020-01-01,1,1\n2020-01-02,1,1\n2020-01-04,1,1\n2020-01-06,1,1\n")
    let values = columns.column("alpha", on: panel)
    #expect(values[0..<4] == [-1, -1, 0.5, 0.5])
    #expect(values[4].isNaN && values[5...] == [2, 2, 2])
    let young = columns.column("alpha", on: panel, maximumAge: 1)
    #expect(young[0..<4] == [-1, -1, 0.5, 0.5] && young[5...6] == [2, 2] && young[7].isNaN)
    #expect(columns.problem(with: "alpha") == nil)
    #expect(
      columns.problem(with: "note")?.message == "the column 'note' has no numbers: 'x' in f.csv:2")
  }

  @Test func `a column is a factor like the others`() throws {
    let panel = randomPanel(symbols: 10, days: 60, seed: 4)
    var text = "date,symbol,alpha\n"
    for (place, symbol) in panel.symbols.enumerated() {
      for day in stride(from: 0, to: 60, by: 7) {
        text += "\(panel.days[day]),\(symbol),\((place * 7 + day) % 11)\n"
      }
    }
    var data = BacktestData(prices: panel)
    data.columns = try FactorColumns(Self.file(text))
    let changes: [String: Value] = [
      "bundle_path": .none, "start_date": .day(panel.days[0]), "end_date": .day(panel.days[59]),
      "rebalance_freq": .text("W"),
    ]
    let engine = BacktestEngine()
    let ours = try engine.run(
      try configuration(changes.merging(["factor": .text("alpha")]) { $1 }), on: data)
    let turned = try engine.run(
      try configuration(changes.merging(["factor": .text("-alpha")]) { $1 }), on: data)
    #expect(ours.trades.count > 20)
    #expect(ours.positions.map(\.weight.sign) != turned.positions.map(\.weight.sign))
    data.bundle = Self.bundle("alpha")
    let bundled = try engine.run(
      try configuration(changes.merging(["bundle_path": .text("b")]) { $1 }), on: data)
    #expect(bundled.equity == ours.equity)
    data.bundle = Self.bundle("alph")
    #expect {
      try engine.run(
        try configuration(changes.merging(["bundle_path": .text("b")]) { $1 }), on: data)
    } throws: {
      ($0 as? BacktestProblem)?.help.hasPrefix("did you mean 'alpha'?") == true
    }
  }

  @Test(
    arguments: [
      ("", nil, "the file is empty"), ("date,alpha\n", 1, "there is no column 'symbol'"),
      ("symbol,alpha\n", 1, "there is no column 'date'"),
      ("date,symbol\n", 1, "there is no column of numbers"),
      ("date,symbol,a,a\n", 1, "the column 'a' stands twice"),
      ("date,symbol,rv_20\n", 1, "has the name of a built-in factor"),
      ("date,symbol,momentum\n", 1, "has the name of a built-in factor"),
      (
        "date,symbol,a\n2020-01-01,A,1\n2020-01-01,A,2\n", nil,
        "'a' of 'A' stands twice on 2020-01-01"
      ),
      ("date,symbol,a\n2020-01-01,A\n", 2, "the line has 2 cells"),
      ("date,symbol,a\n2020-01-41,A,1\n", 2, "is no date"),
      ("date,symbol,a\n2020-01-01,,1\n", 2, "the line has no date or no symbol"),
      ("date,symbol,a\n01/02/2020,A,1\n", nil, "with the day or with the month first"),
    ] as [(String, Int?, String)])
  func `what is no file of factors is refused`(text: String, line: Int?, message: String) {
    do throws(DataProblem) {
      _ = try FactorColumns(Self.file(text))
      Issue.record("'\(text)' was read")
    } catch {
      #expect(error.line == line && error.message.contains(message), "\(error)")
    }
  }

  /// A column that holds the return of the days to come, with noise; and one that holds the past.
  @Test(arguments: [(21, true), (5, true), (-21, false)])
  func `hindsight shows in how right a column is`(horizon: Int, isCaught: Bool) throws {
    let panel = randomPanel(symbols: 20, days: 500, seed: 6, gaps: true)
    var random = SeededGenerator(seed: 1)
    var text = "date,symbol,alpha\n"
    for (place, symbol) in panel.symbols.enumerated() {
      for day in 30..<450 {
        let from = panel.close[place * 500 + day]
        let change = panel.close[place * 500 + day + horizon] / from - 1
        if change.isNaN { continue }
        text +=
          "\(panel.days[day]),\(symbol),\(change + Double.random(in: -0.05...0.05, using: &random))\n"
      }
    }
    let columns = try FactorColumns(Self.file(text))
    let found = try #require(columns.foresight(of: "alpha", on: panel))
    #expect(found.isIncredible == isCaught, "\(found)")
    if isCaught { #expect(found.horizon == horizon && found.correlation > 0.5) }
    #expect(columns.foresight(of: "beta", on: panel) == nil)
  }

  @Test func `rank correlation is Spearman's`() {
    // Ties share ranks: by hand, 0.8 x, and the table of Kendall and Gibbons.
    #expect(rankCorrelation([(1, 1), (2, 3), (3, 2), (4, 4)]) == 0.8)
    #expect(rankCorrelation([(1, 4), (2, 3), (3, 2)]) == -1)
    #expect(rankCorrelation([(1, 1), (1, 2)]) == nil)
    #expect(isClose(rankCorrelation([(1, 1), (1, 2), (2, 3)]) ?? 0, 0.8660254037844387, 1e-14))
  }

  @Test(arguments: [
    ("momentum(100, 0)", "no symbol has a score on any rebalance date ('momentum(100, 0)')"),
    ("alpha", "on every rebalance date all symbols have the same score ('alpha')"),
    ("strangers", "no symbol has a score on any rebalance date ('strangers')"),
  ])
  func `a run without scores, or with one score for all, is no result`(
    factor: String, message: String
  ) throws {
    let panel = randomPanel(symbols: 6, days: 60, seed: 8)
    var data = BacktestData(prices: panel)
    let rows = panel.symbols.map { "\(panel.days[0]),\($0),1,\n" }.joined()
    data.columns = try FactorColumns(
      Self.file("date,symbol,alpha,strangers\n\(rows)\(panel.days[0]),ZZZ,,5\n"))
    #expect {
      try BacktestEngine().run(
        try configuration([
          "bundle_path": .none, "factor": .text(factor), "start_date": .day(panel.days[0]),
          "end_date": .day(panel.days[59]),
        ]), on: data)
    } throws: {
      ($0 as? BacktestProblem)?.message == message
    }
  }

  @Test func `scores are neutral to groups`() throws {
    let panel = randomPanel(symbols: 6, days: 40, seed: 8)
    let factors = FactorPanel(panel)
    let checked = try CheckedBundle(Self.bundle("returns(5)"))
    let groups = [0, 1, 0, 1, 2, 0]
    func scores(_ groups: [Int]) -> [Double] {
      let score = BundleScore(checked, factors, symbols: 6, groups: groups, boundsUpTo: nil)
      var scratch = BundleScore.Scratch(symbols: 6)
      var row = [Double](repeating: .nan, count: 6)
      var span = row.mutableSpan
      score.fill(20, &span, &scratch)
      return row
    }
    let (plain, neutral) = (scores([]), scores(groups))
    for group in 0..<3 {
      let members = groups.indices.filter { groups[$0] == group }
      let mean = members.reduce(0) { $0 + plain[$1] } / Double(members.count)
      for symbol in members { #expect(isClose(neutral[symbol], plain[symbol] - mean, 1e-12)) }
    }
    #expect(neutral[4] == 0)
  }

  @Test func `groups are checked against the universe`() throws {
    let panel = randomPanel(symbols: 4, days: 40, seed: 8)
    var data = BacktestData(prices: panel, bundle: Self.bundle("rv_20", neutralizeBy: "sector"))
    func problem(_ text: String?) -> String {
      do {
        data.groups = try text.map { try GroupTable(Self.file($0)) }
        _ = try BacktestEngine().run(
          try configuration([
            "start_date": .day(panel.days[0]), "end_date": .day(panel.days[39]),
            "top_quantile": number("0.5"), "bottom_quantile": number("0.5"),
          ]), on: data)
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(problem(nil).hasPrefix("the bundle has neutralize_by: sector, and there are no groups"))
    #expect(
      problem("symbol,country\nS100,de\n").hasPrefix("the groups have no column 'sector'"))
    #expect(
      problem("symbol,sector\nS100,a\nS101,b\n").hasPrefix(
        "there is no 'sector' for 'S102', 'S103'"))
    #expect(problem("symbol,sector\nS100,a\nS100,b\n").contains("f.csv:3: 'S100' stands twice"))
    #expect(problem("sector\na\n").contains("f.csv:1: there is no column 'symbol'"))
    #expect(problem("ticker;sector\nS100;a\nS101;a\nS102;b\nS103;b\n") == "")
  }
}
