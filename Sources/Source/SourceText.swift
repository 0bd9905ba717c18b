// The text of a file and of what it imports: offsets to files, lines, columns. Lines are counted when
// somebody asks for one: a text of a million lines keeps no table of them.
// It does not know which language the text is written in, nor how it was read.

/// The text of one file, kept as UTF-8 bytes, with the name under which people know it. Files that it
/// imports are appended, so that an offset means a place in one of them.
public struct SourceText: Sendable {
  private struct File: Sendable {
    let name: String
    let start: Int
  }

  private var files: [File]
  public private(set) var bytes: [UInt8]

  public init(name: String, bytes: [UInt8]) {
    self.bytes = bytes
    files = [File(name: name, start: 0)]
  }

  public init(name: String, _ text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// The name shown in diagnostics: a path as the user wrote it, or `<stdin>`.
  public var name: String { files[0].name }

  /// The text of the first file alone.
  public var ownBytes: ArraySlice<UInt8> { bytes[..<end(ofFile: 0)] }

  /// Adds the text of another file, and gives its place.
  public mutating func append(name: String, bytes other: [UInt8]) -> Span {
    let start = bytes.count
    files.append(File(name: name, start: start))
    bytes += other
    return Span(start, bytes.count)
  }

  /// The name of the file in which an offset lies.
  public func name(at offset: Int) -> String { files[file(at: offset)].name }

  /// The places of the files: the first one's, and those that were appended.
  public var fileSpans: [(name: String, span: Span)] {
    files.indices.map { (files[$0].name, Span(files[$0].start, end(ofFile: $0))) }
  }

  /// Where an offset stands in its file, for people: both counted from 1, the column in characters.
  public func position(at offset: Int) -> (line: Int, column: Int) {
    let start = lineStart(at: offset)
    var line = 1
    for byte in bytes[files[file(at: offset)].start..<start] where byte == UInt8(ascii: "\n") {
      line += 1
    }
    return (line, text(in: Span(start, min(offset, bytes.count))).count + 1)
  }

  /// The offset of a line and a column of the first file, both counted from 1, the column in
  /// characters.
  public func offset(line: Int, column: Int) -> Int {
    guard line >= 1 else { return bytes.count }
    var start = 0
    for _ in 1..<line {
      guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) else { return bytes.count }
      start = end + 1
    }
    let span = lineSpan(at: start)
    let characters = text(in: span).prefix(max(0, column - 1))
    return span.start + characters.utf8.count
  }

  /// The bytes of the line in which an offset lies, without its line end.
  public func lineSpan(at offset: Int) -> Span {
    let start = lineStart(at: offset)
    let limit = end(ofFile: file(at: offset))
    var end = bytes[start..<limit].firstIndex(of: UInt8(ascii: "\n")) ?? limit
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return Span(start, end)
  }

  public func text(in span: Span) -> String {
    let start = max(0, min(span.start, bytes.count))
    let end = max(start, min(span.end, bytes.count))
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// The index of the file in which an offset lies.
  private func file(at offset: Int) -> Int { files.lastIndex { $0.start <= offset } ?? 0 }

  private func end(ofFile index: Int) -> Int {
    index + 1 < files.count ? files[index + 1].start : bytes.count
  }

  private func lineStart(at offset: Int) -> Int {
    let start = files[file(at: offset)].start
    let before = bytes[start..<max(start, min(offset, bytes.count))]
    return before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? start
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
