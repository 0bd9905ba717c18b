// Counts points without making them: constraints tie axes into groups, each group is tabulated by
// itself, and what no constraint mentions only multiplies.

internal import Experiment

/// A condition that keeps points, and where among the axes it stands: what it drops, nothing below it
/// looks at.
struct RankedFilter {
  let condition: Formula
  /// Behind the axis above it, and before the next one.
  let rank: Int

  init(_ condition: Formula, below axes: [Int]) {
    self.condition = condition
    rank = 2 * (axes.max() ?? -1) + 1
  }
}

struct PointCounter {
  private let axes: [ProgramAxis]
  /// Between questions it stands on no axis.
  private let cursor: PointCursor

  /// Asked now and then; true ends a count.
  private let isStopped: () -> Bool

  init(
    axes: [ProgramAxis], schema: Schema, isStopped: @escaping () -> Bool = { false }
  ) {
    self.axes = axes
    self.isStopped = isStopped
    cursor = PointCursor(axes.plan(schema))
  }

  enum Failure: Error {
    /// More combinations than the budget allows.
    case tooWide
    case stopped
    case evaluation(EvaluationFailure, Point)
  }

  /// Combinations of levels that one question may look at, and formulas evaluated for them.
  static let combinationBudget = 10_000_000
  static let evaluationBudget = 300_000_000

  /// Axes that constraints tie together.
  private struct Group {
    var axes: Set<Int>
    /// In the order in which they act: whether a level exists first, then the filters.
    var constraints: [(rank: Int, formula: Formula)]
  }

  /// How many points of the axes exist and pass all filters; the greatest number beyond 64 bits.
  func count(_ numbers: [Int], filters: [RankedFilter]) throws(Failure) -> UInt64 {
    var points: UInt64 = 1
    let groups = groups(numbers, filters)
    for group in groups { points = points.multiplied(by: try count(group)) }
    let tied = groups.reduce(into: Set<Int>()) { $0.formUnion($1.axes) }
    for axis in numbers where !tied.contains(axis) {
      points = points.multiplied(by: UInt64(axes[axis].axis.levels.count))
    }
    return points
  }

  /// The first point that passes the filters and does not hold the condition; nil if there is none.
  func firstPoint(
    of numbers: [Int], passing filters: [RankedFilter], violating condition: Formula
  ) throws(Failure) -> Point? {
    var found: Point?
    let broken = RankedFilter(.not(condition, .unknown), below: numbers)
    let all = groups(numbers, filters + [broken])
    for group in all {
      var first: Point?
      try forEachPoint(of: group) { point in
        first = point
        return false
      }
      // A group without a point: nothing reaches the condition.
      guard let first else { return nil }
      var joined = found ?? Point(axes: axes.count)
      for axis in group.axes { joined.levels[axis] = first.levels[axis] }
      found = joined
    }
    return found
  }

  private func groups(_ numbers: [Int], _ filters: [RankedFilter]) -> [Group] {
    var groups: [Group] = []
    func add(_ formula: Formula, _ own: Set<Int>, rank: Int) {
      var joined = Group(axes: own, constraints: [(rank, formula)])
      groups.removeAll { group in
        guard !group.axes.isDisjoint(with: own) else { return false }
        joined.axes.formUnion(group.axes)
        joined.constraints += group.constraints
        return true
      }
      groups.append(joined)
    }
    for axis in numbers {
      if let formula = axes[axis].guardFormula {
        add(formula, formula.axes.union([axis]), rank: 2 * axis)
      }
    }
    for (index, filter) in filters.enumerated() {
      let mentioned = filter.condition.axes
      // What depends on no axis holds everywhere or nowhere.
      add(filter.condition, mentioned.isEmpty ? [-1 - index] : mentioned, rank: filter.rank)
    }
    return groups.map { group in
      var group = group
      group.axes = group.axes.filter { $0 >= 0 }
      group.constraints.sort { $0.rank < $1.rank }
      return group
    }
  }

  private func count(_ group: Group) throws(Failure) -> UInt64 {
    var kept: UInt64 = 0
    try forEachPoint(of: group) { _ in
      kept += 1
      return true
    }
    return kept
  }

  /// Goes through the points of a group that hold all its constraints, until `body` returns false.
  private func forEachPoint(
    of group: Group, _ body: (Point) -> Bool
  ) throws(Failure) {
    let numbers = group.axes.sorted()
    let combinations = numbers.reduce(1) { count, axis in
      min(count * axes[axis].axis.levels.count, PointCounter.combinationBudget + 1)
    }
    let size = group.constraints.reduce(0) { $0 + $1.formula.size }
    guard combinations <= PointCounter.combinationBudget,
      combinations * size <= PointCounter.evaluationBudget
    else { throw .tooWide }
    defer { for axis in numbers { cursor.point.levels[axis] = -1 } }
    for combination in 0..<combinations {
      if combination % 1024 == 0, isStopped() { throw .stopped }
      var digits = combination
      for axis in numbers.reversed() {
        cursor.point.levels[axis] = digits % axes[axis].axis.levels.count
        digits /= axes[axis].axis.levels.count
      }
      if try holds(group), !body(cursor.point) { return }
    }
  }

  /// Whether all constraints hold where the cursor stands.
  private func holds(_ group: Group) throws(Failure) -> Bool {
    do throws(EvaluationFailure) {
      for constraint in group.constraints
      where !(try cursor.evaluator.truth(of: constraint.formula, at: .unknown)) {
        return false
      }
      return true
    } catch {
      throw .evaluation(error, cursor.point)
    }
  }
}

extension UInt64 {
  /// The product, or the greatest number.
  func multiplied(by other: UInt64) -> UInt64 {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}
