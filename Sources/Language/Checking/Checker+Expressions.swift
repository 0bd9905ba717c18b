// Expressions: names resolved, constants folded, kinds proved at the first point of the axes.

internal import Experiment
internal import Source

extension Checker {
  /// Expressions that a program may have, those in functions counted at each call.
  static let maximumSteps = 1_000_000

  mutating func check(_ expression: Expression, in scope: Scope) -> Term {
    guard takeSteps(1, at: expression.span) else { return .unknown }
    switch expression {
    case .literal(let value, _): return Term(value)
    case .missing: return .unknown
    case .name(let name): return check(name, in: scope)
    case .text(let parts, let span): return check(parts, at: span, in: scope)
    case .not(let operand, let span):
      return fold([check(operand, in: scope)], at: span) { .not($0[0], $1) }
    case .negate(let operand, let span):
      return fold([check(operand, in: scope)], at: span) { .negate($0[0], $1) }
    case .binary(let binary): return check(binary, in: scope)
    case .conditional(let condition, let then, let otherwise, let span):
      return check(if: condition, then, otherwise, at: span, in: scope)
    case .member(let operand, let name): return check(member: name, of: operand, in: scope)
    case .call(let function, let arguments, let span):
      return check(call: function, arguments, at: span, in: scope)
    case .list(let list): return check(list, in: scope)
    case .comprehension(let comprehension): return check(comprehension, in: scope)
    case .range(let range): return check(range, in: scope)
    case .record(let fields, let span): return check(record: fields, at: span, in: scope)
    case .tuple(let parts, let span):
      let terms = parts.map { check($0, in: scope) }
      return fold(terms, at: span) { formulas, _ in .list(formulas) }
    }
  }

  /// Takes work from the budget; false, after complaining once, when it is used up.
  mutating func takeSteps(_ count: Int, at span: @autoclosure () -> Span) -> Bool {
    let before = steps
    steps += count
    guard steps > Checker.maximumSteps else { return true }
    if before <= Checker.maximumSteps { problems.append(.tooMuchWork(at: span())) }
    return false
  }

  /// A formula of parts; its value at once if all are constant, else its value at the first point.
  mutating func fold(
    _ parts: [Term], at span: Span, _ make: ([Formula], Place) -> Formula
  ) -> Term {
    guard !parts.contains(where: \.isUnknown) else { return .unknown }
    let place = place(span)
    let formulas = parts.map(\.formula)
    let isConstant = formulas.allSatisfy { $0.constant != nil }
    let atFirstPoint = isConstant ? formulas : parts.map { .constant($0.sample ?? .none) }
    do {
      let value = try Evaluator(schema: schema).value(of: make(atFirstPoint, place))
      var term = isConstant ? Term(value) : Term(make(formulas, place), sample: value)
      term.size = parts.reduce(1) { $0 + $1.size }
      term.depth = 1 + (parts.map(\.depth).max() ?? 0)
      for part in parts { term.read(part.readings) }
      guard term.size <= (isConstant ? Term.maximumValue : Term.maximumFormula),
        term.depth <= Term.maximumDepth
      else { return unknown(.tooMuchWork(at: span)) }
      if case .list(let values) = value, values.count > 16 {
        guard takeSteps(values.count / 16, at: span) else { return .unknown }
      }
      return term
    } catch {
      if !isConstant, error.reason == .value {
        var term = Term(make(formulas, place), sample: parts[0].sample)
        for part in parts { term.read(part.readings) }
        return term
      }
      return unknown(.failure(error, at: span))
    }
  }

  private mutating func check(
    if condition: Expression, _ then: Expression, _ otherwise: Expression, at span: Span,
    in scope: Scope
  ) -> Term {
    let parts = [condition, then, otherwise].map { check($0, in: scope) }
    if let sample = parts[0].sample, sample.kind != .bool {
      return unknown(.wanted("a condition", got: sample.kind.phrase, at: condition.span))
    }
    if let a = parts[1].sample, let b = parts[2].sample, !a.kind.canEqual(b.kind) {
      return unknown(
        .misplacedValue(
          "this is \(a.kind.phrase) or \(b.kind.phrase), as the point decides", at: span,
          help: "both branches have one kind"))
    }
    return fold(parts, at: span) { .conditional($0[0], $0[1], $0[2], $1) }
  }

  private mutating func check(
    _ parts: [Expression.TextPart], at span: Span, in scope: Scope
  ) -> Term {
    var terms: [Term] = []
    for part in parts {
      guard case .value(let expression, _, let span) = part else { continue }
      let term = check(expression, in: scope)
      // Tried at once, so that a format that does not fit is told where it stands.
      if let sample = term.sample, case .value(_, let format, _) = part {
        let piece = Formula.text([.value(.constant(sample), format, .unknown)])
        do {
          _ = try Evaluator(schema: schema).value(of: piece)
        } catch {
          return unknown(.failure(error, at: span))
        }
      }
      terms.append(term)
    }
    let places = parts.map { part -> Place in
      if case .value(_, _, let span) = part { place(span) } else { .unknown }
    }
    return fold(terms, at: span) { formulas, _ in
      var rest = formulas[...]
      return .text(
        zip(parts, places).map { part, place in
          switch part {
          case .literal(let text): .literal(text)
          case .value(_, let format, _): .value(rest.removeFirst(), format, place)
          }
        })
    }
  }

  private mutating func check(_ binary: BinaryExpression, in scope: Scope) -> Term {
    var left = check(binary.left, in: scope)
    var right = check(binary.right, in: scope)
    let span = binary.left.span.joined(with: binary.right.span)
    if binary.symbol == .isIn || binary.symbol == .isNotIn {
      if case .range(let range) = binary.right, left.sample?.kind == .day {
        right = check(range, as: .period, in: scope)
      }
    }
    if binary.symbol == .and || binary.symbol == .or {
      for (term, side) in [(left, binary.left), (right, binary.right)] {
        if let sample = term.sample, sample.kind != .bool {
          return unknown(.wanted("a condition", got: sample.kind.phrase, at: side.span))
        }
      }
    }
    // A number with a unit beside a setting is meant in the setting's own.
    left = inUnit(of: binary.right, left, at: binary.left.span)
    right = inUnit(of: binary.left, right, at: binary.right.span)
    if binary.symbol == .equal || binary.symbol == .notEqual {
      // A year or a range beside a period is the period that it spells.
      if left.sample?.kind == .period { right = asPeriod(right) }
      if right.sample?.kind == .period { left = asPeriod(left) }
      if let a = left.sample, let b = right.sample, !a.kind.canEqual(b.kind) {
        return unknown(
          .misplacedValue(
            "\(a.kind.phrase) is never equal to \(b.kind.phrase)", at: span, help: nil))
      }
    }
    return fold([left, right], at: span) { .binary(binary.symbol, $0[0], $0[1], $1) }
  }

  private mutating func inUnit(of other: Expression, _ term: Term, at span: Span) -> Term {
    guard case .quantity? = term.constant, case .name(let name) = other,
      let position = schema.position(of: name.text)
    else { return term }
    return converted(term, to: position, at: span)
  }

  private func asPeriod(_ term: Term) -> Term {
    guard let value = term.constant, case .int = value,
      let period = Composite.period.value(of: value)
    else { return term }
    return Term(period)
  }

  private mutating func check(member name: Name, of operand: Expression, in scope: Scope) -> Term {
    if readsRuns, case .name(let owner) = operand, owner.text == "run" {
      guard let field = RunField(rawValue: name.text) else {
        return unknown(.unknownName(name, candidates: RunField.allCases.map(\.rawValue)))
      }
      return Term(.run(field), sample: .text("x"))
    }
    if let declaration = libraryMember(name, of: operand, in: scope) {
      return declaration.map { value(of: $0, name) } ?? .unknown
    }
    let term = check(operand, in: scope)
    return fold([term], at: operand.span.joined(with: name.span)) { .member($0[0], name.text, $1) }
  }

  private mutating func check(_ list: ListExpression, in scope: Scope) -> Term {
    var parts: [Term] = []
    for item in list.items { parts.append(check(item.value, in: scope)) }
    var term = fold(parts, at: list.span) { formulas, _ in .list(formulas) }
    if list.items.contains(where: { $0.label != nil }) {
      term.labels = list.items.map(\.label?.text)
    }
    return term
  }

  private mutating func check(record fields: [Field], at span: Span, in scope: Scope) -> Term {
    var parts: [Term] = []
    for (index, field) in fields.enumerated() {
      if let twin = fields[..<index].first(where: { $0.name.text == field.name.text }) {
        problems.append(.setTwice(field.name, first: twin.name.span))
      }
      parts.append(check(field.value, in: scope))
    }
    return fold(parts, at: span) { formulas, _ in
      .record(zip(fields, formulas).map { Formula.Field($0.name.text, $1) })
    }
  }

  mutating func unknown(_ problem: Diagnostic) -> Term {
    problems.append(problem)
    return .unknown
  }
}

extension ValueKind {
  /// Whether values of the two kinds can ever be equal.
  func canEqual(_ other: ValueKind) -> Bool {
    func family(_ kind: ValueKind) -> String {
      switch kind {
      case .int, .number: "number"
      case .bundle, .text: "text"
      default: kind.rawValue
      }
    }
    return self == .none || other == .none || family(self) == family(other)
  }
}

extension Setting {
  /// A value of the setting's kind, by which formulas over settings are tried out.
  var exampleValue: Value {
    if let fallback, fallback != .none { return fallback }
    switch type {
    case .bool: return .bool(true)
    case .int(let range): return .int(range?.lowerBound ?? 1)
    case .number: return .number(Decimal(1))
    case .text, .path: return .text("x")
    case .choice(let choices): return .text(choices.first ?? "x")
    case .day: return .day(Day(number: 0))
    case .duration: return .duration(Duration(days: 1))
    case .list: return .list([])
    }
  }
}
