// Levels that a range spells: numbers with one step between them, whole years, quarters or months.

internal import Experiment

struct LevelRange {
  let text: String

  /// Nil where a list says it better.
  init?(_ axis: FoundAxis, _ grid: RunGrid) {
    guard axis.fields.count == 1, axis.levels.count > 3 else { return nil }
    let field = grid.fields[axis.fields[0]]
    let values = axis.levels.map { field.levels[Int($0[0])] }
    if field.name == Composite.period.rawValue, field.settings.count == 2 {
      guard let text = LevelRange.periods(values) else { return nil }
      self.text = text
      return
    }
    let numbers = values.compactMap { $0[0].decimal }
    guard numbers.count == values.count, let step = Decimal.difference(numbers[1], numbers[0]),
      Decimal.zero < step,
      zip(numbers, numbers.dropFirst()).allSatisfy({ Decimal.difference($1, $0) == step })
    else { return nil }
    let ends = "\(values[0][0].spelling) .. \(values[values.count - 1][0].spelling)"
    if case .int = values[0][0], step == Decimal(1) {
      text = ends
    } else if case .int = values[0][0] {
      text = "\(ends) step \(step.integer.map(String.init) ?? step.description)"
    } else {
      text = "\(ends) step \(step)"
    }
  }

  private static func periods(_ values: [[Value]]) -> String? {
    var periods: [Period] = []
    for value in values {
      guard case .day(let start) = value[0], case .day(let end) = value[1],
        let period = Period(start: start, end: end)
      else { return nil }
      periods.append(period)
    }
    guard let first = periods.first, let last = periods.last,
      let whole = Period(start: first.start, end: last.end)
    else { return nil }
    for (name, months) in [("years", 12), ("quarters", 3), ("months", 1)]
    where whole.wholeIntervals(ofMonths: months) == periods {
      return "\(name)(\(whole.spelling))"
    }
    return nil
  }
}

extension Decimal {
  static func difference(_ a: Decimal, _ b: Decimal) -> Decimal? { sum(a, -b) }
}
