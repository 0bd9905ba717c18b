// What formulas make of a range: as long as they only multiply and add, exactly, its ends tell it.

internal import Experiment

extension RunProof {
  /// The values of a formula over an axis that is a range, at its levels: all different, in order. Nil
  /// for other formulas, and where one of them fails.
  func linearRange(of formula: Formula) -> RangeMembers? {
    guard let axis = formula.axes.first, formula.axes.count == 1,
      let count = plan.axes[axis].levels.range?.count
    else { return nil }
    var inner = formula
    if case .converted(let operand, _, _) = formula { inner = operand }
    guard let line = line(of: inner) else { return nil }
    var samples = line.samples
    if case .converted(_, let setting, let place) = formula {
      guard
        let converted = made(samples, by: { .converted(.constant($0), setting: setting, place) })
      else { return nil }
      samples = converted
    }
    guard count == 1 || samples[0] != samples[1] else { return nil }
    return range(through: samples, count)
  }

  /// What the texts of a formula over a range are like, as ids have them.
  func textShape(of formula: Formula, _ format: TextFormat) -> LabelShape? {
    guard let range = linearRange(of: formula), let shape = LabelShape(of: range) else {
      return nil
    }
    switch format {
    case .canonical: return shape
    case .padded(let width): return shape.padded(to: width)
    case .decimals: return nil
    }
  }

  /// The least and the greatest value of a formula, where that is enough to know; else all of them, in
  /// the order of the levels.
  mutating func extremes(of formula: Formula) -> [Value]? {
    linearRange(of: formula).map { [$0[0], $0[$0.count - 1]] } ?? values(of: formula)
  }

  /// What a linear formula comes to at the first, the second and the last level.
  ///
  /// At each step all its values, not only these three, have at most 15 digits around the point: that is
  /// what a ``LabelShape`` tells. Sums and products of two such are exact in a ``Decimal``, so what holds
  /// of the three holds between them.
  private struct Line {
    var samples: [Value]
    /// The number of levels; nil where it depends on no axis.
    var count: Int?
  }

  private func line(of formula: Formula) -> Line? {
    switch formula {
    case .constant(let value):
      return value.isShort ? Line(samples: [value, value, value], count: nil) : nil
    case .slot(let axis, 0):
      return plan.axes[axis].levels.range.flatMap { range in
        exact(
          Line(
            samples: [range[0], range[min(1, range.count - 1)], range[range.count - 1]],
            count: range.count))
      }
    case .negate(let operand, let place):
      guard let line = line(of: operand),
        let samples = made(line.samples, by: { .negate(.constant($0), place) })
      else { return nil }
      return exact(Line(samples: samples, count: line.count))
    case .binary(let operation, let left, let right, let place)
    where [.add, .subtract, .multiply].contains(operation):
      guard let a = line(of: left), let b = line(of: right),
        operation != .multiply || a.count == nil || b.count == nil,
        let samples = made(
          Array(a.samples.indices),
          by: { .binary(operation, .constant(a.samples[$0]), .constant(b.samples[$0]), place) })
      else { return nil }
      return exact(Line(samples: samples, count: a.count ?? b.count))
    default: return nil
    }
  }

  private func made<Part>(_ parts: [Part], by formula: (Part) -> Formula) -> [Value]? {
    try? parts.map { try cursor.evaluator.value(of: formula($0)) }
  }

  /// The same line, if all its values are short.
  private func exact(_ line: Line) -> Line? {
    guard line.samples.allSatisfy(\.isShort) else { return nil }
    return line.count.map { range(through: line.samples, $0) != nil } ?? true ? line : nil
  }

  private func range(through samples: [Value], _ count: Int) -> RangeMembers? {
    RangeMembers(first: samples[0], second: samples[1], last: samples[2], count: count)
      .flatMap { LabelShape(of: $0) == nil ? nil : $0 }
  }
}

extension Value {
  /// Whether it is a day, or a number with at most 15 digits before and behind the point.
  fileprivate var isShort: Bool {
    switch self {
    case .day: true
    case .int(let number): number.magnitude < 1_000_000_000_000_000
    case .number(let number): number.digitsAroundPoint <= 15
    default: false
    }
  }
}
