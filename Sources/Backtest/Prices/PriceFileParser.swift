// Reads one price file, byte by byte, into rows. It does not know other files.

import Experiment

struct PriceFileParser {
  private let file: PriceFile
  private var line = 1
  /// Last day and line of each symbol in this file, by symbol number; -1 before the first.
  private var lastDay: [Int32] = []
  /// The bounds of the cells of the current line, for the columns that matter.
  private var starts: [Int] = []
  private var ends: [Int] = []
  private var symbolGuess = SymbolGuess()

  init(file: PriceFile) { self.file = file }

  mutating func parse(into rows: inout PriceRows) throws(DataProblem) {
    let source = file.bytes
    let bytes = source.span
    guard isUTF8(bytes) else { throw notUTF8(file.name) }
    let hasMark = bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
    var position = hasMark ? 3 : 0
    guard position < bytes.count else {
      throw DataProblem(
        file: file.name, "the file is empty",
        help: "a price file has a header line and a line for each day")
    }
    position = splitLine(bytes, from: position)
    let cells = starts.indices.map { string(bytes.extracting(starts[$0]..<ends[$0])) }
    let header = try PriceHeader(cells: cells, file: file.name) { rows.number(of: $0) }
    let first = position
    while position < bytes.count {
      line += 1
      position = splitLine(bytes, from: position)
      if starts.count == 1, starts[0] == ends[0] { continue }
      if line == 2 {
        let lines = bytes.count / (position - first)
        rows.reserve(header.isWide ? lines * header.columns.count : lines)
      }
      try readRow(bytes, header, into: &rows)
    }
  }

  private func isUTF8(_ bytes: Span<UInt8>) -> Bool {
    for index in bytes.indices where bytes[index] >= 0x80 {
      return String(validating: file.bytes, as: UTF8.self) != nil
    }
    return true
  }

  /// Finds the cells of a line, without quotes and spaces around them; gives the next line's start.
  private mutating func splitLine(_ bytes: Span<UInt8>, from start: Int) -> Int {
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    var index = start
    var cell = start
    var isQuoted = false
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\n") { break }
      if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else if byte == UInt8(ascii: ","), !isQuoted {
        appendCell(bytes, cell, index)
        cell = index + 1
      }
      index += 1
    }
    appendCell(bytes, cell, index)
    return index + 1
  }

  private mutating func appendCell(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) {
    var start = start
    var end = end
    while start < end, isPadding(bytes[start]) { start += 1 }
    while start < end, isPadding(bytes[end - 1]) { end -= 1 }
    if end - start >= 2, bytes[start] == UInt8(ascii: "\""), bytes[end - 1] == bytes[start] {
      start += 1
      end -= 1
    }
    starts.append(start)
    ends.append(end)
  }

  private func isPadding(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\t")
  }

  private mutating func readRow(
    _ bytes: Span<UInt8>, _ header: PriceHeader, into rows: inout PriceRows
  ) throws(DataProblem) {
    guard starts.count == header.columns.count else {
      throw problem(
        "the line has \(starts.count) cells, and the header \(header.columns.count)",
        help: "give each column a cell, even an empty one")
    }
    var day: Int32?
    var symbol = header.onlySymbol
    var prices = PriceRow()
    for (index, column) in header.columns.enumerated() {
      let cell = bytes.extracting(starts[index]..<ends[index])
      switch column {
      case .ignored, .closes: break
      case .day: day = try readDay(cell)
      case .symbol: symbol = try readSymbol(cell, &rows)
      case .field(let field): prices[field] = try readNumber(cell, field.name, field)
      }
    }
    guard let day else { return }
    if header.isWide {
      for (index, column) in header.columns.enumerated() {
        guard case .closes(let symbol) = column else { continue }
        let cell = bytes.extracting(starts[index]..<ends[index])
        let close = try readNumber(cell, rows.symbols[symbol], .close)
        if close.isNaN { continue }
        try checkOrder(day, symbol, rows)
        rows.append(day, symbol, close: close)
      }
      rows.note(session: day)
    } else if let symbol {
      try checkOrder(day, symbol, rows)
      rows.append(day, symbol, prices)
    }
  }

  private func readDay(_ cell: Span<UInt8>) throws(DataProblem) -> Int32 {
    if let day = dayNumber(cell) { return day }
    throw problem(
      "'\(string(cell))' is no date", help: "write a day that exists as YYYY-MM-DD")
  }

  private mutating func readSymbol(
    _ cell: Span<UInt8>, _ rows: inout PriceRows
  ) throws(DataProblem) -> Int {
    if let symbol = symbolGuess.symbol(cell, rows) { return symbol }
    guard cell.count > 0 else {
      throw problem("the symbol is empty", help: "name the symbol in each line")
    }
    let symbol = rows.number(of: string(cell))
    symbolGuess.learn(symbol)
    return symbol
  }

  private func readNumber(
    _ cell: Span<UInt8>, _ name: @autoclosure () -> String, _ field: PriceField
  ) throws(DataProblem) -> Double {
    switch numberCell(cell) {
    case .missing: return .nan
    case .number(let value) where value > 0 || (field == .volume && value == 0): return value
    case .number(let value):
      throw problem(
        "'\(name())' is \(numberText(value)), and must be above zero",
        help: "leave the cell empty where there is no price")
    case .invalid:
      throw problem(
        "'\(string(cell))' in column '\(name())' is no number",
        help: "write it as 12.5; leave the cell empty where there is no price")
    }
  }

  private mutating func checkOrder(
    _ day: Int32, _ symbol: Int, _ rows: PriceRows
  ) throws(DataProblem) {
    while lastDay.count <= symbol { lastDay.append(.min) }
    if day > lastDay[symbol] {
      lastDay[symbol] = day
      return
    }
    let name = rows.symbols[symbol]
    if day == lastDay[symbol] {
      throw problem(
        "there are two rows of '\(name)' for \(Day(number: Int(day)))", help: "keep one of them")
    }
    throw problem(
      "\(Day(number: Int(day))) of '\(name)' stands behind \(Day(number: Int(lastDay[symbol])))",
      help: "sort the rows of each symbol by date, oldest first, as gamut data import does")
  }

  private func problem(_ message: String, help: String) -> DataProblem {
    DataProblem(file: file.name, line: line, message, help: help)
  }
}

/// Guesses a row's symbol: the one that followed last time, as files repeat their order each day.
private struct SymbolGuess {
  private var following: [Int] = []
  private var previous = -1

  /// The number of the symbol in a cell, if it is the same as before or the guessed one.
  mutating func symbol(_ cell: Span<UInt8>, _ rows: PriceRows) -> Int? {
    guard previous >= 0 else { return nil }
    if rows.isName(cell, of: previous) { return previous }
    guard previous < following.count, following[previous] >= 0,
      rows.isName(cell, of: following[previous])
    else { return nil }
    previous = following[previous]
    return previous
  }

  mutating func learn(_ symbol: Int) {
    while following.count <= max(previous, symbol) { following.append(-1) }
    if previous >= 0 { following[previous] = symbol }
    previous = symbol
  }
}
