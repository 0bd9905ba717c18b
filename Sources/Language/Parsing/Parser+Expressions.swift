// One function for each production of expressions, loosest first.

internal import Experiment
internal import Source

extension Parser {
  /// expr ::= "if" expr "then" expr "else" expr | or
  mutating func expression() -> Expression {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Parser.maximumDepth else { return tooDeep() }
    let start = current.span
    guard take(.if) else { return or() }
    let condition = expression()
    guard take(.then) else { return missing("'then'") }
    let then = expression()
    guard take(.else) else { return missing("'else'") }
    let otherwise = expression()
    return .conditional(
      condition, then: then, else: otherwise, start.joined(with: otherwise.span))
  }

  /// Counts an operator of the expression; false, after complaining, if it has too many: each makes
  /// the tree deeper, and so the stack of whoever walks it.
  private mutating func countOperator() -> Bool {
    operators += 1
    if operators > Parser.maximumOperators {
      _ = tooDeep()
      return false
    }
    return true
  }

  private mutating func tooDeep() -> Expression {
    let span = current.span
    if !problems.contains(where: { $0.slug == .tooDeep }) { problems.append(.tooDeep(at: span)) }
    recover()
    return .missing(span)
  }

  /// or ::= and ( "or" and )*
  mutating func or() -> Expression {
    var left = and()
    while at(.or), countOperator() {
      let span = consume().span
      left = .binary(BinaryExpression(symbol: .or, left: left, right: and(), symbolSpan: span))
    }
    return left
  }

  /// and ::= not ( "and" not )*
  private mutating func and() -> Expression {
    var left = not()
    while at(.and), countOperator() {
      let span = consume().span
      left = .binary(BinaryExpression(symbol: .and, left: left, right: not(), symbolSpan: span))
    }
    return left
  }

  /// not ::= "not" not | compare
  private mutating func not() -> Expression {
    var words: [Span] = []
    while at(.not), countOperator() { words.append(consume().span) }
    var operand = compare()
    for word in words.reversed() { operand = .not(operand, word.joined(with: operand.span)) }
    return operand
  }

  /// compare ::= range ( ( "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not" "in" ) range )?
  private mutating func compare() -> Expression {
    let left = range()
    guard let (symbol, span) = comparison() else { return left }
    let right = range()
    if let (_, second) = comparison() {
      complain(.chained(at: second))
      _ = range()
    }
    return .binary(BinaryExpression(symbol: symbol, left: left, right: right, symbolSpan: span))
  }

  private mutating func comparison() -> (BinaryOperator, Span)? {
    let start = current.span
    switch current.kind {
    case .symbol(.equal):
      complain(.assignmentInExpression(at: start))
      consume()
      return (.equal, start)
    case .symbol(.equalEqual), .symbol(.notEqual), .symbol(.less), .symbol(.lessOrEqual),
      .symbol(.greater), .symbol(.greaterOrEqual):
      guard case .symbol(let symbol) = consume().kind else { return nil }
      return BinaryOperator(rawValue: symbol.rawValue).map { ($0, start) }
    case .hardWord(.in):
      consume()
      return (.isIn, start)
    case .hardWord(.not) where ahead(1).is(.in):
      consume()
      return (.isNotIn, start.joined(with: consume().span))
    default: return nil
    }
  }

  /// range ::= sum ( ".." sum ( "step" sum )? )?
  mutating func range() -> Expression {
    let lower = sum()
    guard take(.range) else { return lower }
    let upper = sum()
    var step: Expression?
    if at(word: "step") {
      consume()
      step = sum()
    }
    return .range(RangeExpression(lower: lower, upper: upper, step: step))
  }

  /// sum ::= product ( ( "+" | "-" ) product )*
  private mutating func sum() -> Expression {
    var left = product()
    while at(.plus) || at(.minus), countOperator() {
      let symbol: BinaryOperator = at(.plus) ? .add : .subtract
      let span = consume().span
      left = .binary(
        BinaryExpression(symbol: symbol, left: left, right: product(), symbolSpan: span))
    }
    return left
  }

  /// product ::= unary ( ( "*" | "/" ) unary )*
  private mutating func product() -> Expression {
    var left = unary()
    while at(.times) || at(.divide), countOperator() {
      let symbol: BinaryOperator = at(.times) ? .multiply : .divide
      let span = consume().span
      left = .binary(BinaryExpression(symbol: symbol, left: left, right: unary(), symbolSpan: span))
    }
    return left
  }

  /// unary ::= "-" unary | postfix
  private mutating func unary() -> Expression {
    var signs: [Span] = []
    while at(.minus), countOperator() { signs.append(consume().span) }
    var operand = postfix()
    for sign in signs.reversed() { operand = .negate(operand, sign.joined(with: operand.span)) }
    return operand
  }

  /// postfix ::= primary ( "." NAME | "(" ( argument ( "," argument )* ","? )? ")" )*
  private mutating func postfix() -> Expression {
    var operand = primary()
    while at(.point) || at(.openParenthesis), countOperator() {
      if take(.point) {
        guard let name = expectName("a name behind '.'") else { return .missing(previous.span) }
        operand = .member(operand, name)
      } else {
        let open = consume().span
        let arguments = arguments(open: open)
        operand = .call(operand, arguments, operand.span.joined(with: previous.span))
      }
    }
    return operand
  }

  /// argument ::= ( NAME ":" )? expr
  private mutating func arguments(open: Span) -> [Argument] {
    var arguments: [Argument] = []
    while !at(.closeParenthesis) {
      var label: Name?
      if let text = current.name, ahead(1).is(.colon) {
        label = Name(text: text, span: consume().span)
        consume()
      }
      arguments.append(Argument(label: label, value: expression()))
      if !take(.comma) { break }
    }
    close(.openParenthesis, at: open, by: .closeParenthesis)
    return arguments
  }

  /// primary ::= NUMBER | STRING | RAW | DATE | MONTH | QUARTER | DURATION | "true" | "false" | "none" | NAME | record | list | "(" expr ( "," expr )* ")"
  private mutating func primary() -> Expression {
    let token = current
    switch token.kind {
    case .number(let value), .literal(let value):
      consume()
      return .literal(value, token.span)
    case .string(let pieces):
      consume()
      return .text(textParts(pieces), token.span)
    case .hardWord(.true), .hardWord(.false):
      consume()
      return .literal(.bool(token.is(.true)), token.span)
    case .hardWord(.none):
      consume()
      return .literal(.none, token.span)
    case .name(let text):
      consume()
      return .name(Name(text: text, span: token.span))
    case .symbol(.openBrace):
      let (fields, span) = record()
      return .record(fields, span)
    case .symbol(.openBracket): return list()
    case .symbol(.openParenthesis): return parentheses()
    case .broken:
      consume()
      return .missing(token.span)
    default: return missing("a value")
    }
  }

  private mutating func missing(_ wanted: String) -> Expression {
    complain(.unexpected(current, wanted: wanted))
    return .missing(current.span)
  }

  /// The pieces of a string with their expressions parsed.
  mutating func textParts(_ pieces: [StringPiece]) -> [Expression.TextPart] {
    pieces.map { piece in
      switch piece {
      case .text(let text): return .literal(text)
      case .interpolation(let tokens, let format, let span):
        var inner = Parser(tokens: tokens)
        inner.depth = depth + 1
        let expression = inner.expression()
        if case .end = inner.current.kind {
        } else {
          inner.complain(.unexpected(inner.current, wanted: "'}'"))
        }
        problems += inner.problems.prefix(1)
        return .value(expression, format, span)
      }
    }
  }
}
