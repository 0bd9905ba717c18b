// The only place where a diagnostic becomes text for people, with carets and colour.
// It does not know where the text goes; the caller says whether colour is wanted.

/// Renders diagnostics in the manner of rustc: message, place, line, caret, notes, help.
public struct DiagnosticRenderer: Sendable {
  public enum Colour: Sendable { case none, ansi }

  private let source: SourceText
  private let colour: Colour

  public init(source: SourceText, colour: Colour = .none) {
    self.source = source
    self.colour = colour
  }

  /// More than so many are not read.
  public static let limit = 20

  /// The first diagnostics, and how many more there are.
  public func render(_ diagnostics: [Diagnostic]) -> String {
    let shown = diagnostics.prefix(DiagnosticRenderer.limit).map(render).joined(separator: "\n")
    let rest = diagnostics.dropFirst(DiagnosticRenderer.limit).reduce(0) { $0 + $1.count }
    return rest > 0 ? shown + "\nand \(rest) more\n" : shown
  }

  public func render(_ diagnostic: Diagnostic) -> String {
    let tint = diagnostic.severity == .error ? "31" : "33"
    let head = paint("\(diagnostic.severity.rawValue)[\(diagnostic.slug.name)]", "1;\(tint)")
    var lines = ["\(head): \(shown(diagnostic.message))"]
    let marks = self.marks(of: diagnostic)
    let width = String(marks.map(\.line).max() ?? 0).count
    let margin = String(repeating: " ", count: width)
    if let span = diagnostic.span {
      let place = source.position(at: span.start)
      let name = shown(source.name(at: span.start))
      lines.append("\(margin)\(paint("-->", "34")) \(name):\(place.line):\(place.column)")
    } else {
      lines.append("\(margin)\(paint("-->", "34")) \(shown(source.name))")
    }
    var previous: Mark?
    var first = 0
    var file = diagnostic.span.map { source.name(at: $0.start) } ?? source.name
    for mark in marks {
      if mark.lineStart != previous?.lineStart {
        if mark.file != file {
          let place = "\(shown(mark.file)):\(mark.line):\(mark.column)"
          lines.append("\(margin)\(paint(":::", "34")) \(place)")
        } else if let previous, mark.line > previous.line + 1 {
          lines.append("\(margin) \(paint("...", "34"))")
        }
        file = mark.file
        first = firstShown(mark)
        lines.append(codeLine(mark, width: width, from: first))
        previous = mark
      }
      lines.append(caretLine(mark, margin: margin, tint: tint, from: first))
    }
    for note in diagnostic.notes {
      lines.append("\(margin) \(paint("=", "34")) note: \(shown(note))")
    }
    if let help = diagnostic.help {
      lines.append("\(margin) \(paint("=", "34")) help: \(shown(help))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private struct Mark {
    let file: String
    /// The offset of its line: lines of different files have the same number.
    let lineStart: Int
    let line: Int
    let column: Int
    let width: Int
    let text: String
    let isPrimary: Bool
  }

  private func marks(of diagnostic: Diagnostic) -> [Mark] {
    var marks: [Mark] = []
    if let span = diagnostic.span {
      marks.append(mark(span, diagnostic.label ?? "", isPrimary: true))
    }
    for label in diagnostic.secondary {
      marks.append(mark(label.span, label.text, isPrimary: false))
    }
    // The file of the first place comes first.
    let own = diagnostic.span.map { source.name(at: $0.start) }
    return marks.sorted {
      ($0.file == own ? 0 : 1, $0.lineStart, $0.column)
        < ($1.file == own ? 0 : 1, $1.lineStart, $1.column)
    }
  }

  private func mark(_ span: Span, _ text: String, isPrimary: Bool) -> Mark {
    let place = source.position(at: span.start)
    let lineEnd = source.lineSpan(at: span.start).end
    let width = source.text(in: Span(span.start, min(span.end, max(lineEnd, span.start)))).count
    return Mark(
      file: source.name(at: span.start), lineStart: source.lineSpan(at: span.start).start,
      line: place.line, column: place.column, width: max(1, width), text: text, isPrimary: isPrimary
    )
  }

  /// Longer lines are shown in part, around the first mark.
  private static let longestLine = 160

  private func codeLine(_ mark: Mark, width: Int, from first: Int) -> String {
    let number = String(mark.line)
    let margin = String(repeating: " ", count: width - number.count)
    let text = source.text(in: source.lineSpan(at: mark.lineStart)).dropFirst(first)
    let part = String(text.prefix(DiagnosticRenderer.longestLine))
    return "\(margin)\(paint("\(number) |", "34")) \(shown(part))"
  }

  /// How many characters of the line are left out before the part that is shown.
  private func firstShown(_ mark: Mark) -> Int {
    mark.column <= DiagnosticRenderer.longestLine * 3 / 4 ? 0 : mark.column - 40
  }

  private func caretLine(_ mark: Mark, margin: String, tint: String, from first: Int) -> String {
    let blanks = String(repeating: " ", count: max(0, mark.column - 1 - first))
    let width = min(mark.width, DiagnosticRenderer.longestLine - blanks.count)
    let line = String(repeating: mark.isPrimary ? "^" : "-", count: max(1, width))
    let text = mark.text.isEmpty ? "" : " \(shown(mark.text))"
    return
      "\(margin) \(paint("|", "34")) \(blanks)\(paint(line + text, mark.isPrimary ? tint : "34"))"
  }

  private func paint(_ text: String, _ code: String) -> String {
    colour == .ansi ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }

  private func shown(_ text: String) -> String { text.escapingControls() }
}
