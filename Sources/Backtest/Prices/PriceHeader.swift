// What the header line of a price file says about its columns.

/// The meaning of a column.
enum PriceColumn: Equatable {
  case ignored
  case day
  case symbol
  case field(PriceField)
  /// The closes of a symbol, by its number.
  case closes(Int)
}

enum PriceField: Int, CaseIterable {
  case open, high, low, close, volume

  var name: String {
    switch self {
    case .open: "open"
    case .high: "high"
    case .low: "low"
    case .close: "close"
    case .volume: "volume"
    }
  }
}

struct PriceHeader {
  var columns: [PriceColumn]
  /// The symbol of every row where the file has no column for it.
  var onlySymbol: Int?
  var isWide: Bool

  /// - Parameter number: gives the number of a symbol by its name.
  init(
    cells: [String], file: String, number: (String) -> Int
  ) throws(DataProblem) {
    let names = cells.map { $0.lowercased() }
    guard
      let day = names.firstIndex(where: { $0 == "timestamp" || $0 == "date" })
        ?? PriceHeader
        .unnamedIndex(names)
    else {
      let isSemicolon = cells.count == 1 && cells[0].contains(";")
      throw DataProblem(
        file: file, line: 1, "there is no column 'timestamp' or 'date'",
        help: isSemicolon
          ? "its fields are separated by ';': gamut data import reads that"
          : "the header has "
            + cells.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
            + "; gamut data import reads other forms")
    }
    if let duplicate = names.indices.first(where: { names[..<$0].contains(names[$0]) }) {
      throw DataProblem(
        file: file, line: 1, "the column '\(cells[duplicate])' stands twice in the header",
        help: "keep one of them")
    }
    try PriceHeader.checkAdjusted(cells, file: file)
    let fields = PriceField.allCases.filter { names.contains($0.name) }
    isWide = !names.contains("symbol") && !fields.contains(.close)
    columns = Array(repeating: .ignored, count: cells.count)
    if isWide {
      for (index, cell) in cells.enumerated() where index != day {
        try PriceHeader.checkSymbol(cell, column: index + 1, file: file)
        columns[index] = .closes(number(cell))
      }
    } else {
      try PriceHeader.checkFields(fields, file: file)
      for field in fields {
        if let index = names.firstIndex(of: field.name) { columns[index] = .field(field) }
      }
      if let index = names.firstIndex(of: "symbol") {
        columns[index] = .symbol
      } else {
        onlySymbol = number(PriceHeader.symbol(ofFile: file))
      }
    }
    columns[day] = .day
    guard columns.count > 1 else {
      throw DataProblem(
        file: file, line: 1, "there is no price column",
        help: "add a column of closes for each symbol, or symbol, open, high, low, close")
    }
  }

  /// pandas leaves the name of its index empty.
  private static func unnamedIndex(_ names: [String]) -> Int? { names.first == "" ? 0 : nil }

  /// What would be taken without a word is better refused.
  private static func checkAdjusted(_ cells: [String], file: String) throws(DataProblem) {
    guard let adjusted = cells.first(where: ForeignHeader.isAdjustedClose) else { return }
    throw DataProblem(
      file: file, line: 1, "'\(adjusted)' stands beside 'close': which is meant?",
      help: "gamut data import takes the adjusted prices, or with --raw the others")
  }

  private static func checkSymbol(
    _ cell: String, column: Int, file: String
  ) throws(DataProblem) {
    guard !["volume", "dividends", "splits"].contains(cell.lowercased()) else {
      throw DataProblem(
        file: file, line: 1, "the column '\(cell)' among closes is no symbol",
        help: "take it out, or let gamut data import leave it out")
    }
    guard !cell.isEmpty else {
      throw DataProblem(
        file: file, line: 1, "column \(column) has no name",
        help: "name the symbol, or take the column out")
    }
  }

  private static func checkFields(_ fields: [PriceField], file: String) throws(DataProblem) {
    let ranges: [PriceField] = [.open, .high, .low]
    let hasRange = ranges.contains { fields.contains($0) }
    for field in (hasRange ? ranges : []) + [.close] where !fields.contains(field) {
      throw DataProblem(
        file: file, line: 1, "there is no column '\(field.name)'",
        help: "a file with one row for each date and symbol needs timestamp, symbol, open, high, "
          + "low, close; only open, high and low may be absent, together")
    }
  }

  /// `data/AAPL.csv` is of AAPL.
  static func symbol(ofFile file: String) -> String {
    let name = file.split(separator: "/").last.map(String.init) ?? file
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }
}
