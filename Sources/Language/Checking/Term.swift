// An expression after checking: its formula, what it is at the first point, and what it has read.

internal import Experiment
internal import Source

struct Term {
  let formula: Formula
  /// The value at the first point of the axes; nil after a mistake that has been told.
  let sample: Value?
  /// For a list whose elements have labels of their own: one for each.
  var labels: [String?]?
  /// The settings that it was computed from, and where they were read.
  var readings: [Reading] = []
  /// The number of parts that it was made of, and how deep they stand in one another. Names stand for
  /// whole formulas, so both can double with each line.
  var size = 1
  var depth = 1

  /// A setting that was read at a place of the program.
  struct Reading: Hashable {
    let setting: Int
    let span: Span
  }

  static let maximumFormula = 10_000
  static let maximumValue = 2_000_000
  static let maximumDepth = 200
  /// No more readings than these are remembered: they serve one warning.
  static let maximumReadings = 64

  init(_ formula: Formula, sample: Value?) {
    self.formula = formula
    self.sample = sample
  }

  init(_ value: Value) { self.init(.constant(value), sample: value) }

  /// Stands for an expression of which something wrong has been said already.
  static let unknown = Term(.constant(.none), sample: nil)

  var isUnknown: Bool { sample == nil }

  /// The value, if it depends on nothing and nothing is wrong with it.
  var constant: Value? { isUnknown ? nil : formula.constant }

  mutating func read(_ other: [Reading]) {
    guard !other.isEmpty, readings.count < Term.maximumReadings else { return }
    if readings.isEmpty {
      readings = other
    } else {
      for reading in other where !readings.contains(reading) { readings.append(reading) }
    }
  }

  /// The same term with another formula for the same value.
  func with(_ formula: Formula) -> Term {
    var term = Term(formula, sample: sample)
    term.readings = readings
    term.size = size
    term.depth = depth
    return term
  }
}
