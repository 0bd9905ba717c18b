// The syntax tree as one line of text, in the language-neutral form of `grammar/conformance`. It is for
// tests and for other implementations: no part of the compiler reads it.

internal import Experiment
public import Source

/// The tree of a text, or what is wrong with its syntax.
public func syntaxTree(_ source: SourceText) -> (tree: String?, problems: [Diagnostic]) {
  let (tokens, lexical) = lex(source)
  let (tree, syntactic) = parse(tokens)
  let problems = lexical + syntactic
  guard !problems.containsError else { return (nil, problems) }
  return (TreeWriter(source: source).node("file", tree.statements.map { $0.kind }), problems)
}

private struct TreeWriter {
  let source: SourceText

  func node(_ kind: String, _ statements: [StatementKind]) -> String {
    node(kind, statements.map(text))
  }

  private func node(_ kind: String, _ children: [String]) -> String {
    "(\(([kind] + children).joined(separator: " ")))"
  }

  private func node(_ kind: String, _ children: String?...) -> String {
    node(kind, children.compactMap(\.self))
  }

  private func quoted(_ text: String) -> String { jsonString(text) }

  private func text(_ statement: StatementKind) -> String {
    switch statement {
    case .batch(let batch):
      return node(
        "batch", quoted(batch.name.text), batch.description.map { node("text", quoted($0)) },
        batch.fields.map(record))
    case .importing(let syntax):
      return node(
        "import", quoted(syntax.path), syntax.prefix.map { node("as", quoted($0.text)) })
    case .param(let param):
      return node(
        "param", quoted(param.name.text), type(param.type, lists: param.type.listDepth),
        param.fallback.map { node("default", text($0)) },
        param.help.map { node("help", quoted($0)) })
    case .job(let name, let fields, _):
      return node("job", quoted(name.text), fields.map(record))
    case .let(let name, let value): return node("let", quoted(name.text), text(value))
    case .def(let name, let parameters, let value):
      return node(
        "def", quoted(name.text),
        parameters.map { node("parameters", $0.map { quoted($0.text) }) }, text(value))
    case .bundle(let name, let value): return node("bundle", quoted(name.text), text(value))
    case .period(let name, let value): return node("period", quoted(name.text), text(value))
    case .preset(let name, let value): return node("preset", quoted(name.text), text(value))
    default: return clause(statement)
    }
  }

  private func clause(_ statement: StatementKind) -> String {
    switch statement {
    case .for(let axes, let body): return node("for", axes.map(axis) + [scope(body)])
    case .sweep(let axes): return node("sweep", axes.map(axis))
    case .sample(let sample):
      return node(
        "sample", text(sample.count), sample.method.map { node("by", quoted($0.text)) },
        sample.seed.map { node("seed", text($0)) })
    case .when(let condition): return node("when", text(condition))
    case .except(let condition): return node("except", text(condition))
    case .require(let condition, let why): return node("require", text(condition), text(why))
    case .group(let name, let body):
      return node("group", name.map { quoted($0.text) }, scope(body))
    case .run(let run):
      let name: String? =
        switch run.naming {
        case .none: nil
        case .name(let name): quoted(name.text)
        case .template(let parts, _): string(parts)
        }
      return node("run", name, run.fields.map(record))
    default: return text(statement)
    }
  }

  private func scope(_ body: ScopeSyntax) -> String { node("scope", body.statements.map(\.kind)) }

  private func axis(_ axis: AxisSyntax) -> String {
    node(
      "axis", target(axis.names), text(axis.levels), axis.condition.map { node("if", text($0)) })
  }

  private func target(_ names: [Name]) -> String {
    node("target", names.map { quoted($0.text) })
  }

  private func type(_ type: TypeSyntax, lists: Int) -> String {
    if lists > 0 { return node("list-of", self.type(type, lists: lists - 1)) }
    return node(
      "type", quoted(type.name.text), type.unit.map { node("unit", quoted($0.text)) },
      type.isOptional ? "(optional)" : nil, type.bounds.map { node("in", text($0)) })
  }

  private func record(_ fields: [Field]) -> String {
    node("record", fields.map { node("field", quoted($0.name.text), text($0.value)) })
  }

  private func string(_ parts: [Expression.TextPart]) -> String {
    node(
      "string",
      parts.compactMap { part in
        switch part {
        case .literal(let text): text.isEmpty ? nil : node("text", quoted(text))
        case .value(let expression, let format, let span):
          node("value", text(expression), formatText(format, in: span))
        }
      })
  }

  /// The format as it was written, between the last colon and the brace.
  private func formatText(_ format: TextFormat, in span: Span) -> String? {
    guard format != .canonical else { return nil }
    let written = source.text(in: span).dropLast()
    return written.lastIndex(of: ":").map { quoted(String(written[written.index(after: $0)...])) }
  }

  private func literal(_ value: Value, _ span: Span) -> String {
    let written = source.text(in: span)
    switch value {
    case .none: return "(none)"
    case .bool(let truth): return "(\(truth))"
    case .day: return node("date", quoted(written))
    case .duration: return node("duration", quoted(written))
    case .period: return node(written.contains("Q") ? "quarter" : "month", quoted(written))
    default: return node("number", quoted(written))
    }
  }

  private func item(_ item: ListExpression.Item) -> String {
    item.label.map { node("label", quoted($0.text), text(item.value)) } ?? text(item.value)
  }

  private func text(_ expression: Expression) -> String {
    switch expression {
    case .literal(let value, let span): return literal(value, span)
    case .text(let parts, _): return string(parts)
    case .name(let name): return node("name", quoted(name.text))
    case .list(let list): return node("list", list.items.map(item))
    case .comprehension(let comprehension):
      let clauses = comprehension.clauses.map { node("for", target($0.names), text($0.list)) }
      let condition = comprehension.condition.map { node("if", text($0)) }
      return node(
        "comprehension", [item(comprehension.item)] + clauses + (condition.map { [$0] } ?? []))
    case .record(let fields, _): return record(fields)
    case .tuple(let parts, _): return node("tuple", parts.map(text))
    case .not(let operand, _): return node("not", text(operand))
    case .negate(let operand, _): return node("negate", text(operand))
    case .binary(let binary):
      return node(
        "binary", quoted(binary.symbol.rawValue), text(binary.left), text(binary.right))
    case .range(let range):
      return node(
        "range", text(range.lower), text(range.upper),
        range.step.map { node("step", text($0)) })
    case .conditional(let condition, let then, let otherwise, _):
      return node("if", text(condition), text(then), text(otherwise))
    case .member(let operand, let name): return node("member", text(operand), quoted(name.text))
    case .call(let function, let arguments, _):
      return node(
        "call",
        [text(function)]
          + arguments.map { argument in
            argument.label.map { node("label", quoted($0.text), text(argument.value)) }
              ?? text(argument.value)
          })
    case .missing: return "(missing)"
    }
  }
}
