// Questions about runs: conditions in the language's own expressions, over settings, id and tags.
// They are asked of runs that are there, and know no point and no declared name.

public import Experiment
public import Source

/// A condition over runs, as `--only` takes it; nil where something is wrong with it.
public func compileQuestion(
  _ source: SourceText, schema: Schema
) -> (condition: Formula?, problems: [Diagnostic]) {
  let (tokens, lexical) = lex(source)
  var parser = Parser(tokens: tokens)
  let expression = parser.expression()
  while case .lineEnd = parser.current.kind { parser.consume() }
  if case .end = parser.current.kind {
  } else {
    parser.complain(.unexpected(parser.current, wanted: "the end of the condition"))
  }
  let syntactic = lexical + parser.problems
  guard !syntactic.containsError else { return (nil, syntactic) }
  var checker = Checker(source: source, batchName: "", backtestSchema: schema)
  checker.schema = schema
  checker.readsRuns = true
  var scope = Scope()
  if schema.position(of: "id") == nil {
    let id = Name(text: "id", span: expression.span)
    checker.declare(id, .value(Term(.run(.id), sample: .text("x"))), in: &scope)
  }
  let term = checker.check(expression, in: scope)
  if let sample = term.sample, sample.kind != .bool {
    checker.problems.append(
      .wanted("a condition", got: sample.kind.phrase, at: expression.span))
  }
  return (checker.problems.containsError ? nil : term.formula, checker.problems)
}
