// Daily prices of some symbols on common days. It does not know the files they came from.

public import Experiment

/// Prices as matrices `[symbols x days]`, one row of days for each symbol; NaN is no observation.
///
/// Days ascend; symbols ascend by their UTF-8 bytes, whatever the order of the files. A panel never
/// changes, so its identity can stand for its contents.
public final class PricePanel: Sendable {
  public let days: [Day]
  public let symbols: [String]
  /// Element `symbol * days.count + day`.
  public let close: Frozen<Double>
  /// Nil where no file has them.
  public let open: Frozen<Double>?
  public let high: Frozen<Double>?
  public let low: Frozen<Double>?
  public let volume: Frozen<Double>?
  /// The same by day, where somebody has made them before.
  let dayRows: DayRows?
  /// Where factors of these prices have been kept.
  public let store: (any FactorStore)?

  public init(
    days: [Day], symbols: [String], close: Frozen<Double>, open: Frozen<Double>? = nil,
    high: Frozen<Double>? = nil, low: Frozen<Double>? = nil, volume: Frozen<Double>? = nil,
    dayRows: DayRows? = nil, store: (any FactorStore)? = nil
  ) {
    precondition(close.count == days.count * symbols.count, "a price for each symbol and day")
    self.days = days
    self.symbols = symbols
    self.close = close
    self.open = open
    self.high = high
    self.low = low
    self.volume = volume
    self.dayRows = dayRows
    self.store = store
  }

  func has(_ field: PriceField) -> Bool {
    switch field {
    case .close: true
    case .open: open != nil
    case .high: high != nil
    case .low: low != nil
    case .volume: volume != nil
    }
  }

  /// The position of a symbol, by binary search.
  public func position(of symbol: String) -> Int? {
    var low = 0
    var high = symbols.count
    while low < high {
      let middle = (low + high) / 2
      if isOrdered(symbols[middle], symbol) { low = middle + 1 } else { high = middle }
    }
    return low < symbols.count && symbols[low] == symbol ? low : nil
  }

  /// Closes of a symbol by day.
  public func closes(of symbol: Int) -> Slice<Frozen<Double>> {
    close[symbol * days.count..<(symbol + 1) * days.count]
  }

  /// The positions of days within a period.
  public func range(of period: Period) -> Range<Int> {
    firstDay(notBefore: period.start)..<firstDay(notBefore: period.end.adding(days: 1))
  }

  private func firstDay(notBefore day: Day) -> Int {
    var low = 0
    var high = days.count
    while low < high {
      let middle = (low + high) / 2
      if days[middle] < day { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The panel with just these symbols, on the same days; names all symbols that are missing.
  ///
  /// The days stay those of the whole panel: they are the sessions of the market.
  public func restricted(
    to wanted: [String], named file: String
  ) throws(DataProblem) -> PricePanel {
    let missing = wanted.filter { position(of: $0) == nil }
    guard missing.isEmpty else {
      let shown = missing.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
      let rest = missing.count > 8 ? " and \(missing.count - 8) more" : ""
      throw DataProblem(
        file: file, "no prices for \(shown)\(rest)",
        help: "the prices have \(symbols.count) symbols, from '\(symbols.first ?? "")' to "
          + "'\(symbols.last ?? "")'; take the missing ones out, or add their prices")
    }
    guard !wanted.isEmpty else {
      throw DataProblem(file: file, "no symbol is named", help: "name at least one")
    }
    let chosen = Set(wanted.compactMap { position(of: $0) }).sorted()
    if chosen.count == symbols.count { return self }
    let count = days.count
    func rows(_ field: Frozen<Double>) -> Frozen<Double> { field.rows(chosen, of: count) }
    return PricePanel(
      days: days, symbols: chosen.map { symbols[$0] }, close: rows(close),
      open: open.map(rows), high: high.map(rows), low: low.map(rows), volume: volume.map(rows),
      store: store.map { PartOfStore($0, rows: chosen, of: count) })
  }

  /// What was known of these prices after so many days.
  func truncated(to count: Int) -> PricePanel {
    func cut(_ field: Frozen<Double>) -> Frozen<Double> {
      Frozen(symbols.indices.flatMap { field[$0 * days.count..<$0 * days.count + count] })
    }
    return PricePanel(
      days: Array(days.prefix(count)), symbols: symbols, close: cut(close), open: open.map(cut),
      high: high.map(cut), low: low.map(cut), volume: volume.map(cut))
  }
}

extension Frozen<Double> {
  /// Some rows of a matrix with rows of this length.
  func rows(_ chosen: [Int], of length: Int) -> Frozen {
    let source = elements.span
    return Frozen(repeating: 0, count: chosen.count * length) { target in
      for (place, row) in chosen.enumerated() {
        for column in 0..<length { target[place * length + column] = source[row * length + column] }
      }
    }
  }
}

/// The order of symbols everywhere: by UTF-8 bytes.
func isOrdered(_ a: String, _ b: String) -> Bool {
  a.utf8.lexicographicallyPrecedes(b.utf8)
}
