// What can be said of prices at a glance: from when to when, what is missing, what looks wrong.

public import Experiment
internal import Source

/// One symbol of a panel.
public struct SymbolReport: Hashable, Sendable {
  public let symbol: String
  public let first: Day
  public let last: Day
  /// Days with a close.
  public let sessions: Int
  /// Days of the panel between the first and the last without a close.
  public let missing: Int
  public let lowest: Double
  public let highest: Double
  /// The largest move from one close to the next, and its day; nil with one close.
  public let largestMove: (day: Day, change: Double)?

  public static func == (a: SymbolReport, b: SymbolReport) -> Bool { a.symbol == b.symbol }

  public func hash(into hasher: inout Hasher) { hasher.combine(symbol) }
}

extension PricePanel {
  /// A report for each symbol that has a price.
  public var report: [SymbolReport] {
    symbols.indices.compactMap { symbol in
      var (sessions, lowest, highest) = (0, Double.infinity, 0.0)
      var first: Int?
      var last = 0
      var previous = Double.nan
      var largest: (day: Day, change: Double)?
      for (day, close) in closes(of: symbol).enumerated() where !close.isNaN {
        if first == nil { first = day }
        last = day
        sessions += 1
        lowest = min(lowest, close)
        highest = max(highest, close)
        let change = close / previous - 1
        if abs(change) > abs(largest?.change ?? 0) { largest = (days[day], change) }
        previous = close
      }
      guard let first else { return nil }
      return SymbolReport(
        symbol: symbols[symbol], first: days[first], last: days[last], sessions: sessions,
        missing: last - first + 1 - sessions, lowest: lowest, highest: highest,
        largestMove: largest)
    }
  }

  /// What a careful person would ask about.
  var doubts: [String] {
    let reports = report
    var doubts: [String] = []
    let jumps = reports.filter { abs($0.largestMove?.change ?? 0) > 0.4 }
    if !jumps.isEmpty {
      let shown = jumps.prefix(3).map { report in
        let move = report.largestMove
        let percent = Decimal((move?.change ?? 0) * 100)?.fixedText(places: 0) ?? ""
        return "\(report.symbol) \(percent) % on \(move?.day.description ?? "")"
      }
      doubts.append(
        "\(counted(jumps.count, "symbol")) with a move beyond 40 % in a day "
          + "(\(shown.joined(separator: ", "))): splits that were not adjusted?")
    }
    let gaps = reports.filter { $0.missing > 0 }
    if !gaps.isEmpty {
      let missing = gaps.reduce(0) { $0 + $1.missing }
      doubts.append(
        "\(counted(missing, "close")) of \(counted(gaps.count, "symbol")) missing between first and last "
          + "day: nothing is traded then, and the last close counts"
      )
    }
    doubts += calendarDoubts
    let broken = brokenBars
    if broken > 0 {
      doubts.append(
        "\(counted(broken, "row")) whose high and low do not hold its open and close")
    }
    if let end = days.last, symbols.count >= 20, days.count > 750 {
      let ended = reports.count { $0.last.number < end.number - 31 }
      doubts.append(
        ended > 0
          ? "\(counted(ended, "symbol")) ending before the data do: holdings are settled at the last close"
          : "no symbol ends before \(end): if these are today's survivors, results will be too good"
      )
    }
    return doubts
  }

  /// Holes that all symbols have, and sessions on weekends.
  private var calendarDoubts: [String] {
    var doubts: [String] = []
    let widest = zip(days, days.dropFirst()).max {
      $0.1.number - $0.0.number < $1.1.number - $1.0.number
    }
    if let (last, next) = widest, next.number - last.number > 10 {
      doubts.append("no symbol has a price between \(last) and \(next)")
    }
    let weekend = days.filter { $0.weekday > 4 }
    if let first = weekend.first, weekend.count * 10 < days.count {
      doubts.append(
        "\(counted(weekend.count, "session")) on a weekend, the first on \(first): symbols without a price "
          + "then lack one")
    }
    return doubts
  }

  private var brokenBars: Int {
    guard let high, let low, let open else { return 0 }
    return close.indices.count { place in
      let top = max(open[place], close[place])
      let bottom = min(open[place], close[place])
      return high[place] < top * (1 - 1e-9) || low[place] > bottom * (1 + 1e-9)
    }
  }

  /// The panel as a long CSV file: what `pricePanel` reads back as the same numbers.
  public func csvLines(_ append: ([UInt8]) throws -> Void) rethrows {
    let fields = [open, high, low].compactMap(\.self).count == 3
    let names =
      (fields ? ["open", "high", "low"] : []) + ["close"] + (volume == nil ? [] : ["volume"])
    try append(Array("timestamp,symbol,\(names.joined(separator: ","))\n".utf8))
    func text(_ value: Double) -> String { value.isNaN ? "" : numberText(value) }
    for day in days.indices {
      var lines = ""
      for symbol in symbols.indices {
        let place = symbol * days.count + day
        if close[place].isNaN { continue }
        lines += "\(days[day]),\(quoted(symbols[symbol])),"
        if fields, let open, let high, let low {
          lines += "\(text(open[place])),\(text(high[place])),\(text(low[place])),"
        }
        lines += text(close[place])
        if let volume {
          let shares = volume[place]
          lines += "," + (Int(exactly: shares).map { "\($0)" } ?? text(shares))
        }
        lines += "\n"
      }
      try append(Array(lines.utf8))
    }
  }

  private func quoted(_ symbol: String) -> String {
    symbol.contains(",") ? "\"\(symbol)\"" : symbol
  }
}
