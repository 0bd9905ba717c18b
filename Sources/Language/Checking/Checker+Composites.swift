// Giving settings their values: by name, or by a bundle, period or preset that brings them along.

internal import Experiment
internal import Source

extension Checker {
  /// Gives a setting or composite a value, for `let` and for run blocks.
  mutating func set(
    _ name: Name, to value: Expression, in scope: inout Scope, as kind: Origin.Kind
  ) {
    let inRun = kind == .runBlock
    if let composite = composite(named: name.text) {
      guard !noteOwned(name.text, name, inRun: inRun, in: scope) else { return }
      let term = check(value, as: composite, in: scope)
      give(composite, term, kind, at: name, in: &scope)
      return
    }
    guard let position = schema.position(of: name.text) else {
      problems.append(.unknownSetting(name, candidates: settableNames, job: job.kind))
      _ = check(value, in: scope)
      return
    }
    guard !noteOwned(schema[position].name, name, inRun: inRun, in: scope) else { return }
    var term = converted(check(value, in: scope), to: position, at: value.span)
    if schema[position] == .tags, !scope.groupTags.isEmpty, !term.isUnknown {
      let groups = Term(.list(scope.groupTags))
      term = fold([groups, term], at: value.span) { .binary(.add, $0[0], $0[1], $1) }
    }
    give(position, term, kind, at: name.span, in: &scope)
  }

  /// Gives a setting a value where `condition` holds; elsewhere it keeps what it had.
  mutating func give(
    _ position: Int, _ term: Term, _ kind: Origin.Kind, at span: Span,
    where condition: Formula? = nil, in scope: inout Scope
  ) {
    let previous = scope.settings[position]
    let isForced = forced[position] != nil && kind != .commandLine
    let term = isForced && !term.isUnknown ? Term(forced[position]!) : term
    let origin = Origin(
      kind, term.formula, where: condition, at: place(span), previous: previous?.origin)
    scope.settings[position] = given(term, where: condition, at: span, origin, over: previous)
  }

  /// A value that holds where `condition` does, and elsewhere the one before it, if there is one.
  private mutating func given(
    _ term: Term, where condition: Formula?, at span: Span, _ origin: Origin,
    over previous: Given?
  ) -> Given {
    guard let condition, !term.isUnknown else {
      return Given(term: term, condition: nil, span: span, origin: origin)
    }
    guard let previous, !previous.term.isUnknown else {
      return Given(term: term, condition: condition, span: span, origin: origin)
    }
    var joined = term.with(
      .conditional(condition, term.formula, previous.term.formula, place(span)))
    joined.read(previous.term.readings)
    joined.size = term.size + previous.term.size
    joined.depth = max(term.depth, previous.term.depth) + 1
    let either = previous.condition.map { Formula.binary(.or, condition, $0, place(span)) }
    return Given(term: joined, condition: either, span: span, origin: origin)
  }

  /// A composite's value, and the settings that it brings along.
  mutating func give(
    _ composite: Composite, _ term: Term, _ kind: Origin.Kind, at name: Name,
    where condition: Formula? = nil, in scope: inout Scope
  ) {
    let origin = Origin(
      kind, term.formula, where: condition, at: place(name.span),
      previous: scope.composites[composite]?.origin)
    scope.composites[composite] = given(
      term, where: condition, at: name.span, origin, over: scope.composites[composite])
    if composite == .preset {
      return giveFields(of: term, at: name, where: condition, in: &scope)
    }
    var parts = composite.parts
    if composite == .period, case .period(let window)? = term.sample, window.train != nil {
      let windows = Composite.windowParts.filter { schema.position(of: $0.setting) != nil }
      if windows.isEmpty { problems.append(.trainingUnused(at: name.span, job: job.kind)) }
      parts += windows
    }
    for part in parts {
      guard let position = schema.position(of: part.setting) else { continue }
      guard !noteOwned(part.setting, name, inRun: false, in: scope) else { return }
      let member = converted(
        member(part.members, of: term, at: name.span), to: position, at: name.span)
      give(
        position, member, .composite(composite), at: name.span, where: condition, in: &scope)
    }
  }

  /// `term.a.b`, without complaints.
  func member(_ names: [String], of term: Term, at span: Span) -> Term {
    var term = term
    for name in names {
      guard let sample = term.sample?.member(name) else { return .unknown }
      if let value = term.constant {
        term = value.member(name).map { Term($0) } ?? .unknown
      } else {
        let readings = term.readings
        term = Term(.member(term.formula, name, .unknown), sample: sample)
        term.readings = readings
      }
    }
    return term
  }

  /// The term as the setting takes it; a mistake is noted at the span.
  mutating func converted(_ term: Term, to position: Int, at span: Span) -> Term {
    guard let given = term.sample, !brokenParameters.contains(schema.settings[position].name) else {
      return .unknown
    }
    let sample = term.size > 1 ? given.asComputed : given
    switch schema.settings[position].converting(sample) {
    case .success(let value):
      if term.formula.constant != nil {
        if case .path = schema.settings[position].type, case .text(let path) = value {
          warnOfAbsolutePath(path, at: span)
        }
        var fixed = Term(value)
        fixed.readings = term.readings
        return fixed
      }
      let isSame =
        value == sample
        && (schema.settings[position].takesEvery(sample.kind)
          || isFitted(term.formula, to: position))
      var result = Term(
        isSame ? term.formula : .converted(term.formula, setting: position, place(span)),
        sample: value)
      result.readings = term.readings
      result.size = term.size + 1
      result.depth = term.depth + 1
      return result
    case .failure(let problem):
      if term.formula.constant == nil, problem.kind == .outOfRange {
        return Term(.converted(term.formula, setting: position, place(span)), sample: sample)
      }
      problems.append(.conversion(problem, ofComputed: term.size > 1, at: span))
      return .unknown
    }
  }

  /// Whether a formula is an axis's value, or a member of one, which the setting takes as it is at
  /// every level.
  private func isFitted(_ formula: Formula, to position: Int) -> Bool {
    var names: [String] = []
    var inner = formula
    while case .member(let operand, let name, _) = inner {
      names.insert(name, at: 0)
      inner = operand
    }
    guard case .slot(let axis, let part) = inner, part >= 0, axes.indices.contains(axis),
      axes[axis].axis.labelFormula == nil, axes[axis].axis.kind == .levels
    else { return false }
    let levels = axes[axis].axis.levels
    // A member of a day goes up and down: 15 January and 15 February have days between them beyond 15.
    return (names.isEmpty ? levels.extremes : Array(levels)).allSatisfy { level in
      var value: Value? = level.values[part]
      for name in names { value = value?.member(name) }
      guard let value, case .success(value) = schema.settings[position].converting(value) else {
        return false
      }
      return true
    }
  }

  /// The composites of this job: those whose settings it has.
  func composite(named name: String) -> Composite? {
    guard let composite = Composite(rawValue: name),
      composite.parts.allSatisfy({ schema.position(of: $0.setting) != nil })
    else { return nil }
    return composite
  }

  var namesToSet: [String] {
    schema.names + Composite.allCases.map(\.rawValue).filter { composite(named: $0) != nil }
  }
}

extension Setting {
  /// Whether every value of this kind is a value of the setting, so that nothing need be checked.
  func takesEvery(_ kind: ValueKind) -> Bool {
    switch (type, kind) {
    case (.bool, .bool), (.text, .text), (.day, .day), (.duration, .duration): true
    default: false
    }
  }
}
