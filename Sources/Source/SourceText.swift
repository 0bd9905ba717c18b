// The text of one file and its line table: offsets to lines and columns.
// It does not know which language the text is written in, nor how it was read.

/// The text of one file, kept as UTF-8 bytes, with the name under which people know it.
public struct SourceText: Sendable {
  /// The name shown in diagnostics: a path as the user wrote it, or `<stdin>`.
  public let name: String
  public let bytes: [UInt8]
  /// The offset at which each line starts; line 1 starts at 0.
  private let lineStarts: [Int]

  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(offset + 1)
    }
    lineStarts = starts
  }

  public init(name: String, _ text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// Where an offset stands, for people: both counted from 1, the column in characters.
  public func position(at offset: Int) -> (line: Int, column: Int) {
    let line = lineIndex(at: offset)
    let prefix = text(in: Span(lineStarts[line], min(offset, bytes.count)))
    return (line + 1, prefix.count + 1)
  }

  /// The offset of a line and a column, both counted from 1, the column in characters.
  public func offset(line: Int, column: Int) -> Int {
    guard line >= 1, line <= lineStarts.count else { return bytes.count }
    let span = lineSpan(line)
    let characters = text(in: span).prefix(max(0, column - 1))
    return span.start + characters.utf8.count
  }

  /// The bytes of a line without its line end; `line` counts from 1.
  public func lineSpan(_ line: Int) -> Span {
    let start = lineStarts[line - 1]
    var end = line < lineStarts.count ? lineStarts[line] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return Span(start, max(start, end))
  }

  public func text(in span: Span) -> String {
    let start = max(0, min(span.start, bytes.count))
    let end = max(start, min(span.end, bytes.count))
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private func lineIndex(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle - 1 }
    }
    return low
  }
}

/// A half-open range of bytes in a ``SourceText``.
public struct Span: Hashable, Sendable {
  public var start: Int
  public var end: Int

  public init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = end
  }

  /// The smallest span that holds both.
  public func joined(with other: Span) -> Span {
    Span(min(start, other.start), max(end, other.end))
  }
}
