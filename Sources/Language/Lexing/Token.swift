// Tokens: what the lexer hands to the parser.

internal import Experiment
internal import Source

struct Token: Sendable {
  let kind: TokenKind
  let span: Span
  /// Whether a line ended before it.
  var isFirstOnLine = false
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

extension Symbol {
  /// Its one or two bytes.
  var spelling: (first: UInt8, second: UInt8?) { Symbol.spellings[self] ?? (0, nil) }

  private static let spellings: [Symbol: (first: UInt8, second: UInt8?)] = {
    var spellings: [Symbol: (first: UInt8, second: UInt8?)] = [:]
    for symbol in allCases {
      let bytes = Array(symbol.rawValue.utf8)
      spellings[symbol] = (bytes[0], bytes.count > 1 ? bytes[1] : nil)
    }
    return spellings
  }()
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
