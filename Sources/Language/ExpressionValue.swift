// What an expression comes to where a program ends: for those who ask while they write. It makes no plan.

public import Experiment
public import Source

/// The value of an expression behind a program's last statement.
public struct ExpressionValue: Sendable {
  /// Where it depends on axes: at their first levels.
  public let value: Value
  /// As in "an int".
  public let phrase: String
  /// Whether it is another value at other levels of the axes.
  public let isMoved: Bool

  /// The value as it can be typed.
  public var text: String { value.spelling }
}

/// Evaluates an expression behind the statements of a program, where its names are known.
///
/// - Returns: Nil with the reasons where the expression is none. Of what is wrong with the program only that is
///   told which keeps the expression from having a value.
public func evaluate(
  _ expression: String, behind program: SourceText, backtestSchema: Schema,
  loader: Loader = .closed
) -> (value: ExpressionValue?, source: SourceText, problems: [Diagnostic]) {
  let start = program.bytes.count
  let source = SourceText(
    name: program.name, bytes: Array(program.bytes) + Array((expression + "\n").utf8))
  let (tree, _) = parse(lex(program).tokens)
  let (tokens, lexical) = lex(source)
  var parser = Parser(tokens: Array(tokens.drop { $0.span.start < start }))
  let parsed = parser.expression()
  while case .lineEnd = parser.current.kind { parser.consume() }
  if case .end = parser.current.kind {
  } else {
    parser.complain(.unexpected(parser.current, wanted: "the end of the expression"))
  }
  let syntactic = lexical.filter { ($0.span?.start ?? 0) >= start } + parser.problems
  guard !syntactic.containsError else { return (nil, source, syntactic) }
  var checker = Checker(
    source: source, batchName: "", backtestSchema: backtestSchema, loader: loader)
  let (term, wrong) = checker.check(parsed, behind: tree)
  guard let value = term.sample, !wrong.containsError else {
    return (nil, source, wrong)
  }
  return (
    ExpressionValue(
      value: term.constant ?? value, phrase: value.kind.phrase, isMoved: term.constant == nil),
    source, wrong
  )
}

extension Checker {
  /// Checks an expression in the scope at the end of a program; the problems are its own, or, where it has
  /// none and no value either, those of the program.
  fileprivate mutating func check(
    _ expression: Expression, behind tree: SyntaxTree
  ) -> (term: Term, problems: [Diagnostic]) {
    let scope = scopeAtEnd(of: tree)
    let before = problems
    problems = []
    let term = check(expression, in: scope)
    return (term, problems.isEmpty && term.isUnknown ? before : problems)
  }
}

/// Whether a text is an expression and no statement, as far as its syntax tells.
public func isExpression(_ text: String) -> Bool {
  let (tokens, lexical) = lex(SourceText(name: "", text))
  guard lexical.isEmpty, parse(tokens).problems.containsError else { return false }
  var parser = Parser(tokens: tokens)
  _ = parser.expression()
  while case .lineEnd = parser.current.kind { parser.consume() }
  guard case .end = parser.current.kind else { return false }
  return parser.problems.isEmpty
}
