// Tokens to pieces: which tokens stay, where statements and fields begin, which braces hold
// statements and which fields. It trusts the parser that all of it is well-formed, and knows of
// statements only that `for` and `group` have scopes.
//
// Dropped are `;` where a line ends anyway or nothing stands before or behind it, and a comma behind
// the last element, unless the closing bracket stands on a line of its own.

internal import Source

struct PieceReader {
  private let tokens: [Token]
  private let bytes: [UInt8]
  /// For each token that opens a bracket, the number of the one that closes it.
  private let closings: [Int]
  private var frames = [Frame(place: .scope, isMultiLine: true, opening: -1)]
  private(set) var pieces: [Piece] = []
  /// What stands behind the last piece.
  private(set) var tail: Gap

  /// An open bracket, or the file.
  private struct Frame {
    let place: Piece.Place
    let isMultiLine: Bool
    /// The number of its piece.
    let opening: Int
    /// Whether a statement or field may begin.
    var isAtStart = true
    /// Whether a comma has ended the field before.
    var isAfterComma = false
    /// The number of the piece that began the current statement or field.
    var statement = -1
  }

  init(tokens: [Token], bytes: [UInt8]) {
    self.tokens = tokens
    self.bytes = bytes
    closings = PieceReader.closings(tokens)
    tail = Gap(bytes, Span(0, 0), isFirst: true)
  }

  private var frame: Frame {
    get { frames[frames.count - 1] }
    set { frames[frames.count - 1] = newValue }
  }

  mutating func read() {
    for (number, token) in tokens.enumerated() {
      switch token.kind {
      case .end: break
      case .lineEnd:
        frame.isAtStart = true
        frame.isAfterComma = false
      case .symbol(.semicolon): separate(number)
      case .symbol(.comma) where frame.place == .record: separate(number)
      case .symbol(.comma) where frame.place == .brackets:
        if !isUseless(comma: number) { append(comma: token) }
      case .symbol(let symbol) where symbol.isClosing: close(token)
      default: append(token, number)
      }
    }
    tail = gap(before: bytes.count)
  }

  /// A `;`, or a comma between fields.
  private mutating func separate(_ number: Int) {
    // Behind a line end, an opening brace or another separator it separates nothing.
    guard !frame.isAtStart else { return }
    let isComma = tokens[number].is(.comma)
    let stays = frame.isMultiLine ? isComma : !isLast(separator: number)
    if stays { pieces.append(piece(tokens[number])) }
    frame.isAtStart = true
    frame.isAfterComma = isComma
  }

  private func isLast(separator number: Int) -> Bool {
    var next = number + 1
    while tokens[next].is(.semicolon) || tokens[next].is(.comma) { next += 1 }
    return tokens[next].is(.closeBrace)
  }

  private func isUseless(comma number: Int) -> Bool {
    let next = tokens[number + 1]
    return !next.isFirstOnLine && (next.is(.closeBracket) || next.is(.closeParenthesis))
  }

  /// A comma in brackets, which never begins a line unless a comment stands before it.
  private mutating func append(comma token: Token) {
    var piece = piece(token)
    if !piece.gap.hasComments { piece.gap.hasLineEnd = false }
    pieces.append(piece)
  }

  private mutating func append(_ token: Token, _ number: Int) {
    var piece = piece(token)
    if frame.isAtStart, frame.place != .brackets {
      piece.beginsStatement = true
      piece.breaksLine = frame.isMultiLine && !frame.isAfterComma
      if frame.place == .scope {
        piece.isWord = true
        piece.head = token.is(.for) ? .for : token.name.flatMap { Piece.Head(rawValue: $0) }
      }
      frame.isAtStart = false
      frame.isAfterComma = false
      frame.statement = pieces.count
      piece.statement = pieces.count
    } else if let previous = pieces.last {
      switch token.kind {
      case .name: piece.isWord = previous.endsOperand
      case .symbol(.minus): piece.isSign = !previous.endsOperand
      case .hardWord(.if):
        piece.isAxisCondition =
          frame.place == .scope && previous.endsOperand
          && pieces[frame.statement].head == .sweep
      default: break
      }
    }
    if piece.isOpening { open(&piece, number) }
    pieces.append(piece)
  }

  private mutating func open(_ piece: inout Piece, _ number: Int) {
    var place = Piece.Place.brackets
    if piece.symbol == .openBrace {
      place = opensScope() ? .scope : .record
      let inside = tokens[(number + 1)...closings[number]]
      piece.isMultiLine = inside.contains { $0.isFirstOnLine }
    }
    frames.append(Frame(place: place, isMultiLine: piece.isMultiLine, opening: pieces.count))
  }

  /// Whether a brace that opens now holds statements: the one behind the axes or the name.
  private func opensScope() -> Bool {
    guard frame.place == .scope, frame.statement >= 0, let previous = pieces.last else {
      return false
    }
    let head = pieces[frame.statement].head
    guard head == .for || head == .group else { return false }
    return previous.endsOperand || frame.statement == pieces.count - 1
  }

  private mutating func close(_ token: Token) {
    let opening = frames.removeLast().opening
    var piece = piece(token)
    if opening == pieces.count - 1, !piece.gap.hasComments {
      // There is nothing in it.
      pieces[opening].isMultiLine = false
      piece.gap.hasLineEnd = false
    }
    piece.breaksLine = pieces[opening].isMultiLine
    piece.partner = opening
    pieces[opening].partner = pieces.count
    pieces.append(piece)
  }

  private func piece(_ token: Token) -> Piece {
    var piece = Piece(token, gap(before: token.span.start), frame.place, bytes)
    if frame.place != .brackets { piece.statement = frame.statement }
    return piece
  }

  private func gap(before end: Int) -> Gap {
    Gap(bytes, Span(pieces.last?.span.end ?? 0, end), isFirst: pieces.isEmpty)
  }

  private static func closings(_ tokens: [Token]) -> [Int] {
    var closings = [Int](repeating: 0, count: tokens.count)
    var open: [Int] = []
    for (number, token) in tokens.enumerated() {
      guard case .symbol(let symbol) = token.kind else { continue }
      if symbol.isOpening { open.append(number) }
      if symbol.isClosing, let opening = open.popLast() { closings[opening] = number }
    }
    return closings
  }
}
