// Periods made of a period: calendar intervals, rolling and expanding windows, walk-forward tests.
// Every end is computed from the beginning of the whole, so that no month's length adds up.

extension FormulaFunction {
  /// `arguments[0]` is the period; what does not fit into it whole is left out.
  func windows(_ arguments: [Value]) throws(Refusal) -> [PeriodReference] {
    guard case .period(let whole)? = Composite.period.value(of: arguments[0]) else {
      throw Refusal(
        message: "'\(rawValue)' takes a period, and this is \(arguments[0].kind.phrase)")
    }
    let period = whole.period
    switch self {
    case .years, .quarters, .months:
      let each = self == .years ? 12 : self == .quarters ? 3 : 1
      let parts = period.wholeIntervals(ofMonths: each)
      guard !parts.isEmpty else {
        throw Refusal(message: "no whole calendar interval of '\(rawValue)' lies in this period")
      }
      return parts.map { PeriodReference($0) }
    case .rolling:
      let length = try self.length(arguments, 1)
      let step = arguments[2] == .none ? length : try self.length(arguments, 2)
      return try spans(in: period, step) { shift in
        (period.start.adding(shift), period.start.adding(shift, length))
      }
    case .expanding:
      let first = try length(arguments, 1)
      let step = arguments[2] == .none ? first : try length(arguments, 2)
      return try spans(in: period, step) { shift in
        (period.start, period.start.adding(first, shift))
      }
    default: return try walkForward(period, arguments)
    }
  }

  /// Windows from a first day up to the day before an end, while they fit.
  private func spans(
    in period: Period, _ step: Duration, _ window: (Duration) -> (Day?, Day?)
  ) throws(Refusal) -> [PeriodReference] {
    var found: [PeriodReference] = []
    while let shift = step.multiplied(by: found.count),
      case (let start?, let end?) = window(shift),
      let span = Period(start: start, end: end.adding(days: -1)), span.end <= period.end
    {
      found.append(PeriodReference(span))
      try checkCount(found.count)
    }
    return try notEmpty(found)
  }

  private func walkForward(
    _ period: Period, _ arguments: [Value]
  ) throws(Refusal) -> [PeriodReference] {
    let (train, test) = (try length(arguments, 1), try length(arguments, 2))
    let step = arguments[3] == .none ? test : try length(arguments, 3)
    let gap = arguments[4] == .none ? Duration() : try length(arguments, 4, allowsZero: true)
    guard let reverse = gap.multiplied(by: -1) else { return [] }
    var found: [PeriodReference] = []
    while let shift = step.multiplied(by: found.count),
      let start = period.start.adding(shift), let begin = period.start.adding(shift, train),
      let end = period.start.adding(shift, train, test),
      let span = Period(start: begin, end: end.adding(days: -1)), span.end <= period.end
    {
      guard let last = begin.adding(reverse),
        let fit = Period(start: start, end: last.adding(days: -1))
      else { throw Refusal(message: "the gap leaves no day to train on") }
      found.append(PeriodReference(span, train: fit))
      try checkCount(found.count)
    }
    return try notEmpty(found)
  }

  private func checkCount(_ count: Int) throws(Refusal) {
    guard count <= 100_000 else {
      throw Refusal(message: "these are more than 100000 windows", help: "take a longer step")
    }
  }

  private func notEmpty(_ found: [PeriodReference]) throws(Refusal) -> [PeriodReference] {
    guard !found.isEmpty else {
      throw Refusal(
        message: "no window of this length lies in the period", help: "take a shorter one")
    }
    return found
  }

  private func length(
    _ arguments: [Value], _ place: Int, allowsZero: Bool = false
  ) throws(Refusal) -> Duration {
    guard case .duration(let length) = arguments[place], length.milliseconds == 0 else {
      throw Refusal(
        message: "'\(parameters[place])' is \(arguments[place].kind.phrase)",
        help: "it is a length of whole days: 3y, 6m, 63d")
    }
    guard allowsZero || length != Duration() else {
      throw Refusal(message: "'\(parameters[place])' has no length")
    }
    return length
  }
}

extension Day {
  /// The day after these lengths together: first their months, then their days.
  fileprivate func adding(_ lengths: Duration...) -> Day? {
    var months = 0
    var days = 0
    for length in lengths {
      months += length.months
      days += length.days
    }
    guard let day = adding(months: months)?.adding(days: days), (1...9999).contains(day.year) else {
      return nil
    }
    return day
  }
}

extension [PeriodReference] {
  /// The days at the end of a period that no window of these covers.
  public func daysLeft(in period: Period) -> Int {
    Swift.max(0, period.end.number - (map(\.period.end.number).max() ?? period.start.number - 1))
  }
}
