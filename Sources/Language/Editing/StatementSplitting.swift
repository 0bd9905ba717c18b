// A text as the statements at its top level, for those who edit programs: what each declares, sets
// or moves, and where it stands. It knows no settings, and says nothing about mistakes.

internal import Experiment
public import Source

/// One statement at the top level of a text.
public struct StatementOutline: Sendable {
  /// What the statement is about.
  public enum Subject: Hashable, Sendable {
    /// `let NAME`
    case setting(String)
    /// `def`, `bundle`, `period` or `preset NAME`: the keyword tells which.
    case declaration(String)
    case parameter(String)
    /// `sweep A in ..., (B, C) in ...`: the names of each axis.
    case axes([[String]])
    case batch, job
    /// A `run` without a name and without settings.
    case bareRun
    /// A `for`, `group`, `run NAME` or filter: several of a kind add up.
    case other
  }

  public let keyword: String
  public let subject: Subject
  /// From the keyword to the last token.
  public let span: Span
  /// For a sweep: from the first name to the last level of each axis.
  public let axisSpans: [Span]
}

/// The statements at the top level of a text, in written order; nil where its syntax is wrong.
public func statements(in source: SourceText) -> [StatementOutline]? {
  let (tokens, lexical) = lex(source)
  let (tree, syntactic) = parse(tokens)
  guard !(lexical + syntactic).containsError else { return nil }
  return tree.statements.map { statement in
    var axisSpans: [Span] = []
    if case .sweep(let axes) = statement.kind { axisSpans = axes.map(\.span) }
    return StatementOutline(
      keyword: source.text(in: statement.keyword), subject: statement.kind.subject,
      span: statement.span, axisSpans: axisSpans)
  }
}

extension StatementKind {
  fileprivate var subject: StatementOutline.Subject {
    switch self {
    case .let(let name, _): .setting(name.text)
    case .def(let name, _, _), .bundle(let name, _), .period(let name, _), .preset(let name, _):
      .declaration(name.text)
    case .param(let parameter): .parameter(parameter.name.text)
    case .sweep(let axes): .axes(axes.map { $0.names.map(\.text) })
    case .batch: .batch
    case .job: .job
    case .run(let run): run.isBare ? .bareRun : .other
    case .for, .group, .when, .except, .require, .sample, .importing: .other
    }
  }
}

extension RunStatement {
  fileprivate var isBare: Bool {
    if case .none = naming { fields?.isEmpty ?? true } else { false }
  }
}

/// Whether a text can only be a beginning: a bracket is open, or the last token cannot end a
/// statement. A text that further lines cannot mend is not.
public func isUnfinished(_ text: String) -> Bool {
  let (tokens, lexical) = lex(SourceText(name: "", text))
  guard lexical.isEmpty, let last = tokens.dropLast().last else { return false }
  guard !openBrackets(tokens).isEmpty || !(last.canEndStatement || last.isSeparator) else {
    return false
  }
  return parse(tokens).problems.allSatisfy { problem in
    problem.slug == .unclosedBracket
      || (problem.span.map { $0.start >= last.span.start } ?? false)
  }
}

extension Token {
  /// Whether this only stands between statements.
  var isSeparator: Bool {
    if case .lineEnd = kind { true } else { self.is(.semicolon) }
  }
}

/// The numbers of the tokens that open a bracket which no later one closes, outermost first.
func openBrackets(_ tokens: [Token]) -> [Int] {
  var open: [Int] = []
  for (number, token) in tokens.enumerated() {
    guard case .symbol(let symbol) = token.kind else { continue }
    switch symbol {
    case .openBrace, .openBracket, .openParenthesis: open.append(number)
    case .closeBrace:
      if let last = open.lastIndex(where: { tokens[$0].is(.openBrace) }) {
        open.removeSubrange(last...)
      }
    case .closeBracket where open.last.map { tokens[$0].is(.openBracket) } ?? false:
      open.removeLast()
    case .closeParenthesis where open.last.map { tokens[$0].is(.openParenthesis) } ?? false:
      open.removeLast()
    default: break
    }
  }
  return open
}
