// Reads the runs of canonical text, and nothing else: at the first surprise it gives up, and a parser of
// YAML reads the document from its first byte. What it accepts, that parser reads in the same way.

internal import Experiment
internal import Source

struct CanonicalReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var index: Int
  private var runs: RunColumns
  /// For each column the text before its values, from the line's first blank to the colon.
  private var patterns: [[UInt8]] = []
  /// For each column where its last value stands.
  private var lastValues: [Span] = []

  /// The head of a document and its runs; nil where the text is not canonical.
  static func read(_ source: [UInt8]) -> (head: [UInt8], runs: RunColumns)? {
    source.withUnsafeBufferPointer { bytes in
      guard let start = startOfRuns(bytes) else { return nil }
      var reader = CanonicalReader(bytes, from: start, RunColumns(idsIn: source))
      guard reader.readRuns() else { return nil }
      return (Array(bytes[..<(start - runsLine.count + 1)]), reader.runs)
    }
  }

  private init(_ bytes: UnsafeBufferPointer<UInt8>, from index: Int, _ runs: RunColumns) {
    self.bytes = bytes
    self.index = index
    self.runs = runs
  }

  private static let runsLine = Array("\nruns:\n".utf8)
  private static let beforeID = Array("  - id: \"".utf8)
  private static let beforeEntry = Array("      - ".utf8)

  /// Where the line behind `runs:` starts. Nothing may stand before it that could make it something
  /// else than a key: a start or an end of a document, or a line end of another kind.
  private static func startOfRuns(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    func byte(_ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }
    for index in bytes.indices {
      switch bytes[index] {
      case 0x09, 0x0D, 0xEF: return nil
      case 0xC2 where byte(index + 1) == 0x85: return nil
      case 0xE2 where byte(index + 1) == 0x80 && [0xA8, 0xA9].contains(byte(index + 2)): return nil
      case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "%"):
        if index == 0 || bytes[index - 1] == 0x0A { return nil }
      case 0x0A where runsLine.indices.allSatisfy({ byte(index + $0) == runsLine[$0] }):
        return index + runsLine.count
      default: break
      }
    }
    return nil
  }

  private mutating func readRuns() -> Bool {
    guard starts(with: CanonicalReader.beforeID) else { return false }
    while index < bytes.count {
      guard readID() else { return false }
      while index < bytes.count, !starts(with: CanonicalReader.beforeID) {
        guard readMember() else { return false }
      }
      runs.endRun()
    }
    runs.end()
    return true
  }

  private func starts(with text: [UInt8]) -> Bool { bytes.has(text, at: index) }

  private mutating func readID() -> Bool {
    runs.beginRun()
    let start = index + CanonicalReader.beforeID.count
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "\""), bytes[end] != 0x0A { end += 1 }
    guard end + 1 < bytes.count, bytes[end] == UInt8(ascii: "\""), bytes[end + 1] == 0x0A,
      RunName.isValid(UnsafeBufferPointer(rebasing: bytes[start..<end]))
    else { return false }
    runs.addID(at: start, count: end - start)
    index = end + 2
    return true
  }

  /// A setting of a run with the end of its last line.
  private mutating func readMember() -> Bool {
    guard let column = readKey(), !runs.isGiven(column) else { return false }
    let last = lastValues[column]
    let count = last.end - last.start
    if count > 0, bytes.count - index > count, bytes[index + count] == 0x0A,
      bytes.repeats(bytes, from: last.start, at: index, count: count),
      !(bytes[last.start] == 0x0A && isEntry(at: index + count + 1))
    {
      runs.repeatLast(in: column)
      index += count + 1
      return true
    }
    guard let end = endOfValue() else { return false }
    let span = Span(index, end)
    let bytes = bytes
    let spelling = UnsafeBufferPointer(rebasing: bytes[span.start..<span.end])
    let isRead = runs.add(.init(spelling, mark: 0x20), to: column) { () throws(Never) in
      CanonicalValue(bytes, span).node
    }
    lastValues[column] = span
    index = end + 1
    return isRead
  }

  private mutating func readKey() -> Int? {
    if let likely = runs.likelyColumn, starts(with: patterns[likely]) {
      index += patterns[likely].count
      return likely
    }
    guard bytes.count - index > 6, (0..<4).allSatisfy({ bytes[index + $0] == 0x20 }) else {
      return nil
    }
    var start = index + 4
    let isQuoted = bytes[start] == UInt8(ascii: "\"")
    if isQuoted { start += 1 }
    var end = start
    while end < bytes.count, bytes[end].isWord { end += 1 }
    guard end > start, end - start < 1000, !(0x30...0x39).contains(bytes[start]) else { return nil }
    let name = String(decoding: bytes[start..<end], as: UTF8.self)
    if isQuoted {
      guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") else { return nil }
      end += 1
    }
    guard end < bytes.count, bytes[end] == UInt8(ascii: ":"), name != "id" else { return nil }
    let pattern = Array(bytes[index...end])
    if let known = runs.column(named: name) {
      guard patterns[known] == pattern else { return nil }
      index = end + 1
      return known
    }
    index = end + 1
    patterns.append(pattern)
    lastValues.append(Span(0, 0))
    return runs.addColumn(name)
  }

  private func isEntry(at start: Int) -> Bool { bytes.has(CanonicalReader.beforeEntry, at: start) }

  /// Where the line end behind the value stands; a list has a line for each element.
  private func endOfValue() -> Int? {
    func endOfLine(_ start: Int) -> Int? { bytes[start...].firstIndex(of: 0x0A) }
    guard index < bytes.count, var end = endOfLine(index) else { return nil }
    guard end == index else { return end }
    while isEntry(at: end + 1) {
      guard let next = endOfLine(end + 1) else { return nil }
      end = next
    }
    return end
  }
}

/// A value of canonical text, from the colon to the line end, as far as it is one.
private struct CanonicalValue {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let span: Span

  init(_ bytes: UnsafeBufferPointer<UInt8>, _ span: Span) {
    self.bytes = bytes
    self.span = span
  }

  var node: Node? {
    guard span.end > span.start + 1 else { return nil }
    if bytes[span.start] == 0x20 {
      let value = Span(span.start + 1, span.end)
      if value.end - value.start == 2, bytes[value.start] == UInt8(ascii: "["),
        bytes[value.start + 1] == UInt8(ascii: "]")
      {
        return .sequence([], value)
      }
      return scalar(value).map { .scalar($0) }
    }
    guard bytes[span.start] == 0x0A else { return nil }
    var elements: [Node] = []
    var start = span.start + 1
    while start < span.end {
      let end = bytes[start..<span.end].firstIndex(of: 0x0A) ?? span.end
      // The six blanks, the dash and its blank have been seen.
      guard let scalar = scalar(Span(start + 8, end)) else { return nil }
      elements.append(.scalar(scalar))
      start = end + 1
    }
    let first = elements.first?.span.start ?? span.start
    return .sequence(elements, Span(first - 2, span.end))
  }

  private func scalar(_ span: Span) -> Node.Scalar? {
    guard span.end > span.start else { return nil }
    if bytes[span.start] == UInt8(ascii: "\"") {
      guard span.end > span.start + 1, bytes[span.end - 1] == UInt8(ascii: "\""),
        let text = text(Span(span.start + 1, span.end - 1))
      else { return nil }
      return Node.Scalar(text: text, style: .quoted, span: span)
    }
    let text = String(decoding: bytes[span.start..<span.end], as: UTF8.self)
    guard ["true", "false", "null"].contains(text) || JSONReader.isNumber(Array(text.utf8)[...])
    else { return nil }
    return Node.Scalar(text: text, style: .plain, span: span)
  }

  /// The text between two quotes.
  private func text(_ span: Span) -> String? {
    var text: [UInt8] = []
    var index = span.start
    while index < span.end {
      let byte = bytes[index]
      index += 1
      guard byte == UInt8(ascii: "\\") else {
        guard byte >= 0x20, byte != 0x7F, byte != UInt8(ascii: "\"") else { return nil }
        text.append(byte)
        continue
      }
      guard index < span.end else { return nil }
      let escape = bytes[index]
      index += 1
      switch escape {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(escape)
      case UInt8(ascii: "b"): text.append(0x8)
      case UInt8(ascii: "t"): text.append(0x9)
      case UInt8(ascii: "n"): text.append(0xA)
      case UInt8(ascii: "f"): text.append(0xC)
      case UInt8(ascii: "r"): text.append(0xD)
      case UInt8(ascii: "u"):
        guard span.end - index >= 4,
          bytes[index..<index + 4].allSatisfy(\.isHexadecimal),
          let code = UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16),
          let scalar = Unicode.Scalar(code)
        else { return nil }
        text += String(scalar).utf8
        index += 4
      default: return nil
      }
    }
    guard let decoded = String(validating: text, as: UTF8.self) else { return nil }
    // What canonical text escapes does not stand there as it is.
    let raw = String(decoding: bytes[span.start..<span.end], as: UTF8.self)
    guard raw.unicodeScalars.allSatisfy({ !$0.value.mustBeEscaped }) else { return nil }
    return decoded
  }
}

extension UInt8 {
  fileprivate var isHexadecimal: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
    default: false
    }
  }

  fileprivate var isWord: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
    default: false
    }
  }
}
