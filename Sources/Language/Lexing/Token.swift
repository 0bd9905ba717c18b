// Tokens: what the lexer hands to the parser.

internal import Experiment
internal import Source

struct Token: Sendable {
  let kind: TokenKind
  let span: Span
  /// Whether a line ended before it.
  var isFirstOnLine = false
  /// A name in backquotes, which is never a word; a string that began with `r`.
  var isQuoted = false
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

  private static let byLength: [[(word: HardWord, text: [UInt8])]] = (0...5).map { count in
    allCases.filter { $0.rawValue.utf8.count == count }.map { ($0, Array($0.rawValue.utf8)) }
  }

  /// The word of these bytes.
  init?(_ bytes: ArraySlice<UInt8>) {
    guard bytes.count < HardWord.byLength.count,
      let found = HardWord.byLength[bytes.count].first(where: { $0.text.elementsEqual(bytes) })
    else { return nil }
    self = found.word
  }
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

/// What other languages write: told once, and read on as what it means there.
enum ForeignMark: String, Sendable, CaseIterable {
  case andAnd = "&&"
  case and = "&"
  case orOr = "||"
  case or = "|"
  case strictlyEqual = "==="
  case strictlyUnequal = "!=="
  case not = "!"
  case closedRange = "..."

  /// The longest mark that begins here, unless it begins one of ours.
  static func starting(_ bytes: ArraySlice<UInt8>) -> ForeignMark? {
    switch bytes.first {
    case UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "!"), UInt8(ascii: "="),
      UInt8(ascii: "."):
      break
    default: return nil
    }
    let found = allCases.first { bytes.starts(with: $0.rawValue.utf8) }
    let isUnequal = found == .not && bytes.dropFirst().first == UInt8(ascii: "=")
    return isUnequal ? nil : found
  }

  var meaning: TokenKind {
    switch self {
    case .andAnd, .and: .hardWord(.and)
    case .orOr, .or: .hardWord(.or)
    case .strictlyEqual: .symbol(.equalEqual)
    case .strictlyUnequal: .symbol(.notEqual)
    case .not: .hardWord(.not)
    case .closedRange: .symbol(.range)
    }
  }

  /// What to write here.
  var replacement: String {
    switch meaning {
    case .hardWord(let word): word.rawValue
    case .symbol(let symbol): symbol.rawValue
    default: ""
    }
  }
}

extension Symbol {
  /// The symbol that begins with these bytes: of two characters before one of one.
  static func starting(with first: UInt8, _ second: UInt8?) -> Symbol? {
    let isEqual = second == UInt8(ascii: "=")
    switch first {
    case UInt8(ascii: "="): return isEqual ? .equalEqual : .equal
    case UInt8(ascii: "!"): return isEqual ? .notEqual : nil
    case UInt8(ascii: "<"): return isEqual ? .lessOrEqual : .less
    case UInt8(ascii: ">"): return isEqual ? .greaterOrEqual : .greater
    case UInt8(ascii: "."): return second == first ? .range : .point
    default: return first < 0x80 ? single[Int(first)] : nil
    }
  }

  /// The symbols of one character, by its code.
  private static let single: [Symbol?] = {
    var table = [Symbol?](repeating: nil, count: 128)
    for symbol in allCases where symbol.rawValue.utf8.count == 1 {
      table[Int(symbol.rawValue.utf8.first ?? 0)] = symbol
    }
    return table
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

  /// The text of a name that can be a word.
  var word: String? { isQuoted ? nil : name }

  /// The text of a string without expressions, which did not begin with `r`; nil for anything else.
  var plainText: String? {
    guard !isQuoted, case .string(let pieces) = kind, pieces.count == 1,
      case .text(let text) = pieces[0]
    else { return nil }
    return text
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
