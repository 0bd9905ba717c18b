// The formatter's front door: a program's text in the one layout. It knows which passes there are:
// tokens to pieces, pieces to lines, lines to columns, and the bytes of all that. It knows no
// statement's meaning and no syntax tree, and it never adds, drops or moves a word or a comment.

public import Source

/// The text of a program in the one layout, and what is wrong with it.
///
/// - Returns: `text` is nil where the program has lexical or syntactic errors; formatting it again
///   changes nothing.
public func formatted(_ source: SourceText) -> (text: String?, problems: [Diagnostic]) {
  let (tokens, lexical) = lex(source)
  let problems = lexical + parse(tokens).problems
  guard !problems.containsError else { return (nil, problems) }
  return (layout(of: tokens, in: source), problems)
}

/// The one layout of tokens that make a program without syntactic errors.
func layout(of tokens: [Token], in source: SourceText) -> String {
  var reader = PieceReader(tokens: tokens, bytes: source.bytes)
  reader.read()
  var builder = LineBuilder(pieces: reader.pieces)
  builder.build(tail: reader.tail)
  var columns = Columns(
    pieces: reader.pieces, lines: builder.lines, blanks: builder.blanks, bytes: source.bytes)
  columns.align()
  return text(columns.lines, reader.pieces, blanks: columns.blanks, source.bytes)
}

private func text(_ lines: [Line], _ pieces: [Piece], blanks: [Int], _ bytes: [UInt8]) -> String {
  var text: [UInt8] = []
  text.reserveCapacity(bytes.count + bytes.count / 4)
  func append(blanks count: Int) { text.append(contentsOf: repeatElement(0x20, count: count)) }
  func append(_ span: Span) { text.append(contentsOf: bytes[span.start..<span.end]) }
  for line in lines {
    if line.hasBlankLine { text.append(0x0A) }
    append(blanks: line.indentation)
    for piece in line.pieces {
      append(blanks: blanks[piece])
      append(pieces[piece].span)
    }
    if let comment = line.comment {
      append(blanks: line.commentBlanks)
      append(comment)
    }
    text.append(0x0A)
  }
  return String(decoding: text, as: UTF8.self)
}
