// Axes: what they move, and their levels with labels.

internal import Experiment
internal import Source

/// What one name before `in` stands for.
enum AxisTarget: Sendable {
  case setting(Int)
  case composite(Composite)
  case privateName
}

extension Checker {
  mutating func checkAxes(
    _ axes: [AxisSyntax], _ statement: Statement, in scope: inout Scope
  ) -> AxesClause {
    var numbers: [Int] = []
    for axis in axes { numbers.append(checkAxis(axis, in: &scope)) }
    let word = source.text(in: statement.keyword)
    let titles = numbers.map { self.axes[$0].axis.title }
    return AxesClause(
      numbers: numbers, title: "\(word) \(titles.joined(separator: " x "))",
      span: statement.keyword.joined(with: axes.last?.span ?? statement.keyword))
  }

  private mutating func checkAxis(_ syntax: AxisSyntax, in scope: inout Scope) -> Int {
    let targets = syntax.names.map { target($0, syntax, in: scope) }
    var levels = levels(of: syntax, targets, in: scope)
    levels = shrunk(levels, syntax, targets)
    let axis = Axis(names: syntax.names.map(\.text), levels: levels, place: place(syntax.span))
    let number = axes.count
    let privateNames = zip(syntax.names, targets).compactMap { name, target in
      if case .privateName = target { name } else { nil }
    }
    axes.append(ProgramAxis(axis: axis, privateNames: privateNames, span: syntax.span))
    scope.axes.append(number)
    scope.labels.append(.label(number))
    for (part, (name, target)) in zip(syntax.names, targets).enumerated() {
      let sample = levels.first?.values[part]
      let term =
        sample == nil ? .unknown : Term(.slot(axis: number, part: part), sample: sample)
      switch target {
      case .setting(let position):
        give(position, term, at: name.span, in: &scope)
        scope.owned[schema[position].name] = syntax.span
      case .composite(let composite):
        give(composite, term, at: name.span, in: &scope)
        scope.owned[name.text] = syntax.span
      case .privateName: declare(name, .value(term), in: &scope)
      }
    }
    return number
  }

  private mutating func target(
    _ name: Name, _ syntax: AxisSyntax, in scope: Scope
  ) -> AxisTarget {
    let target: AxisTarget
    if let position = schema.position(of: name.text) {
      target = .setting(position)
      if let owner = scope.owned[schema[position].name] {
        problems.append(.axisOverridden(name, axis: owner, inRun: false))
      }
    } else if let composite = composite(named: name.text) {
      target = .composite(composite)
      if let owner = scope.owned[name.text] {
        problems.append(.axisOverridden(name, axis: owner, inRun: false))
      }
    } else {
      target = .privateName
      warnIfNearlySetting(name)
    }
    return target
  }

  /// An axis of a setting that the command line gives has that one level.
  private func shrunk(
    _ levels: [Level], _ syntax: AxisSyntax, _ targets: [AxisTarget]
  ) -> [Level] {
    guard let first = levels.first else { return levels }
    var values = first.values
    var labels = syntax.names.count == 1 ? [first.label] : values.map(\.description)
    var isForced = false
    for (part, target) in targets.enumerated() {
      guard case .setting(let position) = target, let value = forced[position] else { continue }
      isForced = true
      values[part] = value
      labels[part] = value.levelLabel(for: schema[position])
    }
    guard isForced, targets.count == 1 else { return levels }
    return [Level(values: values, label: labels.joined(separator: "_"))]
  }

  /// The levels, each value as its target takes it; empty after a mistake.
  private mutating func levels(
    of syntax: AxisSyntax, _ targets: [AxisTarget], in scope: Scope
  ) -> [Level] {
    let before = problems.count
    let items = levelItems(syntax.levels, targets, in: scope)
    if items.isEmpty, problems.count == before {
      problems.append(.badLevels("this axis has no levels", at: syntax.levels.span))
    }
    var levels: [Level] = []
    var seen: [String: (Span, Level)] = [:]
    for item in items {
      let level = Level(values: item.values, label: item.label)
      if level.label.isEmpty {
        problems.append(
          .badLevels(
            "this level has no text for ids", at: item.span, help: "give it a label: [name: ...]"))
        continue
      }
      if let (first, twin) = seen[level.label.lowercased()] {
        let isEqual = zip(twin.values, level.values).allSatisfy { $0.means($1) }
        problems.append(
          .duplicateLabel(
            level.label, at: item.span, first: first == item.span ? nil : first,
            equalValues: isEqual))
        continue
      }
      seen[level.label.lowercased()] = (item.span, level)
      if let first = levels.first,
        let (a, b) = zip(first.values, level.values).first(where: { $0.kind != $1.kind })
      {
        problems.append(
          .badLevels(
            "one level is \(a.kind.phrase), and this one \(b.kind.phrase)", at: item.span,
            help: "the levels of an axis are of one kind"))
        continue
      }
      levels.append(level)
    }
    return levels
  }

  private struct LevelItem {
    let values: [Value]
    let label: String
    let span: Span
  }

  private mutating func levelItems(
    _ expression: Expression, _ targets: [AxisTarget], in scope: Scope
  ) -> [LevelItem] {
    switch expression {
    case .list(let list):
      return list.items.compactMap { levelItem($0, targets, in: scope) }
    case .binary(let sum) where sum.symbol == .add:
      return levelItems(sum.left, targets, in: scope) + levelItems(sum.right, targets, in: scope)
    case .range(let range):
      guard targets.count == 1 else { break }
      if case .composite(.period) = targets[0] {
        problems.append(.ambiguousRange(source.text(in: range.span), at: range.span))
        return []
      }
      let values = rangeValues(range, wantsNumbers: wantsNumbers(targets[0]), in: scope)
      return values.compactMap { item($0, targets[0], nil, at: range.span) }
    default: break
    }
    let term = check(expression, in: scope)
    guard let sample = term.sample else { return [] }
    guard let value = term.formula.constant else {
      problems.append(.levelsNotFixed(at: expression.span))
      return []
    }
    guard case .list(let values) = value, targets.count == 1 else {
      problems.append(
        .badLevels(
          "levels are a list or a range, and this is \(sample.kind.phrase)", at: expression.span,
          help: "write [\(source.text(in: expression.span))]",
          fix: Diagnostic.Fix(expression.span, "[\(source.text(in: expression.span))]")))
      return []
    }
    return values.compactMap { item($0, targets[0], nil, at: expression.span) }
  }

  private func wantsNumbers(_ target: AxisTarget) -> Bool {
    if case .setting(let position) = target, case .number = schema[position].type { return true }
    return false
  }

  private mutating func levelItem(
    _ syntax: ListExpression.Item, _ targets: [AxisTarget], in scope: Scope
  ) -> LevelItem? {
    let span = syntax.value.span
    if targets.count > 1 { return tupleItem(syntax, targets, in: scope) }
    let term: Term
    if case .composite(let composite) = targets[0] {
      term = check(syntax.value, as: composite, in: scope)
    } else {
      if case .range(let range) = syntax.value {
        problems.append(
          .badLevels(
            "a range stands inside a list", at: range.span,
            help: "write 'in \(source.text(in: range.span))' without the brackets"))
        return nil
      }
      term = check(syntax.value, in: scope)
    }
    guard !term.isUnknown else { return nil }
    guard let value = term.formula.constant else {
      problems.append(.levelsNotFixed(at: span))
      return nil
    }
    return item(value, targets[0], label(syntax.label) ?? term.label, at: span)
  }

  private mutating func tupleItem(
    _ syntax: ListExpression.Item, _ targets: [AxisTarget], in scope: Scope
  ) -> LevelItem? {
    guard case .tuple(let parts, let span) = syntax.value, parts.count == targets.count else {
      problems.append(
        .badLevels(
          "a level of this axis has \(targets.count) values", at: syntax.value.span,
          help: "write (\((1...targets.count).map { "value\($0)" }.joined(separator: ", ")))"))
      return nil
    }
    var values: [Value] = []
    var labels: [String] = []
    for (part, target) in zip(parts, targets) {
      let inner = ListExpression.Item(label: nil, value: part)
      guard let item = levelItem(inner, [target], in: scope) else { return nil }
      values += item.values
      labels.append(item.label)
    }
    return LevelItem(
      values: values, label: label(syntax.label) ?? labels.joined(separator: "_"), span: span)
  }

  /// A given label, complained of if it cannot stand in a path.
  private mutating func label(_ name: Name?) -> String? {
    guard let name else { return nil }
    if let problem = RunName.problem(with: name.text) {
      problems.append(.badLevels("a label becomes part of ids: \(problem)", at: name.span))
    }
    return name.text
  }

  /// A value as its target takes it, with its label.
  private mutating func item(
    _ value: Value, _ target: AxisTarget, _ label: String?, at span: Span
  ) -> LevelItem? {
    switch target {
    case .privateName:
      return LevelItem(values: [value], label: label ?? value.levelLabel(for: nil), span: span)
    case .composite(let composite):
      guard let value = composite.value(of: value) else {
        problems.append(
          .wanted("a \(composite.rawValue)", got: value.kind.phrase, at: span))
        return nil
      }
      return LevelItem(values: [value], label: label ?? value.levelLabel(for: nil), span: span)
    case .setting(let position):
      switch schema[position].converting(value) {
      case .success(let value):
        return LevelItem(
          values: [value], label: label ?? value.levelLabel(for: schema[position]), span: span)
      case .failure(let problem):
        problems.append(.conversion(problem, at: span))
        return nil
      }
    }
  }
}

extension Value {
  /// The short text by which a level appears in ids.
  func levelLabel(for setting: Setting?) -> String {
    switch self {
    case .bool(let truth): return setting.map { truth ? $0.name : "no-\($0.name)" } ?? String(truth)
    case .int, .number: return pathSafe(description.replacing("+", with: ""))
    case .bundle(let bundle): return pathSafe(bundle.name)
    case .text(let text):
      if case .path? = setting?.type { return pathSafe(pathStem(text)) }
      return pathSafe(text)
    case .list(let values): return values.map { $0.levelLabel(for: nil) }.joined(separator: "_")
    default: return pathSafe(description)
    }
  }
}

extension Composite {
  /// A plain path or a period as the composite's value.
  func value(of value: Value) -> Value? {
    switch (self, value) {
    case (.bundle, .bundle), (.period, .period): value
    case (.bundle, .text(let path)):
      .bundle(BundleReference(name: pathStem(path), path: cleanedPath(path)))
    default: nil
    }
  }
}
