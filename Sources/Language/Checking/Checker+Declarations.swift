// let, def, bundle, period and run: what gives names and settings their values.

internal import Experiment
internal import Source

extension Checker {
  mutating func checkLet(
    _ name: Name, _ value: Expression, _ whole: Span, in scope: inout Scope
  ) {
    if noteSetHere(name, whole, in: &scope) { set(name, to: value, in: &scope, as: .let) }
  }

  /// Notes what is set in this very scope; false, after complaining, if it was set already, perhaps by a
  /// composite that brings it along.
  private mutating func noteSetHere(
    _ name: Name, _ whole: Span? = nil, in scope: inout Scope
  ) -> Bool {
    var owns = [schema.position(of: name.text).map { schema[$0].name } ?? name.text]
    owns += composite(named: name.text)?.parts.map(\.setting) ?? []
    for own in owns {
      if let first = scope.setHere[own] {
        problems.append(.setTwice(name, first: first, whole: whole))
        return false
      }
    }
    for own in owns { scope.setHere[own] = name.span }
    return true
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
      } else if let declared = scope.names.find(parameter.text) {
        problems.append(.nameTaken(parameter, by: declared.span))
      }
    }
    if let parameters {
      var closure = scope
      closure.names = NameTable()
      // Once without values: what is wrong whatever they are is told, called or not.
      var inner = scope
      inner.names = NameTable(inside: scope.names)
      for parameter in parameters {
        inner.names.declare(parameter.text, .value(.unknown), at: parameter.span)
      }
      _ = check(body, in: inner)
      declare(name, .function(parameters, body, closure), in: &scope)
    } else {
      declare(name, .value(check(body, in: scope)), in: &scope)
    }
  }

  mutating func checkBundle(_ name: Name, _ value: Expression, in scope: inout Scope) {
    let term = check(value, as: .bundle, in: scope)
    if case .bundle(let bundle)? = term.constant {
      let named = BundleReference(name: name.text, path: bundle.path)
      declare(name, .value(Term(.bundle(named))), in: &scope)
    } else {
      declare(name, .value(term), in: &scope)
    }
  }

  mutating func checkPeriod(_ name: Name, _ value: Expression, in scope: inout Scope) {
    let term = check(value, as: .period, in: scope)
    if case .period(let window)? = term.constant {
      let named = PeriodReference(window.period, name: name.text, train: window.train)
      declare(name, .value(Term(.period(named))), in: &scope)
    } else {
      declare(name, .value(term), in: &scope)
    }
  }

  mutating func declare(_ name: Name, _ meaning: Declaration.Meaning, in scope: inout Scope) {
    if schema.position(of: name.text) != nil || composite(named: name.text) != nil {
      problems.append(.nameIsSetting(name))
    } else if let previous = scope.names.find(name.text) {
      problems.append(.nameTaken(name, by: previous.span))
    } else if knownFunctions.contains(name.text) {
      problems.append(.nameTaken(name, by: nil))
    } else {
      declarations += 1
      scope.names.declare(name.text, meaning, at: name.span, order: declarations)
    }
  }

  mutating func checkRun(
    _ run: RunStatement, _ statement: Statement, in scope: Scope
  ) -> ProgramRun {
    var scope = scope
    if let fields = run.fields {
      scope = scope.inner
      for field in fields {
        if noteSetHere(field.name, in: &scope) {
          set(field.name, to: field.value, in: &scope, as: .runBlock)
        }
      }
    }
    warnOfEarlyValues(in: scope)
    let assignments = scope.settings.keys.sorted().map { position in
      let given = scope.settings[position]!
      return Assignment(
        setting: position, formula: given.term.formula, place: given.origin.place,
        condition: given.condition, origin: given.origin)
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

  /// Values that were computed from a setting which an axis moves further down: they do not follow it.
  private mutating func warnOfEarlyValues(in scope: Scope) {
    guard !scope.owned.isEmpty else { return }
    for (position, given) in scope.settings {
      for reading in given.term.readings where reading.setting != position {
        guard let axis = scope.owned[schema[reading.setting].name],
          reading.span.end <= axis.start, toldEarly.insert(reading.span).inserted
        else { continue }
        problems.append(
          .computedTooEarly(
            schema[position].name, from: schema[reading.setting].name, at: reading.span,
            axis: axis))
      }
    }
  }

  private mutating func runName(
    _ naming: RunStatement.Naming, _ statement: Statement, in scope: Scope
  ) -> RunName {
    switch naming {
    case .none:
      return RunName(pieces: scope.labels, style: .automatic, place: place(statement.span))
    case .name(let name):
      return RunName(
        pieces: scope.labels + [.literal(pathSafe(name.text))], style: .automatic,
        place: place(statement.span))
    case .template(let parts, let span):
      var pieces: [RunName.Piece] = []
      for part in parts { pieces.append(namePiece(part, in: scope)) }
      return RunName(pieces: pieces, style: .template, place: place(span))
    }
  }

  /// In a run's template an axis's name gives its label; everything else its canonical text.
  private mutating func namePiece(
    _ part: Expression.TextPart, in scope: Scope
  ) -> RunName.Piece {
    switch part {
    case .literal(let text): return .literal(text)
    case .value(let expression, let format, let span):
      guard case .name(let name) = expression, format == .canonical else {
        return .value(check(expression, in: scope).formula, format, place(span))
      }
      if let label = scope.sampledLabels[name.text] {
        guard let presence = scope.sampledPresence[name.text] else {
          return .value(label, format, place(span))
        }
        return labelOrCarried(label, where: presence, expression, at: span, in: scope)
      }
      guard
        let axis = scope.axes.last(where: {
          axes[$0].axis.names == [name.text] && axes[$0].axis.kind == .levels
        })
      else {
        return .value(check(expression, in: scope).formula, format, place(span))
      }
      guard let presence = axes[axis].axis.presence else { return .label(axis) }
      let label = Formula.slot(axis: axis, part: Formula.labelPart)
      return labelOrCarried(label, where: presence, expression, at: span, in: scope)
    }
  }

  /// Where an axis does not exist, the id says what the run carries.
  private mutating func labelOrCarried(
    _ label: Formula, where presence: Formula, _ expression: Expression, at span: Span,
    in scope: Scope
  ) -> RunName.Piece {
    let carried = check(expression, in: scope).formula
    let place = place(span)
    return .value(
      .conditional(presence, label, .text([.value(carried, .canonical, place)]), place),
      .canonical, place)
  }
}
