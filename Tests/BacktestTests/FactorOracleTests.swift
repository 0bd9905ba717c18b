// Factors against pandas and TA-Lib, the names by which they are asked for, and what is wrong with some.

import Experiment
import TestSupport
import Testing

@testable import Backtest

@Suite struct FactorOracleTests {
  private static func cells(_ line: Substring) -> [String] {
    // Names of factors have commas, between quotes.
    var cells = [""]
    var isQuoted = false
    for letter in line {
      switch letter {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: cells.append("")
      default: cells[cells.count - 1].append(letter)
      }
    }
    return cells
  }

  @Test func `factors are those of pandas and TA-Lib`() throws {
    let panel = try dataPanel("factor_prices.csv")
    let factorPanel = FactorPanel(panel)
    let lines = try Repository.text("Tests/BacktestTests/Data/factor_values.csv")
      .split(separator: "\n").map(FactorOracleTests.cells)
    let names = lines[0].dropFirst(2)
    #expect(names.count == 16)
    var compared = 0
    for (place, name) in names.enumerated() {
      let column = factorPanel.column(try factor(named: name).rule)
      for cells in lines.dropFirst() {
        let symbol = try #require(panel.position(of: cells[1]))
        let row = try #require(panel.days.firstIndex(of: day(cells[0])))
        let ours = column[symbol * panel.days.count + row]
        let theirs = Double(cells[place + 2]) ?? .nan
        #expect(
          ours.isNaN == theirs.isNaN && (ours.isNaN || isClose(ours, theirs, 1e-10)),
          "\(name) \(cells[0]) \(cells[1]): \(ours) \(theirs)")
        if !ours.isNaN { compared += 1 }
      }
    }
    #expect(compared > 400)
  }

  @Test(arguments: factors.map(\.name) + factorFamilies.map(\.standard.name))
  func `no factor looks forward`(name: String) throws {
    let whole = try dataPanel("factor_prices.csv")
    let rule = try factor(named: name).rule
    let count = whole.days.count
    let column = FactorPanel(whole).column(rule)
    for last in [80, 200, 263, 310] {
      let cut = FactorPanel(whole.truncated(to: last)).column(rule)
      for symbol in whole.symbols.indices {
        for day in 0..<last {
          let (known, later) = (cut[symbol * last + day], column[symbol * count + day])
          #expect(
            known.bitPattern == later.bitPattern || known.isNaN && later.isNaN,
            "\(name) \(whole.symbols[symbol]) \(whole.days[day]): \(known) \(later)")
        }
      }
    }
  }

  @Test(arguments: [
    ("momentum", "momentum(252, 21)"), ("momentum(126,21)", "momentum(126, 21)"),
    ("momentum( 126 )", "momentum(126, 21)"), ("spread_proxy", "spread_proxy"),
    ("rv_20", "rv_20"),
  ])
  func `a name with windows is a factor`(name: String, shown: String) throws {
    #expect(try factor(named: name).name == shown)
  }

  @Test(arguments: [
    ("momentum(21, 252)", "it skips 252 sessions of a lookback of 21"),
    ("momentum(x)", "'lookback' is a whole number from 1 to 10000, and not 'x'"),
    ("momentum(0)", "'lookback' is a whole number from 1"),
    ("rv(20, 3)", "it has 2 parameters, and rv has 1"),
    ("rv(20", "there is something behind the name"), ("macd(26, 12)", "the fast one has fewer"),
    ("momentun(252)", "there is no factor"), ("rv(20000)", "to 10000"),
  ])
  func `a name that makes no sense is refused`(name: String, message: String) {
    #expect(throws: BacktestProblem.self) { try factor(named: name) }
    do throws(BacktestProblem) {
      _ = try factor(named: name)
    } catch {
      #expect(error.message.contains(message), "\(error.message)")
    }
  }

  @Test func `a factor that needs volume says so`() throws {
    let panel = try panel("date,A,B\n2020-01-01,1,2\n2020-01-02,1,2\n")
    let bundle = FactorBundle(
      universe: "u", factorSet: "s", horizonDays: 1,
      factors: [.init(name: "amihud", weight: 1, direction: .positive)])
    let data = BacktestData(prices: panel, bundle: bundle)
    #expect {
      try BacktestEngine().run(try configuration(["fill": .text("next_close")]), on: data)
    } throws: {
      ($0 as? BacktestProblem)?.message
        == "the factor 'amihud' needs a column 'volume' in the prices"
    }
  }

  /// A bundle of one factor ranks as the factor does.
  @Test(arguments: ["momentum(40, 5)", "-rv(20)"])
  func `one factor does in place of a bundle`(factor: String) throws {
    let panel = randomPanel(symbols: 20, days: 200, seed: 5)
    let data = BacktestData(
      prices: panel,
      bundle: FactorBundle(
        universe: "u", factorSet: "s", horizonDays: 1,
        factors: [
          .init(
            name: factor.hasPrefix("-") ? String(factor.dropFirst()) : factor, weight: 1,
            direction: factor.hasPrefix("-") ? .negative : .positive)
        ]))
    let dates: [String: Value] = [
      "start_date": .day(panel.days[0]), "end_date": .day(panel.days[199]),
    ]
    let bundled = try BacktestEngine().run(try configuration(dates), on: data)
    let changes: [String: Value] = ["bundle_path": .none, "factor": .text(factor)]
    let alone = try BacktestEngine().run(
      try configuration(dates.merging(changes) { $1 }), on: BacktestData(prices: panel))
    #expect(alone.trades == bundled.trades && alone.equity == bundled.equity)
    #expect(alone.trades.count > 50)
    #expect {
      try configuration(["factor": .text(factor)])
    } throws: {
      ($0 as? BacktestProblem)?.message == "both 'bundle_path' and 'factor' are given"
    }
  }
}
