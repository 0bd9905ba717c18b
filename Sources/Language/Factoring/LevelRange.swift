// Levels that a range spells: numbers with one step between them, or periods that a function makes.

internal import Experiment

struct LevelRange {
  let text: String

  /// Nil where a list says it better.
  init?(_ axis: FoundAxis, _ grid: RunGrid) {
    if let windows = axis.windows {
      text = windows
      return
    }
    guard axis.fields.count == 1, axis.levels.count > 3 else { return nil }
    let field = grid.fields[axis.fields[0]]
    let values = axis.levels.map { field.levels[Int($0[0])] }
    if field.composite == .period {
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
    let periods = values.compactMap { value -> PeriodReference? in
      guard case .period(let period)? = Composite.period.value(ofParts: value) else { return nil }
      return period
    }
    return periods.count == values.count ? FoundWindows(periods)?.text : nil
  }
}

extension Decimal {
  static func difference(_ a: Decimal, _ b: Decimal) -> Decimal? { sum(a, -b) }
}
