// A closed range of days. It is never a frequency and never 252.

/// A closed range of days: both ends belong.
public struct Period: Hashable, Sendable {
  public let start: Day
  public let end: Day

  /// Nil if it would end before it starts.
  public init?(start: Day, end: Day) {
    guard start <= end else { return nil }
    self.start = start
    self.end = end
  }

  /// A whole calendar year.
  public init?(year: Int) {
    guard let start = Day(year: year, month: 1, day: 1),
      let end = Day(year: year, month: 12, day: 31)
    else { return nil }
    self.init(start: start, end: end)
  }

  /// A whole calendar month.
  public init?(year: Int, month: Int) {
    guard let start = Day(year: year, month: month, day: 1),
      let end = Day(year: year, month: month, day: Day.length(ofMonth: month, year: year))
    else { return nil }
    self.init(start: start, end: end)
  }

  /// A whole calendar quarter, 1 to 4.
  public init?(year: Int, quarter: Int) {
    guard (1...4).contains(quarter), let first = Period(year: year, month: quarter * 3 - 2),
      let last = Period(year: year, month: quarter * 3)
    else { return nil }
    self.init(start: first.start, end: last.end)
  }

  public var days: Int { end.number - start.number + 1 }

  /// The whole calendar intervals of `months` months that lie inside, in order.
  public func wholeIntervals(ofMonths months: Int) -> [Period] {
    var found: [Period] = []
    let first = start.components
    var month = (first.month - 1) / months * months + 1
    var year = first.year
    while let head = Period(year: year, month: month), head.start <= end {
      if let next = head.start.adding(months: months),
        let whole = Period(start: head.start, end: next.adding(days: -1)),
        whole.start >= start, whole.end <= end
      {
        found.append(whole)
      }
      month += months
      if month > 12 { (year, month) = (year + 1, 1) }
    }
    return found
  }
}

extension Period: CustomStringConvertible {
  /// The coarsest exact form: `2015`, `2015-2020`, `2015Q1-2016Q4`, `2015-03`, else days.
  public var description: String {
    let (from, to) = ends
    return from == to && from.utf8.count < 10 ? from : "\(from)-\(to)"
  }

  /// The coarsest intervals that begin and end it exactly, as the language writes them.
  public var ends: (from: String, to: String) {
    let (startYear, startMonth, startDay) = start.components
    let (endYear, endMonth, endDay) = end.components
    guard startDay == 1, endDay == Day.length(ofMonth: endMonth, year: endYear) else {
      return (start.description, end.description)
    }
    if startMonth == 1, endMonth == 12 { return (String(startYear), String(endYear)) }
    if startMonth % 3 == 1, endMonth % 3 == 0 {
      return ("\(startYear)Q\((startMonth + 2) / 3)", "\(endYear)Q\(endMonth / 3)")
    }
    func month(_ year: Int, _ month: Int) -> String { "\(year)-\(month < 10 ? "0" : "")\(month)" }
    return (month(startYear, startMonth), month(endYear, endMonth))
  }
}

/// A length of time as people write it: months and days follow the calendar, the rest the clock.
public struct Duration: Hashable, Sendable {
  public var months: Int
  public var days: Int
  public var milliseconds: Int

  public init(months: Int = 0, days: Int = 0, milliseconds: Int = 0) {
    self.months = months
    self.days = days
    self.milliseconds = milliseconds
  }

  /// Seconds, where the calendar does not matter; nil where months or years do.
  public var seconds: Double? {
    months == 0 ? Double(days) * 86_400 + Double(milliseconds) / 1000 : nil
  }

  /// Whether it is longer than nothing, and the calendar does not matter.
  public var isClockTime: Bool { seconds.map { $0 > 0 } ?? false }

  /// Milliseconds; nil where months or years are in it, whose length depends on the calendar.
  var orderedLength: Int? { months == 0 ? days * 86_400_000 + milliseconds : nil }

  /// As many times as long; nil where that is longer than any calendar.
  func multiplied(by count: Int) -> Duration? {
    let limit = 200_000_000_000_000
    let parts = [months, days, milliseconds].map { $0.multipliedReportingOverflow(by: count) }
    guard parts.allSatisfy({ !$0.overflow && abs($0.partialValue) < limit }) else { return nil }
    return Duration(
      months: parts[0].partialValue, days: parts[1].partialValue,
      milliseconds: parts[2].partialValue)
  }

  /// Reads `3y`, `1y6m`, `63d`, `30min`, `500ms`; nil for any other text.
  public init?(_ text: some StringProtocol) {
    self.init()
    var rest = Substring(text)
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard let amount = Int(digits), amount <= 1_000_000_000 else { return nil }
      rest = rest.dropFirst(digits.count)
      // No length of a thousand years and more, however it is put together.
      guard max(months, days / 31, milliseconds / 2_678_400_000) < 12_000_000 else { return nil }
      let unit = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(unit.count)
      switch unit {
      case "y": months += amount * 12
      case "m": months += amount
      case "w": days += amount * 7
      case "d": days += amount
      case "h": milliseconds += amount * 3_600_000
      case "min": milliseconds += amount * 60_000
      case "s": milliseconds += amount * 1000
      case "ms": milliseconds += amount
      default: return nil
      }
    }
    guard months + days / 31 + milliseconds / 2_678_400_000 < 12_000_000 else { return nil }
  }
}

extension Duration: CustomStringConvertible {
  public var description: String {
    var text = ""
    func append(_ amount: Int, _ unit: String) { if amount != 0 { text += "\(amount)\(unit)" } }
    append(months / 12, "y")
    append(months % 12, "m")
    append(days, "d")
    append(milliseconds / 3_600_000, "h")
    append(milliseconds / 60_000 % 60, "min")
    append(milliseconds / 1000 % 60, "s")
    append(milliseconds % 1000, "ms")
    return text.isEmpty ? "0s" : text
  }
}
