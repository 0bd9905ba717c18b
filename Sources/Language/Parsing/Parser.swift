// The parser's cursor, what it expects, and how it goes on after a mistake.
// Mutating functions consume. It recovers at statements and brackets: one mistake, one message.

internal import Source

/// The syntax tree of a text, and what is wrong with it.
func parse(_ tokens: [Token]) -> (tree: SyntaxTree, problems: [Diagnostic]) {
  var parser = Parser(tokens: tokens)
  let statements = parser.body(isFile: true)
  return (SyntaxTree(statements: statements, end: parser.current.span), parser.problems)
}

struct Parser {
  private let tokens: [Token]
  private var index = 0
  var problems: [Diagnostic] = []
  /// Nesting of expressions and scopes, bounded so that the stack is.
  var depth = 0

  /// Operators of the expression that is being parsed.
  var operators = 0

  /// Whether a bracket was never closed: behind it the lexer has given no line ends, and a word that begins
  /// a statement at the start of a line does.
  private(set) var lacksLineEnds = false

  static let maximumDepth = 64
  static let maximumOperators = 200

  init(tokens: [Token]) { self.tokens = tokens }

  var current: Token { tokens[index] }

  var previous: Token { tokens[max(0, index - 1)] }

  func ahead(_ distance: Int) -> Token { tokens[min(index + distance, tokens.count - 1)] }

  @discardableResult
  mutating func consume() -> Token {
    let token = tokens[index]
    if index < tokens.count - 1 { index += 1 }
    return token
  }

  /// Whether something stands here, and on the line on which the token before it ends.
  var isOnLineOfPrevious: Bool {
    switch current.kind {
    case .end, .lineEnd: false
    default: !current.isFirstOnLine
    }
  }

  /// Whether a statement begins here, though no line end says so.
  var beginsLostStatement: Bool {
    lacksLineEnds && current.isFirstOnLine && isStatementStart(current)
  }

  /// Notes a bracket that is never closed.
  mutating func noteUnclosed(_ open: Symbol, at span: Span, by close: Symbol) {
    let end = previous.span.end
    problems.append(.unclosed(open, at: span, by: close, end: end))
    if open != .openBrace { lacksLineEnds = true }
  }

  func at(_ symbol: Symbol) -> Bool { tokens[index].is(symbol) }

  func at(_ word: HardWord) -> Bool { tokens[index].is(word) }

  /// Whether the current token is this contextual word.
  func at(word: String) -> Bool { current.word == word }

  mutating func take(_ symbol: Symbol) -> Bool {
    guard at(symbol) else { return false }
    if index < tokens.count - 1 { index += 1 }
    return true
  }

  mutating func take(_ word: HardWord) -> Bool {
    guard at(word) else { return false }
    consume()
    return true
  }

  mutating func expect(_ symbol: Symbol, _ context: String) -> Bool {
    if take(symbol) { return true }
    complain(.unexpected(current, wanted: "'\(symbol.rawValue)' \(context)"))
    return false
  }

  mutating func expectName(_ context: String) -> Name? {
    if let text = current.name { return Name(text: text, span: consume().span) }
    var help: String?
    if case .hardWord(let word) = current.kind {
      help = "'\(word.rawValue)' is a word of the language; `\(word.rawValue)` makes a name of it"
    }
    complain(.unexpected(current, wanted: context, help: help))
    return nil
  }

  /// Notes a problem, unless the lexer or the parser has already spoken about this place.
  mutating func complain(_ problem: Diagnostic) {
    if case .broken = current.kind { return }
    if case .broken = previous.kind { return }
    if let last = problems.last?.span, last == problem.span { return }
    problems.append(problem)
  }

  /// Skips to the end of the statement, over whole brackets, so that one mistake is told once.
  mutating func recover() {
    var open = 0
    while true {
      switch current.kind {
      case .end: return
      case _ where beginsLostStatement: return
      case .lineEnd where open == 0, .symbol(.semicolon) where open == 0: return
      case .symbol(.openBrace), .symbol(.openBracket), .symbol(.openParenthesis): open += 1
      case .symbol(.closeBrace), .symbol(.closeBracket), .symbol(.closeParenthesis):
        if open == 0, at(.closeBrace) { return }
        open = max(0, open - 1)
      default: break
      }
      consume()
    }
  }

  func isStatementStart(_ token: Token) -> Bool {
    if token.is(.for) { return true }
    return token.word.map { Parser.knownStatements.contains($0) } ?? false
  }

  private static let knownStatements = Set(statementWords)

  static let statementWords = [
    "batch", "import", "param", "job", "let", "def", "bundle", "period", "preset", "for", "sweep",
    "sample", "when", "except", "require", "group", "run",
  ]
}
