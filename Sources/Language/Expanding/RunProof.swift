// Proves from the axes alone that ids are unique and safe, that nothing is missing, that days are in
// order, and that no two runs are equal. What it cannot prove may hold all the same: then somebody has
// to go through the runs.

internal import Experiment

struct RunProof {
  let plan: Plan
  private let cursor: PointCursor
  private let dayPairs: [(start: Int, end: Int)]
  /// The settings that must be given.
  private let required: [Int]
  /// What was found out already, by the number of the axis.
  private var labels: [Int: LabelFacts] = [:]
  /// The values that formulas over one axis have at its levels; nil where one has none.
  private var values: [Formula: [Value]?] = [:]

  init(_ plan: Plan, dayPairs: [(start: Int, end: Int)]) {
    self.plan = plan
    self.dayPairs = dayPairs
    cursor = PointCursor(plan)
    required = plan.schema.settings.indices.filter {
      plan.schema[$0].isRequired && plan.schema[$0].fallback == nil
    }
  }

  /// Whether all is well with the runs that these statements make.
  mutating func holds(for runs: [ProgramRun]) -> Bool {
    for run in runs {
      let name = run.name.joined
      guard isSafe(run, name), isInjective(name, run.axes), movesDistinctSettings(run),
        hasOrderedDays(run)
      else { return false }
    }
    return runs.count == 1 || haveDifferentIDs(runs) && haveDifferentSettings(runs)
  }

  mutating func labels(of axis: Int) -> LabelFacts {
    if let known = labels[axis] { return known }
    let facts = LabelFacts(plan.axes[axis])
    labels[axis] = facts
    return facts
  }

  /// Whether different points always give different ids: every axis with a choice is named, and the
  /// text between two labels cannot occur in the first, or that one's labels are of one length.
  private mutating func isInjective(_ name: RunName, _ axes: [Int]) -> Bool {
    var named: Set<Int> = []
    for (index, piece) in name.pieces.enumerated() {
      switch piece {
      case .literal: continue
      case .value: return false
      case .label(let axis):
        named.insert(axis)
        guard plan.axes[axis].isPlain else { return false }
        if name.pieces.dropFirst(index + 1).allSatisfy(\.isLiteral) { continue }
        let facts = labels(of: axis)
        if facts.haveOneLength { continue }
        guard index + 1 < name.pieces.count, case .literal(let text) = name.pieces[index + 1],
          let separator = text.utf8.first, !facts.contain(separator)
        else { return false }
      }
    }
    return axes.allSatisfy { plan.axes[$0].levels.count == 1 || named.contains($0) }
  }

  /// Whether all ids are short and made of safe text, nothing required is missing, and no value can
  /// fail to convert.
  private mutating func isSafe(_ run: ProgramRun, _ name: RunName) -> Bool {
    var longest = 0
    for (index, piece) in name.pieces.enumerated() {
      switch piece {
      case .literal(let text):
        longest += text.utf8.count
        guard RunName.problem(with: index == 0 ? text : "x" + text) == nil else { return false }
      case .label(let axis):
        let facts = labels(of: axis)
        longest += facts.longest
        guard index > 0 || facts.canBegin else { return false }
      case .value: return false
      }
    }
    return !name.pieces.isEmpty && longest <= RunName.maximumBytes
      && run.assignments.allSatisfy { $0.formula.cannotFail && $0.condition == nil }
      && !lacksSettings(run)
  }

  /// Whether it may lack a setting that is required, at some points perhaps.
  private func lacksSettings(_ run: ProgramRun) -> Bool {
    required.contains { position in
      let given = run.assignments.first { $0.setting == position }
      if let given, given.formula.constant != Value.none { return false }
      guard let condition = plan.schema[position].condition,
        let other = plan.schema.position(of: condition.setting)
      else { return true }
      let decisive = run.assignments.first { $0.setting == other }
      guard let value = decisive == nil ? plan.schema[other].fallback : decisive?.constant else {
        return true
      }
      return condition.values.contains(value)
    }
  }

  /// Whether different points always give different settings: each axis with a choice alone decides a
  /// setting that has a value of its own at each level.
  private mutating func movesDistinctSettings(_ run: ProgramRun) -> Bool {
    for axis in run.axes where plan.axes[axis].levels.count > 1 {
      var isDecided = false
      for assignment in run.assignments
      where plan.schema[assignment.setting].isInKey && assignment.formula.mentionsOnly(axis) {
        if let values = values(of: assignment.formula), values.areDistinct {
          isDecided = true
          break
        }
      }
      guard isDecided else { return false }
    }
    return true
  }

  /// The values of a formula over one axis, at its levels, or of a constant; nil for others.
  mutating func values(of formula: Formula) -> [Value]? {
    switch formula {
    case .constant(let value): return [value]
    case .slot(let axis, let part) where part >= 0:
      return plan.axes[axis].levels.map { $0.values[part] }
    default:
      if let known = values[formula] { return known }
      let found = newValues(of: formula)
      values[formula] = .some(found)
      return found
    }
  }

  private func newValues(of formula: Formula) -> [Value]? {
    let axes = formula.axes
    guard axes.count == 1, let axis = axes.first else { return nil }
    defer { cursor.point.levels[axis] = -1 }
    return try? plan.axes[axis].levels.indices.map { level in
      cursor.point.levels[axis] = level
      return try cursor.evaluator.value(of: formula)
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

/// What ids need to know of the labels of an axis.
struct LabelFacts {
  private(set) var longest = 0
  private(set) var haveOneLength = true
  /// Whether an id can begin with each of them.
  private(set) var canBegin = true
  /// A bit for each letter, digit and mark in them, by its code.
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  init(_ axis: Axis) {
    let first = axis.levels.first?.label.utf8.count
    for level in axis.levels {
      longest = max(longest, level.label.utf8.count)
      if level.label.utf8.count != first { haveOneLength = false }
      if RunName.problem(with: level.label) != nil { canBegin = false }
      for byte in level.label.utf8 {
        if byte < 64 { low |= 1 << byte } else { high |= 1 << (byte & 63) }
      }
    }
  }

  /// Whether a letter, large or small, or another byte is in one of them.
  func contain(_ byte: UInt8) -> Bool {
    let isLetter = UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    if byte < 64 { return low & 1 << byte != 0 }
    return high & (1 << (byte & 63)) != 0 || isLetter && high & (1 << ((byte ^ 0x20) & 63)) != 0
  }
}

extension RunName {
  /// The same name with the marks between labels written out.
  var joined: RunName {
    guard style == .automatic else { return self }
    var parts: [Piece] = pieces.isEmpty ? [.literal("run")] : []
    for (index, piece) in pieces.enumerated() {
      if index > 0 { parts.append(.literal("_")) }
      parts.append(piece)
    }
    return RunName(pieces: parts, style: .automatic, place: place)
  }
}

extension RunName.Piece {
  var isLiteral: Bool { if case .literal = self { true } else { false } }
}

extension Formula {
  /// Whether it is a constant, an axis's value, or a member of one: these always have a value.
  var cannotFail: Bool {
    switch self {
    case .constant, .slot: true
    case .member(let operand, _, _): operand.cannotFail
    default: false
    }
  }

  /// Whether it depends on this axis and on no other.
  fileprivate func mentionsOnly(_ axis: Int) -> Bool {
    if case .slot(let own, _) = self { return own == axis }
    return axes == [axis]
  }
}

extension [Value] {
  var areDistinct: Bool {
    guard count > 8 else { return indices.allSatisfy { !self[..<$0].contains(self[$0]) } }
    return Set(self).count == count
  }
}
