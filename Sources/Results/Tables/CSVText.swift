// Writes CSV (RFC 4180, line feeds), a record at a time and byte by byte: this is the hot end of a
// summary. It does not know what the columns are called.

internal import Experiment
internal import Source

/// Lines of CSV.
public enum CSVText {
  /// One record with its line feed.
  public static func line(_ cells: [Cell]) -> String { lines(CollectionOfOne(cells)) }

  /// Records with their line feeds.
  public static func lines(_ rows: some Sequence<[Cell]>) -> String {
    var record = CSVRecord()
    for cells in rows {
      for cell in cells { record.append(cell) }
      record.end()
    }
    return String(decoding: record.bytes, as: UTF8.self)
  }
}

/// Records under construction; the bytes can be taken away between two of them.
struct CSVRecord {
  var bytes: [UInt8] = []
  private var isAtStart = true

  mutating func append(_ cell: Cell) {
    switch cell {
    case .empty: separate()
    case .text(let text): append(text)
    case .int(let number):
      separate()
      bytes.append(contentsOf: String(number).utf8)
    case .number(let number): append(number)
    }
  }

  /// NaN is an empty cell.
  mutating func append(_ number: Double) {
    separate()
    if number.isNaN { return }
    var text = number.description
    text.withUTF8 { append(description: $0) }
  }

  /// As `numberText` writes it: a point before an exponent, and an exponent of two digits with its sign.
  private mutating func append(description text: UnsafeBufferPointer<UInt8>) {
    var hasPoint = false
    for (place, byte) in text.enumerated() {
      if byte == UInt8(ascii: ".") { hasPoint = true }
      guard byte == UInt8(ascii: "e") else { continue }
      bytes.append(contentsOf: text[..<place])
      if !hasPoint { bytes.append(contentsOf: ".0".utf8) }
      bytes.append(byte)
      var digits = text[(place + 1)...]
      let sign = digits.first == UInt8(ascii: "-") ? UInt8(ascii: "-") : UInt8(ascii: "+")
      bytes.append(sign)
      if digits.first == UInt8(ascii: "-") || digits.first == UInt8(ascii: "+") {
        digits = digits.dropFirst()
      }
      if digits.count < 2 { bytes.append(UInt8(ascii: "0")) }
      bytes.append(contentsOf: digits)
      return
    }
    bytes.append(contentsOf: text)
  }

  /// A text that a spreadsheet would compute gets a `'` before it.
  mutating func append(_ text: String) {
    separate()
    var text = text
    let isHarmless = text.withUTF8 { text in
      for byte in text where byte < 0x20 || byte > 0x7E { return false }
      return true
    }
    if !isHarmless { text = shownText(text) }
    text.withUTF8 { text in
      guard let first = text.first else { return }
      let isFormula = first == 0x3D || first == 0x2B || first == 0x2D || first == 0x40
      guard text.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else {
        if isFormula { bytes.append(0x27) }
        bytes.append(contentsOf: text)
        return
      }
      bytes.append(0x22)
      if isFormula { bytes.append(0x27) }
      for byte in text {
        bytes.append(byte)
        if byte == 0x22 { bytes.append(byte) }
      }
      bytes.append(0x22)
    }
  }

  mutating func end() {
    bytes.append(0x0A)
    isAtStart = true
  }

  private mutating func separate() {
    if !isAtStart { bytes.append(0x2C) }
    isAtStart = false
  }
}

/// What a terminal could act on is written out; line ends of a cell stay.
private func shownText(_ text: String) -> String {
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if scalar.isUnsafeToShow, scalar != "\n", scalar != "\r" {
      result.append(contentsOf: String(scalar).escapingControls().unicodeScalars)
    } else {
      result.append(scalar)
    }
  }
  return String(result)
}
