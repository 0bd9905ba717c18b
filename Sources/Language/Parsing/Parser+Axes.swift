// One function for each production of axes and what is drawn from them.

internal import Source

extension Parser {
  /// for ::= "for" axis ( "," axis )* scope
  mutating func forLoop() -> StatementKind? {
    guard let axes = axes(), let scope = scope() else { return nil }
    return .for(axes, scope)
  }

  /// sweep ::= "sweep" axis ( "," axis )*
  mutating func axes() -> [AxisSyntax]? {
    var axes: [AxisSyntax] = []
    repeat {
      guard let axis = axis() else { return nil }
      axes.append(axis)
    } while take(.comma)
    return axes
  }

  /// axis ::= target "in" expr ( "if" expr )?
  mutating func axis() -> AxisSyntax? {
    let start = current.span
    guard let names = target() else { return nil }
    guard take(.in) else {
      complain(
        .unexpected(
          current, wanted: "'in' and the levels",
          help: at(.equal) ? "an axis is written 'name in [levels]'" : nil,
          fix: at(.equal) ? Diagnostic.Fix(current.span, "in") : nil))
      return nil
    }
    let levels = expression()
    let condition = take(.if) ? expression() : nil
    return AxisSyntax(
      names: names, levels: levels, condition: condition, span: start.joined(with: previous.span))
  }

  /// target ::= NAME | "(" NAME ( "," NAME )+ ")"
  mutating func target() -> [Name]? {
    guard take(.openParenthesis) else { return expectName("an axis").map { [$0] } }
    var names: [Name] = []
    repeat {
      guard let name = expectName("an axis") else { return nil }
      names.append(name)
    } while take(.comma)
    if names.count == 1, at(.closeParenthesis) {
      complain(.unexpected(current, wanted: "',' and another name", help: "one name stands alone"))
    }
    return expect(.closeParenthesis, "behind the names") ? names : nil
  }

  /// sample ::= "sample" expr ( "by" NAME )? ( "seed" expr )?
  mutating func sample() -> StatementKind? {
    let count = expression()
    var method: Name?
    if at(word: "by") {
      consume()
      guard let name = expectName("random, lhs, sobol or halton") else { return nil }
      method = name
    }
    var seed: Expression?
    if at(word: "seed") {
      consume()
      seed = expression()
    }
    return .sample(SampleStatement(count: count, method: method, seed: seed))
  }

  /// group ::= "group" NAME? scope
  mutating func group() -> StatementKind? {
    var name: Name?
    if let text = current.name { name = Name(text: text, span: consume().span) }
    return scope().map { .group(name, $0) }
  }

  /// scope ::= "{" body "}"
  mutating func scope() -> ScopeSyntax? {
    let open = current.span
    guard take(.openBrace) else {
      complain(.missingScope(behind: at(.colon) ? current.span : previous.span))
      return nil
    }
    depth += 1
    defer { depth -= 1 }
    guard depth <= Parser.maximumDepth else {
      problems.append(.tooDeep(at: open))
      return nil
    }
    let statements = body(isFile: false)
    let close = current.span
    if !take(.closeBrace) { noteUnclosed(.openBrace, at: open, by: .closeBrace) }
    return ScopeSyntax(statements: statements, open: open, close: close)
  }
}
