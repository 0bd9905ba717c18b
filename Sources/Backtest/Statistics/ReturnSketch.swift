// How alike the returns of many runs are, from a few bytes of each. It does not know what the runs are.

import Experiment

/// A run's daily returns, drawn together so that returns of two runs correlate as their sketches do.
///
/// Each calendar day has one of 128 places and a sign, both from a hash of its date; the standardised return
/// of the day is added to its place with its sign (the count sketch of Charikar, Chen and Farach-Colton 2002).
/// The correlation r of two runs is that of their sketches with an error of about (1 - r^2) / 11; days on
/// which only one of them has a return count as 0.
public enum ReturnSketch {
  static let places = 128

  /// The place of a day in the lower seven bits, and its sign in the highest.
  static func mark(of day: Day) -> UInt8 {
    var random = SplitMix64(seed: UInt64(bitPattern: Int64(day.number)))
    return UInt8(truncatingIfNeeded: random.next())
  }

  /// The sketch, each place as a signed byte of the largest; empty for returns that do not vary.
  ///
  /// - Parameter marks: of the day of each return.
  static func bytes(_ returns: [Double], marks: ArraySlice<UInt8>) -> [UInt8] {
    let mean = returns.reduce(0, +) / Double(returns.count)
    var sums = [Double](repeating: 0, count: places)
    for (change, mark) in zip(returns, marks) {
      let distance = change - mean
      sums[Int(mark & 127)] += mark < 128 ? distance : -distance
    }
    let largest = sums.reduce(0) { max($0, abs($1)) }
    // What is left of equal returns is rounding.
    guard largest > 1e-9 * abs(mean), largest.isFinite else { return [] }
    return sums.map { UInt8(bitPattern: Int8(($0 / largest * 127).rounded())) }
  }
}

/// The mean correlation of some runs, from their sketches.
public struct MeanCorrelation {
  private var sums = [Double](repeating: 0, count: ReturnSketch.places)
  /// Runs that have a sketch.
  public private(set) var runs = 0

  public init() {}

  /// Adds a run; one without a sketch is passed over.
  public mutating func add(_ sketch: [UInt8]) {
    guard sketch.count == ReturnSketch.places else { return }
    let values = sketch.map { Double(Int8(bitPattern: $0)) }
    let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard length > 0 else { return }
    for place in values.indices { sums[place] += values[place] / length }
    runs += 1
  }

  /// Over all pairs of runs, not below -1 / (M - 1); nil for fewer than two.
  ///
  /// The squared length of the mean of M vectors of length 1 is (1 + (M - 1) r) / M, r their mean
  /// correlation.
  public var value: Double? {
    guard runs > 1 else { return nil }
    let count = Double(runs)
    let square = sums.reduce(0) { $0 + $1 * $1 } / (count * count)
    return min(1, (count * square - 1) / (count - 1))
  }

  /// How many independent runs these are worth: r + (1 - r) M, and M where r is below 0.
  ///
  /// Bailey and Lopez de Prado, "The deflated Sharpe ratio", J. Portfolio Management 40 (2014), appendix.
  public var effectiveRuns: Double? {
    value.map { max($0, 0) + (1 - max($0, 0)) * Double(runs) }
  }
}
