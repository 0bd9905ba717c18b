// Tokens: what the lexer hands to the parser.

internal import Experiment
internal import Source

struct Token: Sendable {
  let kind: TokenKind
  let span: Span
}

enum TokenKind: Sendable {
  case name(String)
  case hardWord(HardWord)
  /// An int or number, perhaps with a unit.
  case number(Value)
  /// A day, a duration, or the period that a month or quarter is.
  case literal(Value)
  case string([StringPiece])
  case symbol(Symbol)
  case lineEnd
  case end
  /// Something of which the lexer has already complained.
  case broken
}

/// A part of a string: text, or an interpolated expression with its format.
enum StringPiece: Sendable {
  case text(String)
  case interpolation([Token], TextFormat, Span)
}

/// The words that cannot be names; all others are words only where the grammar asks for them.
enum HardWord: String, Sendable, CaseIterable {
  case and, or, not, `in`, `if`, then, `else`, `for`, `true`, `false`, none
}

enum Symbol: String, Sendable, CaseIterable {
  case equalEqual = "=="
  case notEqual = "!="
  case lessOrEqual = "<="
  case greaterOrEqual = ">="
  case range = ".."
  case openBrace = "{"
  case closeBrace = "}"
  case openBracket = "["
  case closeBracket = "]"
  case openParenthesis = "("
  case closeParenthesis = ")"
  case equal = "="
  case less = "<"
  case greater = ">"
  case comma = ","
  case colon = ":"
  case semicolon = ";"
  case point = "."
  case plus = "+"
  case minus = "-"
  case times = "*"
  case divide = "/"
  case question = "?"
}

extension Token {
  func `is`(_ symbol: Symbol) -> Bool {
    if case .symbol(let own) = kind { own == symbol } else { false }
  }

  func `is`(_ word: HardWord) -> Bool {
    if case .hardWord(let own) = kind { own == word } else { false }
  }

  /// The text of a name; nil for anything else.
  var name: String? {
    if case .name(let text) = kind { text } else { nil }
  }

  /// Whether a statement can end behind this token, so that a line end there counts.
  var canEndStatement: Bool {
    switch kind {
    case .name, .number, .literal, .string, .broken: true
    case .hardWord(let word): word == .true || word == .false || word == .none
    case .symbol(let symbol):
      symbol == .closeBrace || symbol == .closeBracket || symbol == .closeParenthesis
        || symbol == .openBrace || symbol == .question
    case .lineEnd, .end: false
    }
  }

  /// As in "... is wanted here, and this is ...".
  var phrase: String {
    switch kind {
    case .name(let text): "'\(text)'"
    case .hardWord(let word): "'\(word.rawValue)'"
    case .number: "a number"
    case .literal(let value): value.kind.phrase
    case .string: "a string"
    case .symbol(let symbol): "'\(symbol.rawValue)'"
    case .lineEnd: "the end of the line"
    case .end: "the end of the file"
    case .broken: "this"
    }
  }
}
