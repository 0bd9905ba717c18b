// What stands between two tokens: comments, line ends, blank lines. It knows no token, and takes
// the separators that the formatter drops for blanks.

internal import Source

struct Gap {
  /// A comment on a line of its own, without the blanks at its end.
  struct Comment {
    let span: Span
    /// Whether a blank line stands before it.
    let hasBlankLine: Bool
  }

  /// The comment that ends the line of the token before the gap.
  private(set) var trailing: Span?
  private(set) var comments: [Comment] = []
  var hasLineEnd = false
  /// Whether a blank line stands between the token behind the gap and what is before it.
  private(set) var hasBlankLine = false

  var hasComments: Bool { trailing != nil || !comments.isEmpty }

  /// Reads the bytes of a gap; the one at the start of a file has no token before it.
  init(_ bytes: [UInt8], _ span: Span, isFirst: Bool) {
    var lineEnds = 0
    var index = span.start
    while index < span.end {
      switch bytes[index] {
      case UInt8(ascii: "\n"):
        lineEnds += 1
        hasLineEnd = true
        if lineEnds > 1 { hasBlankLine = true }
      case UInt8(ascii: ";"), UInt8(ascii: ","):
        // A line with nothing but a dropped separator leaves no blank line.
        lineEnds = 0
      case UInt8(ascii: "#"):
        let start = index
        while index + 1 < span.end, bytes[index + 1] != UInt8(ascii: "\n") { index += 1 }
        let comment = Gap.withoutBlanksAtEnd(Span(start, index + 1), bytes)
        if hasLineEnd || isFirst {
          comments.append(Comment(span: comment, hasBlankLine: hasBlankLine))
        } else {
          trailing = comment
        }
        hasLineEnd = true
        hasBlankLine = false
        lineEnds = 0
      default: break
      }
      index += 1
    }
  }

  private static func withoutBlanksAtEnd(_ span: Span, _ bytes: [UInt8]) -> Span {
    var end = span.end
    while end > span.start + 1, [0x20, 0x09, 0x0D].contains(bytes[end - 1]) { end -= 1 }
    return Span(span.start, end)
  }
}
