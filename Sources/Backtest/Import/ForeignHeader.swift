// What the header of somebody else's price file says. It knows the names that the field uses, and no row.

/// A layout that is understood, by the name that people know it by.
public enum PriceLayout: String, Sendable, CaseIterable {
  case wide = "wide: a date, then closes, a column for each symbol"
  case twoHeaders = "two header rows: fields and symbols, as yfinance writes them"
  case single = "one symbol, that of the file's name"
  case long = "long: a row for each date and symbol"
}

/// What a column holds.
enum ForeignColumn: Equatable {
  case ignored
  case date
  case symbol
  case field(PriceField, symbol: String?)
  case adjustedClose(symbol: String?)
  case dividend
  case split
}

struct ForeignHeader {
  let layout: PriceLayout
  let columns: [ForeignColumn]
  /// What stands there and is not taken.
  let ignored: [String]

  /// The header of a file from its first rows; `used`: how many of them it is.
  static func reading(
    _ rows: [[String]], file: String
  ) throws(DataProblem) -> (header: ForeignHeader, used: Int) {
    if let found = twoHeaders(rows) {
      try refuseTwins(found.0.columns, rows[0], file: file)
      return found
    }
    guard let names = rows.first else {
      throw DataProblem(
        file: file, "the file is empty",
        help: "a price file has a header line and a line for each day")
    }
    return (try oneHeader(names, file: file), 1)
  }

  /// `Price,Close,Close` / `Ticker,A,B` / `Date,,`, or the other way round; the third row may be missing,
  /// and the first cells may be empty.
  private static func twoHeaders(_ rows: [[String]]) -> (ForeignHeader, Int)? {
    guard rows.count >= 2, rows[0].count > 1, rows[0].count == rows[1].count else { return nil }
    func areFields(_ row: [String]) -> Bool {
      row.dropFirst().allSatisfy { column(named: $0) != nil && column(named: $0) != .date }
    }
    let fieldsFirst = areFields(rows[0])
    guard fieldsFirst != areFields(rows[1]),
      DateOrder.possible(rows[0][0]).isEmpty, DateOrder.possible(rows[1][0]).isEmpty,
      !rows[1].dropFirst().contains(where: { Double($0) != nil || $0.isEmpty })
    else { return nil }
    let (fields, symbols) = fieldsFirst ? (rows[0], rows[1]) : (rows[1], rows[0])
    let columns = fields.indices.map { index -> ForeignColumn in
      guard index > 0 else { return .date }
      guard !symbols[index].isEmpty else { return .ignored }
      switch column(named: fields[index]) {
      case .field(let field, _): return .field(field, symbol: symbols[index])
      case .adjustedClose: return .adjustedClose(symbol: symbols[index])
      default: return .ignored
      }
    }
    let hasThird = rows.count > 2 && column(named: rows[2][0]) == .date
    return (ForeignHeader(layout: .twoHeaders, columns: columns, ignored: []), hasThird ? 3 : 2)
  }

  private static func oneHeader(
    _ names: [String], file: String
  ) throws(DataProblem) -> ForeignHeader {
    var columns = names.map { column(named: $0) ?? .ignored }
    // Where shares stand beside a "Volumen", that is money; a name beside a symbol is the company's.
    for (better, other) in [("stück", "volumen"), ("symbol", "name"), ("ticker", "name")]
    where names.contains(where: { $0.lowercased().hasPrefix(better) }) {
      for index in columns.indices where names[index].lowercased() == other {
        columns[index] = .ignored
      }
    }
    // pandas leaves the name of its index empty.
    if !columns.contains(.date), names[0].isEmpty { columns[0] = .date }
    guard let date = columns.firstIndex(of: .date) else {
      throw DataProblem(
        file: file, line: 1, "there is no column of dates",
        help:
          "the first line names the columns, one of them date, timestamp, datetime or time; it has "
          + names.prefix(8).map { "'\($0)'" }.joined(separator: ", "))
    }
    let known = names.indices.filter { columns[$0] != .ignored && columns[$0] != .date }
    let hasClose = columns.contains { column in
      switch column {
      case .field(.close, _), .adjustedClose: true
      default: false
      }
    }
    // LOW and OPEN are symbols, too; a file of hardly anything else is one that lacks its closes.
    if !hasClose, !columns.contains(.symbol), known.count < 2 || known.count * 2 < names.count - 1 {
      return try wide(names, date: date, file: file)
    }
    guard hasClose else {
      throw DataProblem(
        file: file, line: 1, "there is no column 'close'",
        help: "a file has at least date and close, or date, symbol and close, or a column a symbol")
    }
    try refuseTwins(columns, names, file: file)
    // A second date is no date.
    for index in columns.indices where index != date && columns[index] == .date {
      columns[index] = .ignored
    }
    return ForeignHeader(
      layout: columns.contains(.symbol) ? .long : .single, columns: columns,
      ignored: names.indices.filter { columns[$0] == .ignored }.map { names[$0] }
        .filter { !["<PER>", "<TIME>", "<OPENINT>", "index", "Unnamed: 0"].contains($0) })
  }

  /// A column of closes for each name; columns without one are not taken.
  private static func wide(
    _ names: [String], date: Int, file: String
  ) throws(DataProblem) -> ForeignHeader {
    let columns = names.indices.map { index -> ForeignColumn in
      if index == date { return .date }
      let isOther =
        switch column(named: names[index]) {
        case .field(.volume, _), .dividend, .split: true
        default: names[index].isEmpty
        }
      return isOther ? .ignored : .field(.close, symbol: names[index])
    }
    guard columns.contains(where: { $0 != .date && $0 != .ignored }) else {
      throw DataProblem(
        file: file, line: 1, "there is no column of prices", help: "add close, or a column a symbol"
      )
    }
    try refuseTwins(columns, names, file: file)
    return ForeignHeader(
      layout: .wide, columns: columns,
      ignored: columns.indices.filter { columns[$0] == .ignored }.map { names[$0] })
  }

  private static func refuseTwins(
    _ columns: [ForeignColumn], _ names: [String], file: String
  ) throws(DataProblem) {
    for (index, column) in columns.enumerated() where column != .ignored && column != .date {
      guard let twin = columns[..<index].firstIndex(of: column) else { continue }
      throw DataProblem(
        file: file, line: 1,
        names[twin] == names[index]
          ? "the column '\(names[index])' stands twice"
          : "'\(names[twin])' and '\(names[index])' mean the same",
        help: "take one of the columns out")
    }
  }

  static func isDate(_ name: String) -> Bool { column(named: name) == .date }

  static func isAdjustedClose(_ name: String) -> Bool {
    column(named: name) == .adjustedClose(symbol: nil)
  }

  static func isSymbol(_ name: String) -> Bool { column(named: name) == .symbol }

  /// What a name means: Stooq's `<CLOSE>`, Yahoo's `Adj Close`, pandas' `close`.
  private static func column(named name: String) -> ForeignColumn? {
    let letters = name.lowercased().filter { $0.isLetter || $0.isNumber }
    return switch letters {
    case "date", "timestamp", "datetime", "time", "day", "tradedate", "datum": .date
    case "symbol", "ticker", "name", "instrument", "asset", "secid": .symbol
    case "open", "eroffnung", "eröffnung": .field(.open, symbol: nil)
    case "high", "hoch", "tageshoch": .field(.high, symbol: nil)
    case "low", "tief", "tagestief": .field(.low, symbol: nil)
    case "close", "last", "price", "schluss", "schlusskurs", "closelast":
      .field(.close, symbol: nil)
    case "volume", "vol", "volumen", "stuecke", "stücke": .field(.volume, symbol: nil)
    case "adjclose", "adjustedclose", "closeadj", "adj": .adjustedClose(symbol: nil)
    case "dividend", "dividends": .dividend
    case "split", "splits", "stocksplits", "splitratio": .split
    default: nil
    }
  }
}
