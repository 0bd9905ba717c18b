// The statistics of selection against the numbers that their papers print.

import Experiment
import TestSupport
import Testing

@testable import Backtest

@Suite struct StatisticsTests {
  @Test(arguments: [
    (2, 0.5197553442805939), (5, 1.1925940010147893), (10, 1.57459830134575),
    (45, 2.2356401777664052), (46, 2.2441708308410093), (100, 2.5306028932016846),
    (1000, 3.255121513652723), (10000, 3.86066485551044),
  ])
  func `the best of some zero-skill trials`(trials: Double, expected: Double) {
    #expect(isClose(expectedMaximum(ofTrials: trials), expected, 1e-13))
  }

  @Test func `one trial is expected to reach nothing`() {
    #expect(expectedMaximum(ofTrials: 1) == 0)
    #expect(expectedMaximum(ofTrials: 0).isNaN)
  }

  @Test func `the probabilistic Sharpe ratio of the paper`() {
    let normal = SharpeEstimate(sharpe: 0.458, observations: 24)
    let real = SharpeEstimate(sharpe: 0.458, observations: 24, skew: -2.448, kurtosis: 10.164)
    #expect(isClose(normal.probability(), 0.9816749190910771, 1e-14))
    #expect(isClose(real.probability(), 0.913361083860933, 1e-14))
    #expect(isClose(real.probability(above: 0.1), 0.8564312381396653, 1e-14))
    #expect(SharpeEstimate(sharpe: 1, observations: 1).probability().isNaN)
  }

  @Test(arguments: [
    (-3.0, 10.0, 100, 0.9003968344493903), (-3, 10, 46, 0.9505017068755787),
    (0, 3, 88, 0.9504908166760139), (0, 3, 100, 0.9427705859565294),
  ])
  func `the deflated Sharpe ratio of the paper`(
    skew: Double, kurtosis: Double, trials: Double, expected: Double
  ) {
    let estimate = SharpeEstimate(
      sharpe: 2.5 / 250.0.squareRoot(), observations: 1250, skew: skew, kurtosis: kurtosis)
    #expect(isClose(estimate.deflated(trials: trials, variance: 0.5 / 250), expected, 1e-13))
  }

  @Test func `the deflated Sharpe ratio of a seeded sweep`() {
    let noise = SharpeEstimate(
      sharpe: 0.08909201627142255, observations: 480, skew: 0.049436211738345684,
      kurtosis: 3.0564647976801207)
    let value = noise.deflated(trials: 20, variance: 0.0015077194228253256)
    #expect(isClose(value, 0.631060914313515, 1e-13))
    #expect(isClose(noise.probability(), 0.9744232363608799, 1e-13))
  }

  @Test(arguments: [
    (252.0, 0.0, 3.0, 2.7309842751596634), (250, 0, 3, 2.731187801728176),
    (52, 0, 3, 2.828833586945237), (12, 0, 3, 3.239800696444647),
    (12, -0.72, 5.78, 4.991258223875627),
  ])
  func `the shortest track record`(
    perYear: Double, skew: Double, kurtosis: Double, expectedYears: Double
  ) {
    let estimate = SharpeEstimate(
      sharpe: 2 / perYear.squareRoot(), observations: 0, skew: skew, kurtosis: kurtosis)
    let length = estimate.minimumTrackRecord(above: 1 / perYear.squareRoot())
    #expect(isClose(length / perYear, expectedYears, 1e-12))
    #expect(estimate.minimumTrackRecord(above: 3) == .infinity)
  }

  @Test(arguments: [
    (10, 2.4793598106009216), (45, 4.998087004443404), (46, 5.036302717997626),
    (100, 6.403951003080737),
  ])
  func `the shortest backtest`(trials: Double, years: Double) {
    #expect(isClose(minimumBacktestYears(trials: trials), years, 1e-13))
  }

  @Test func `choosing the best is deflated by what luck would give`() throws {
    let sharpes = [0.2, 1.21, .nan, -0.4, 0.9]
    let bias = try #require(
      selectionBias(sharpes: sharpes, periods: 1000, skew: 0.1, kurtosis: 4))
    #expect(bias.runs == 4)
    #expect(isClose(bias.bestSharpe, 1.21, 1e-14))
    let mean = (0.2 + 1.21 - 0.4 + 0.9) / 4
    let squares = [0.2, 1.21, -0.4, 0.9].reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = (squares / 3).squareRoot()
    let expected = deviation * expectedMaximum(ofTrials: 4)
    #expect(isClose(bias.expectedBestSharpe, expected, 1e-13))
    let scale = 252.0.squareRoot()
    let estimate = SharpeEstimate(
      sharpe: 1.21 / scale, observations: 1000, skew: 0.1, kurtosis: 4)
    #expect(isClose(bias.deflatedSharpe, estimate.probability(above: expected / scale), 1e-13))
    #expect(isClose(bias.years, 1000.0 / 252, 1e-14))
    let luck = expectedMaximum(ofTrials: 4) / 1.21
    #expect(isClose(bias.minimumBacktestYears, luck * luck, 1e-13))
    #expect(isClose(bias.minimumTrackYears, estimate.minimumTrackRecord(above: 0) / 252, 1e-13))
  }

  @Test(arguments: [[], [1.0], [0.5, 0.5, 0.5], [.nan, 1.0]])
  func `without a choice there is no bias`(sharpes: [Double]) {
    #expect(selectionBias(sharpes: sharpes, periods: 500, skew: 0, kurtosis: 3) == nil)
  }
}

@Suite struct ReturnSketchTests {
  private static let days = 2000

  private static func sketch(_ returns: [Double]) -> [UInt8] {
    let marks = returns.indices.map { ReturnSketch.mark(of: Day(number: 15_000 + $0)) }
    return ReturnSketch.bytes(returns, marks: marks[...])
  }

  /// Runs that share some of their variance with each other.
  private static func runs(_ count: Int, sharing share: Double, seed: UInt64) -> [[Double]] {
    var random = SeededGenerator(seed: seed)
    func noise() -> Double {
      (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0...1, using: &random) } * 0.01
    }
    let common = (0..<days).map { _ in noise() }
    return (0..<count).map { _ in
      common.map { 0.0003 + share.squareRoot() * $0 + (1 - share).squareRoot() * noise() }
    }
  }

  private static func correlation(_ a: [Double], _ b: [Double]) -> Double {
    func centred(_ values: [Double]) -> [Double] {
      let mean = values.reduce(0, +) / Double(values.count)
      return values.map { $0 - mean }
    }
    func product(_ x: [Double], _ y: [Double]) -> Double {
      zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let (x, y) = (centred(a), centred(b))
    return product(x, y) / (product(x, x) * product(y, y)).squareRoot()
  }

  @Test(arguments: [0.0, 0.3, 0.8, 0.99], [UInt64](1...5))
  func `the mean correlation is that of all pairs`(share: Double, seed: UInt64) throws {
    let runs = Self.runs(20, sharing: share, seed: seed)
    var estimate = MeanCorrelation()
    var (sum, pairs) = (0.0, 0.0)
    for (place, run) in runs.enumerated() {
      estimate.add(Self.sketch(run))
      for other in runs[..<place] {
        sum += Self.correlation(run, other)
        pairs += 1
      }
    }
    let exact = sum / pairs
    let value = try #require(estimate.value)
    #expect(abs(value - exact) < 3.5 * (1 - exact * exact) / 11, "\(value) for \(exact)")
    #expect(
      isClose(try #require(estimate.effectiveRuns), max(value, 0) + (1 - max(value, 0)) * 20, 1e-12)
    )
  }

  @Test func `runs of other times are not alike, equal ones are one`() throws {
    let run = try #require(Self.runs(1, sharing: 0, seed: 9).first)
    var same = MeanCorrelation()
    for _ in 0..<5 { same.add(Self.sketch(run)) }
    #expect(isClose(try #require(same.effectiveRuns), 1, 1e-12))
    // The first half and the second half of the days.
    var apart = MeanCorrelation()
    let half = Self.days / 2
    for start in [0, half] {
      let marks = (start..<start + half).map { ReturnSketch.mark(of: Day(number: 15_000 + $0)) }
      apart.add(ReturnSketch.bytes(Array(run[..<half]), marks: marks[...]))
    }
    #expect(try #require(apart.value) < 0.3)
    // A run and its opposite.
    var opposite = MeanCorrelation()
    opposite.add(Self.sketch(run))
    opposite.add(Self.sketch(run.map { -$0 }))
    #expect(isClose(try #require(opposite.value), -1, 1e-3))
    #expect(opposite.effectiveRuns == 2)
    #expect(Self.sketch([Double](repeating: 0.01, count: 100)) == [])
    var none = MeanCorrelation()
    none.add([])
    #expect(none.value == nil)
  }
}
