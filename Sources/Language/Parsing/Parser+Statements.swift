// One function for each production of statements, the production in its comment.

internal import Source

extension Parser {
  /// body ::= sep* ( statement ( sep+ statement )* sep* )?
  mutating func body(isFile: Bool) -> [Statement] {
    var statements: [Statement] = []
    while true {
      while case .lineEnd = current.kind { consume() }
      if take(.semicolon) { continue }
      if case .end = current.kind { return statements }
      if problems.count >= 200 { return statements }
      if at(.closeBrace) {
        guard isFile else { return statements }
        complain(.strayClose(current))
        consume()
        continue
      }
      if let statement = statement() { statements.append(statement) }
      endStatement()
    }
  }

  /// sep ::= NL | ";"
  private mutating func endStatement() {
    switch current.kind {
    case .lineEnd, .end, .symbol(.semicolon), .symbol(.closeBrace): return
    case _ where beginsLostStatement: return
    case .symbol(.closeBracket), .symbol(.closeParenthesis):
      complain(.strayClose(current))
      recover()
    default:
      var help: String?
      if at(.comma), case .number = previous.kind {
        help = "in numbers write _: 100_000"
      } else if at(.openParenthesis) {
        help = "settings of a run stand in braces: run NAME { setting = value }"
      }
      complain(.unexpected(current, wanted: "the end of the statement", help: help))
      recover()
    }
  }

  /// statement ::= batch | import | param | job | let | def | bundle | period | preset | for | sweep | sample | when | except | require | group | run
  private mutating func statement() -> Statement? {
    let keyword = current
    guard isStatementStart(keyword) else {
      complain(
        .unknownStatement(keyword, isAssignment: ahead(1).is(.equal), words: Parser.statementWords))
      recover()
      return nil
    }
    consume()
    operators = 0
    let before = problems.count
    guard let kind = statementKind(after: keyword) else {
      if problems.count == before { complain(.unexpected(current, wanted: "a statement")) }
      recover()
      return nil
    }
    let span = keyword.span.joined(with: previous.span)
    return Statement(kind: kind, span: span, keyword: keyword.span)
  }

  private mutating func statementKind(after keyword: Token) -> StatementKind? {
    if keyword.is(.for) { return forLoop() }
    switch keyword.word {
    case "batch": return batch()
    case "import": return importing()
    case "param": return param()
    case "job": return job()
    case "let": return assignment("let").map { .let($0, $1) }
    case "def": return def()
    case "bundle": return assignment("bundle").map { .bundle($0, $1) }
    case "period": return assignment("period").map { .period($0, $1) }
    case "preset": return preset()
    case "sample": return sample()
    case "require": return require()
    case "sweep": return axes().map { .sweep($0) }
    case "when": return .when(expression())
    case "except": return .except(expression())
    case "group": return group()
    case "run": return run()
    default: return nil
    }
  }

  /// batch ::= "batch" ( NAME | STRING ) STRING? record?
  private mutating func batch() -> StatementKind? {
    let name: Name
    if let text = plainString() {
      name = Name(text: text, span: previous.span)
    } else if let plain = expectName("the batch's name") {
      name = plain
    } else {
      return nil
    }
    if at(.minus) {
      complain(
        .unexpected(
          current, wanted: "the batch's name in double quotes", help: "a name with '-' is quoted"))
      return nil
    }
    let description = plainString()
    let fields = at(.openBrace) ? record().fields : nil
    return .batch(BatchStatement(name: name, description: description, fields: fields))
  }

  /// import ::= "import" STRING ( "as" NAME )?
  private mutating func importing() -> StatementKind? {
    let span = current.span
    guard let path = plainString() else {
      complain(
        .unexpected(
          current, wanted: "the library's path in double quotes", help: "import \"common.gamut\""))
      return nil
    }
    var prefix: Name?
    if at(word: "as") {
      consume()
      prefix = expectName("a name behind 'as'")
    }
    return .importing(ImportStatement(path: path, pathSpan: span, prefix: prefix))
  }

  /// param ::= "param" NAME ":" type ( "=" expr )? STRING?
  private mutating func param() -> StatementKind? {
    guard let name = expectName("the parameter's name") else { return nil }
    guard take(.colon) else {
      complain(
        .unexpected(
          current, wanted: "':' and a type",
          help:
            "param \(name.text) : number = 0.5  (int, number, bool, string, path, date, duration)"))
      return nil
    }
    guard let type = type() else { return nil }
    let fallback = take(.equal) ? expression() : nil
    return .param(ParamStatement(name: name, type: type, fallback: fallback, help: plainString()))
  }

  /// type ::= "list" "of" type | NAME ( "(" NAME ")" )? "?"? ( "in" range )?
  private mutating func type() -> TypeSyntax? {
    let start = current.span
    var listDepth = 0
    while at(word: "list"), ahead(1).word == "of", listDepth < 8 {
      consume()
      consume()
      listDepth += 1
    }
    guard let name = expectName("a type") else { return nil }
    var unit: Name?
    if take(.openParenthesis) {
      unit = expectName("a unit")
      guard expect(.closeParenthesis, "behind the unit") else { return nil }
    }
    let isOptional = take(.question)
    let bounds = take(.in) ? range() : nil
    return TypeSyntax(
      name: name, unit: unit, isOptional: isOptional, bounds: bounds, listDepth: listDepth,
      span: start.joined(with: previous.span))
  }

  /// job ::= "job" NAME record?
  private mutating func job() -> StatementKind? {
    guard let name = expectName("the job's kind") else { return nil }
    guard at(.openBrace) else { return .job(name, nil, name.span) }
    let (fields, span) = record()
    return .job(name, fields, span)
  }

  /// let ::= "let" NAME "=" expr ; also bundle and period
  private mutating func assignment(_ word: String) -> (Name, Expression)? {
    guard let name = expectName("a name behind '\(word)'") else { return nil }
    if at(.openParenthesis) {
      complain(
        .unexpected(
          current, wanted: "'='", help: "functions are declared with 'def \(name.text)(x) = ...'"))
      return nil
    }
    guard expectEqual() else { return nil }
    return (name, expression())
  }

  /// def ::= "def" NAME ( "(" NAME ( "," NAME )* ")" )? "=" expr
  private mutating func def() -> StatementKind? {
    guard let name = expectName("a name behind 'def'") else { return nil }
    var parameters: [Name]?
    if take(.openParenthesis) {
      var names: [Name] = []
      repeat {
        guard let name = expectName("a parameter's name") else { return nil }
        names.append(name)
      } while take(.comma)
      guard expect(.closeParenthesis, "behind the parameters") else { return nil }
      parameters = names
    }
    guard expectEqual() else { return nil }
    return .def(name, parameters: parameters, expression())
  }

  /// preset ::= "preset" NAME ( record | "=" expr )
  private mutating func preset() -> StatementKind? {
    guard let name = expectName("a name behind 'preset'") else { return nil }
    if at(.openBrace) {
      let (fields, span) = record()
      return .preset(name, .record(fields, span))
    }
    guard expectEqual() else { return nil }
    return .preset(name, expression())
  }

  /// require ::= "require" expr STRING
  private mutating func require() -> StatementKind? {
    let condition = expression()
    guard case .string(let pieces) = current.kind, !current.isQuoted else {
      complain(
        .unexpected(
          current, wanted: "the reason in double quotes",
          help: "require condition \"why it must hold\""))
      return nil
    }
    let span = consume().span
    return .require(condition, why: .text(textParts(pieces), span))
  }

  /// run ::= "run" ( NAME | STRING )? record?
  private mutating func run() -> StatementKind? {
    var naming = RunStatement.Naming.none
    if let text = current.name {
      naming = .name(Name(text: text, span: consume().span))
    } else if case .string(let pieces) = current.kind, !current.isQuoted {
      naming = .template(textParts(pieces), consume().span)
    }
    let fields = at(.openBrace) ? record().fields : nil
    return .run(RunStatement(naming: naming, fields: fields))
  }

  mutating func expectEqual() -> Bool {
    if at(.equalEqual) {
      complain(.comparisonInAssignment(at: current.span))
      consume()
      return true
    }
    return expect(.equal, "and a value")
  }

  /// A string without interpolations; nil (nothing consumed) for anything else.
  private mutating func plainString() -> String? {
    guard let text = current.plainText else { return nil }
    consume()
    return text
  }
}
