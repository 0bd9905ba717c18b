// That ids are unique and safe, and that no two runs are equal: proved from the axes where that is
// possible, else by going through the runs once, within max_runs.

internal import Experiment
internal import Source

struct Prover {
  let program: Program
  var plan: Plan
  var problems: [Diagnostic] = []

  private let runs: [ProgramRun]
  /// The pairs of settings that are the first and last day of something.
  let dayPairs: [(start: Int, end: Int)]
  /// For each axis the runs below it.
  private let reach: [[ProgramRun]]

  init(_ program: Program, _ plan: Plan) {
    self.program = program
    self.plan = plan
    runs = program.items.flatMap(\.runs)
    let pairs = [("start_date", "end_date"), ("train_start_date", "train_end_date")]
    dayPairs = pairs.compactMap { names in
      guard let start = plan.schema.position(of: names.0),
        let end = plan.schema.position(of: names.1)
      else { return nil }
      return (start, end)
    }
    var reach = program.axes.map { _ in [ProgramRun]() }
    for run in runs {
      for axis in run.axes { reach[axis].append(run) }
    }
    self.reach = reach
  }

  /// Checks the plan's runs; problems tell what is wrong.
  mutating func prove() {
    checkPrivateAxes()
    checkEffects()
    guard !problems.containsError else { return }
    let isProved =
      runs.count == 1
      && runs.allSatisfy { run in
        isInjective(run.name, run.axes) && isSafe(run) && movesDistinctSettings(run)
          && hasOrderedDays(run)
      }
    if !isProved { goThroughRuns(runs) }
  }

  /// Every axis over a private name must move a setting of some run.
  private mutating func checkPrivateAxes() {
    for (number, axis) in program.axes.enumerated() where !axis.isSampled {
      for (part, name) in axis.axis.names.enumerated() {
        guard let name = axis.privateNames.first(where: { $0.text == name }) else { continue }
        let inReach = reach[number]
        let isUsed = inReach.contains { run in
          run.assignments.contains {
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
        let matters = inReach.contains { run in
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

  /// Whether different points always give different ids: every axis with a choice is named, and the
  /// text between two labels cannot occur in the first, or that one's labels are of one length.
  private func isInjective(_ name: RunName, _ axes: [Int]) -> Bool {
    let name = name.joined
    var named: Set<Int> = []
    for (index, piece) in name.pieces.enumerated() {
      switch piece {
      case .literal: continue
      case .value: return false
      case .label(let axis):
        named.insert(axis)
        guard plan.axes[axis].isPlain else { return false }
        let labels = plan.axes[axis].levels.map { $0.label.lowercased() }
        if name.pieces.dropFirst(index + 1).allSatisfy(\.isLiteral) { continue }
        if Set(labels.map(\.utf8.count)).count == 1 { continue }
        guard index + 1 < name.pieces.count, case .literal(let text) = name.pieces[index + 1],
          let separator = text.lowercased().first,
          !labels.contains(where: { $0.contains(separator) })
        else { return false }
      }
    }
    return axes.allSatisfy { plan.axes[$0].levels.count == 1 || named.contains($0) }
  }

  /// Whether all ids are short and made of safe text, and no value can fail to convert.
  private func isSafe(_ run: ProgramRun) -> Bool {
    var longest = 0
    for piece in run.name.joined.pieces {
      switch piece {
      case .literal(let text): longest += text.utf8.count
      case .label(let axis): longest += plan.axes[axis].levels.map(\.label.utf8.count).max() ?? 0
      case .value: return false
      }
    }
    let literals = run.name.pieces.allSatisfy { piece in
      if case .literal(let text) = piece { RunName.problem(with: "x" + text) == nil } else { true }
    }
    return longest <= RunName.maximumBytes && literals
      && run.assignments.allSatisfy { $0.formula.cannotFail && $0.condition == nil }
      && program.schema.missing(from: run) == nil
      && firstPieceIsSafe(run)
  }

  /// No id begins with a point, or is empty.
  private func firstPieceIsSafe(_ run: ProgramRun) -> Bool {
    switch run.name.joined.pieces.first {
    case .literal(let text)?: return RunName.problem(with: text) == nil
    case .label(let axis)?:
      return !plan.axes[axis].levels.contains { RunName.problem(with: $0.label) != nil }
    case .value?, nil: return false
    }
  }

  /// Whether different points always give different settings: each axis with a choice alone decides a
  /// setting that has a value of its own at each level.
  private func movesDistinctSettings(_ run: ProgramRun) -> Bool {
    run.axes.allSatisfy { axis in
      plan.axes[axis].levels.count == 1
        || run.assignments.contains { assignment in
          guard assignment.axes == [axis], plan.schema[assignment.setting].isInKey else {
            return false
          }
          var values: Set<Value> = []
          for level in plan.axes[axis].levels.indices {
            var point = Point(axes: plan.axes.count)
            point.levels[axis] = level
            guard let value = try? plan.evaluator(at: point).value(of: assignment),
              values.insert(value).inserted
            else { return false }
          }
          return true
        }
    }
  }

  /// Whether each pair of days comes from one period, whose ends are in order.
  private func hasOrderedDays(_ run: ProgramRun) -> Bool {
    dayPairs.allSatisfy { pair in
      let start = run.assignments.first { $0.setting == pair.start }
      let end = run.assignments.first { $0.setting == pair.end }
      guard let start, let end else { return start == nil && end == nil }
      if case .day(let first) = start.constant, case .day(let last) = end.constant {
        return first <= last
      }
      if case .member(let a, "start", _) = start.formula,
        case .member(let b, "end", _) = end.formula, start.condition == nil, end.condition == nil
      {
        return a == b
      }
      return false
    }
  }
}

extension RunName {
  /// The same name with the marks between labels written out.
  fileprivate var joined: RunName {
    guard style == .automatic else { return self }
    let parts = Array(pieces.map { [$0] }.joined(separator: [.literal("_")]))
    return RunName(
      pieces: parts.isEmpty ? [.literal("run")] : parts, style: .automatic, place: place)
  }
}

extension RunName.Piece {
  var isLiteral: Bool { if case .literal = self { true } else { false } }
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

extension Schema {
  /// A required setting that no assignment of the run gives.
  func missing(from run: ProgramRun) -> Setting? {
    var known = Settings(count: settings.count)
    for assignment in run.assignments { known[assignment.setting] = assignment.constant }
    return settings.indices.first { position in
      let isGiven = run.assignments.contains {
        $0.setting == position && $0.condition == nil && $0.formula.constant != Value.none
      }
      guard settings[position].isRequired, settings[position].fallback == nil, !isGiven else {
        return false
      }
      guard let other = settings[position].condition.flatMap({ self.position(of: $0.setting) }),
        run.assignments.contains(where: { $0.setting == other && $0.constant == nil })
      else { return applies(position, to: known) }
      return true  // it depends on the point whether it is required
    }.map { settings[$0] }
  }
}

extension Formula {
  /// Whether it depends on a part of an axis, or on which of its levels is there.
  func mentions(_ axis: Int, _ part: Int) -> Bool {
    if case .slot(axis, let own) = self, own == part || own == Formula.levelPart { return true }
    return children.contains { $0.mentions(axis, part) }
  }

  /// Whether it is a constant, an axis's value, or a member of one: these always have a value.
  var cannotFail: Bool {
    switch self {
    case .constant, .slot: true
    case .member(let operand, _, _): operand.cannotFail
    default: false
    }
  }
}
