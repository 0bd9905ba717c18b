// When is decided, and what is then to be held.

import Experiment
import Testing

@testable import Backtest

@Suite struct PortfolioTests {
  private static func market(_ days: [String]) -> Market {
    Market(
      PricePanel(
        days: days.map(day), symbols: ["A"], close: Array(repeating: 1, count: days.count)))
  }

  private static let sessions = [
    "2020-01-02", "2020-01-03", "2020-01-06", "2020-01-31", "2020-02-03", "2020-03-31",
    "2020-04-01", "2020-04-02",
  ]

  @Test(
    arguments: [
      (.day, .first, [0, 1, 2, 3, 4, 5, 6, 7]), (.day, .last, [0, 1, 2, 3, 4, 5, 6]),
      (.week, .first, [0, 2, 3, 4, 5]), (.week, .last, [1, 2, 3, 4]),
      (.month, .first, [0, 4, 5, 6]), (.month, .last, [3, 4, 5]),
      (.quarter, .first, [0, 6]), (.quarter, .last, [5]),
    ] as [(RebalanceFrequency, RebalanceSession, [Int])])
  func `decision days`(frequency: RebalanceFrequency, session: RebalanceSession, expected: [Int]) {
    let found = decisionDays(
      0..<8, of: Self.market(Self.sessions), frequency: frequency, on: session)
    #expect(found == expected)
  }

  @Test func `a window starts its first interval anew`() {
    let market = Self.market(Self.sessions)
    #expect(decisionDays(2..<7, of: market, frequency: .month, on: .first) == [2, 4, 5, 6])
    #expect(decisionDays(2..<7, of: market, frequency: .quarter, on: .last) == [5])
  }

  /// The weights that scores get on their day.
  private static func weights(
    _ scores: [Double], _ changes: [String: Value]
  ) throws -> [Double] {
    let table = ScoreTable(symbols: scores.count, days: 2) { _, row in
      for symbol in row.indices { row[symbol] = scores[symbol] }
    }
    let configuration = try configuration(changes)
    let sizing = Sizing(configuration)
    let plan = rebalancePlan(table, decisions: [0], window: 0..<2, configuration) { symbol, _ in
      [0.4, 0.2, 0.1, .nan, 0.05, 0][symbol % 6]
    }
    return plan.fillDays.isEmpty
      ? [] : scores.indices.map { sizing.weights(of: plan.shares[$0 / 4])[$0 % 4] }
  }

  @Test func `sides share gross and net exposure`() throws {
    let weights = try Self.weights(
      [5, 1, 4, .nan, 2, 3],
      [
        "top_quantile": number("0.4"), "bottom_quantile": number("0.2"),
        "max_gross_exposure": number("1.5"), "net_exposure": number("0.5"),
      ])
    #expect(weights == [0.5, -0.5, 0.5, 0, 0, 0])
  }

  /// Scores 5, 1, 4, none, 2, 3, median 3: long are 5, 4 and 3, short 1 and 2.
  @Test(
    arguments: [
      ("equal", [1 / 6, -0.25, 1 / 6, 0, -0.25, 1 / 6]),
      ("score", [1 / 3, -1 / 3, 1 / 6, 0, -1 / 6, 0]),
      ("rank", [0.25, -1 / 3, 1 / 6, 0, -1 / 6, 1 / 12]),
      ("inverse_vol", [0.1, -0.1, 0.4, 0, -0.4, 0]),
    ] as [(String, [Double])])
  func `a side is shared as the weighting says`(weighting: String, expected: [Double]) throws {
    let weights = try Self.weights(
      [5, 1, 4, .nan, 2, 3],
      [
        "top_quantile": number("0.6"), "bottom_quantile": number("0.4"),
        "weighting": .text(weighting),
      ])
    for (ours, theirs) in zip(weights, expected) { #expect(isClose(ours, theirs, 1e-14)) }
    #expect(weights.count == 6)
  }

  @Test(arguments: ["score", "inverse_vol"])
  func `where nobody has a share all have the same`(weighting: String) throws {
    let weights = try Self.weights(
      [1, 1, 1, 1, .nan, .nan, 1, 1, 1, 1, .nan, .nan],
      [
        "top_quantile": number("0.25"), "bottom_quantile": number("0.25"),
        "weighting": .text(weighting == "score" ? "score" : "equal"),
      ])
    #expect(weights == [-0.25, -0.25, 0, 0, 0, 0, 0, 0, 0.25, 0.25, 0, 0])
  }

  @Test func `a side too small for one symbol stays in cash`() throws {
    #expect(try Self.weights([1, 2, 3, 4], [:]) == [0, 0, 0, 0])
    #expect(try Self.weights([1, 2, 3, 4, 5], [:]) == [-0.5, 0, 0, 0, 0.5])
  }

  @Test func `equal scores are taken by symbol`() throws {
    let half: [String: Value] = [
      "top_quantile": number("0.25"), "bottom_quantile": number("0.25"),
    ]
    #expect(try Self.weights([7, 7, 7, 7], half) == [-0.5, 0, 0, 0.5])
  }

  @Test func `no weight exceeds its cap, and the excess stays in cash`() throws {
    #expect(
      try Self.weights([1, 2, 3, 4, 5], ["max_weight": number("0.3")]) == [-0.3, 0, 0, 0, 0.3])
  }

  @Test func `nobody ranked is no rebalance`() throws {
    #expect(try Self.weights([.nan, .nan], [:]).isEmpty)
  }

  @Test(arguments: ["equal_weight", "buy_and_hold", "trend_baseline"])
  func `long strategies share gross among the longs`(strategy: String) throws {
    let weights = try Self.weights(
      [1, 0, .nan, 1], ["strategy": .text(strategy), "net_exposure": number("0.3")])
    #expect(weights == [0.5, 0, 0, 0.5])
  }

  @Test func `buying and holding is one rebalance`() throws {
    let table = ScoreTable(symbols: 1, days: 6) { day, row in if day > 1 { row[0] = 1 } }
    let plan = rebalancePlan(
      table, decisions: [0, 2, 4], window: 0..<6,
      try configuration(["strategy": .text("buy_and_hold")]))
    #expect(plan.fillDays == [3])
  }

  @Test func `a decision that cannot be filled within the window is dropped`() throws {
    let table = ScoreTable(symbols: 1, days: 3) { _, row in row[0] = 1 }
    let settings: [String: Value] = ["strategy": .text("equal_weight")]
    let next = rebalancePlan(
      table, decisions: [0, 1, 2], window: 0..<3, try configuration(settings))
    #expect(next.fillDays == [1, 2])
    let same = rebalancePlan(
      table, decisions: [0, 1, 2], window: 0..<3,
      try configuration(settings.merging(["fill": .text("close")]) { $1 }))
    #expect(same.fillDays == [0, 1, 2])
  }
}
