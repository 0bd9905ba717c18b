// Catalogue: every message of the parser, each with its smallest program.

internal import Source

extension Slug {
  static let unexpectedToken = Slug(
    "unexpected-token",
    """
    Something stands where something else is wanted. The message says what; the place is exact.

        let = 3               # unexpected-token: a name is wanted behind 'let'
    """)
  static let unknownStatement = Slug(
    "unknown-statement",
    """
    A line does not begin with a statement's word. Statements begin with: batch import param
    job let def bundle period preset for sweep sample when except require group run.

        sweeep freq in ["1d"]     # unknown-statement: did you mean 'sweep'?
    """)
  static let unclosedBracket = Slug(
    "unclosed-bracket",
    """
    A bracket is opened and never closed. The place is where it opens: the end may be far away.

        sweep freq in ["1d"       # unclosed-bracket
    """)
  static let wrongEqual = Slug(
    "wrong-equal",
    """
    '=' sets and '==' compares; ':' labels. Each in its place.

        when freq = "1d"          # wrong-equal: write ==
    """)
  static let chainedComparison = Slug(
    "chained-comparison",
    """
    a < b < c is not a comparison. Write both and join them with 'and'.

        when 1 < ema_fast < 50    # chained-comparison: 1 < ema_fast and ema_fast < 50
    """)

  static let syntactic: [Slug] = [
    .unexpectedToken, .unknownStatement, .unclosedBracket, .wrongEqual, .chainedComparison,
  ]
}

extension Diagnostic {
  static func unexpected(_ token: Token, wanted: String, help: String? = nil, fix: Fix? = nil)
    -> Diagnostic
  {
    Diagnostic(
      .unexpectedToken, "\(wanted) is wanted here, and this is \(token.phrase)", at: token.span,
      help: help, fix: fix)
  }

  static func unknownStatement(_ token: Token, isAssignment: Bool, words: [String]) -> Diagnostic {
    let name = token.name ?? ""
    let nearest = nearestName(to: name, among: words)
    if isAssignment {
      return Diagnostic(
        .unknownStatement, "\(token.phrase) begins no statement", at: token.span,
        help: "a default is set with 'let \(name) = ...'",
        fix: Diagnostic.Fix(Span(token.span.start, token.span.start), "let "))
    }
    if token.is(.if) {
      return Diagnostic(
        .unknownStatement, "'if' begins no statement", at: token.span,
        help: "to keep points write 'when condition'; in a value: if c then a else b")
    }
    if [.plus, .minus, .times, .point, .equalEqual].contains(where: token.is)
      || token.is(.and) || token.is(.or)
    {
      return Diagnostic(
        .unknownStatement, "\(token.phrase) begins no statement", at: token.span,
        help: "put the operator at the end of the line above, and the expression goes on")
    }
    if token.is(.divide) {
      return Diagnostic(
        .unknownStatement, "'/' begins no statement", at: token.span,
        help: "comments begin with '#'")
    }
    return Diagnostic(
      .unknownStatement, "\(token.phrase) begins no statement", at: token.span,
      help: nearest.map { "did you mean '\($0)'?" }
        ?? "statements begin with \(words.joined(separator: " "))",
      fix: nearest.map { Diagnostic.Fix(token.span, $0) })
  }

  /// - Parameter end: Where the last thing in the bracket ends, as far as lines tell.
  static func unclosed(
    _ symbol: Symbol, at span: Span, by close: Symbol, end: Int
  ) -> Diagnostic {
    let mark = symbol == .openBrace ? "\n\(close.rawValue)" : close.rawValue
    return Diagnostic(
      .unclosedBracket, "this '\(symbol.rawValue)' is never closed", at: span, label: "opens here",
      help: "put a '\(close.rawValue)' where it ends", fix: Fix(Span(end, end), mark))
  }

  /// Something stands in brackets where the next part or the end is wanted.
  static func missingComma(_ token: Token, before close: Symbol) -> Diagnostic {
    Diagnostic(
      .unexpectedToken, "',' or '\(close.rawValue)' is wanted here, and this is \(token.phrase)",
      at: token.span,
      help: token.is(.point) ? "a range is written with two points: 1 .. 10" : nil)
  }

  static func equalInList(at span: Span) -> Diagnostic {
    Diagnostic(
      .wrongEqual, "'=' sets a value, and here a level gets a label", at: span, help: "write ':'",
      fix: Fix(span, ":"))
  }

  static func missingScope(behind span: Span) -> Diagnostic {
    Diagnostic(
      .unexpectedToken, "'{' and the statements of this scope are wanted behind this", at: span,
      help: "write { ... run }, or use 'sweep' for the rest of this scope")
  }

  static func strayClose(_ token: Token) -> Diagnostic {
    Diagnostic(
      .unexpectedToken, "\(token.phrase) closes nothing", at: token.span, help: "remove it",
      fix: Diagnostic.Fix(token.span, ""))
  }

  static func assignmentInExpression(at span: Span) -> Diagnostic {
    Diagnostic(
      .wrongEqual, "'=' sets a value, and here two are compared", at: span, help: "write '=='",
      fix: Diagnostic.Fix(span, "=="))
  }

  static func comparisonInAssignment(at span: Span) -> Diagnostic {
    Diagnostic(
      .wrongEqual, "'==' compares, and here a value is set", at: span, help: "write '='",
      fix: Diagnostic.Fix(span, "="))
  }

  static func colonInRecord(at span: Span) -> Diagnostic {
    Diagnostic(
      .wrongEqual, "':' labels, and here a value is set", at: span, help: "write '='",
      fix: Diagnostic.Fix(span, "="))
  }

  static func letInRecord(at span: Span, name: Token) -> Diagnostic {
    Diagnostic(
      .unexpectedToken, "a field in braces is 'name = value', without 'let'", at: span,
      help: "remove 'let'", fix: Diagnostic.Fix(span, name.name ?? ""))
  }

  static func chained(at span: Span) -> Diagnostic {
    Diagnostic(
      .chainedComparison, "comparisons do not chain", at: span,
      help: "join two comparisons with 'and'")
  }
}
