// let, def, bundle, period and run: what gives names and settings their values.

internal import Experiment
internal import Source

extension Checker {
  mutating func checkLet(_ name: Name, _ value: Expression, in scope: inout Scope) {
    let own = schema.position(of: name.text).map { schema[$0].name } ?? name.text
    if let first = scope.setHere[own] {
      problems.append(.setTwice(name, first: first))
      return
    }
    scope.setHere[own] = name.span
    set(name, to: value, in: &scope, inRun: false)
  }

  /// Gives a setting or composite a value, for `let` and for run blocks.
  mutating func set(_ name: Name, to value: Expression, in scope: inout Scope, inRun: Bool) {
    if let composite = composite(named: name.text) {
      if let axis = scope.owned[name.text] {
        problems.append(.axisOverridden(name, axis: axis, inRun: inRun))
        return
      }
      let term = check(value, as: composite, in: scope)
      give(composite, term, at: name.span, in: &scope)
      return
    }
    guard let position = schema.position(of: name.text) else {
      problems.append(
        .unknownSetting(name, candidates: settableNames, job: job.kind))
      _ = check(value, in: scope)
      return
    }
    if let axis = scope.owned[schema[position].name] {
      problems.append(.axisOverridden(name, axis: axis, inRun: inRun))
      return
    }
    let term = converted(check(value, in: scope), to: position, at: value.span)
    give(position, term, at: name.span, in: &scope)
  }

  mutating func give(_ position: Int, _ term: Term, at span: Span, in scope: inout Scope) {
    let term = forced[position].map { Term($0) } ?? term
    scope.settings[position] = Given(term: term, span: span)
  }

  /// A composite's value, and the settings that it brings along.
  mutating func give(_ composite: Composite, _ term: Term, at span: Span, in scope: inout Scope) {
    scope.composites[composite] = Given(term: term, span: span)
    for part in composite.parts {
      guard let position = schema.position(of: part.setting) else { continue }
      let place = place(span)
      let member: Term
      if let value = term.formula.constant {
        member = value.member(part.member).map { Term($0) } ?? .unknown
      } else {
        member = Term(
          .member(term.formula, part.member, place), sample: term.sample?.member(part.member))
      }
      give(position, converted(member, to: position, at: span), at: span, in: &scope)
    }
  }

  /// The term as the setting takes it; a mistake is noted at the span.
  mutating func converted(_ term: Term, to position: Int, at span: Span) -> Term {
    guard let given = term.sample else { return .unknown }
    let sample = term.size > 1 ? given.asComputed : given
    switch schema[position].converting(sample) {
    case .success(let value):
      guard term.formula.constant == nil else { return Term(value, label: term.label) }
      let isSame = value == sample && schema[position].takesEvery(sample.kind)
      return Term(
        isSame ? term.formula : .converted(term.formula, setting: position, place(span)),
        sample: value, label: term.label)
    case .failure(let problem):
      if term.formula.constant == nil, problem.kind == .outOfRange {
        return Term(.converted(term.formula, setting: position, place(span)), sample: sample)
      }
      problems.append(.conversion(problem, at: span))
      return .unknown
    }
  }

  /// A private name that one slip of a finger makes of a setting's.
  mutating func warnIfNearlySetting(_ name: Name) {
    guard name.text.utf8.count >= 5,
      let near = nearestName(to: name.text, among: settableNames, within: 1)
    else { return }
    problems.append(.looksLikeSetting(name, near))
  }

  mutating func checkDef(
    _ name: Name, _ parameters: [Name]?, _ body: Expression, in scope: inout Scope
  ) {
    warnIfNearlySetting(name)
    for (place, parameter) in (parameters ?? []).enumerated() {
      if schema.position(of: parameter.text) != nil || composite(named: parameter.text) != nil {
        problems.append(.nameIsSetting(parameter))
      } else if let twin = parameters?[..<place].first(where: { $0.text == parameter.text }) {
        problems.append(.nameTaken(parameter, by: twin.span))
      }
    }
    if let parameters {
      let meaning = Declaration.Meaning.function(parameters, body, FunctionScope(scope))
      declare(name, meaning, in: &scope)
    } else {
      var term = check(body, in: scope)
      term.label = nil
      declare(name, .value(term), in: &scope)
    }
  }

  mutating func checkBundle(_ name: Name, _ value: Expression, in scope: inout Scope) {
    let term = check(value, as: .bundle, in: scope)
    if case .bundle(let bundle)? = term.formula.constant {
      let named = BundleReference(name: name.text, path: bundle.path)
      declare(name, .value(Term(.bundle(named), label: name.text)), in: &scope)
    } else {
      if !term.isUnknown { problems.append(.levelsNotFixed(at: value.span)) }
      declare(name, .value(.unknown), in: &scope)
    }
  }

  mutating func checkPeriod(_ name: Name, _ value: Expression, in scope: inout Scope) {
    let term = check(value, as: .period, in: scope)
    if let period = term.formula.constant, !term.isUnknown {
      declare(name, .value(Term(period, label: name.text)), in: &scope)
    } else {
      if !term.isUnknown { problems.append(.levelsNotFixed(at: value.span)) }
      declare(name, .value(.unknown), in: &scope)
    }
  }

  mutating func declare(_ name: Name, _ meaning: Declaration.Meaning, in scope: inout Scope) {
    if schema.position(of: name.text) != nil || composite(named: name.text) != nil {
      problems.append(.nameIsSetting(name))
    } else if let previous = scope.names[name.text] {
      problems.append(.nameTaken(name, by: previous.span))
    } else if LibraryFunction(rawValue: name.text) != nil
      || FormulaFunction(rawValue: name.text) != nil
    {
      problems.append(.nameTaken(name, by: nil))
    } else {
      scope.names[name.text] = Declaration(meaning: meaning, span: name.span)
    }
  }

  mutating func checkRun(
    _ run: RunStatement, _ statement: Statement, in scope: Scope
  ) -> ProgramRun {
    var scope = scope.inner
    for field in run.fields {
      if let first = scope.setHere[field.name.text] {
        problems.append(.setTwice(field.name, first: first))
      } else {
        scope.setHere[field.name.text] = field.name.span
        set(field.name, to: field.value, in: &scope, inRun: true)
      }
    }
    let assignments = scope.settings.keys.sorted().map { position in
      let given = scope.settings[position]!
      return Assignment(
        setting: position, formula: given.term.formula, place: place(given.span))
    }
    let title: String
    switch run.naming {
    case .none: title = "run"
    case .name(let name): title = "run \(name.text)"
    case .template(_, let span): title = "run \(source.text(in: span))"
    }
    return ProgramRun(
      name: runName(run.naming, statement, in: scope), assignments: assignments, axes: scope.axes,
      title: title, span: statement.span)
  }

  private mutating func runName(
    _ naming: RunStatement.Naming, _ statement: Statement, in scope: Scope
  ) -> RunName {
    var pieces: [RunName.Piece] = []
    switch naming {
    case .none: pieces = joined(scope.labels)
    case .name(let name):
      pieces = joined(scope.labels + [.literal(pathSafe(name.text))])
    case .template(let parts, let span):
      for part in parts { pieces.append(namePiece(part, in: scope)) }
      return RunName(pieces: pieces, style: .template, place: place(span))
    }
    if pieces.isEmpty { pieces = [.literal("run")] }
    return RunName(pieces: pieces, style: .automatic, place: place(statement.span))
  }

  private func joined(_ pieces: [RunName.Piece]) -> [RunName.Piece] {
    Array(pieces.map { [$0] }.joined(separator: [.literal("_")]))
  }

  /// In a run's template an axis's name gives its label; everything else its canonical text.
  private mutating func namePiece(
    _ part: Expression.TextPart, in scope: Scope
  ) -> RunName.Piece {
    switch part {
    case .literal(let text): return .literal(text)
    case .value(let expression, let format, let span):
      if case .name(let name) = expression, format == .canonical,
        let axis = scope.axes.last(where: { axes[$0].axis.names == [name.text] })
      {
        return .label(axis)
      }
      return .value(check(expression, in: scope).formula, format, place(span))
    }
  }

  /// The composites of this job: those whose settings it has.
  func composite(named name: String) -> Composite? {
    guard let composite = Composite(rawValue: name),
      composite.parts.allSatisfy({ schema.position(of: $0.setting) != nil })
    else { return nil }
    return composite
  }

  var settableNames: [String] {
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
