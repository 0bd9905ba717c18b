// Pieces to lines: where lines begin, how far they are indented, which comments and blank lines
// stand between them. Statements stay on the lines they are on, except that those of a scope of
// several lines have lines of their own. It aligns nothing but the elements of a list under the
// first one, where that stands behind the open bracket.

internal import Source

struct Line {
  var indentation: Int
  /// The numbers of its pieces; none for a comment on a line of its own.
  var pieces: Range<Int>
  var comment: Span?
  /// The blanks between the last piece and the comment.
  var commentBlanks = 0
  /// Whether a blank line stands before it.
  var hasBlankLine = false
  /// The number of the innermost brace around it; -1 outside all.
  let scope: Int
  /// Whether it is one statement or field, and all of it.
  var isWhole = false

  var isComment: Bool { pieces.isEmpty }
}

struct LineBuilder {
  static let indentation = 2

  private let pieces: [Piece]
  private(set) var lines: [Line] = []
  /// The blanks before each piece.
  private(set) var blanks: [Int]
  private var frames: [Frame]
  /// The columns taken on the current line.
  private var column = 0

  /// An open bracket, or the file.
  private struct Frame {
    let isBrace: Bool
    let isMultiLine: Bool
    /// The indentation of a line that begins with the closing bracket.
    let base: Int
    /// The indentation of the lines inside.
    let content: Int
    /// The number of the piece that opened the innermost brace; -1 for the file.
    let scope: Int
    /// The innermost brace among the frames: this one, or one around it.
    let brace: Int
    /// For a brace: the line on which its current statement or field began.
    var statementLine = 0
  }

  init(pieces: [Piece]) {
    self.pieces = pieces
    blanks = [Int](repeating: 0, count: pieces.count)
    frames = [Frame(isBrace: true, isMultiLine: true, base: 0, content: 0, scope: -1, brace: 0)]
  }

  private var frame: Frame { frames[frames.count - 1] }

  mutating func build(tail: Gap) {
    for number in pieces.indices {
      let piece = pieces[number]
      end(with: piece.gap)
      if number == 0 || piece.gap.hasLineEnd || piece.breaksLine {
        begin(number)
      } else {
        blanks[number] = Piece.blanks(between: pieces[number - 1], and: piece)
        column += blanks[number]
        // Two fields on one line.
        if piece.beginsStatement, frame.isMultiLine { lines[lines.count - 1].isWhole = false }
      }
      lines[lines.count - 1].pieces = lines[lines.count - 1].pieces.lowerBound..<(number + 1)
      column += piece.width
      if piece.isOpening { open(number) }
      if piece.isClosing { frames.removeLast() }
    }
    end(with: tail)
    append(tail.comments, indentation: 0, number: pieces.count, hasBlankLines: true)
  }

  /// The comment that ends the line of the last piece.
  private mutating func end(with gap: Gap) {
    guard let comment = gap.trailing, !lines.isEmpty else { return }
    lines[lines.count - 1].comment = comment
  }

  /// Begins a line, after the comments before it.
  private mutating func begin(_ number: Int) {
    let piece = pieces[number]
    let isContinuation = frame.isBrace && !piece.beginsStatement && !piece.isClosing
    var indentation = frame.content + (isContinuation ? LineBuilder.indentation : 0)
    append(
      piece.gap.comments, indentation: indentation, number: number, hasBlankLines: !isContinuation)
    let isFirst = piece.gap.comments.isEmpty && isFirst(number)
    if piece.isClosing { indentation = frame.base }
    var line = Line(
      indentation: indentation, pieces: number..<number, scope: scope(of: piece))
    line.hasBlankLine =
      piece.gap.hasBlankLine && !isFirst && !isContinuation && !piece.isClosing
    if piece.beginsStatement {
      line.isWhole = true
      frames[frames.count - 1].statementLine = lines.count
    } else if !(frame.isBrace && piece.isClosing) {
      splitStatement(of: frame.brace)
    }
    lines.append(line)
    column = indentation
  }

  private mutating func append(
    _ comments: [Gap.Comment], indentation: Int, number: Int, hasBlankLines: Bool
  ) {
    var isFirst = isFirst(number)
    for comment in comments {
      var line = Line(
        indentation: indentation, pieces: number..<number, comment: comment.span,
        scope: frame.scope)
      line.hasBlankLine = comment.hasBlankLine && hasBlankLines && !isFirst
      lines.append(line)
      isFirst = false
    }
  }

  /// Whether nothing stands before a piece in its file or bracket, so that no blank line may.
  private func isFirst(_ number: Int) -> Bool {
    number == 0 ? lines.isEmpty : pieces[number - 1].isOpening
  }

  private func scope(of piece: Piece) -> Int {
    piece.isClosing ? frames[frames.count - 2].scope : frame.scope
  }

  /// Notes that the current statement of a brace takes more than one line.
  private mutating func splitStatement(of brace: Int) {
    lines[frames[brace].statementLine].isWhole = false
  }

  private mutating func open(_ number: Int) {
    let piece = pieces[number]
    let isBrace = piece.symbol == .openBrace
    let outer = frame
    // A brace goes back to the statement; a bracket to the line on which it stands.
    let base = isBrace && outer.isBrace ? outer.content : lines[lines.count - 1].indentation
    var content = base + LineBuilder.indentation
    if !isBrace, number + 1 < pieces.count, !pieces[number + 1].gap.hasLineEnd { content = column }
    if piece.isMultiLine { splitStatement(of: outer.brace) }
    frames.append(
      Frame(
        isBrace: isBrace, isMultiLine: piece.isMultiLine, base: base, content: content,
        scope: isBrace ? number : outer.scope, brace: isBrace ? frames.count : outer.brace))
  }
}
