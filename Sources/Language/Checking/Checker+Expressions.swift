// Expressions: names resolved, constants folded, kinds proved at the first point of the axes.

internal import Experiment
internal import Source

extension Checker {
  /// Expressions that a program may have, those in functions counted at each call.
  static let maximumSteps = 2_000_000

  mutating func check(_ expression: Expression, in scope: Scope) -> Term {
    steps += 1
    guard steps <= Checker.maximumSteps else {
      if steps == Checker.maximumSteps + 1 { problems.append(.tooMuchWork(at: expression.span)) }
      return .unknown
    }
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
      let parts = [condition, then, otherwise].map { check($0, in: scope) }
      if let a = parts[1].sample, let b = parts[2].sample, !a.kind.canEqual(b.kind) {
        return unknown(
          .misplacedValue(
            "this is \(a.kind.phrase) or \(b.kind.phrase), as the point decides", at: span,
            help: "both branches have one kind"))
      }
      return fold(parts, at: span) { .conditional($0[0], $0[1], $0[2], $1) }
    case .member(let operand, let name): return check(member: name, of: operand, in: scope)
    case .call(let function, let arguments, let span):
      return check(call: function, arguments, at: span, in: scope)
    case .list(let list): return check(list, in: scope)
    case .range(let range):
      let values = rangeValues(range, wantsNumbers: false, in: scope)
      if values.isEmpty { return .unknown }
      if values.count == 1, case .period = values[0] { return Term(values[0]) }
      return Term(.list(values))
    case .record(_, let span):
      return unknown(.misplacedValue("a record means nothing here", at: span, help: nil))
    case .tuple(_, let span):
      return unknown(
        .misplacedValue(
          "a pair means nothing here", at: span, help: "pairs are levels: sweep (a, b) in [(1, 2)]")
      )
    }
  }

  /// A formula of parts; its value at once if all are constant, else its value at the first point.
  mutating func fold(
    _ parts: [Term], at span: Span, _ make: ([Formula], Place) -> Formula
  ) -> Term {
    guard !parts.contains(where: \.isUnknown) else { return .unknown }
    let place = place(span)
    let isConstant = parts.allSatisfy { $0.formula.constant != nil }
    let samples = parts.map { Formula.constant($0.sample ?? .none) }
    do {
      let value = try Evaluator(schema: schema).value(of: make(samples, place))
      var term = isConstant ? Term(value) : Term(make(parts.map(\.formula), place), sample: value)
      term.size = parts.reduce(1) { $0 + $1.size }
      term.depth = 1 + (parts.map(\.depth).max() ?? 0)
      guard term.size <= (isConstant ? Term.maximumValue : Term.maximumFormula),
        term.depth <= Term.maximumDepth
      else { return unknown(.tooMuchWork(at: span)) }
      return term
    } catch {
      if !isConstant, error.reason == .value {
        return Term(make(parts.map(\.formula), place), sample: parts[0].sample)
      }
      return unknown(.failure(error, at: span))
    }
  }

  private mutating func check(_ name: Name, in scope: Scope) -> Term {
    if let declaration = scope.names[name.text] {
      switch declaration.meaning {
      case .value(let term): return term
      case .function(let parameters, _, _):
        return unknown(
          .misplacedValue(
            "'\(name.text)' is a function", at: name.span,
            help: "call it: \(name.text)(\(parameters.map(\.text).joined(separator: ", ")))"))
      }
    }
    if let position = schema.position(of: name.text) {
      if isInJobBlock {
        return Term(.setting(position), sample: schema[position].exampleValue)
      }
      if let given = scope.settings[position] { return given.term }
      if let fallback = schema[position].fallback { return Term(fallback) }
      return unknown(.unset(name))
    }
    if let composite = composite(named: name.text) {
      if let given = scope.composites[composite] { return given.term }
      return unknown(.unset(name))
    }
    if isInJobBlock, name.text == "run" {
      return unknown(
        .misplacedValue(
          "'run' alone has no value", at: name.span, help: "write run.id, run.dir or run.key"))
    }
    let functions =
      LibraryFunction.allCases.map(\.rawValue) + FormulaFunction.allCases.map(\.rawValue)
    if functions.contains(name.text) {
      return unknown(
        .misplacedValue(
          "'\(name.text)' is a function", at: name.span, help: "call it: \(name.text)(...)"))
    }
    return unknown(
      .unknownName(name, candidates: Array(scope.names.keys) + settableNames + functions))
  }

  private mutating func check(
    _ parts: [Expression.TextPart], at span: Span, in scope: Scope
  ) -> Term {
    var pieces: [Formula.TextPiece] = []
    var samples: [Formula.TextPiece] = []
    for part in parts {
      switch part {
      case .literal(let text):
        pieces.append(.literal(text))
        samples.append(.literal(text))
      case .value(let expression, let format, let span):
        let term = check(expression, in: scope)
        guard let sample = term.sample else { return .unknown }
        let place = place(span)
        pieces.append(.value(term.formula, format, place))
        samples.append(.value(.constant(sample), format, place))
      }
    }
    do {
      let value = try Evaluator(schema: schema).value(of: .text(samples))
      let isConstant = pieces.allSatisfy {
        if case .value(let formula, _, _) = $0 { formula.constant != nil } else { true }
      }
      return isConstant ? Term(value) : Term(.text(pieces), sample: value)
    } catch {
      return unknown(
        .failure(error, at: error.place == .unknown ? span : places[Int(error.place.id)]))
    }
  }

  private mutating func check(_ binary: BinaryExpression, in scope: Scope) -> Term {
    let left = check(binary.left, in: scope)
    let right: Term
    if binary.symbol == .isIn || binary.symbol == .isNotIn, case .range(let range) = binary.right,
      left.sample?.kind == .day
    {
      right = check(.range(range), as: .period, in: scope)
    } else {
      right = check(binary.right, in: scope)
    }
    for (term, side) in [(left, binary.left), (right, binary.right)]
    where binary.symbol == .and || binary.symbol == .or {
      if let sample = term.sample, sample.kind != .bool {
        return unknown(.wanted("a condition", got: sample.kind.phrase, at: side.span))
      }
    }
    if binary.symbol == .equal || binary.symbol == .notEqual,
      let a = left.sample, let b = right.sample, !a.kind.canEqual(b.kind)
    {
      return unknown(
        .misplacedValue(
          "\(a.kind.phrase) is never equal to \(b.kind.phrase)",
          at: binary.left.span.joined(with: binary.right.span), help: nil))
    }
    return fold([left, right], at: binary.left.span.joined(with: binary.right.span)) {
      .binary(binary.symbol, $0[0], $0[1], $1)
    }
  }

  private mutating func check(member name: Name, of operand: Expression, in scope: Scope) -> Term {
    if isInJobBlock, case .name(let owner) = operand, owner.text == "run" {
      guard let field = RunField(rawValue: name.text) else {
        return unknown(
          .unknownName(name, candidates: RunField.allCases.map(\.rawValue)))
      }
      return Term(.run(field), sample: .text("x"))
    }
    let term = check(operand, in: scope)
    return fold([term], at: operand.span.joined(with: name.span)) { .member($0[0], name.text, $1) }
  }

  private mutating func check(_ list: ListExpression, in scope: Scope) -> Term {
    var parts: [Term] = []
    for item in list.items {
      if let label = item.label {
        problems.append(
          .badLevels("a label stands only in the levels of an axis", at: label.span))
      }
      parts.append(check(item.value, in: scope))
    }
    return fold(parts, at: list.span) { formulas, _ in .list(formulas) }
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
