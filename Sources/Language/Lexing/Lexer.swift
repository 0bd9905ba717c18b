// Bytes to tokens. It knows line ends and brackets, but no statement and no name's meaning.
//
// Line ends: one counts unless the innermost open bracket is ( or [, or the token before it cannot
// end a statement. The next line never decides.

internal import Experiment
internal import Source

/// The tokens of a text, the last of which is `.end`, and what is wrong with it.
///
/// - Parameter start: Where the text begins, which goes on to the source's end.
func lex(
  _ source: SourceText, from start: Int = 0
) -> (tokens: [Token], problems: [Diagnostic]) {
  var lexer = Lexer(source: source, from: start)
  lexer.checkCharacters()
  guard lexer.problems.isEmpty else {
    let end = source.bytes.count
    return ([Token(kind: .end, span: Span(end, end))], lexer.problems)
  }
  let tokens = lexer.tokens()
  return (tokens, lexer.problems)
}

struct Lexer {
  let source: SourceText
  let bytes: [UInt8]
  var index = 0
  var problems: [Diagnostic] = []
  /// Strings inside interpolations inside strings: how many.
  var nesting = 0

  private let start: Int

  init(source: SourceText, from start: Int = 0) {
    self.source = source
    self.start = start
    bytes = source.bytes
    index = start
    if bytes[start...].starts(with: [0xEF, 0xBB, 0xBF]) { index += 3 }
  }

  /// Refuses text that is not UTF-8, and characters that could make a program lie.
  mutating func checkCharacters() {
    let own = bytes[start...]
    guard String(validating: own, as: UTF8.self) != nil else {
      let offset = firstInvalidByte()
      problems.append(.notUTF8(at: Span(offset, offset + 1)))
      return
    }
    guard own.contains(where: { $0 < 0x20 && $0 != 0x0A && $0 != 0x09 || $0 >= 0x7F }) else {
      return
    }
    var offset = start
    for scalar in String(decoding: own, as: UTF8.self).unicodeScalars {
      let width = UTF8.width(scalar)
      let isLineEnd = offset + 1 < bytes.count && bytes[offset + 1] == UInt8(ascii: "\n")
      let isAllowed = scalar == "\n" || scalar == "\t" || (scalar == "\r" && isLineEnd)
      let isByteOrderMark = offset == start && scalar == "\u{FEFF}"
      let isHidden = scalar.isUnsafeToShow || Lexer.widthless.contains(scalar)
      if isHidden, !isAllowed, !isByteOrderMark {
        problems.append(.hiddenCharacter(scalar, at: Span(offset, offset + width)))
      }
      offset += width
    }
  }

  /// Characters that nobody sees, by which two names can look the same.
  private static let widthless: Set<Unicode.Scalar> = ["\u{200B}", "\u{2060}", "\u{FEFF}"]

  mutating func tokens() -> [Token] {
    var tokens: [Token] = []
    tokens.reserveCapacity((bytes.count - index) / 5)
    var brackets: [Symbol] = []
    while true {
      let lineEnd = skipBlanks()
      if let lineEnd, brackets.last != .openBracket, brackets.last != .openParenthesis,
        tokens.last?.canEndStatement ?? false
      {
        tokens.append(Token(kind: .lineEnd, span: Span(lineEnd, lineEnd + 1)))
      }
      // What comes behind so many mistakes is no program.
      guard index < bytes.count, problems.count < 200 else { break }
      var token = nextToken()
      token.isFirstOnLine = lineEnd != nil
      if case .symbol(let symbol) = token.kind { track(symbol, &brackets) }
      tokens.append(token)
    }
    tokens.append(Token(kind: .end, span: Span(index, index)))
    return tokens
  }

  private mutating func track(_ symbol: Symbol, _ brackets: inout [Symbol]) {
    switch symbol {
    case .openBrace, .openBracket, .openParenthesis:
      brackets.append(symbol)
    case .closeBrace: close(.openBrace, &brackets)
    case .closeBracket: close(.openBracket, &brackets)
    case .closeParenthesis: close(.openParenthesis, &brackets)
    default: break
    }
  }

  /// Forgets what is open inside; a brace closes brackets that were forgotten, never the reverse.
  private func close(_ open: Symbol, _ brackets: inout [Symbol]) {
    if brackets.last == open {
      brackets.removeLast()
    } else if open == .openBrace, let last = brackets.lastIndex(of: open) {
      brackets.removeSubrange(last...)
    }
  }

  mutating func nextToken() -> Token {
    let start = index
    let byte = bytes[index]
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
    case UInt8(ascii: "\""): return string()
    case UInt8(ascii: "r") where peek(1) == UInt8(ascii: "\""): return rawString()
    case UInt8(ascii: "`"): return quotedName()
    case UInt8(ascii: "'"): return singleQuoted()
    case _ where byte.startsName:
      while index < bytes.count, bytes[index].continuesName { index += 1 }
      let own = bytes[start..<index]
      let kind: TokenKind =
        HardWord(own).map { .hardWord($0) } ?? .name(String(decoding: own, as: UTF8.self))
      return Token(kind: kind, span: Span(start, index))
    default: return symbol()
    }
  }

  private mutating func symbol() -> Token {
    let start = index
    if let foreign = ForeignMark.starting(bytes[index...]) {
      index += foreign.rawValue.utf8.count
      // A word keeps away from its neighbours.
      let isWord = foreign.replacement.utf8.allSatisfy(\.startsName)
      let left = isWord && start > 0 && bytes[start - 1].continuesName ? " " : ""
      let right = isWord && (peek(0)?.continuesName ?? false) ? " " : ""
      problems.append(
        .foreignMark(
          foreign, at: Span(start, index), fix: left + foreign.replacement + right))
      return Token(kind: foreign.meaning, span: Span(start, index))
    }
    // A range is never a point, and two characters go before one.
    if let symbol = Symbol.starting(with: bytes[index], peek(1)) {
      index += symbol.rawValue.utf8.count
      return Token(kind: .symbol(symbol), span: Span(start, index))
    }
    let character = String(decoding: bytes[index...].prefix(4), as: UTF8.self).prefix(1)
    index += max(1, character.utf8.count)
    problems.append(.strayCharacter(String(character), at: Span(start, index)))
    return Token(kind: .broken, span: Span(start, index))
  }

  /// 'text': one mistake with one fix, not three.
  private mutating func singleQuoted() -> Token {
    let start = index
    let line = bytes[(start + 1)...].prefix { $0 != UInt8(ascii: "\n") }
    let close = line.firstIndex(of: UInt8(ascii: "'"))
    index = (close ?? start) + 1
    let span = Span(start, index)
    problems.append(.singleQuotes(source.text(in: span), isClosed: close != nil, at: span))
    return Token(kind: .broken, span: span)
  }

  private mutating func quotedName() -> Token {
    let start = index
    index += 1
    while index < bytes.count, bytes[index] != UInt8(ascii: "`"), bytes[index] != UInt8(ascii: "\n")
    {
      index += 1
    }
    guard index < bytes.count, bytes[index] == UInt8(ascii: "`"), index > start + 1 else {
      problems.append(.strayCharacter("`", at: Span(start, start + 1)))
      return Token(kind: .broken, span: Span(start, index))
    }
    index += 1
    let text = String(decoding: bytes[(start + 1)..<(index - 1)], as: UTF8.self)
    return Token(kind: .name(text), span: Span(start, index), isQuoted: true)
  }

  /// Skips blanks and comments; where the first line ended on the way.
  private mutating func skipBlanks() -> Int? {
    var lineEnd: Int?
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\n"):
        lineEnd = lineEnd ?? index
        index += 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): index += 1
      case UInt8(ascii: "#"): skipLine()
      default: return lineEnd
      }
    }
    return lineEnd
  }

  private mutating func skipLine() {
    while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
  }

  func startsWith(_ symbol: Symbol) -> Bool {
    index < bytes.count && Symbol.starting(with: bytes[index], peek(1)) == symbol
  }

  func peek(_ distance: Int) -> UInt8? {
    index + distance < bytes.count ? bytes[index + distance] : nil
  }

  private func firstInvalidByte() -> Int {
    var low = start
    var high = bytes.count
    // A prefix that ends inside a character is invalid too, so look at most three bytes further.
    while low < high {
      let middle = (low + high) / 2
      let isValid = (0...3).contains { extra in
        let end = min(middle + 1 + extra, bytes.count)
        return String(validating: bytes[start..<end], as: UTF8.self) != nil
      }
      if isValid { low = middle + 1 } else { high = middle }
    }
    return min(low, max(start, bytes.count - 1))
  }
}

extension UInt8 {
  var startsName: Bool {
    switch self {
    case 0x41...0x5A, 0x61...0x7A, 0x5F: true
    default: false
    }
  }

  var isDigit: Bool { self >= 0x30 && self <= 0x39 }

  var isHexDigit: Bool {
    isDigit || (self >= 0x41 && self <= 0x46) || (self >= 0x61 && self <= 0x66)
  }

  var continuesName: Bool { startsName || isDigit }
}
