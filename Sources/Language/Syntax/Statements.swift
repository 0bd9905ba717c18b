// The syntax tree of statements: what was written, with its places. It means nothing yet.

internal import Source

/// A whole file.
struct SyntaxTree: Sendable {
  let statements: [Statement]
  let end: Span
}

struct Statement: Sendable {
  let kind: StatementKind
  /// From the keyword to the last token.
  let span: Span
  let keyword: Span
}

indirect enum StatementKind: Sendable {
  case batch(BatchStatement)
  case importing(ImportStatement)
  case param(ParamStatement)
  case job(Name, [Field]?, Span)
  case `let`(Name, Expression)
  case def(Name, parameters: [Name]?, Expression)
  case bundle(Name, Expression)
  case period(Name, Expression)
  case preset(Name, Expression)
  case `for`([AxisSyntax], ScopeSyntax)
  case sweep([AxisSyntax])
  case sample(SampleStatement)
  case when(Expression)
  case except(Expression)
  case require(Expression, why: Expression)
  case group(Name?, ScopeSyntax)
  case run(RunStatement)
}

struct ScopeSyntax: Sendable {
  let statements: [Statement]
  let open: Span
  let close: Span
}

/// `batch NAME "description" { ... }`
struct BatchStatement: Sendable {
  let name: Name
  let description: String?
  /// Nil where there are no braces.
  let fields: [Field]?
}

/// `import "path" as NAME`
struct ImportStatement: Sendable {
  let path: String
  let pathSpan: Span
  let prefix: Name?
}

/// `sample n by METHOD seed k`
struct SampleStatement: Sendable {
  let count: Expression
  let method: Name?
  let seed: Expression?
}

/// `param NAME : type = default "help"`
struct ParamStatement: Sendable {
  let name: Name
  let type: TypeSyntax
  let fallback: Expression?
  let help: String?
}

/// `int`, `number(bps)`, `path?`, `list of string`, `int in 1 .. 10`.
struct TypeSyntax: Sendable {
  let name: Name
  let unit: Name?
  let isOptional: Bool
  let bounds: Expression?
  /// How many `list of` stand before it.
  let listDepth: Int
  let span: Span
}

/// `target in levels if condition`
struct AxisSyntax: Sendable {
  let names: [Name]
  let levels: Expression
  let condition: Expression?
  let span: Span
}

struct RunStatement: Sendable {
  enum Naming: Sendable {
    case none
    case name(Name)
    case template([Expression.TextPart], Span)
  }

  let naming: Naming
  /// Nil where there are no braces.
  let fields: [Field]?
}
