// Factors that a user brings: columns of numbers by date and symbol, as models and vendors deliver them.
// It does not know prices.

import Experiment

/// Columns of a user's own, by name. A value holds from the close of its date until the symbol's next
/// value; nothing of it is seen before.
public final class FactorColumns: Sendable {
  /// In the order of the file.
  public let names: [String]
  /// By column, then by symbol: the values by ascending date.
  private let values: [String: [String: [(day: Int, value: Double)]]]
  /// Columns that are not numbers: where that shows first.
  private let texts: [String: (line: Int, cell: String)]
  private let file: String

  /// Reads a long file: a date, a symbol, and columns of numbers; empty cells are no values.
  public init(_ file: PriceFile, dateOrder: String? = nil) throws(DataProblem) {
    self.file = file.name
    guard String(validating: file.bytes, as: UTF8.self) != nil else { throw notUTF8(file.name) }
    var text = DelimitedText(file.bytes)
    guard let header = text.next() else {
      throw DataProblem(
        file: file.name, "the file is empty",
        help: "it has date, symbol, and a column for each factor")
    }
    let date = header.firstIndex { ForeignHeader.isDate($0) } ?? (header[0].isEmpty ? 0 : nil)
    let symbol = header.firstIndex { ForeignHeader.isSymbol($0) }
    guard let date, let symbol else {
      throw DataProblem(
        file: file.name, line: 1,
        "there is no column '\(date == nil ? "date" : "symbol")'",
        help: "a file of factors has date, symbol, and a column for each factor")
    }
    let places = header.indices.filter { $0 != date && $0 != symbol && !header[$0].isEmpty }
    try FactorColumns.check(header, places, file.name)
    let order = try FactorColumns.order(text, date, file.name, dateOrder)
    var columns: [[String: [(day: Int, value: Double)]]] = places.map { _ in [:] }
    var texts: [String: (line: Int, cell: String)] = [:]
    let dialect = TextDialect(separator: text.separator)
    while let row = text.next() {
      guard row.count == header.count else {
        throw DataProblem(
          file: file.name, line: text.line,
          "the line has \(row.count) cells, and the header \(header.count)",
          help: "give each column a cell, even an empty one")
      }
      guard let day = order.day(row[date]), !row[symbol].isEmpty else {
        throw DataProblem(
          file: file.name, line: text.line, "the line has no date or no symbol",
          help: "each line has both")
      }
      for (column, place) in places.enumerated() {
        switch foreignNumber(row[place], dialect) {
        case .missing: break
        case .number(let value):
          columns[column][row[symbol], default: []].append((day.number, value))
        case .invalid:
          if texts[header[place]] == nil { texts[header[place]] = (text.line, row[place]) }
        }
      }
    }
    names = places.map { header[$0] }
    self.texts = texts
    var values: [String: [String: [(day: Int, value: Double)]]] = [:]
    for (column, name) in names.enumerated() {
      values[name] = try FactorColumns.sorted(columns[column], name, file.name)
    }
    self.values = values
  }

  private static func check(
    _ header: [String], _ places: [Int], _ file: String
  ) throws(DataProblem) {
    guard !places.isEmpty else {
      throw DataProblem(
        file: file, line: 1, "there is no column of numbers",
        help: "beside date and symbol it has a column for each factor")
    }
    for (number, place) in places.enumerated() {
      if places[..<number].contains(where: { header[$0] == header[place] }) {
        throw DataProblem(
          file: file, line: 1, "the column '\(header[place])' stands twice",
          help: "keep one of them")
      }
      if factorNames.contains(header[place]) {
        throw DataProblem(
          file: file, line: 1, "the column '\(header[place])' has the name of a built-in factor",
          help: "give it another name")
      }
    }
  }

  private static func order(
    _ text: DelimitedText, _ date: Int, _ file: String, _ given: String?
  ) throws(DataProblem) -> DateOrder {
    var text = text
    var possible = given.flatMap(DateOrder.init(rawValue:)).map { [$0] } ?? Set(DateOrder.allCases)
    while let row = text.next() {
      guard date < row.count else { continue }
      possible.formIntersection(DateOrder.possible(row[date]))
      guard !possible.isEmpty else {
        throw DataProblem(
          file: file, line: text.line, "'\(row[date])' is no date like those before it",
          help: "write days that exist, all in one way, best as 2020-01-31")
      }
    }
    if possible.isSuperset(of: [.dayFirst, .monthFirst]), !possible.contains(.yearFirst) {
      throw DataProblem(
        file: file, "its dates can be read with the day or with the month first",
        help: "write them as 2020-01-31")
    }
    return possible.contains(.yearFirst) ? .yearFirst : possible.first ?? .yearFirst
  }

  private static func sorted(
    _ symbols: [String: [(day: Int, value: Double)]], _ name: String, _ file: String
  ) throws(DataProblem) -> [String: [(day: Int, value: Double)]] {
    var result = symbols
    for (symbol, rows) in symbols {
      let rows = rows.sorted { $0.day < $1.day }
      if let twice = zip(rows, rows.dropFirst()).first(where: { $0.day == $1.day }) {
        throw DataProblem(
          file: file,
          "'\(name)' of '\(symbol)' stands twice on \(Day(number: twice.0.day))",
          help: "keep one of the rows")
      }
      result[symbol] = rows
    }
    return result
  }

  /// Why a column can be no factor; nil where it is one or does not exist.
  func problem(with name: String) -> BacktestProblem? {
    texts[name].map { bad in
      BacktestProblem(
        setting: "factor_data",
        "the column '\(name)' has no numbers: '\(bad.cell)' in \(file):\(bad.line)",
        help: "leave cells empty where there is no value")
    }
  }

  /// The latest value of each symbol on each day of a panel, `[symbols x days]`, unless that is more than so
  /// many sessions old.
  func column(_ name: String, on panel: PricePanel, maximumAge: Int = .max) -> [Double] {
    let count = panel.days.count
    var column = [Double](repeating: .nan, count: count * panel.symbols.count)
    for (place, symbol) in panel.symbols.enumerated() {
      guard let rows = values[name]?[symbol] else { continue }
      var next = 0
      var latest = Double.nan
      // The first session that knows the value.
      var known = 0
      for (day, date) in panel.days.enumerated() {
        while next < rows.count, rows[next].day <= date.number {
          // Of what is older than the data nobody knows how many sessions.
          known = rows[next].day < (panel.days.first?.number ?? 0) ? Int.min / 2 : day
          latest = rows[next].value
          next += 1
        }
        if day - known <= maximumAge { column[place * count + day] = latest }
      }
    }
    return column
  }
}
