// A text file of rows and cells, whatever separates them. It does not know what the cells mean.

/// How a file separates its cells and writes its numbers.
struct TextDialect: Hashable {
  var separator: UInt8
  /// `12,5` and `1.234,5` instead of `12.5` and `1,234.5`.
  var hasDecimalComma = false

  var name: String {
    let separator =
      switch self.separator {
      case UInt8(ascii: ","): "commas"
      case UInt8(ascii: ";"): "semicolons"
      case UInt8(ascii: "\t"): "tabs"
      default: "bars"
      }
    return hasDecimalComma ? "\(separator), decimal commas" : separator
  }
}

/// The rows of a file, one after the other.
struct DelimitedText {
  let bytes: [UInt8]
  let separator: UInt8
  private var position: Int
  private(set) var line = 0

  /// - Parameter separator: nil: the one of `, ; tab |` that cuts the first lines alike, and most often.
  init(_ bytes: [UInt8], separator: UInt8? = nil) {
    self.bytes = bytes
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    self.separator = separator ?? DelimitedText.separator(of: bytes)
  }

  /// The next row that has anything in it; nil behind the last. Cells are without quotes and blanks.
  mutating func next() -> [String]? {
    while position < bytes.count {
      let cells = nextLine()
      if cells.contains(where: { !$0.isEmpty }) { return cells }
    }
    return nil
  }

  private mutating func nextLine() -> [String] {
    line += 1
    var cells: [String] = []
    var cell: [UInt8] = []
    var isQuoted = false
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") {
        // Two in a row within quotes are one.
        if isQuoted, position < bytes.count, bytes[position] == byte {
          cell.append(byte)
          position += 1
        } else {
          isQuoted.toggle()
        }
      } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        if byte == UInt8(ascii: "\r"), position < bytes.count, bytes[position] == 0x0A {
          position += 1
        }
        break
      } else if byte == separator, !isQuoted {
        cells.append(trimmed(cell))
        cell.removeAll(keepingCapacity: true)
      } else {
        cell.append(byte)
      }
    }
    cells.append(trimmed(cell))
    return cells
  }

  private func trimmed(_ bytes: [UInt8]) -> String {
    var cell = bytes[...]
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    while let first = cell.first, isBlank(first) { cell.removeFirst() }
    while let last = cell.last, isBlank(last) { cell.removeLast() }
    return String(decoding: cell, as: UTF8.self)
  }

  private static func separator(of bytes: [UInt8]) -> UInt8 {
    let candidates = ";\t|,".utf8
    var best: (count: Int, separator: UInt8)?
    for candidate in candidates {
      var text = DelimitedText(bytes, separator: candidate)
      var counts: [Int] = []
      while counts.count < 12, let row = text.next() { counts.append(row.count) }
      // The last line may be cut short, and a header may have rows of its own.
      guard let most = counts.max(), most > 1,
        counts.count(where: { $0 == most }) * 2 > counts.count
      else { continue }
      // A comma may stand in numbers: another separator that does as well is the one.
      if best == nil || candidate == UInt8(ascii: ",") && most > 2 * (best?.count ?? 0) {
        best = (most, candidate)
      }
    }
    return best?.separator ?? UInt8(ascii: ",")
  }
}
