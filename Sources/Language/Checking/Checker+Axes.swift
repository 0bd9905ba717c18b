// Axes: what they move, where they exist, and what holds below them.

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
    var titles = numbers.map { self.axes[$0].axis.title }
    if axes.count == 1, let condition = axes[0].condition {
      titles[0] += " if \(source.text(in: condition.span))"
    }
    return AxesClause(
      numbers: numbers, title: "\(word) \(titles.joined(separator: " x "))",
      span: statement.keyword.joined(with: axes.last?.span ?? statement.keyword))
  }

  private mutating func checkAxis(_ syntax: AxisSyntax, in scope: inout Scope) -> Int {
    let targets = syntax.names.map { target($0, syntax, in: scope) }
    for (index, name) in syntax.names.enumerated() {
      if let twin = syntax.names[..<index].first(where: { $0.text == name.text }) {
        problems.append(.setTwice(name, first: twin.span))
      }
    }
    let number = axes.count
    let presence = presence(syntax, in: scope)
    var reached = scope.filters
    if let presence { reached.append(presence) }
    var levels = levels(of: syntax, targets, number: number, where: reached, in: scope)
    if let presence {
      let first = Formula.binary(
        .equal, .slot(axis: number, part: Formula.levelPart), .constant(.int(0)), place(syntax.span)
      )
      if levels.guardFormula != nil || levels.counts.upperBound > 1 {
        levels.guardFormula = .conditional(
          presence, levels.guardFormula ?? .constant(.bool(true)), first, place(syntax.span))
      }
      levels.counts = min(1, levels.counts.lowerBound)...max(1, levels.counts.upperBound)
    }
    let privateNames = zip(syntax.names, targets).compactMap { name, target in
      if case .privateName = target { name } else { nil }
    }
    axes.append(
      ProgramAxis(
        axis: Axis(
          names: syntax.names.map(\.text), levels: levels.levels, place: place(syntax.span),
          presence: presence, labelFormula: levels.labelFormula),
        privateNames: privateNames, span: syntax.span, counts: levels.counts,
        guardFormula: levels.guardFormula, continuous: levels.continuous, note: levels.note))
    scope.axes.append(number)
    scope.labels.append(.label(number))
    for (part, (name, target)) in zip(syntax.names, targets).enumerated() {
      let term = levels.terms.isEmpty ? .unknown : levels.terms[part]
      bring(term, to: target, name, where: presence, at: syntax, in: &scope)
    }
    return number
  }

  /// Makes an axis's value hold below it.
  private mutating func bring(
    _ term: Term, to target: AxisTarget, _ name: Name, where presence: Formula?,
    at syntax: AxisSyntax, in scope: inout Scope
  ) {
    switch target {
    case .setting(let position):
      give(position, term, .axis, at: name.span, where: presence, in: &scope)
      scope.owned[schema[position].name] = syntax.span
    case .composite(let composite):
      give(composite, term, .axis, at: name, where: presence, in: &scope)
      scope.owned[name.text] = syntax.span
    case .privateName:
      guard let presence, !term.isUnknown else { return declare(name, .value(term), in: &scope) }
      let formula = Formula.conditional(
        presence, term.formula, .missing(name.text, place(name.span)), place(name.span))
      declare(name, .value(term.with(formula)), in: &scope)
    }
  }

  /// The condition behind `if`.
  private mutating func presence(_ syntax: AxisSyntax, in scope: Scope) -> Formula? {
    guard let condition = syntax.condition else { return nil }
    let term = check(condition, in: scope)
    guard let sample = term.sample else { return nil }
    guard sample.kind == .bool else {
      problems.append(.wanted("a condition", got: sample.kind.phrase, at: condition.span))
      return nil
    }
    return term.formula
  }

  private mutating func target(
    _ name: Name, _ syntax: AxisSyntax, in scope: Scope
  ) -> AxisTarget {
    if let position = schema.position(of: name.text) {
      noteOwned(schema[position].name, name, inRun: false, in: scope)
      if schema[position].name == Setting.tags.name {
        problems.append(
          .badLevels(
            "tags are outside key and id, so they cannot be an axis", at: name.span,
            help: "a 'group NAME { ... }' gives its runs a tag"))
      }
      return .setting(position)
    }
    if let composite = composite(named: name.text) {
      noteOwned(name.text, name, inRun: false, in: scope)
      return .composite(composite)
    }
    warnIfNearlySetting(name)
    return .privateName
  }

  /// Complains if an axis above owns what is set here.
  @discardableResult
  mutating func noteOwned(_ own: String, _ name: Name, inRun: Bool, in scope: Scope) -> Bool {
    guard let axis = scope.owned[own] else { return false }
    problems.append(.axisOverridden(name, axis: axis, inRun: inRun))
    return true
  }

  /// Continuous levels have no product: only a `sample` can draw from them.
  mutating func refuseContinuous(_ clause: AxesClause) {
    for number in clause.numbers where axes[number].continuous != nil && !axes[number].isSampled {
      problems.append(.continuousLevels(axes[number].axis.title, at: axes[number].span))
    }
  }

  /// Every combination of the levels of the axes on which a formula depends, as far as it exists;
  /// stops where `body` returns false. False if there are too many.
  ///
  /// - Parameter conditions: Only points where these hold count, as far as they depend on no other axis.
  mutating func forEachPoint(
    of formulas: [Formula], where conditions: [Formula],
    _ body: (Evaluator, Point) throws(EvaluationFailure) -> Bool
  ) throws(EvaluationFailure) -> Bool {
    let tabulation = Tabulation(of: formulas, axes, schema: schema)
    guard let size = tabulation.size, size <= 100_000 else { return false }
    let known = conditions.filter { $0.axes.isSubset(of: tabulation.mentioned) }
    try tabulation.forEach { evaluator, point throws(EvaluationFailure) in
      for condition in known where !(try evaluator.truth(of: condition, at: .unknown)) {
        return true
      }
      return try body(evaluator, point)
    }
    return true
  }
}
