// Goes through the combinations of levels on which some formulas depend: the axes that they mention,
// those that these depend on, and only the points that exist.

internal import Experiment

struct Tabulation {
  /// The numbers of the axes, in the order of the program.
  let mentioned: [Int]
  private let axes: [ProgramAxis]
  private let schema: Schema

  init(of formulas: [Formula], _ axes: [ProgramAxis], schema: Schema) {
    self.axes = axes
    self.schema = schema
    var found: Set<Int> = []
    var open = formulas.reduce(into: Set<Int>()) { $0.formUnion($1.axes) }
    while let axis = open.popFirst() {
      guard found.insert(axis).inserted else { continue }
      if let formula = axes[axis].guardFormula { open.formUnion(formula.axes.subtracting(found)) }
    }
    mentioned = found.sorted()
  }

  /// The number of combinations, those that do not exist included; nil beyond 64 bits.
  var size: Int? {
    var size = 1
    for axis in mentioned {
      let (product, overflow) = size.multipliedReportingOverflow(by: axes[axis].axis.levels.count)
      guard !overflow else { return nil }
      size = product
    }
    return size
  }

  /// Stops where `body` returns false.
  func forEach(
    _ body: (Evaluator, Point) throws(EvaluationFailure) -> Bool
  ) throws(EvaluationFailure) {
    var point = Point(axes: axes.count)
    _ = try walk(mentioned[...], &point, body)
  }

  private func walk(
    _ rest: ArraySlice<Int>, _ point: inout Point,
    _ body: (Evaluator, Point) throws(EvaluationFailure) -> Bool
  ) throws(EvaluationFailure) -> Bool {
    guard let axis = rest.first else {
      return try body(axes.evaluator(at: point, schema), point)
    }
    for level in axes[axis].axis.levels.indices {
      point.levels[axis] = level
      if let formula = axes[axis].guardFormula,
        !(try axes.evaluator(at: point, schema).truth(of: formula, at: axes[axis].axis.place))
      {
        continue
      }
      guard try walk(rest.dropFirst(), &point, body) else { return false }
    }
    point.levels[axis] = -1
    return true
  }
}

extension [ProgramAxis] {
  func evaluator(at point: Point, _ schema: Schema) -> Evaluator {
    let plan = plan(schema)
    return Evaluator(schema: schema) { axis, part in
      plan.value(ofAxis: axis, part: part, at: point)
    }
  }

  /// A plan without runs, by which values and points can be looked up.
  func plan(_ schema: Schema) -> Plan {
    Plan(
      batch: Batch(name: ""), job: .backtest, schema: schema, root: .union([], ends: []),
      axes: map(\.axis))
  }
}
