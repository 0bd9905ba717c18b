// One price file of somebody else's, read row by row. It does not know other files.

import Experiment

/// A row as it was read, with its place for messages.
struct ForeignRow {
  let symbol: Int
  let day: Int32
  var prices: PriceRow
  /// NaN where the file has none.
  let adjustedClose: Double
  let file: Int32
  let line: Int32
}

/// Whether a text can name a symbol in any file of prices.
private func isName(_ symbol: String) -> Bool {
  symbol.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && !"\",;|".utf8.contains($0) }
}

/// What was seen in a file, apart from its prices.
struct ForeignFacts {
  var layout = PriceLayout.long
  var dialect = TextDialect(separator: UInt8(ascii: ","))
  var ignored: [String] = []
  var hasTimes = false
  var hasPayouts = false
  var rows = 0
}

/// What the numbers of a file have for decimal marks.
private struct NumberMarks {
  private let given: String?
  private let file: String
  private var comma: (cell: String, line: Int)?
  private var point: (cell: String, line: Int)?
  private var open: (cell: String, line: Int)?
  /// `1.234`, which is a thousand where dates are written `31.01.2020`.
  private var openPoint: (cell: String, line: Int)?
  var hasDottedDates = false

  init(_ options: ImportOptions, _ file: String) {
    given = options.decimalMark
    self.file = file
  }

  mutating func look(at cell: String, line: Int) throws(DataProblem) {
    switch NumberEvidence(cell) {
    case .none: return
    case .decimalComma: if comma == nil { comma = (cell, line) }
    case .decimalPoint: if point == nil { point = (cell, line) }
    case .openComma: if open == nil { open = (cell, line) }
    case .openPoint: if openPoint == nil { openPoint = (cell, line) }
    }
    guard given == nil, let comma, let point else { return }
    throw DataProblem(
      file: file, line: line,
      "'\(point.cell)' (line \(point.line)) has a decimal point, '\(comma.cell)' (line \(comma.line)) a "
        + "decimal comma",
      help: "say which is right: --decimal point, or --decimal comma")
  }

  var hasDecimalComma: Bool {
    get throws(DataProblem) {
      if let given { return given == "comma" }
      if let open = open ?? (hasDottedDates ? openPoint : nil), comma == nil, point == nil {
        throw DataProblem(
          file: file, line: open.line, "'\(open.cell)' is a thousand and more, or one and a bit",
          help: "say which: --decimal point, or --decimal comma")
      }
      return comma != nil
    }
  }
}

struct ForeignFile {
  private let file: PriceFile
  private let number: Int
  private let header: ForeignHeader
  private let order: DateOrder
  private(set) var facts: ForeignFacts
  /// The text behind the header.
  private var text: DelimitedText
  private let dateColumn: Int
  /// Of a file that names none.
  private let symbol: String?
  private let keepsRawPrices: Bool

  /// Reads the header, and looks at all rows for what their dates and numbers mean.
  init(
    _ file: PriceFile, number: Int, _ options: ImportOptions, observe: (_ line: Int) -> Void
  ) throws(DataProblem) {
    self.file = file
    self.number = number
    guard String(validating: file.bytes, as: UTF8.self) != nil else { throw notUTF8(file.name) }
    var text = DelimitedText(file.bytes)
    var first: [[String]] = []
    while first.count < 3, let row = text.next() { first.append(row) }
    let (header, used) = try ForeignHeader.reading(first, file: file.name)
    self.header = header
    dateColumn = header.columns.firstIndex(of: .date) ?? 0
    var facts = ForeignFacts()
    facts.layout = header.layout
    facts.ignored = header.ignored
    guard header.layout != .single || options.symbol != nil || file.name != PriceFile.standardInput
    else {
      throw DataProblem(
        file: file.name, "it has the prices of one symbol, and does not say which",
        help: "say it: --symbol NAME")
    }
    facts.hasPayouts = header.columns.contains(.dividend) || header.columns.contains(.split)
    text = DelimitedText(file.bytes, separator: text.separator)
    for _ in 0..<used { _ = text.next() }
    self.text = text
    facts.dialect.separator = text.separator
    symbol = options.symbol
    keepsRawPrices = options.keepsRawPrices
    var marks = NumberMarks(options, file.name)
    order = try ForeignFile.scan(
      text, header, dateColumn, file.name, options, &marks, &facts, observe)
    facts.dialect.hasDecimalComma = try marks.hasDecimalComma
    self.facts = facts
  }

  /// The order of the dates, and whether numbers have commas.
  private static func scan(
    _ text: DelimitedText, _ header: ForeignHeader, _ dateColumn: Int, _ file: String,
    _ options: ImportOptions, _ marks: inout NumberMarks, _ facts: inout ForeignFacts,
    _ observe: (_ line: Int) -> Void
  ) throws(DataProblem) -> DateOrder {
    var text = text
    let given = options.dateOrder.flatMap(DateOrder.init(rawValue:))
    var possible = Set(DateOrder.allCases)
    while let row = text.next() {
      guard dateColumn < row.count else { continue }
      let cell = row[dateColumn]
      let alone = DateOrder.possible(cell)
      let here = possible.intersection(alone)
      guard !here.isEmpty else {
        throw DataProblem(
          file: file, line: text.line,
          alone.isEmpty
            ? "'\(cell)' is no date that exists" : "'\(cell)' is no date like those before it",
          help:
            "dates are days that exist, all in one way: 2020-01-31, 20200131, 31.01.2020, 31/01/2020 "
            + "or 01/31/2020, a time behind them or none")
      }
      possible = here
      // Midnight in no zone is no time.
      if cell.utf8.dropFirst(10).contains(where: { $0 != 0x20 && $0 != 0x30 && $0 != 0x3A }) {
        facts.hasTimes = true
      }
      if cell.contains(".") { marks.hasDottedDates = true }
      for index in row.indices.prefix(header.columns.count) {
        switch header.columns[index] {
        case .field, .adjustedClose: try marks.look(at: row[index], line: text.line)
        case .ignored, .date, .symbol, .dividend, .split: break
        }
      }
      facts.rows += 1
      if facts.rows & 4095 == 0 { observe(text.line) }
    }
    if possible.count > 1, let given, possible.contains(given) { return given }
    guard possible.count == 1, let order = possible.first else {
      guard facts.rows > 0 else { return .yearFirst }
      throw DataProblem(
        file: file, "its dates can be read with the day or with the month first",
        help: "say which: --dates dmy, or --dates mdy")
    }
    return order
  }

  /// The line that was read last.
  var line: Int { text.line }

  /// The next row that has prices, for each of its symbols; nil behind the last.
  mutating func next(numbering numberOf: (String) -> Int) throws(DataProblem) -> [ForeignRow]? {
    guard let row = text.next() else { return nil }
    guard row.count == header.columns.count else {
      throw problem(
        "the line has \(row.count) cells, and the header \(header.columns.count)",
        help: "give each column a cell, even an empty one")
    }
    guard let day = order.day(row[dateColumn]) else {
      throw problem("'\(row[dateColumn])' is no date", help: "write a day that exists")
    }
    var rows: [(symbol: String, prices: PriceRow, adjusted: Double)] = []
    func place(_ symbol: String) -> Int {
      if let place = rows.firstIndex(where: { $0.symbol == symbol }) { return place }
      rows.append((symbol, PriceRow(), .nan))
      return rows.count - 1
    }
    let only = try onlySymbol(row)
    for (index, column) in header.columns.enumerated() {
      switch column {
      case .field(let field, let symbol):
        let value = try number(row[index], field, symbol)
        rows[place(symbol ?? only ?? "")].prices[field] = value
      case .adjustedClose(let symbol):
        let value = try number(row[index], .close, symbol)
        rows[place(symbol ?? only ?? "")].adjusted = value
      case .ignored, .date, .symbol, .dividend, .split: break
      }
    }
    for row in rows where !isName(row.symbol) {
      throw problem(
        "'\(row.symbol)' is no name of a symbol",
        help: "symbols have no quotes, commas, semicolons, bars, tabs or line ends")
    }
    return rows.compactMap { row in
      guard !row.prices[.close].isNaN || (!keepsRawPrices && !row.adjusted.isNaN) else {
        return nil
      }
      return ForeignRow(
        symbol: numberOf(row.symbol), day: Int32(day.number), prices: row.prices,
        adjustedClose: row.adjusted, file: Int32(number), line: Int32(text.line))
    }
  }

  /// The symbol of the whole row, where there is one.
  private func onlySymbol(_ row: [String]) throws(DataProblem) -> String? {
    switch header.layout {
    case .wide, .twoHeaders: return nil
    case .single: return symbol ?? PriceHeader.symbol(ofFile: file.name)
    case .long:
      let symbol = header.columns.firstIndex(of: .symbol).map { row[$0] } ?? ""
      guard !symbol.isEmpty else {
        throw problem("the symbol is empty", help: "name the symbol in each line")
      }
      return symbol
    }
  }

  private func number(
    _ cell: String, _ field: PriceField, _ symbol: String?
  ) throws(DataProblem) -> Double {
    let name = symbol.map { "\(field.name) of '\($0)'" } ?? "'\(field.name)'"
    switch foreignNumber(cell, facts.dialect) {
    case .missing: return .nan
    case .number(let value) where value > 0 || (field == .volume && value == 0): return value
    case .number(let value):
      throw problem(
        "\(name) is \(numberText(value)), and must be above zero",
        help: "leave the cell empty where there is no price")
    case .invalid:
      throw problem(
        "'\(cell)' is no number (\(name))", help: "leave the cell empty where there is no price")
    }
  }

  private func problem(_ message: String, help: String) -> DataProblem {
    DataProblem(file: file.name, line: text.line, message, help: help)
  }
}
