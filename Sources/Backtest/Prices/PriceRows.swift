// Rows of price files, as they come, and the panel that they make together.

import Experiment

/// The prices of one symbol on one day; NaN where the file has none.
struct PriceRow {
  private var values = SIMD8<Double>(repeating: .nan)

  subscript(field: PriceField) -> Double {
    get { values[field.rawValue] }
    set { values[field.rawValue] = newValue }
  }
}

struct PriceRows {
  private(set) var symbols: [String] = []
  private var names: [[UInt8]] = []
  private var numbers: [String: Int] = [:]
  private(set) var days: [Int32] = []
  private var rowSymbols: [Int32] = []
  private var closes: [Double] = []
  private(set) var hasCloses = false
  /// The others by field, as far as the last value that there is.
  private var fields = [[Double]](repeating: [], count: PriceField.allCases.count)
  /// Days on which a wide file has a line; a line without any price still makes a session.
  private var sessions: [Int32] = []

  mutating func number(of symbol: String) -> Int {
    if let number = numbers[symbol] { return number }
    numbers[symbol] = symbols.count
    symbols.append(symbol)
    names.append(Array(symbol.utf8))
    return symbols.count - 1
  }

  func isName(_ cell: Span<UInt8>, of symbol: Int) -> Bool {
    guard cell.count == names[symbol].count else { return false }
    for index in cell.indices where cell[index] != names[symbol][index] { return false }
    return true
  }

  mutating func append(_ day: Int32, _ symbol: Int, _ row: PriceRow) {
    for field in [PriceField.open, .high, .low, .volume] where !row[field].isNaN {
      let missing = days.count - fields[field.rawValue].count
      if missing > 0 { fields[field.rawValue] += repeatElement(.nan, count: missing) }
      fields[field.rawValue].append(row[field])
    }
    append(day, symbol, close: row[.close])
  }

  mutating func append(_ day: Int32, _ symbol: Int, close: Double) {
    if !close.isNaN { hasCloses = true }
    closes.append(close)
    days.append(day)
    rowSymbols.append(Int32(symbol))
  }

  /// Makes room for so many rows more.
  mutating func reserve(_ count: Int) {
    days.reserveCapacity(days.count + count)
    rowSymbols.reserveCapacity(days.count + count)
    closes.reserveCapacity(days.count + count)
  }

  mutating func note(session: Int32) { sessions.append(session) }

  /// The rows as a panel; an error where two of them are of the same symbol and day.
  func panel() throws(DataProblem) -> PricePanel {
    let sessions = sortedDays()
    let order = symbols.indices.sorted { isOrdered(symbols[$0], symbols[$1]) }
    var place = [Int](repeating: 0, count: symbols.count)
    for (position, symbol) in order.enumerated() { place[symbol] = position }
    let offset = Int(sessions[0])
    var dayPlace = [Int32](repeating: -1, count: Int(sessions[sessions.count - 1]) - offset + 1)
    for (position, day) in sessions.enumerated() { dayPlace[Int(day) - offset] = Int32(position) }
    let count = sessions.count
    // Computed anew for each field: it is no slower than to read it back from memory.
    func cell(_ row: Int) -> Int {
      place[Int(rowSymbols[row])] * count + Int(dayPlace[Int(days[row]) - offset])
    }
    var isTaken = [Bool](repeating: false, count: count * symbols.count)
    for row in days.indices {
      let cell = cell(row)
      guard !isTaken[cell] else {
        throw DataProblem(
          file: "prices",
          "two files have '\(symbols[Int(rowSymbols[row])])' on \(Day(number: Int(days[row])))",
          help: "keep the row in one of them")
      }
      isTaken[cell] = true
    }
    func column(_ values: [Double]) -> Frozen<Double> {
      Frozen(repeating: Double.nan, count: count * symbols.count) { column in
        for row in values.indices { column[cell(row)] = values[row] }
      }
    }
    func optional(_ field: PriceField) -> Frozen<Double>? {
      let values = fields[field.rawValue]
      return values.isEmpty ? nil : column(values)
    }
    return PricePanel(
      days: sessions.map { Day(number: Int($0)) }, symbols: order.map { symbols[$0] },
      close: column(closes), open: optional(.open), high: optional(.high), low: optional(.low),
      volume: optional(.volume))
  }

  private func sortedDays() -> [Int32] {
    var seen = Set(sessions)
    var last: Int32?
    for day in days where day != last {
      seen.insert(day)
      last = day
    }
    return seen.sorted()
  }
}
