// Regressions, regimes, costs and capacity against figures that NumPy has computed (Data/make_reports.py).

import Experiment
import TestSupport
import Testing

@testable import Backtest

@Suite struct ReportOracleTests {
  private let record: RunRecord
  private let golden: [String: Double]

  init() throws {
    func table(_ name: String) throws -> [[Substring]] {
      try Repository.text("Tests/BacktestTests/Data/\(name)").split(separator: "\n").dropFirst()
        .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    }
    golden = Dictionary(
      uniqueKeysWithValues: try table("report_golden.csv").map {
        (String($0[0]), Double($0[1]) ?? .nan)
      })
    let inputs = try table("report_inputs.csv").map { $0.compactMap { Double($0) } }
    func curve(_ column: Int, from start: Double) -> [Double] {
      var level = start
      return [start]
        + inputs.map { row in
          level *= 1 + row[column]
          return level
        }
    }
    let first = day("2020-01-01")
    var record = RunRecord(
      symbols: ["A"], days: (0...inputs.count).map { first.adding(days: $0) },
      equity: curve(0, from: 100), startCapital: 100)
    record.benchmark = curve(1, from: 1)
    record.factorReturns = FactorReturns(
      market: inputs.map { $0[1] },
      factors: [
        .init("first", group: "a", weight: 0.5, inputs.map { $0[2] }),
        .init("second", group: "a", weight: -0.5, inputs.map { $0[3] }),
      ])
    let trades = try table("report_trades.csv").map { $0.compactMap { Double($0) } }
    record.trades = trades.map { row in
      Trade(
        day: first.adding(days: Int(row[0])), symbol: 0, side: .buy, quantity: 1, price: row[1],
        notional: row[1], commission: row[2], spread: row[3], impact: row[4])
    }
    record.liquidity = trades.map { Liquidity(dailyValue: $0[5], volatility: $0[6]) }
    self.record = record
  }

  private func expect(
    _ value: Double, is name: String, _ tolerance: Double = 1e-9,
    _ place: SourceLocation = #_sourceLocation
  ) throws {
    let wanted = try #require(golden[name], "\(name)", sourceLocation: place)
    #expect(
      isClose(value, wanted, tolerance) || (value.isNaN && wanted.isNaN),
      "\(name): \(value), and not \(wanted)", sourceLocation: place)
  }

  @Test func `betas and contributions`() throws {
    let attribution = try #require(record.attribution)
    try expect(attribution.fit.alpha, is: "beta alpha")
    try expect(attribution.fit.rSquared, is: "r2")
    for exposure in attribution.exposures {
      try expect(exposure.beta, is: "beta \(exposure.name)")
      try expect(exposure.tValue, is: "t \(exposure.name)")
      try expect(exposure.standardizedBeta, is: "standardized \(exposure.name)")
      try expect(exposure.contribution, is: "contribution \(exposure.name)")
      try expect(exposure.riskShare, is: "risk \(exposure.name)")
    }
    let sum = attribution.exposures.reduce(attribution.unexplained) { $0 + $1.contribution }
    #expect(isClose(sum, attribution.meanReturn, 1e-12))
    let share = attribution.exposures.reduce(0) { $0 + $1.riskShare }
    #expect(isClose(share, attribution.fit.rSquared, 1e-10))
    #expect(attribution.groups.map(\.name) == ["market", "a"])
    #expect(attribution.groups.map(\.members.count) == [1, 2])
  }

  @Test func `rolling betas, from sixty returns on`() throws {
    let rolling = try #require(record.attribution).rolling
    #expect(rolling.count == 420)
    #expect(rolling.prefix(59).allSatisfy { $0 == nil })
    for end in [60, 61, 100, 128, 251, 252, 253, 300, 384, 385, 420] {
      let fit = try #require(rolling[end - 1])
      #expect(fit.rows == min(end, 252))
      try expect(fit.alpha, is: "rolling \(end) alpha")
      try expect(fit.rSquared, is: "rolling \(end) r2")
      for (place, name) in ["market", "first", "second"].enumerated() {
        try expect(fit.betas[place], is: "rolling \(end) \(name)")
      }
    }
  }

  @Test func `regimes`() throws {
    let rows = record.regimeRows
    let wanted = golden.keys.filter { $0.hasPrefix("regime") && $0.hasSuffix(" n") }
    #expect(rows.count == wanted.count)
    for row in rows {
      let name = "regime \(row.regime.rawValue)"
      try expect(Double(row.periods), is: "\(name) n")
      try expect(row.totalReturn, is: "\(name) total")
      try expect(row.meanReturn, is: "\(name) mean")
      try expect(row.volatility, is: "\(name) vol")
      try expect(row.sharpe, is: "\(name) sharpe")
      try expect(row.hitRate, is: "\(name) hit")
      try expect(row.tail.historical, is: "\(name) var")
      try expect(row.tail.historicalShortfall, is: "\(name) cvar")
      try expect(row.marketReturn, is: "\(name) market")
    }
    #expect(isClose(rows.reduce(0) { $0 + $1.share }, 1, 1e-12))
  }

  private func expect(_ outcome: CostOutcome, are name: String) throws {
    try expect(outcome.finalFactor, is: "\(name) final")
    try expect(outcome.cagr, is: "\(name) cagr")
    try expect(outcome.sharpe, is: "\(name) sharpe")
    try expect(outcome.maxDrawdown, is: "\(name) drawdown")
  }

  @Test func `gross, other costs, and costs that leave nothing`() throws {
    let costs = CostAnalysis(record)
    try expect(costs.gross, are: "gross")
    for bps in [0.0, 10, 100] {
      let row = try #require(costs.sensitivity.first { $0.bps == bps })
      try expect(row.outcome, are: "at \(Int(bps))")
    }
    try expect(costs.breakEvenBps, is: "break even")
    #expect(isClose(costs.all.bps, 10, 1e-9))
    #expect(costs.net.finalFactor == record.equity[420] / 100)
    #expect(isClose(costs.grossEquity[420], 100 * costs.gross.finalFactor, 1e-12))
  }

  @Test func `capacity`() throws {
    let capacity = try #require(Capacity(record))
    for size in [1.0, 100, 10_000] {
      let point = try #require(capacity.points.first { $0.capital == 100 * size })
      try expect(point.outcome, are: "capital \(Int(size))")
      try expect(point.impactBps, is: "capital \(Int(size)) impact")
      try expect(point.meanParticipation, is: "capital \(Int(size)) participation")
    }
    try expect(capacity.breakEvenCapital, is: "capacity zero")
    try expect(capacity.halfCapital, is: "capacity half")
    #expect(capacity.unknownFills == 0)
  }
}
