// The levels of an axis: fixed ones, those that depend on the axes above, and continuous ones.

internal import Experiment
internal import Source

/// The levels of an axis, and what each part of it is below.
struct AxisLevels {
  var levels: Levels = []
  /// One for each part; empty after a mistake.
  var terms: [Term] = []
  var counts = 0...0
  var guardFormula: Formula?
  var labelFormula: Formula?
  var continuous: ContinuousLevels?
  var note: String?
}

/// One level, its parts as the axis's targets take them.
struct LevelItem {
  var parts: [Term]
  var label: String?
  let span: Span

  var isFixed: Bool { parts.allSatisfy { $0.constant != nil } }
}

/// What stands behind `in`, before labels are looked at.
enum LevelSource {
  case items([LevelItem])
  /// One level for each member.
  case range(Levels, Span)
  /// A list of which only the point tells the length.
  case list(Term)
  case continuous(ContinuousLevels)
  /// A mistake that has been told.
  case none
}

extension Checker {
  mutating func levels(
    of syntax: AxisSyntax, _ targets: [AxisTarget], number: Int, where reached: [Formula],
    in scope: Scope
  ) -> AxisLevels {
    let before = problems.count
    switch levelSource(syntax.levels, targets, in: scope) {
    case .items(let items):
      guard !items.isEmpty else {
        if problems.count == before {
          problems.append(
            .badLevels(
              "this axis has no levels", at: syntax.levels.span,
              help: "without a level there is no run: name some, or leave the axis out"))
        }
        return AxisLevels()
      }
      let shrunk = shrunk(items, targets)
      var levels =
        shrunk.allSatisfy(\.isFixed)
        ? fixedLevels(shrunk, targets, number) : pointwiseLevels(shrunk, targets, number, syntax)
      levels.note = windowNote(syntax.levels, shrunk, in: scope)
      warnOfOneLevel(syntax, levels, wasShrunk: shrunk.count != items.count)
      return levels
    case .list(let list):
      if targets.count == 1, let value = forcedValue(targets[0]) {
        let item = LevelItem(parts: [Term(value)], label: nil, span: syntax.levels.span)
        return fixedLevels([item], targets, number)
      }
      return dependentLevels(list, targets, number, syntax, where: reached)
    case .range(let levels, let span):
      if let value = forcedValue(targets[0]) {
        return fixedLevels(
          [LevelItem(parts: [Term(value)], label: nil, span: span)], targets, number)
      }
      return rangeLevels(levels, number)
    case .continuous(let range):
      return continuousLevels(range, targets, number)
    case .none: return AxisLevels()
    }
  }

  func slot(_ axis: Int, _ part: Int) -> Formula { .slot(axis: axis, part: part) }

  mutating func fixedLevels(
    _ items: [LevelItem], _ targets: [AxisTarget], _ number: Int
  ) -> AxisLevels {
    var result = AxisLevels()
    var seen: [String: Int] = [:]
    seen.reserveCapacity(items.count)
    var levels: [Level] = []
    levels.reserveCapacity(items.count)
    for (index, item) in items.enumerated() {
      let values = item.parts.compactMap(\.constant)
      let label = label(of: item, targets)
      guard !label.isEmpty else {
        problems.append(
          .badLevels(
            "this level has no text for ids", at: item.span, help: "give it a label: [name: ...]"))
        continue
      }
      let folded = label.lowercased()
      if let twin = seen[folded] {
        noteTwin(label, item, items[twin])
        continue
      }
      seen[folded] = index
      if let first = levels.first,
        let (a, b) = zip(first.values, values).first(where: { !$0.isLevel(beside: $1) })
      {
        problems.append(
          .badLevels(
            "one level is \(a.kind.phrase), and this one \(b.kind.phrase)", at: item.span,
            help: "the levels of an axis are of one kind"))
        continue
      }
      levels.append(Level(values: values, label: label))
    }
    result.levels = Levels(levels)
    warnOfEqualLevels(items)
    result.counts = levels.count...levels.count
    if let first = levels.first {
      result.terms = first.values.indices.map { part in
        // A level with a value tells more of its kind than one without.
        let sample = levels.first { $0.values[part] != .none }?.values[part]
        return Term(slot(number, part), sample: sample ?? first.values[part])
      }
    }
    return result
  }

  private func rangeLevels(_ levels: Levels, _ number: Int) -> AxisLevels {
    var result = AxisLevels()
    result.levels = levels
    result.counts = levels.count...levels.count
    result.terms = [Term(slot(number, 0), sample: levels.value(at: 0, part: 0))]
    return result
  }

  private func label(of item: LevelItem, _ targets: [AxisTarget]) -> String {
    if let label = item.label { return label }
    if item.parts.count == 1 {
      return item.parts[0].constant?.levelLabel(for: setting(targets[0])) ?? ""
    }
    return zip(item.parts, targets).map { term, target in
      term.constant?.levelLabel(for: setting(target)) ?? ""
    }.joined(separator: "_")
  }

  func setting(_ target: AxisTarget) -> Setting? {
    if case .setting(let position) = target { schema[position] } else { nil }
  }

  private mutating func noteTwin(_ label: String, _ item: LevelItem, _ twin: LevelItem) {
    let isEqual = zip(twin.parts, item.parts).allSatisfy { a, b in
      guard let a = a.constant, let b = b.constant else { return false }
      return a.means(b)
    }
    problems.append(
      .duplicateLabel(
        label, at: item.span, first: twin.span == item.span ? nil : twin.span,
        equalValues: isEqual))
  }

  private func continuousLevels(
    _ range: ContinuousLevels, _ targets: [AxisTarget], _ number: Int
  ) -> AxisLevels {
    var result = AxisLevels()
    let first = range.value(at: 0.5)
    result.levels = [Level(values: [first], label: "1")]
    result.terms = [Term(slot(number, 0), sample: first)]
    result.counts = 1...1
    result.continuous = range
    return result
  }

  /// An axis of a setting that the command line gives has that one level.
  private func shrunk(_ items: [LevelItem], _ targets: [AxisTarget]) -> [LevelItem] {
    guard !forced.isEmpty else { return items }
    let values = targets.map(forcedValue)
    guard values.contains(where: { $0 != nil }), let first = items.first else { return items }
    if values.count == 1, let value = values[0] {
      return [LevelItem(parts: [Term(value)], label: nil, span: first.span)]
    }
    return items.map { item in
      let parts = zip(item.parts, values).map { part, value in value.map { Term($0) } ?? part }
      return LevelItem(parts: parts, label: item.label, span: item.span)
    }
  }

  /// What the command line makes of an axis's target; of a composite, if it gives all that it moves.
  func forcedValue(_ target: AxisTarget) -> Value? {
    switch target {
    case .setting(let position): return forced[position]
    case .composite(.bundle):
      guard let position = schema.position(of: "bundle_path"),
        case .text(let path)? = forced[position]
      else { return nil }
      return .bundle(BundleReference(name: pathStem(path), path: path))
    case .composite(.period):
      guard let first = schema.position(of: "start_date"),
        let last = schema.position(of: "end_date"), case .day(let start)? = forced[first],
        case .day(let end)? = forced[last], let period = Period(start: start, end: end)
      else { return nil }
      return .period(PeriodReference(period))
    default: return nil
    }
  }
}

extension Value {
  /// Whether both can be levels of one axis: of one kind, and windows only beside windows.
  fileprivate func isLevel(beside other: Value) -> Bool {
    if case .period(let a) = self, case .period(let b) = other {
      return (a.train == nil) == (b.train == nil)
    }
    return kind == other.kind || kind == .none || other.kind == .none
  }
}
