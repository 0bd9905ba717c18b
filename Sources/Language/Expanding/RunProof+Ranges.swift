// What formulas make of a range: as long as they only multiply, add and convert, its ends tell it.

internal import Experiment

extension RunProof {
  /// The values of a formula over an axis that is a range, at its levels: all different, in order. Nil
  /// for other formulas, and where one of them fails.
  func range(of formula: Formula) -> RangeMembers? {
    guard formula.isLinear, case let axes = formula.axes, axes.count == 1, let axis = axes.first,
      let range = plan.axes[axis].levels.range
    else { return nil }
    if case .slot = formula { return range }
    defer { cursor.point.levels[axis] = -1 }
    let values = try? [0, min(1, range.count - 1), range.count - 1].map { level in
      cursor.point.levels[axis] = level
      return try cursor.evaluator.value(of: formula)
    }
    guard let values, range.count == 1 || values[0] != values[1],
      let made = RangeMembers(
        first: values[0], second: values[1], last: values[2], count: range.count),
      LabelShape(of: made) != nil
    else { return nil }
    return made
  }

  /// What the texts of a formula over a range are like, as ids have them.
  func textShape(of formula: Formula, _ format: TextFormat) -> LabelShape? {
    guard let range = range(of: formula), let shape = LabelShape(of: range) else { return nil }
    switch format {
    case .canonical: return shape
    case .padded(let width): return shape.padded(to: width)
    case .decimals: return nil
    }
  }

  /// The least and the greatest value of a formula, where that is enough to know; else all of them, in
  /// the order of the levels.
  mutating func extremes(of formula: Formula) -> [Value]? {
    range(of: formula).map { [$0[0], $0[$0.count - 1]] } ?? values(of: formula)
  }
}

extension Formula {
  /// Whether it is a number times an axis's value plus a number.
  fileprivate var isLinear: Bool {
    switch self {
    case .slot(_, let part): part == 0
    // Numbers with more digits are rounded when they are multiplied.
    case .constant(.int): true
    case .constant(.number(let number)): number == number.rounded(significant: 15)
    case .negate(let operand, _), .converted(let operand, _, _): operand.isLinear
    case .binary(.add, let a, let b, _), .binary(.subtract, let a, let b, _):
      a.isLinear && b.isLinear
    case .binary(.multiply, let a, let b, _):
      a.isLinear && b.isLinear && (a.axes.isEmpty || b.axes.isEmpty)
    default: false
    }
  }
}
