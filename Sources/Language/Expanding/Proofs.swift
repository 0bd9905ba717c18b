// That ids are unique and safe, and that no two runs are equal: proved from the axes where that is
// possible, else by going through the runs once, within max_runs.

internal import Experiment
internal import Source

struct Prover {
  let program: Program
  var plan: Plan
  var problems: [Diagnostic] = []

  private let attention: PlanAttention
  let isFinal: Bool
  private let runs: [ProgramRun]
  /// The pairs of settings that are the first and last day of something.
  let dayPairs: [(start: Int, end: Int)]
  /// For each axis the runs below it, by index.
  private let reach: [[Int]]

  /// - Parameter isFinal: The plan is to be run as it is.
  init(_ program: Program, _ plan: Plan, _ attention: PlanAttention, isFinal: Bool) {
    self.program = program
    self.attention = attention
    self.isFinal = isFinal
    self.plan = plan
    var runs: [ProgramRun] = []
    for item in program.items { item.forEachRun { runs.append($0) } }
    self.runs = runs
    let pairs = [("start_date", "end_date"), ("train_start_date", "train_end_date")]
    dayPairs = pairs.compactMap { names in
      guard let start = plan.schema.position(of: names.0),
        let end = plan.schema.position(of: names.1), plan.schema[start].type == .day,
        plan.schema[end].type == .day
      else { return nil }
      return (start, end)
    }
    var reach = program.axes.map { _ in [Int]() }
    for (index, run) in runs.enumerated() {
      for axis in run.axes { reach[axis].append(index) }
    }
    self.reach = reach
  }

  /// Checks the plan's runs; problems tell what is wrong.
  ///
  /// - Parameter limit: No more runs than that are gone through.
  mutating func prove(limit: Int) {
    checkPrivateAxes()
    checkEffects()
    guard !problems.containsError else { return }
    let compared = attention.compared(of: plan.count, limit: limit)
    var proof = RunProof(
      plan, dayPairs: dayPairs, levels: max(compared, 10_000), isStopped: attention.isStopped)
    if !proof.holds(for: runs) { goThroughRuns(compared, until: attention.isStopped) }
  }

  /// Every axis over a private name must move a setting of some run.
  private mutating func checkPrivateAxes() {
    for (number, axis) in program.axes.enumerated() where !axis.isSampled {
      for (part, name) in axis.axis.names.enumerated() {
        guard let name = axis.privateNames.first(where: { $0.text == name }) else { continue }
        let inReach = reach[number]
        let isUsed = inReach.contains { run in
          runs[run].assignments.contains {
            $0.formula.mentions(number, part) || $0.condition?.mentions(number, part) ?? false
          }
        }
        if !isUsed, !inReach.isEmpty {
          let settable = program.schema.names + Composite.allCases.map(\.rawValue)
          problems.append(
            .axisMovesNothing(
              name, nearest: nearestName(to: name.text, among: settable),
              guess: axis.axis.compositeGuess?.rawValue))
        }
      }
    }
  }

  /// An axis of a setting that matters to none of the runs in its reach.
  private mutating func checkEffects() {
    for (number, axis) in program.axes.enumerated()
    where axis.axis.levels.count > 1 && axis.axis.presence == nil && axis.axis.kind == .levels {
      for name in axis.axis.names {
        guard let position = program.schema.position(of: name),
          let condition = program.schema[position].condition
        else { continue }
        let inReach = reach[number]
        let matters = inReach.contains { index in
          let run = runs[index]
          guard let other = program.schema.position(of: condition.setting) else { return true }
          let given = run.assignments.first { $0.setting == other }
          let value = given == nil ? program.schema[other].fallback : given?.constant
          return value.map { condition.values.contains($0) } ?? true
        }
        if !matters, !inReach.isEmpty {
          problems.append(.noEffect(program.schema[position], condition, at: axis.span))
        }
      }
    }
  }
}

extension Axis {
  /// What an axis over a private name was perhaps meant to move, by the kind of its levels.
  var compositeGuess: Composite? {
    switch levels.first?.values.first {
    case .bundle: .bundle
    case .period: .period
    default: nil
    }
  }
}

extension Formula {
  /// Whether it depends on a part of an axis, or on which of its levels is there.
  func mentions(_ axis: Int, _ part: Int) -> Bool {
    if case .slot(axis, let own) = self, own == part || own == Formula.levelPart { return true }
    return children.contains { $0.mentions(axis, part) }
  }
}
