// Numbers, dates, lengths of time and strings.

internal import Experiment
internal import Source

extension Lexer {
  /// DATE | QUARTER | MONTH | DURATION | NUMBER, each the longest match, in this order.
  mutating func number() -> Token {
    let start = index
    if let calendar = calendarLiteral() { return calendar }
    digits()
    let wholeEnd = index
    if peek(0) == UInt8(ascii: "."), peek(1)?.isDigit ?? false {
      index += 1
      digits()
    }
    exponent()
    let numberEnd = index
    if peek(0) == UInt8(ascii: "%") { index += 1 }
    while index < bytes.count, bytes[index].continuesName { index += 1 }
    let span = Span(start, index)
    let text = source.text(in: Span(start, numberEnd))
    let suffix = source.text(in: Span(numberEnd, index))
    if suffix.isEmpty {
      return numberToken(text, isWhole: numberEnd == wholeEnd, span)
    }
    if let unit = LiteralUnit(rawValue: suffix) {
      guard let value = Decimal(text) else { return broken(.longNumber(at: span)) }
      return Token(kind: .number(.quantity(value, unit)), span: span)
    }
    if numberEnd == wholeEnd, let length = Duration(source.text(in: span)) {
      return Token(kind: .literal(.duration(length)), span: span)
    }
    return broken(.badNumber(source.text(in: span), at: span))
  }

  private mutating func numberToken(_ text: String, isWhole: Bool, _ span: Span) -> Token {
    if isWhole {
      var value: Int64 = 0
      for byte in bytes[span.start..<span.end] where byte.isDigit {
        let (tens, isTooLong) = value.multipliedReportingOverflow(by: 10)
        let (sum, overflows) = tens.addingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
        guard !isTooLong, !overflows else { return broken(.longInt(at: span)) }
        value = sum
      }
      return Token(kind: .number(.int(value)), span: span)
    }
    guard let value = Decimal(text) else { return broken(.longNumber(at: span)) }
    return Token(kind: .number(.number(value)), span: span)
  }

  private mutating func calendarLiteral() -> Token? {
    let start = index
    guard (0..<4).allSatisfy({ peek($0)?.isDigit ?? false }) else { return nil }
    let text = String(decoding: bytes[start...].prefix(10), as: UTF8.self)
    func matches(_ count: Int, _ digits: [Int]) -> Bool {
      digits.allSatisfy { peek($0)?.isDigit ?? false } && !(peek(count)?.continuesName ?? false)
    }
    let dash = UInt8(ascii: "-")
    if peek(4) == dash, peek(7) == dash, matches(10, [5, 6, 8, 9]) {
      index += 10
      let span = Span(start, index)
      guard let day = Day(text) else { return broken(.badDay(text, at: span)) }
      return Token(kind: .literal(.day(day)), span: span)
    }
    if let width = looseDate() {
      index += width
      let span = Span(start, index)
      return broken(.looseDay(source.text(in: span), at: span))
    }
    let year = Int(text.prefix(4)) ?? 0
    if peek(4) == UInt8(ascii: "Q"), matches(6, [5]) {
      index += 6
      let span = Span(start, index)
      let quarter = Int(text.dropFirst(5).prefix(1)) ?? 0
      guard let period = Period(year: year, quarter: quarter) else {
        return broken(.badQuarter(source.text(in: span), at: span))
      }
      return Token(kind: .literal(.period(PeriodReference(period))), span: span)
    }
    if peek(4) == dash, matches(7, [5, 6]) {
      index += 7
      let span = Span(start, index)
      let month = Int(text.dropFirst(5).prefix(2)) ?? 0
      guard let period = Period(year: year, month: month) else {
        return broken(.badDay(source.text(in: span), at: span))
      }
      return Token(kind: .literal(.period(PeriodReference(period))), span: span)
    }
    return nil
  }

  /// The width of `2015-1-1`, which is not meant to be a subtraction; nil for anything else.
  private func looseDate() -> Int? {
    let dash = UInt8(ascii: "-")
    var width = 4
    for _ in 0..<2 {
      guard peek(width) == dash, peek(width + 1)?.isDigit ?? false else { return nil }
      width += peek(width + 2)?.isDigit ?? false ? 3 : 2
    }
    return peek(width)?.continuesName ?? false ? nil : width
  }

  private mutating func digits() {
    while index < bytes.count, bytes[index].isDigit || bytes[index] == UInt8(ascii: "_") {
      index += 1
    }
  }

  private mutating func exponent() {
    guard let mark = peek(0), mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else { return }
    let isSigned = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-")
    guard peek(isSigned ? 2 : 1)?.isDigit ?? false else { return }
    index += isSigned ? 2 : 1
    while index < bytes.count, bytes[index].isDigit { index += 1 }
  }

  private mutating func broken(_ problem: Diagnostic) -> Token {
    problems.append(problem)
    return Token(kind: .broken, span: problem.span ?? Span(index, index))
  }

  mutating func rawString() -> Token {
    let start = index
    index += 2
    let from = index
    while index < bytes.count, bytes[index] != UInt8(ascii: "\""),
      bytes[index] != UInt8(ascii: "\n")
    {
      index += 1
    }
    guard peek(0) == UInt8(ascii: "\"") else {
      return broken(.unfinishedString(at: Span(start, from)))
    }
    let text = source.text(in: Span(from, index))
    index += 1
    return Token(kind: .string([.text(text)]), span: Span(start, index), isQuoted: true)
  }

  /// A string with escapes and interpolations.
  mutating func string() -> Token {
    let start = index
    index += 1
    var pieces: [StringPiece] = []
    var text = ""
    let before = problems.count
    // After a brace that began no expression, the braces of the string are taken as they are.
    var hasExpressions = true
    while let byte = peek(0), byte != UInt8(ascii: "\"") {
      switch byte {
      case UInt8(ascii: "\n"):
        return broken(.unfinishedString(at: Span(start, start + 1)))
      case UInt8(ascii: "\\"): text += escape()
      case UInt8(ascii: "{") where peek(1) == UInt8(ascii: "{") && hasExpressions:
        text += "{"
        index += 2
      case UInt8(ascii: "}") where hasExpressions:
        if peek(1) != UInt8(ascii: "}") { problems.append(.loneBrace(at: Span(index, index + 1))) }
        text += "}"
        index += peek(1) == UInt8(ascii: "}") ? 2 : 1
      case UInt8(ascii: "{") where hasExpressions:
        if let piece = interpolation() {
          if !text.isEmpty { pieces.append(.text(text)) }
          text = ""
          pieces.append(piece)
        } else {
          hasExpressions = false
        }
      case UInt8(ascii: "{"), UInt8(ascii: "}"):
        text += byte == UInt8(ascii: "{") ? "{" : "}"
        index += 1
      default:
        let from = index
        while let next = peek(0), !Lexer.endsText.contains(next) { index += 1 }
        text += source.text(in: Span(from, index))
      }
    }
    guard peek(0) != nil else { return broken(.unfinishedString(at: Span(start, start + 1))) }
    index += 1
    guard hasExpressions, problems.count == before else {
      return Token(kind: .broken, span: Span(start, index))
    }
    if !text.isEmpty || pieces.isEmpty { pieces.append(.text(text)) }
    return Token(kind: .string(pieces), span: Span(start, index))
  }

  private static let endsText = Array("\"\\{}\n".utf8)

  /// `{expr}` or `{expr:FORMAT}`; nil, after complaining and at the place where it began, if it is none.
  private mutating func interpolation() -> StringPiece? {
    let start = index
    let before = problems.count
    nesting += 1
    defer { nesting -= 1 }
    index += 1
    let (tokens, format) = nesting <= 8 ? interpolatedTokens() : ([], nil)
    let isEmpty = tokens.count <= 1
    guard let format, peek(0) == UInt8(ascii: "}"), !isEmpty, problems.count == before else {
      problems.removeSubrange(before...)
      problems.append(.noExpression(at: Span(start, start + 1)))
      index = start
      return nil
    }
    index += 1
    return .interpolation(tokens, format, Span(start, index))
  }

  private mutating func interpolatedTokens() -> (tokens: [Token], format: TextFormat?) {
    var inner = Lexer(continuing: self)
    let tokens = inner.tokens(untilOneOf: [.closeBrace, .colon])
    index = inner.index
    problems += inner.problems
    guard peek(0) == UInt8(ascii: ":") else { return (tokens, .canonical) }
    let from = index + 1
    while let byte = peek(0), byte != UInt8(ascii: "}"), byte != UInt8(ascii: "\n") { index += 1 }
    return (tokens, format(source.text(in: Span(from, index))))
  }

  /// FORMAT ::= "0" [0-9]+ | "." [0-9]+
  private func format(_ text: String) -> TextFormat? {
    let digits = text.dropFirst()
    guard digits.utf8.allSatisfy(\.isDigit), let amount = Int(digits), (0...60).contains(amount)
    else { return nil }
    switch text.first {
    case "0": return .padded(amount)
    case ".": return .decimals(amount)
    default: return nil
    }
  }

  private mutating func escape() -> String {
    let start = index
    index += 2
    switch peek(-1) {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "u"):
      let rest = bytes[min(index, bytes.count)...].prefix(8)
      if rest.first == UInt8(ascii: "{"), let end = rest.firstIndex(of: UInt8(ascii: "}")),
        rest[(rest.startIndex + 1)..<end].allSatisfy(\.isHexDigit),
        let code = UInt32(
          String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self), radix: 16),
        let scalar = Unicode.Scalar(code), code != 0
      {
        index = end + 1
        return String(Character(scalar))
      }
    default: break
    }
    problems.append(.badEscape(at: Span(start, min(start + 2, bytes.count))))
    return ""
  }
}

extension Lexer {
  /// A lexer for the inside of a string of another.
  init(continuing outer: Lexer) {
    self = outer
    problems = []
  }

  /// Tokens up to one of the symbols outside all brackets, or the end of the line.
  mutating func tokens(untilOneOf closing: [Symbol]) -> [Token] {
    var tokens: [Token] = []
    var depth = 0
    // After a mistake the whole string is none, so nothing more is read: strings in strings in strings
    // would each read the rest of the line again.
    while problems.isEmpty, index < bytes.count, bytes[index] != UInt8(ascii: "\n") {
      if bytes[index] == UInt8(ascii: " ") {
        index += 1
        continue
      }
      if depth == 0, closing.contains(where: { startsWith($0) }) { break }
      let token = nextToken()
      if case .symbol(let symbol) = token.kind {
        if [.openBrace, .openBracket, .openParenthesis].contains(symbol) { depth += 1 }
        if [.closeBrace, .closeBracket, .closeParenthesis].contains(symbol) { depth -= 1 }
      }
      tokens.append(token)
    }
    tokens.append(Token(kind: .end, span: Span(index, index)))
    return tokens
  }
}
