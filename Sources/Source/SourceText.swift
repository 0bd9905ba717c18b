// The text of a file and of what it imports, with its line table: offsets to files, lines, columns.
// It does not know which language the text is written in, nor how it was read.

/// The text of one file, kept as UTF-8 bytes, with the name under which people know it. Files that it
/// imports are appended, so that an offset means a place in one of them.
public struct SourceText: Sendable {
  private struct File: Sendable {
    let name: String
    let start: Int
    /// The index in `lineStarts` of its first line.
    let firstLine: Int
  }

  private var files: [File]
  public private(set) var bytes: [UInt8]
  /// The offset at which each line starts; line 1 starts at 0.
  private var lineStarts: [Int]

  public init(name: String, bytes: [UInt8]) {
    self.bytes = bytes
    files = [File(name: name, start: 0, firstLine: 0)]
    lineStarts = [0]
    findLines(from: 0)
  }

  public init(name: String, _ text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// The name shown in diagnostics: a path as the user wrote it, or `<stdin>`.
  public var name: String { files[0].name }

  /// The text of the first file alone.
  public var ownBytes: ArraySlice<UInt8> {
    bytes[..<(files.count > 1 ? files[1].start : bytes.count)]
  }

  /// Adds the text of another file, and gives its place.
  public mutating func append(name: String, bytes other: [UInt8]) -> Span {
    let start = bytes.count
    files.append(File(name: name, start: start, firstLine: lineStarts.count))
    lineStarts.append(start)
    bytes += other
    findLines(from: start)
    return Span(start, bytes.count)
  }

  private mutating func findLines(from start: Int) {
    for offset in start..<bytes.count where bytes[offset] == UInt8(ascii: "\n") {
      lineStarts.append(offset + 1)
    }
  }

  /// The name of the file in which an offset lies.
  public func name(at offset: Int) -> String { file(at: offset).name }

  /// The places of the files: the first one's, and those that were appended.
  public var fileSpans: [(name: String, span: Span)] {
    files.indices.map { index in
      let end = index + 1 < files.count ? files[index + 1].start : bytes.count
      return (files[index].name, Span(files[index].start, end))
    }
  }

  /// Where an offset stands in its file, for people: both counted from 1, the column in characters.
  public func position(at offset: Int) -> (line: Int, column: Int) {
    let line = lineIndex(at: offset)
    let prefix = text(in: Span(lineStarts[line], min(offset, bytes.count)))
    return (line - file(at: offset).firstLine + 1, prefix.count + 1)
  }

  /// The offset of a line and a column of the first file, both counted from 1, the column in
  /// characters.
  public func offset(line: Int, column: Int) -> Int {
    guard line >= 1, line <= lineStarts.count else { return bytes.count }
    let span = lineSpan(at: lineStarts[line - 1])
    let characters = text(in: span).prefix(max(0, column - 1))
    return span.start + characters.utf8.count
  }

  /// The bytes of the line in which an offset lies, without its line end.
  public func lineSpan(at offset: Int) -> Span {
    let line = lineIndex(at: offset)
    let start = lineStarts[line]
    var end = line + 1 < lineStarts.count ? lineStarts[line + 1] : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\n") { end -= 1 }
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return Span(start, max(start, end))
  }

  public func text(in span: Span) -> String {
    let start = max(0, min(span.start, bytes.count))
    let end = max(start, min(span.end, bytes.count))
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private func file(at offset: Int) -> File { files.last { $0.start <= offset } ?? files[0] }

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
