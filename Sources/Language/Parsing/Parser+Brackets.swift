// What stands in brackets, one function for each production: ( ), [ ], { }, and how a missing
// closing one is told.

internal import Experiment
internal import Source

extension Parser {
  mutating func parentheses() -> Expression {
    let open = consume().span
    var parts: [Expression] = []
    repeat { parts.append(expression()) } while take(.comma)
    close(.openParenthesis, at: open, by: .closeParenthesis)
    return parts.count == 1 ? parts[0] : .tuple(parts, open.joined(with: previous.span))
  }

  /// list ::= "[" ( item ( comprehend | ( "," item )* ","? ) )? "]"
  mutating func list() -> Expression {
    let open = consume().span
    var items: [ListExpression.Item] = []
    while !at(.closeBracket) {
      if case .end = current.kind { break }
      // Neighbours do not make the tree deeper.
      let before = operators
      items.append(item())
      if items.count == 1, at(.for) { return comprehension(items[0], open) }
      if operators <= Parser.maximumOperators { operators = before }
      if !take(.comma) { break }
    }
    close(.openBracket, at: open, by: .closeBracket)
    return .list(ListExpression(items: items, span: open.joined(with: previous.span)))
  }

  /// item ::= ( ( NAME | STRING ) ":" )? expr
  private mutating func item() -> ListExpression.Item {
    ListExpression.Item(label: itemLabel(), value: expression())
  }

  /// comprehend ::= ( "for" target "in" or )+ ( "if" or )?
  private mutating func comprehension(_ item: ListExpression.Item, _ open: Span) -> Expression {
    var clauses: [Comprehension.Clause] = []
    while take(.for) {
      guard let names = target() else { break }
      guard take(.in) else {
        complain(.unexpected(current, wanted: "'in' and a list"))
        break
      }
      clauses.append(Comprehension.Clause(names: names, list: or()))
    }
    let condition = take(.if) ? or() : nil
    close(.openBracket, at: open, by: .closeBracket)
    return .comprehension(
      Comprehension(
        item: item, clauses: clauses, condition: condition, span: open.joined(with: previous.span)))
  }

  private mutating func itemLabel() -> Name? {
    if ahead(1).is(.equal), current.name != nil {
      complain(.equalInList(at: ahead(1).span))
    } else if !ahead(1).is(.colon) {
      return nil
    }
    var label: Name?
    if let text = current.name {
      label = Name(text: text, span: current.span)
    } else if let text = current.plainText {
      label = Name(text: text, span: current.span)
    } else {
      return nil
    }
    consume()
    consume()
    return label
  }

  /// record ::= "{" fsep* ( field ( fsep+ field )* fsep* )? "}"
  mutating func record() -> (fields: [Field], span: Span) {
    let open = consume().span
    var fields: [Field] = []
    while true {
      if case .lineEnd = current.kind {
        consume()
        continue
      }
      if take(.comma) || take(.semicolon) { continue }
      if at(.closeBrace) || beginsLostStatement { break }
      if case .end = current.kind { break }
      guard let field = field() else {
        recover()
        continue
      }
      fields.append(field)
      switch current.kind {
      case .lineEnd, .end, .symbol(.comma), .symbol(.semicolon), .symbol(.closeBrace): continue
      case _ where isOnLineOfPrevious:
        complain(.missingComma(current, before: .closeBrace))
        recoverField()
      default: continue
      }
    }
    close(.openBrace, at: open, by: .closeBrace)
    return (fields, open.joined(with: previous.span))
  }

  /// field ::= NAME "=" expr
  private mutating func field() -> Field? {
    if at(word: "let"), case .name = ahead(1).kind {
      complain(.letInRecord(at: current.span.joined(with: ahead(1).span), name: ahead(1)))
      consume()
    }
    // A field stands for itself.
    let before = operators
    operators = 0
    defer { operators = before }
    guard let name = expectName("a setting's name") else { return nil }
    if at(.colon) {
      complain(.colonInRecord(at: current.span))
      consume()
    } else if !expectEqual() {
      return nil
    }
    let start = current.span
    let value = expression()
    return Field(name: name, value: value, valueSpan: start.joined(with: previous.span))
  }

  /// Skips to the end of a field.
  private mutating func recoverField() {
    var open = 0
    while true {
      switch current.kind {
      case .end: return
      case _ where beginsLostStatement: return
      case .lineEnd where open == 0, .symbol(.comma) where open == 0,
        .symbol(.semicolon) where open == 0, .symbol(.closeBrace) where open == 0:
        return
      case .symbol(.openBrace), .symbol(.openBracket), .symbol(.openParenthesis): open += 1
      case .symbol(.closeBrace), .symbol(.closeBracket), .symbol(.closeParenthesis):
        open = max(0, open - 1)
      default: break
      }
      consume()
    }
  }

  mutating func close(_ open: Symbol, at span: Span, by close: Symbol) {
    if take(close) { return }
    if case .broken = current.kind { return recover() }
    if beginsLostStatement || problems.contains(where: { $0.slug == .tooDeep }) { return }
    if isOnLineOfPrevious {
      complain(.missingComma(current, before: close))
    } else {
      noteUnclosed(open, at: span, by: close)
    }
    recover()
  }
}
