// What stands behind `in`: lists, ranges, functions, sums of them, each level as its target takes it.

internal import Experiment
internal import Source

extension Checker {
  mutating func levelSource(
    _ expression: Expression, _ targets: [AxisTarget], in scope: Scope
  ) -> LevelSource {
    switch expression {
    case .list(let list):
      return .items(list.items.compactMap { levelItem($0, targets, in: scope) })
    case .binary(let sum) where sum.symbol == .add:
      let sides = [sum.left, sum.right].map { side -> LevelSource in
        let source = levelSource(side, targets, in: scope)
        if case .range(let levels, let span) = source {
          return .items(
            levels.map { level in
              LevelItem(parts: level.values.map { Term($0) }, label: nil, span: span)
            })
        }
        return source
      }
      if case .items(let left) = sides[0], case .items(let right) = sides[1] {
        return .items(left + right)
      }
      if sides.contains(where: { if case .none = $0 { true } else { false } }) { return .none }
      problems.append(
        .badLevels(
          "these levels cannot be joined: one side is no fixed list", at: expression.span,
          help: "give the other axis a scope of its own"))
      return .none
    case .range(let range):
      if targets.count == 1, case .composite(.period) = targets[0] {
        problems.append(.ambiguousRange(source.text(in: range.span), at: range.span))
        return .none
      }
      if targets.count == 1, case .setting(let position) = targets[0],
        case .day = schema[position].type
      {
        return days(range, targets, in: scope)
      }
      if targets.count == 1, wantsNumbers(targets[0]), range.step == nil,
        isRangeOfInts(range, in: scope)
      {
        problems.append(.rangeWithoutStep(source.text(in: range.span), at: range.span))
        return .none
      }
      guard let parts = parts(of: range, in: scope) else { return .none }
      if targets.count == 1, let members = members(parts, at: range.span) {
        return fitted(members, targets[0], at: range.span)
      }
      return levelSource(check(parts, of: range), expression, targets)
    case .call(.name(let name), let arguments, let span)
    where scope.names.find(name.text) == nil && ["uniform", "loguniform"].contains(name.text):
      return continuous(name, arguments, targets, at: span, in: scope)
    default: break
    }
    return levelSource(check(expression, in: scope), expression, targets)
  }

  private mutating func levelSource(
    _ term: Term, _ expression: Expression, _ targets: [AxisTarget]
  ) -> LevelSource {
    guard let sample = term.sample else { return .none }
    guard case .list(let values) = sample else {
      let text = source.text(in: expression.span)
      problems.append(
        .badLevels(
          "levels are a list or a range, and this is \(sample.kind.phrase)", at: expression.span,
          help: "write [\(text)]", fix: Diagnostic.Fix(expression.span, "[\(text)]")))
      return .none
    }
    let span = expression.span
    if targets.count == 1, case .composite(.period) = targets[0], values.first?.kind == .int,
      !expression.isComprehension
    {
      problems.append(.ambiguousRange(source.text(in: span), at: span))
      return .none
    }
    if case .constant(.list) = term.formula {
      return .items(
        values.indices.compactMap { index in
          item(Term(values[index]), term.labels?[index], targets, at: span)
        })
    }
    if case .list(let formulas) = term.formula, formulas.count == values.count {
      return .items(
        formulas.indices.compactMap { index in
          var element = Term(formulas[index], sample: values[index])
          element.readings = term.readings
          return item(element, nil, targets, at: span)
        })
    }
    return .list(term)
  }

  private mutating func isRangeOfInts(_ range: RangeExpression, in scope: Scope) -> Bool {
    let before = problems.count
    let ends = [range.lower, range.upper].map { check($0, in: scope) }
    problems.removeSubrange(before...)
    return ends.allSatisfy { $0.sample?.kind == .int }
  }

  /// The days from one to another, for a setting that is a day.
  private mutating func days(
    _ range: RangeExpression, _ targets: [AxisTarget], in scope: Scope
  ) -> LevelSource {
    let term = check(range, as: .period, in: scope)
    guard !term.isUnknown else { return .none }
    guard case .period(let window)? = term.constant, range.step == nil else {
      problems.append(.levelsNotFixed(at: range.span))
      return .none
    }
    guard window.period.days <= 100_000 else {
      problems.append(.badLevels("these are more than 100000 days", at: range.span))
      return .none
    }
    return fitted(RangeMembers(daysOf: window.period), targets[0], at: range.span)
  }

  /// A range as a target takes it: of numbers with at most 15 digits a setting takes all if it takes
  /// both ends.
  private mutating func fitted(
    _ range: RangeMembers, _ target: AxisTarget, at span: Span
  ) -> LevelSource {
    var taken: [Value] = []
    for member in [0, min(1, range.count - 1), range.count - 1] {
      guard let term = fitted(Term(range[member]), target, at: span), let value = term.constant
      else { return .none }
      taken.append(value)
    }
    if let range = RangeMembers(
      first: taken[0], second: taken[1], last: taken[2], count: range.count),
      let levels = Levels(range)
    {
      return .range(levels, span)
    }
    return .items(range.compactMap { item(Term($0), nil, [target], at: span) })
  }

  private func wantsNumbers(_ target: AxisTarget) -> Bool {
    if case .setting(let position) = target, case .number = schema[position].type { return true }
    return false
  }

  private mutating func levelItem(
    _ syntax: ListExpression.Item, _ targets: [AxisTarget], in scope: Scope
  ) -> LevelItem? {
    let span = syntax.value.span
    let label = label(syntax.label)
    if targets.count > 1 { return tupleItem(syntax.value, label, targets, in: scope) }
    if case .composite(let composite) = targets[0] {
      let term = check(syntax.value, as: composite, in: scope)
      return term.isUnknown ? nil : LevelItem(parts: [term], label: label, span: span)
    }
    if case .range(let range) = syntax.value, case .setting = targets[0] {
      problems.append(
        .badLevels(
          "a range stands inside a list", at: range.span,
          help: "write 'in \(source.text(in: range.span))' without the brackets"))
      return nil
    }
    return item(check(syntax.value, in: scope), label, targets, at: span)
  }

  private mutating func tupleItem(
    _ value: Expression, _ label: String?, _ targets: [AxisTarget], in scope: Scope
  ) -> LevelItem? {
    guard case .tuple(let parts, let span) = value else {
      return item(check(value, in: scope), label, targets, at: value.span)
    }
    guard parts.count == targets.count else {
      problems.append(.levelsNotTuples(targets.count, at: span))
      return nil
    }
    var terms: [Term] = []
    for (part, target) in zip(parts, targets) {
      let inner = ListExpression.Item(label: nil, value: part)
      guard let item = levelItem(inner, [target], in: scope) else { return nil }
      terms += item.parts
    }
    return LevelItem(parts: terms, label: label, span: span)
  }

  /// A given label, complained of if it cannot stand in a path.
  private mutating func label(_ name: Name?) -> String? {
    guard let name else { return nil }
    if let problem = RunName.problem(with: name.text) {
      problems.append(.badLevels("a label becomes part of ids: \(problem)", at: name.span))
    }
    return name.text
  }

  /// A value as the targets take it; several targets want a list with as many elements.
  private mutating func item(
    _ term: Term, _ label: String?, _ targets: [AxisTarget], at span: Span
  ) -> LevelItem? {
    guard let sample = term.sample else { return nil }
    guard targets.count > 1 else {
      return fitted(term, targets[0], at: span).map {
        LevelItem(parts: [$0], label: label, span: span)
      }
    }
    guard case .list(let values) = sample, values.count == targets.count else {
      problems.append(.levelsNotTuples(targets.count, at: span))
      return nil
    }
    var parts: [Term] = []
    for (index, target) in targets.enumerated() {
      var part = Term(values[index])
      if term.constant == nil {
        part = Term(
          .element(term.formula, .constant(.int(Int64(index))), place(span)), sample: values[index])
        part.readings = term.readings
      }
      guard let fitted = fitted(part, target, at: span) else { return nil }
      parts.append(fitted)
    }
    return LevelItem(parts: parts, label: label, span: span)
  }

  /// A term as one target takes it; nil after a mistake.
  mutating func fitted(_ term: Term, _ target: AxisTarget, at span: Span) -> Term? {
    let result: Term
    switch target {
    case .privateName: result = term
    case .composite(let composite): result = coerced(term, to: composite, at: span)
    case .setting(let position): result = converted(term, to: position, at: span)
    }
    return result.isUnknown ? nil : result
  }

  /// Days at the end of a period that its windows leave out.
  func windowNote(_ levels: Expression, _ items: [LevelItem], in scope: Scope) -> String? {
    guard case .call(.name(let name), _, _) = levels,
      let function = FormulaFunction(rawValue: name.text), function.takesPeriod,
      let whole = windowed[levels.span]
    else { return nil }
    let windows = items.compactMap { item -> PeriodReference? in
      if case .period(let window)? = item.parts.first?.constant { window } else { nil }
    }
    let left = windows.daysLeft(in: whole)
    guard windows.count == items.count, left > 0 else { return nil }
    return "the last \(left) days are in no window"
  }

  mutating func warnOfOneLevel(_ syntax: AxisSyntax, _ levels: AxisLevels, wasShrunk: Bool) {
    guard levels.levels.count == 1, !wasShrunk, case .list(let list) = syntax.levels,
      list.items.count == 1
    else { return }
    problems.append(.oneLevel(syntax.names[0], at: syntax.levels.span))
  }

  /// Levels with labels of their own, but with one value.
  mutating func warnOfEqualLevels(_ items: [LevelItem]) {
    guard items.count <= 1000, items.contains(where: { $0.label != nil }) else { return }
    var seen: [[Value]: LevelItem] = [:]
    for item in items {
      let values = item.parts.compactMap(\.constant)
      if let twin = seen[values], item.label != nil,
        twin.label?.lowercased() != item.label?.lowercased()
      {
        problems.append(
          .equalLevels(item.label ?? "", twin.label ?? "", at: item.span, first: twin.span))
        return
      }
      seen[values] = item
    }
  }
}

extension Expression {
  fileprivate var isComprehension: Bool { if case .comprehension = self { true } else { false } }
}
