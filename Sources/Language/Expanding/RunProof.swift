// Proves from the axes alone that ids are unique and safe, that nothing is missing, that days are in
// order, and that no two runs are equal. What it cannot prove may hold all the same: then somebody has
// to go through the runs.

internal import Experiment

struct RunProof {
  let plan: Plan
  let cursor: PointCursor
  private let mostLevels: Int
  private let isStopped: () -> Bool
  private let dayPairs: [(start: Int, end: Int)]
  /// The settings that must be given.
  private let required: [Int]
  /// What was found out already about pieces of ids, by what they show.
  private var texts: [Formula: PieceTexts?] = [:]
  /// The values that formulas over one axis have at its levels; nil where one has none.
  private var values: [Formula: [Value]?] = [:]

  /// - Parameter levels: Of an axis with more levels only is known what its ends tell.
  init(
    _ plan: Plan, dayPairs: [(start: Int, end: Int)], levels: Int, isStopped: @escaping () -> Bool
  ) {
    self.plan = plan
    mostLevels = levels
    self.isStopped = isStopped
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

  /// The texts of a piece of an id that shows a label or a value; nil for a literal, and where the
  /// texts depend on several axes or one of them cannot be made.
  mutating func texts(of piece: RunName.Piece) -> PieceTexts? {
    let shown: Formula
    switch piece {
    case .literal: return nil
    case .label(let axis): shown = .slot(axis: axis, part: Formula.labelPart)
    case .value(let formula, let format, let place):
      shown = .text([.value(formula, format, place)])
    }
    if let known = texts[shown] { return known }
    var found: PieceTexts?
    if case .label(let axis) = piece {
      if plan.axes[axis].isPlain {
        found = PieceTexts(axis: axis, labels: plan.axes[axis].levels)
      }
    } else if case .value(let formula, let format, _) = piece,
      let shape = textShape(of: formula, format)
    {
      found = PieceTexts(axis: formula.axes.first, shape)
    } else if let values = values(of: shown) {
      let all = values.map { pathSafe($0.description) }
      found = PieceTexts(
        axis: shown.axes.first, all,
        areDistinct: Set(all.map { $0.lowercased() }).count == all.count)
    }
    texts[shown] = .some(found)
    return found
  }

  /// Whether different points always give different ids: every axis with a choice has a piece of its
  /// own for each level, and an id tells where its pieces end.
  ///
  /// They are found from the left as long as a piece's texts are of one length, or the literal behind it
  /// begins with what they do not contain; then likewise from the right. What is left over may be one.
  private mutating func isInjective(_ name: RunName, _ axes: [Int]) -> Bool {
    var named: Set<Int> = []
    var pieces = name.pieces[...]
    for piece in pieces where !piece.isLiteral {
      guard let texts = texts(of: piece) else { return false }
      if let axis = texts.axis, texts.areDistinct { named.insert(axis) }
    }
    guard axes.allSatisfy({ plan.axes[$0].levels.count == 1 || named.contains($0) }) else {
      return false
    }
    while let piece = pieces.first, ends(piece, before: pieces.dropFirst().first?.text?.first) {
      pieces = pieces.dropFirst()
    }
    while let piece = pieces.last, ends(piece, before: pieces.dropLast().last?.text?.last) {
      pieces = pieces.dropLast()
    }
    return pieces.count <= 1
  }

  private mutating func ends(_ piece: RunName.Piece, before mark: UInt8?) -> Bool {
    guard let texts = texts(of: piece) else { return piece.isLiteral }
    return texts.haveOneLength || mark.map { !texts.contain($0) } ?? false
  }

  /// Whether all ids are short and made of safe text, nothing required is missing, and no value can
  /// fail to convert.
  private mutating func isSafe(_ run: ProgramRun, _ name: RunName) -> Bool {
    var longest = 0
    for (index, piece) in name.pieces.enumerated() {
      if case .literal(let text) = piece {
        longest += text.utf8.count
        guard RunName.problem(with: index == 0 ? text : "x" + text) == nil else { return false }
      } else {
        guard let texts = texts(of: piece) else { return false }
        longest += texts.longest
        guard index > 0 || texts.canBegin else { return false }
      }
    }
    guard !name.pieces.isEmpty, longest <= RunName.maximumBytes, !lacksSettings(run) else {
      return false
    }
    for assignment in run.assignments where !assignment.formula.cannotFail {
      guard linearRange(of: assignment.formula) != nil || values(of: assignment.formula) != nil
      else {
        return false
      }
    }
    return run.assignments.allSatisfy { $0.condition == nil }
  }

  /// Whether it may lack a setting that is required, at some points perhaps.
  private mutating func lacksSettings(_ run: ProgramRun) -> Bool {
    required.contains { position in
      if gives(position, run) { return false }
      if let name = plan.schema[position].substitute,
        let substitute = plan.schema.position(of: name), gives(substitute, run)
      {
        return false
      }
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

  /// Whether a run gives a setting a value at all points.
  private mutating func gives(_ position: Int, _ run: ProgramRun) -> Bool {
    guard let given = run.assignments.first(where: { $0.setting == position }) else { return false }
    if linearRange(of: given.formula) != nil { return true }
    return values(of: given.formula).map { !$0.contains(.none) } ?? false
  }

  /// Whether different points always give different settings: each axis with a choice alone decides a
  /// setting that has a value of its own at each level.
  private mutating func movesDistinctSettings(_ run: ProgramRun) -> Bool {
    for axis in run.axes where plan.axes[axis].levels.count > 1 {
      var isDecided = false
      for assignment in run.assignments
      where plan.schema[assignment.setting].isInKey && assignment.formula.mentionsOnly(axis) {
        if linearRange(of: assignment.formula) != nil
          || values(of: assignment.formula)?.areDistinct == true
        {
          isDecided = true
          break
        }
      }
      guard isDecided else { return false }
    }
    return true
  }

  /// The values of a formula over one axis, at its levels, or of one over none; nil for others, and
  /// where it fails.
  mutating func values(of formula: Formula) -> [Value]? {
    switch formula {
    case .constant(let value): return [value]
    case .slot(let axis, let part) where part >= 0:
      let levels = plan.axes[axis].levels
      guard levels.count <= mostLevels else { return nil }
      return levels.indices.map { levels.value(at: $0, part: part) }
    default:
      if let known = values[formula] { return known }
      let found = newValues(of: formula)
      values[formula] = .some(found)
      return found
    }
  }

  private func newValues(of formula: Formula) -> [Value]? {
    let axes = formula.axes
    guard let axis = axes.first else {
      return (try? cursor.evaluator.value(of: formula)).map { [$0] }
    }
    guard axes.count == 1, plan.axes[axis].levels.count <= mostLevels else { return nil }
    defer { cursor.point.levels[axis] = -1 }
    return try? plan.axes[axis].levels.indices.map { level in
      if level % 1024 == 0, isStopped() { throw CancellationError() }
      cursor.point.levels[axis] = level
      return try cursor.evaluator.value(of: formula)
    }
  }

  /// Whether the days of each pair are in order: they come from one period, whose ends are, or all
  /// levels have been looked at.
  private mutating func hasOrderedDays(_ run: ProgramRun) -> Bool {
    for pair in dayPairs {
      let start = run.assignments.first { $0.setting == pair.start }
      let end = run.assignments.first { $0.setting == pair.end }
      if start == nil, end == nil { continue }
      guard let start, let end, start.condition == nil, end.condition == nil else { return false }
      if case .member(let a, "start", _) = start.formula,
        case .member(let b, "end", _) = end.formula, a == b
      {
        continue
      }
      guard areOrdered(start.formula, end.formula) else { return false }
    }
    return true
  }

  /// Days that move with one axis are compared at each of its levels, others each with each.
  private mutating func areOrdered(_ start: Formula, _ end: Formula) -> Bool {
    if start.axes == end.axes {
      guard let first = values(of: start)?.days, let last = values(of: end)?.days else {
        return false
      }
      return zip(first, last).allSatisfy { $0 <= $1 }
    }
    guard let latest = extremes(of: start)?.days?.max(),
      let earliest = extremes(of: end)?.days?.min()
    else { return false }
    return latest <= earliest
  }
}

extension [Value] {
  /// Nil where one is no day.
  fileprivate var days: [Day]? {
    let days = compactMap { if case .day(let day) = $0 { day } else { nil } }
    return days.count == count ? days : nil
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
  var isLiteral: Bool { text != nil }

  /// The text of a literal.
  fileprivate var text: String.UTF8View? {
    if case .literal(let text) = self { text.utf8 } else { nil }
  }
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
