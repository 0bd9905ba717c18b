// Factors against the seed's own functions and against their formulas.

import Experiment
import TestSupport
import Testing

@testable import Backtest

@Suite struct FactorTests {
  @Test func `trend, reversal and volatility are the seed's`() throws {
    let panel = try dataPanel("seed_prices.csv")
    let factorPanel = FactorPanel(panel)
    let lines = try Repository.text("Tests/BacktestTests/Data/seed_factors.csv")
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let rules = try lines[0].dropFirst(2).map { try factor(named: String($0)).rule }
    #expect(rules.count == 8)
    for cells in lines.dropFirst() {
      let symbol = try #require(panel.position(of: String(cells[1])))
      let row = try #require(panel.days.firstIndex(of: day(String(cells[0]))))
      for (rule, cell) in zip(rules, cells.dropFirst(2)) {
        let ours = factorPanel.column(rule)[symbol * panel.days.count + row]
        let theirs = Double(cell) ?? .nan
        #expect(
          ours.isNaN == theirs.isNaN && (ours.isNaN || abs(ours - theirs) < 1e-9),
          "\(rule) \(cells[0]) \(cells[1]): \(ours) \(theirs)")
      }
    }
  }

  @Test func `z columns and scores are the seed's, with bounds of all days`() throws {
    let panel = try dataPanel("factor_prices.csv")
    let factors = FactorPanel(panel)
    let symbols = panel.symbols.count
    func table(_ parts: [(String, Double, FactorBundle.Direction)]) throws -> ScoreTable {
      var whole = bundle(parts)
      whole.winsorize = true
      whole.winsorizeLimits = (0.05, 0.95)
      whole.zscore = true
      let score = BundleScore(
        try CheckedBundle(whole), factors, symbols: symbols, boundsUpTo: panel.days.count - 1)
      var scratch = BundleScore.Scratch(symbols: symbols)
      return ScoreTable(symbols: symbols, days: panel.days.count) { score.fill($0, &$1, &scratch) }
    }
    let tables = [
      try table([("trend_strength_50", 1, .positive)]), try table([("rv_20", 1, .positive)]),
      try table([("reversal_1d", 1, .positive)]),
      try table([
        ("trend_strength_50", 0.45, .positive), ("rv_20", 0.3, .negative),
        ("reversal_1d", 0.25, .negative),
      ]),
    ]
    let lines = try Repository.text("Tests/BacktestTests/Data/seed_scores.csv")
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(lines.count > 50)
    for cells in lines.dropFirst() {
      let symbol = try #require(panel.position(of: String(cells[1])))
      let row = try #require(panel.days.firstIndex(of: day(String(cells[0]))))
      for (table, cell) in zip(tables, cells.dropFirst(2)) {
        let ours = Array(table.scores(on: row))[symbol]
        let theirs = Double(cell) ?? .nan
        #expect(
          ours.isNaN == theirs.isNaN && (ours.isNaN || abs(ours - theirs) < 1e-9),
          "\(cells[0]) \(cells[1]): \(ours) \(theirs)")
      }
    }
  }

  @Test(arguments: [
    ("momentum_12m_excl_1m", 252, 21), ("returns_1m", 21, 0), ("returns_3m", 63, 0),
    ("returns_6m", 126, 0), ("returns_12m", 252, 0),
  ])
  func `returns look back over a symbol's own observations`(
    name: String, lookback: Int, skip: Int
  ) throws {
    let panel = randomPanel(symbols: 2, days: 320, seed: 3, gaps: true)
    let column = FactorPanel(panel).column(try factor(named: name).rule)
    for symbol in 0..<2 {
      let observed = (0..<320).filter { !panel.close[symbol * 320 + $0].isNaN }
      for (row, day) in observed.enumerated() {
        let value = column[symbol * 320 + day]
        guard row >= lookback else {
          #expect(value.isNaN)
          continue
        }
        let recent = panel.close[symbol * 320 + observed[row - skip]]
        let old = panel.close[symbol * 320 + observed[row - lookback]]
        #expect(isClose(value, logarithm(recent / old), 1e-11) || abs(value) < 1e-9)
      }
      for day in 0..<320 where panel.close[symbol * 320 + day].isNaN {
        #expect(column[symbol * 320 + day].isNaN)
      }
    }
  }

  @Test func `without highs and lows the range is the deviation of returns`() throws {
    let panel = try panel("date,A\n2020-01-01,100\n2020-01-02,110\n2020-01-03,99\n")
    let column = FactorPanel(panel).column(.trend(window: 20))
    // returns 0.1 and -0.1: deviation sqrt(0.02), times 99; one return has no deviation
    let range = 0.02.squareRoot() * 99
    #expect(column[0] == 0)
    #expect(column[1] == 0)
    #expect(isClose(column[2], (99 - 103) / range, 1e-14))
  }

  @Test func `a factor never looks forward`() throws {
    let panel = randomPanel(symbols: 3, days: 300, seed: 5, gaps: true)
    let cut = 280
    let rows = (0..<3).flatMap { $0 * 300..<($0 * 300 + cut) }
    let short = PricePanel(
      days: Array(panel.days[..<cut]), symbols: panel.symbols, close: rows.map { panel.close[$0] },
      open: panel.open.map { open in rows.map { open[$0] } },
      high: panel.high.map { high in rows.map { high[$0] } },
      low: panel.low.map { low in rows.map { low[$0] } })
    let (whole, part) = (FactorPanel(panel), FactorPanel(short))
    for factor in factors {
      let (long, cutShort) = (whole.column(factor.rule), part.column(factor.rule))
      let same = rows.enumerated().allSatisfy { isClose(long[$0.element], cutShort[$0.offset], 0) }
      #expect(same, "\(factor.name)")
    }
  }

  @Test func `an unknown factor is answered with the nearest`() {
    let problem = #expect(throws: BacktestProblem.self) { try factor(named: "momentun_12m_ex_1m") }
    #expect(problem?.help.hasPrefix("did you mean 'momentum_12m_excl_1m'?") == true)
    #expect(problem?.setting == "bundle_path")
    let stranger = #expect(throws: BacktestProblem.self) { try factor(named: "x") }
    #expect(stranger?.help == "'gamut factors list' has them all")
  }

  @Test func `the table names each factor once`() {
    #expect(Set(factorNames).count == factors.count + factorFamilies.count)
    #expect(Set(factors.map(\.name)).count == factors.count)
    #expect(Set(factors.map(\.rule)).count == factors.count)
    #expect(factors.allSatisfy { !$0.formula.isEmpty && !$0.source.isEmpty && $0.warmUp > 0 })
  }
}
