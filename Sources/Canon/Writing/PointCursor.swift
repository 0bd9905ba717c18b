// What an assignment gives where a cursor stands, as its setting holds it, and values remembered by the
// levels on which they depend.

internal import Experiment

extension PointCursor {
  /// The value that an assignment gives at the point, as its setting holds it; nil where it gives none.
  func value(of assignment: Assignment) throws(EvaluationFailure) -> Value? {
    guard let value = try evaluator.value(of: assignment) else { return nil }
    if plan.schema[assignment.setting].type.holds(value) { return value }
    switch plan.schema[assignment.setting].converting(value) {
    case .success(let value): return value
    case .failure(let problem):
      throw EvaluationFailure(
        problem.message, help: problem.help, at: assignment.place, conversion: problem)
    }
  }
}

extension SettingType {
  /// Whether a value is as a setting of this type holds it; a list is always looked at again.
  fileprivate func holds(_ value: Value) -> Bool {
    switch (self, value) {
    case (.bool, .bool), (.int, .int), (.number, .number), (.text, .text), (.choice, .text),
      (.path, .text), (.day, .day), (.duration, .duration), (_, .none):
      true
    default: false
    }
  }
}

/// Results that depend on some axes only: computed once for each combination of their levels.
final class Tabulated<Result> {
  /// Beyond this many combinations results are computed each time.
  static var limit: Int { 1 << 14 }

  private let axes: [Int]
  private let counts: [Int]
  private var results: [Result?]

  init(axes: Set<Int>, of plan: Plan) {
    self.axes = axes.sorted()
    counts = self.axes.map { plan.axes[$0].levels.count }
    let size = counts.combinations(upTo: Tabulated.limit)
    results = size.map { Array(repeating: nil, count: max(1, $0)) } ?? []
  }

  func value(
    at point: Point, _ compute: () throws(EvaluationFailure) -> Result
  ) throws(EvaluationFailure) -> Result {
    guard !results.isEmpty else { return try compute() }
    var index = 0
    for (axis, count) in zip(axes, counts) { index = index * count + max(0, point.levels[axis]) }
    if let result = results[index] { return result }
    let result = try compute()
    results[index] = result
    return result
  }
}
