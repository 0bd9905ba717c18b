// Scores and rankings, worked by hand.

import Experiment
import TestSupport
import Testing

@testable import Backtest

@Suite struct ScoreTests {
  /// One-month returns of five symbols on day 21 are the logs of these growths.
  private static func panelGrowing(_ growths: [Double]) -> PricePanel {
    let days = (0..<22).map { Day(number: 18_000 + $0) }
    let close = growths.flatMap { growth in
      growth.isNaN
        ? Array(repeating: .nan, count: 21) + [100]
        : Array(repeating: 100.0, count: 21)
          + [100 * growth]
    }
    return PricePanel(
      days: days, symbols: growths.indices.map { "S\($0)" }, close: close)
  }

  private static func scores(
    _ growths: [Double], _ bundle: FactorBundle, lastDay: Int? = nil
  ) throws -> [Double] {
    let panel = panelGrowing(growths)
    let score = BundleScore(
      try CheckedBundle(bundle), FactorPanel(panel), symbols: panel.symbols.count,
      boundsUpTo: lastDay)
    var scratch = BundleScore.Scratch(symbols: growths.count)
    let table = ScoreTable(symbols: growths.count, days: 22) { score.fill($0, &$1, &scratch) }
    return Array(table.scores(on: 21))
  }

  private static func plain(
    _ factors: [(String, Double, FactorBundle.Direction)], winsorize: Bool = false
  ) -> FactorBundle {
    var result = bundle(factors)
    result.winsorize = winsorize
    return result
  }

  @Test func `a z-score has ddof 0 and the sign of its direction`() throws {
    let growths = [1.1, 1.2, 0.9]
    let logs = growths.map(logarithm)
    let mean = logs.reduce(0, +) / 3
    let deviation = (logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3).squareRoot()
    for (direction, sign) in [(FactorBundle.Direction.positive, 1.0), (.negative, -1.0)] {
      let scores = try Self.scores(growths, Self.plain([("returns_1m", 1, direction)]))
      for (score, log) in zip(scores, logs) {
        #expect(isClose(score, sign * (log - mean) / deviation, 1e-12))
      }
    }
  }

  @Test func `weights are renormalised over the factors that are there`() throws {
    // Nobody has 12 months of history: the whole score is the other factor's.
    let both = try Self.scores(
      [1.1, 1.2, 0.9],
      Self.plain([("returns_1m", 0.25, .positive), ("returns_12m", 0.75, .positive)]))
    let one = try Self.scores([1.1, 1.2, 0.9], Self.plain([("returns_1m", 1, .positive)]))
    #expect(zip(both, one).allSatisfy { isClose($0, $1, 1e-14) })
  }

  @Test func `a symbol without any factor is not ranked`() throws {
    let scores = try Self.scores([1.1, .nan, 0.9], Self.plain([("returns_1m", 1, .positive)]))
    #expect(scores[1].isNaN)
    #expect(isClose(scores[0], 1, 1e-12))
    #expect(isClose(scores[2], -1, 1e-12))
  }

  @Test func `equal values score zero, and a single value nothing`() throws {
    let bundle = Self.plain([("returns_1m", 1, .positive)])
    #expect(try Self.scores([1.1, 1.1, 1.1], bundle) == [0, 0, 0])
    #expect(try Self.scores([1.1, .nan], bundle).allSatisfy(\.isNaN))
  }

  @Test func `winsorizing cuts at interpolated quantiles`() throws {
    var cut = Self.plain([("returns_1m", 1, .positive)], winsorize: true)
    cut.winsorizeLimits = (0.25, 0.75)
    cut.zscore = false
    let growths = [1.0, 1.1, 1.2, 1.3, 2.0]
    let scores = try Self.scores(growths, cut)
    let logs = growths.map(logarithm)
    for (score, log) in zip(scores, [logs[1], logs[1], logs[2], logs[3], logs[3]]) {
      #expect(isClose(score, log, 1e-12))
    }
  }

  @Test func `the scope history takes its bounds from all days up to the last`() throws {
    let panel = randomPanel(symbols: 6, days: 60, seed: 11)
    var cut = bundle([("returns_1m", 1, .positive)])
    cut.winsorizeLimits = (0.1, 0.9)
    cut.zscore = false
    let factorPanel = FactorPanel(panel)
    let column = factorPanel.column(.logReturn(lookback: 21, skip: 0))
    let score = BundleScore(
      try CheckedBundle(cut), factorPanel, symbols: panel.symbols.count, boundsUpTo: 49)
    var scratch = BundleScore.Scratch(symbols: 6)
    let table = ScoreTable(symbols: 6, days: 60) { score.fill($0, &$1, &scratch) }
    let seen = (0..<6).flatMap { symbol in (21...49).map { column[symbol * 60 + $0] } }.sorted()
    func bound(_ fraction: Double) -> Double {
      let position = Double(seen.count - 1) * fraction
      let place = Int(position)
      return seen[place] + (seen[place + 1] - seen[place]) * (position - Double(place))
    }
    let (lower, upper) = (bound(0.1), bound(0.9))
    for day in 21..<60 {
      let expected = (0..<6).map { min(max(column[$0 * 60 + day], lower), upper) }
      #expect(zip(table.scores(on: day), expected).allSatisfy { isClose($0, $1, 1e-13) })
    }
  }

  @Test(
    arguments: [
      ([("returns_1m", 0.5, .positive)], "sum to 0.5"),
      ([("returns_1m", 1.5, .positive), ("returns_3m", -0.5, .positive)], "cannot be negative"),
      ([], "no factors"), ([("returns_2m", 1, .positive)], "no factor 'returns_2m'"),
    ] as [([(String, Double, FactorBundle.Direction)], String)])
  func `a bundle that makes no sense is refused`(
    factors: [(String, Double, FactorBundle.Direction)], message: String
  ) {
    let problem = #expect(throws: BacktestProblem.self) { try CheckedBundle(bundle(factors)) }
    #expect(problem?.message.contains(message) == true)
  }

  @Test func `the ends of a ranking are those of sorting, asked once or often`() {
    var random = SeededGenerator(seed: 2)
    for count in [1, 2, 5, 40] {
      let scores = (0..<count).map { _ -> Double in
        let value = Int.random(in: 0...12, using: &random)
        return value == 0 ? .nan : Double(value)
      }
      let table = ScoreTable(symbols: count, days: 1) { _, row in
        for symbol in row.indices { row[symbol] = scores[symbol] }
      }
      let order = scores.indices.filter { !scores[$0].isNaN }
        .sorted { (scores[$0], $0) < (scores[$1], $1) }
      var sides = RankedSides()
      for (bottom, top) in [(0.2, 0.2), (0.5, 0.1), (0, 1), (0.3, 0.3), (0.2, 0.2)] {
        table.rank(on: 0, bottom: bottom, top: top, into: &sides)
        let low = Int(bottom * Double(order.count) + 1e-9)
        let high = Int(top * Double(order.count) + 1e-9)
        #expect(sides.ranked == order.count)
        #expect(Set(sides.lowest.map { Int($0) }) == Set(order.prefix(low)))
        #expect(Set(sides.highest.map { Int($0) }) == Set(order.suffix(high)))
      }
    }
  }
}
