// The syntax tree of expressions: what was written, with its places. It means nothing yet.

internal import Experiment
internal import Source

struct Name: Sendable {
  let text: String
  let span: Span
}

indirect enum Expression: Sendable {
  case literal(Value, Span)
  case text([TextPart], Span)
  case name(Name)
  case list(ListExpression)
  case comprehension(Comprehension)
  case record([Field], Span)
  case tuple([Expression], Span)
  case not(Expression, Span)
  case negate(Expression, Span)
  case binary(BinaryExpression)
  case range(RangeExpression)
  case conditional(Expression, then: Expression, else: Expression, Span)
  case member(Expression, Name)
  case call(Expression, [Argument], Span)
  /// Stands where the parser has already complained.
  case missing(Span)

  enum TextPart: Sendable {
    case literal(String)
    case value(Expression, TextFormat, Span)
  }

  var span: Span {
    switch self {
    case .literal(_, let span), .text(_, let span), .record(_, let span), .tuple(_, let span),
      .not(_, let span), .negate(_, let span), .conditional(_, _, _, let span),
      .call(_, _, let span), .missing(let span):
      span
    case .name(let name): name.span
    case .list(let list): list.span
    case .comprehension(let comprehension): comprehension.span
    case .binary(let binary): binary.left.span.joined(with: binary.right.span)
    case .range(let range): range.span
    case .member(let operand, let name): operand.span.joined(with: name.span)
    }
  }
}

struct BinaryExpression: Sendable {
  let symbol: BinaryOperator
  let left: Expression
  let right: Expression
  let symbolSpan: Span
}

/// `a .. b`, `a .. b step c`.
struct RangeExpression: Sendable {
  let lower: Expression
  let upper: Expression
  let step: Expression?

  var span: Span { lower.span.joined(with: (step ?? upper).span) }
}

/// `[1, 2]`, `[cheap: 0, dear: 10]`.
struct ListExpression: Sendable {
  struct Item: Sendable {
    let label: Name?
    let value: Expression
  }

  let items: [Item]
  let span: Span
}

/// `[x * y for x in xs for y in ys if x < y]`
struct Comprehension: Sendable {
  struct Clause: Sendable {
    let names: [Name]
    let list: Expression
  }

  let item: ListExpression.Item
  let clauses: [Clause]
  let condition: Expression?
  let span: Span
}

struct Argument: Sendable {
  let label: Name?
  let value: Expression
}

/// `name = value` in braces.
struct Field: Sendable {
  let name: Name
  let value: Expression
  /// The value with the parentheses around it, if there are any.
  let valueSpan: Span

  var span: Span { name.span.joined(with: valueSpan) }
}
