// A CSV file with a header, by column: dates, numbers and names. It does not know what they mean.

internal import Experiment

/// Cells as places in the bytes of a file; nothing is made of them before somebody asks.
struct RunTable {
  let file: String
  let header: [String]
  private let bytes: [UInt8]
  /// Row by row: where each cell begins and ends.
  private let cells: [Range<Int>]
  /// Of each row.
  private let lines: [Int]

  init(_ file: PriceFile) throws(DataProblem) {
    self.file = file.name
    guard String(validating: file.bytes, as: UTF8.self) != nil else { throw notUTF8(file.name) }
    let isPlain = !file.bytes.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\r") }
    var rows = isPlain ? CellPlaces(plain: file.bytes) : CellPlaces(quoted: file.bytes)
    header = rows.takeFirst().map { $0.lowercased() }
    let width = header.count
    for (row, count) in rows.counts.enumerated() where count != width {
      throw DataProblem(
        file: file.name, line: rows.lines[row],
        "the line has \(count) cells, and the header \(width)",
        help: "give each column a cell, even an empty one")
    }
    (bytes, cells, lines) = (rows.bytes, rows.cells, rows.lines)
  }

  /// Nil for no file.
  init?(_ file: PriceFile?) throws(DataProblem) {
    guard let file else { return nil }
    try self.init(file)
  }

  func has(_ name: String) -> Bool { header.contains(name) }

  func texts(_ name: String) throws(DataProblem) -> [String] {
    guard let column = header.firstIndex(of: name) else { throw missing("'\(name)'") }
    return lines.indices.map { text($0, column) }
  }

  /// Something is wrong in a row.
  func problem(_ row: Int, _ message: String, help: String) -> DataProblem {
    DataProblem(file: file, line: lines[row], message, help: help)
  }

  /// NaN for an empty cell.
  func numbers(_ name: String) throws(DataProblem) -> [Double] {
    guard let column = header.firstIndex(of: name) else { throw missing("'\(name)'") }
    var numbers: [Double] = []
    numbers.reserveCapacity(lines.count)
    for row in lines.indices {
      switch numberCell(bytes.span.extracting(cells[row * header.count + column])) {
      case .number(let number): numbers.append(number)
      case .missing: numbers.append(.nan)
      case .invalid:
        throw problem(
          row, "'\(text(row, column))' in column '\(name)' is no number", help: "write it as 12.5")
      }
    }
    return numbers
  }

  /// The first ten characters of `timestamp`, or of `date`.
  func days() throws(DataProblem) -> [Day] {
    guard let column = header.firstIndex(of: "timestamp") ?? header.firstIndex(of: "date") else {
      throw missing("'timestamp' or 'date'")
    }
    var days: [Day] = []
    days.reserveCapacity(lines.count)
    for row in lines.indices {
      let cell = cells[row * header.count + column].prefix(10)
      guard let number = dayNumber(bytes.span.extracting(cell.startIndex..<cell.endIndex)) else {
        throw problem(
          row, "'\(text(row, column))' is no date", help: "write a day that exists as YYYY-MM-DD")
      }
      days.append(Day(number: Int(number)))
    }
    return days
  }

  private func text(_ row: Int, _ column: Int) -> String {
    String(decoding: bytes[cells[row * header.count + column]], as: UTF8.self)
  }

  private func missing(_ name: String) -> DataProblem {
    DataProblem(
      file: file, line: 1, "there is no column \(name)",
      help: "it has \(header.prefix(8).map { "'\($0)'" }.joined(separator: ", "))")
  }
}

/// Where the cells of a file are; rows with nothing in them are none.
private struct CellPlaces {
  var bytes: [UInt8]
  var cells: [Range<Int>] = []
  var lines: [Int] = []
  /// Cells of each row.
  var counts: [Int] = []

  /// A file without quotes and carriage returns.
  init(plain bytes: [UInt8]) {
    self.bytes = bytes
    let text = bytes.span
    var (start, first, line) = (bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0, 0, 1)
    for place in start...text.count {
      let byte = place < text.count ? text[place] : UInt8(ascii: "\n")
      guard byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") else { continue }
      var (low, high) = (start, place)
      while low < high, text[low] == 0x20 || text[low] == 0x09 { low += 1 }
      while low < high, text[high - 1] == 0x20 || text[high - 1] == 0x09 { high -= 1 }
      cells.append(low..<high)
      start = place + 1
      guard byte == UInt8(ascii: "\n") else { continue }
      if cells[first...].contains(where: { !$0.isEmpty }) {
        lines.append(line)
        counts.append(cells.count - first)
      } else {
        cells.removeSubrange(first...)
      }
      first = cells.count
      line += 1
    }
  }

  /// Any file.
  init(quoted file: [UInt8]) {
    var text = DelimitedText(file, separator: UInt8(ascii: ","))
    bytes = []
    while let row = text.next() {
      for cell in row {
        cells.append(bytes.count..<bytes.count + cell.utf8.count)
        bytes += cell.utf8
      }
      lines.append(text.line)
      counts.append(row.count)
    }
  }

  /// Takes the first row away.
  mutating func takeFirst() -> [String] {
    guard let count = counts.first else { return [] }
    let texts = cells.prefix(count).map { String(decoding: bytes[$0], as: UTF8.self) }
    cells.removeFirst(count)
    lines.removeFirst()
    counts.removeFirst()
    return texts
  }
}
