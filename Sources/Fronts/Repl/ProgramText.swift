// The text of a session's program, and where in it a statement goes that has just been typed.
// It knows how statements replace each other, and not what they mean.

import Language
package import Source

/// A program to which statements are added. A setting, axis or declaration that is there already is
/// replaced where it stands; a bare last `run` stays last; everything else is put at the end.
package struct ProgramText: Sendable {
  /// Empty, or lines that all have their line end.
  package private(set) var text: String {
    didSet { outline = statements(in: source) ?? [] }
  }

  package init(_ text: String = "") {
    self.text = text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
    outline = statements(in: source) ?? []
  }

  package var source: SourceText { SourceText(name: "session", text) }

  /// The statements; none where the syntax is wrong.
  private(set) var outline: [StatementOutline] = []

  /// Takes the statements away that stand on some lines, with these lines; the first line of each.
  mutating func drop(lines: ClosedRange<Int>) -> [String] {
    let source = source
    var dropped: [String] = []
    for statement in outline.reversed() {
      let first = source.position(at: statement.span.start).line
      let last = source.position(at: max(statement.span.start, statement.span.end - 1)).line
      guard first <= lines.upperBound, lines.lowerBound <= last else { continue }
      let start = source.lineSpan(at: statement.span.start).start
      let end = source.lineSpan(at: max(statement.span.start, statement.span.end - 1)).end
      dropped.append(source.text(in: source.lineSpan(at: statement.span.start)))
      var bytes = Array(text.utf8)
      bytes.removeSubrange(start..<min(bytes.count, end + 1))
      text = String(decoding: bytes, as: UTF8.self)
    }
    return dropped.reversed()
  }

  /// Puts the statements of a text where they belong; the lines of those that were replaced.
  package mutating func put(_ fragment: String) -> [Int] {
    let source = SourceText(name: "session", fragment)
    guard let parts = statements(in: source), !parts.isEmpty else {
      insert(fragment, at: end)
      return []
    }
    var lines: [Int] = []
    for (piece, part) in zip(pieces(of: source, parts), parts) {
      if let line = put(part, of: source, with: piece) { lines.append(line) }
    }
    return lines
  }

  /// Puts one statement, which stands with its comments in `piece`; the line that it replaced.
  private mutating func put(
    _ part: StatementOutline, of fragment: SourceText, with piece: String
  ) -> Int? {
    let outline = self.outline
    switch part.subject {
    case .bareRun:
      if outline.last?.subject != .bareRun { insert(piece, at: end) }
    case .axes(let axes):
      if let spans = spans(of: axes, in: outline) {
        let line = source.position(at: spans[0].start).line
        for (index, span) in spans.enumerated().sorted(by: { $0.1.start > $1.1.start }) {
          replace(span, by: fragment.text(in: part.axisSpans[index]))
        }
        return line
      }
      insert(piece, at: end)
    case .other: insert(piece, at: end)
    default:
      if let old = outline.first(where: { $0.subject == part.subject }) {
        replace(old.span, by: fragment.text(in: part.span))
        return source.position(at: old.span.start).line
      }
      let isHeader = part.subject == .batch
      insert(piece, at: isHeader ? outline.first?.span.start ?? end : end)
    }
    return nil
  }

  /// Where each of the axes stands; nil unless all do.
  private func spans(of axes: [[String]], in outline: [StatementOutline]) -> [Span]? {
    var found: [Span] = []
    for names in axes {
      for case let statement in outline {
        guard case .axes(let there) = statement.subject,
          let index = there.firstIndex(of: names)
        else { continue }
        found.append(statement.axisSpans[index])
      }
    }
    return found.count == axes.count ? found : nil
  }

  /// Where statements are added: before a bare last run, else behind everything.
  private var end: Int {
    if let last = outline.last, last.subject == .bareRun { return last.span.start }
    return text.utf8.count
  }

  private mutating func replace(_ span: Span, by replacement: String) {
    var bytes = Array(text.utf8)
    bytes.replaceSubrange(span.start..<span.end, with: replacement.utf8)
    text = String(decoding: bytes, as: UTF8.self)
  }

  /// Inserts lines, on lines of their own.
  private mutating func insert(_ piece: String, at offset: Int) {
    let before = source.text(in: Span(0, offset))
    let isAtLineStart = before.isEmpty || before.hasSuffix("\n")
    replace(Span(offset, offset), by: (isAtLineStart ? "" : "\n") + piece + "\n")
  }

  /// Each statement with the comments above it and behind it.
  private func pieces(of source: SourceText, _ parts: [StatementOutline]) -> [String] {
    var starts = [0]
    var ends: [Int] = []
    for (part, next) in zip(parts, parts.dropFirst()) {
      let between = source.bytes[part.span.end..<next.span.start]
      let lineEnd = between.firstIndex(of: UInt8(ascii: "\n"))
      ends.append(lineEnd ?? part.span.end)
      starts.append(lineEnd.map { $0 + 1 } ?? next.span.start)
    }
    ends.append(source.bytes.count)
    return zip(starts, ends).map { start, end in
      let piece = source.text(in: Span(start, end))
      return String(piece.reversed().drop { $0.isWhitespace }.reversed())
    }
  }
}
