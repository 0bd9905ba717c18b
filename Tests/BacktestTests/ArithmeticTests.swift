// Our own logarithm, exponential, power and normal distribution against values of 40 digits.

import Experiment
import TestSupport
import Testing

@testable import Backtest

@Suite struct ArithmeticTests {
  @Test(arguments: [
    (1e-300, -690.7755278982137), (0.1, -2.3025850929940455), (0.5, -0.6931471805599453),
    (0.7071067811865475, -0.34657359027997275), (0.9999999, -1.0000000494736474e-07), (1.0, 0.0),
    (1.0000001, 9.999999505838704e-08), (1.5, 0.4054651081081644), (2.0, 0.6931471805599453),
    (10.0, 2.302585092994046), (12345.678, 9.421061321291832), (1e300, 690.7755278982137),
  ])
  func `the logarithm is right to an ulp`(x: Double, expected: Double) {
    #expect(abs(logarithm(x) - expected) <= expected.ulp)
  }

  @Test(arguments: [
    (-700.0, 9.85967654375977e-305), (-20.5, 1.2501528663867426e-09), (-1.0, 0.36787944117144233),
    (-1e-09, 0.999999999), (0.0, 1.0), (0.3, 1.3498588075760032), (1.0, 2.718281828459045),
    (2.5, 12.182493960703473), (10.0, 22026.465794806718), (100.3, 3.628578599676532e+43),
    (709.0, 8.218407461554972e+307),
  ])
  func `the exponential is right to an ulp`(x: Double, expected: Double) {
    #expect(abs(exponential(x) - expected) <= expected.ulp)
  }

  @Test(arguments: [
    (1.6916, 0.2, 1.1108605278888637), (0.5, 3.25, 0.10511205190671431),
    (1.1, 250.0, 22293142370.04839), (2.0, 0.5, 1.4142135623730951), (0.0, 2.0, 0.0),
  ])
  func `a power is right to 1e-14`(base: Double, exponent: Double, expected: Double) {
    #expect(isClose(power(base, exponent), expected, 1e-14))
  }

  @Test func `logarithm and exponential have their edges`() {
    #expect(logarithm(0) == -.infinity)
    #expect(logarithm(-1).isNaN)
    #expect(logarithm(.infinity) == .infinity)
    #expect(exponential(800) == .infinity)
    #expect(exponential(-800) == 0)
    #expect(exponential(.nan).isNaN)
  }

  @Test(arguments: [
    (-37.0, 5.725571222524577e-300), (-10.0, 7.619853024160525e-24),
    (-5.7, 5.990371401063528e-09), (-5.5, 1.8989562465887718e-08), (-3.0, 0.0013498980316300946),
    (-1.5, 0.06680720126885807), (-0.6745, 0.24999674286369916), (-0.5, 0.3085375387259869),
    (0.0, 0.5), (0.3, 0.6179114221889527), (0.7, 0.758036347776927), (1.0, 0.8413447460685429),
    (2.326, 0.9899907246591323), (5.0, 0.9999997133484281),
  ])
  func `the normal distribution is right in its tails too`(x: Double, expected: Double) {
    #expect(isClose(NormalDistribution.cumulative(x), expected, 2e-15))
  }

  @Test(arguments: [
    (1e-300, -37.0470962993612), (1e-20, -9.262340089798407), (1e-10, -6.361340902404057),
    (0.001, -3.0902323061678136), (0.025, -1.9599639845400543), (0.07, -1.4757910281791706),
    (0.1, -1.2815515655446004), (0.3, -0.5244005127080408), (0.5, 0.0), (0.9, 1.2815515655446006),
    (0.95, 1.6448536269514722), (0.99, 2.3263478740408408), (0.999999, 4.753424308817087),
  ])
  func `the normal quantile is right to 1e-15`(p: Double, expected: Double) {
    #expect(isClose(NormalDistribution.quantile(p), expected, 1e-15))
  }

  @Test func `the quantile has its edges`() {
    #expect(NormalDistribution.quantile(0) == -.infinity)
    #expect(NormalDistribution.quantile(1) == .infinity)
    #expect(NormalDistribution.quantile(1.5).isNaN)
  }

  @Test(arguments: [1, 2, 3, 10, 101])
  func `selection finds what sorting finds`(count: Int) {
    var random = SeededGenerator(seed: UInt64(count))
    for _ in 0..<50 {
      let values = (0..<count).map { _ in Double(Int.random(in: 0...20, using: &random)) }
      let place = Int.random(in: 0..<count, using: &random)
      var copy = values
      copy.withUnsafeMutableBufferPointer { select($0, 0..<count, place: place) }
      #expect(copy[place] == values.sorted()[place])
      #expect(copy[..<place].allSatisfy { $0 <= copy[place] })
      #expect(copy[place...].allSatisfy { $0 >= copy[place] })
    }
  }

  @Test(arguments: [1, 2, 3, 9, 10, 100, 1000])
  func `ranking is by score, then by symbol`(count: Int) {
    var random = SeededGenerator(seed: UInt64(count))
    for round in 0..<30 {
      let scores = (0..<count).map { _ in
        switch round % 4 {
        case 0: Double(Int.random(in: -3...3, using: &random)) * -0.0
        case 1: Double(Int.random(in: -3...3, using: &random))
        case 2: Double.random(in: -1e9...1e9, using: &random)
        // Apart by less than the bits that a key keeps of them.
        default: 1 + Double(Int.random(in: -9...9, using: &random)) * .ulpOfOne
        }
      }
      let expected = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
      var keys = RankKeys()
      keys.collect(scores.span)
      let (low, high) = (count / 5, count - count / 3)
      if keys.selectEnds(low: low, high: count - high) {
        func symbols(_ places: Range<Int>) -> Set<Int> {
          Set(places.map { Int(keys.symbol(at: $0)) })
        }
        #expect(symbols(0..<low) == Set(expected[..<low]))
        #expect(symbols(high..<count) == Set(expected[high...]))
      } else {
        #expect(round % 4 != 2)
      }
      keys.sort(scores.span)
      #expect((0..<count).map { Int(keys.symbol(at: $0)) } == expected)
    }
  }

  @Test func `quantiles interpolate linearly`() {
    var values = [4.0, 1, 3, 2]
    var span = values.mutableSpan
    #expect(quantile(&span, count: 4, 0) == 1)
    #expect(quantile(&span, count: 4, 0.5) == 2.5)
    #expect(isClose(quantile(&span, count: 4, 0.9), 3.7, 1e-15))
    #expect(quantile(&span, count: 4, 1) == 4)
    #expect(quantile(&span, count: 0, 0.5).isNaN)
  }
}
