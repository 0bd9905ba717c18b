// Where an axis has its marks, and what stands at them: the numbers and days that a person would choose.

internal import Experiment

/// What the numbers of an axis are.
public enum ChartUnit: Sendable {
  /// As it is.
  case number
  /// A fraction, shown in percent.
  case percent
  /// Currency, shortened: 1.2M.
  case money

  /// A round number, as an axis has it.
  public func text(_ value: Double) -> String { AxisTicks.label(value, step: value, self) }
}

struct AxisTicks: Hashable {
  struct Tick: Hashable {
    let value: Double
    let label: String
  }

  let range: ClosedRange<Double>
  let ticks: [Tick]

  /// A linear axis over some values: multiples of 1, 2, 2.5 or 5 times a power of ten. Nil where a value is
  /// beyond what a picture can tell.
  ///
  /// - Parameters:
  ///   - hasZero: whether 0 is on it.
  ///   - count: about how many marks there shall be.
  static func linear(
    _ values: some Sequence<Double>, _ unit: ChartUnit, hasZero: Bool = false, count: Int = 5
  ) -> AxisTicks? {
    var (low, high) = bounds(values) ?? (0, 1)
    if hasZero { (low, high) = (min(low, 0), max(high, 0)) }
    guard max(abs(low), abs(high)) <= 1e15 else { return nil }
    if high - low <= max(1e-12 * max(abs(low), abs(high)), 1e-13) {
      let room = abs(low) < 1e-12 ? (unit == .percent ? 0.01 : 1) : abs(low) * 0.05
      (low, high) = (hasZero && low == 0 ? 0 : low - room, high + room)
    }
    let step = niceStep(of: high - low, count: count)
    let first = (low / step + 1e-9).rounded(.down)
    let last = (high / step - 1e-9).rounded(.up)
    let ticks = (0...Int(last - first)).map { place in
      let value = (first + Double(place)) * step
      return Tick(value: value, label: label(value, step: step, unit))
    }
    return AxisTicks(range: first * step...last * step, ticks: ticks)
  }

  /// A logarithmic axis, in natural logarithms: 1, 2 and 5 times powers of ten, or, where values are near each
  /// other, the marks of a linear axis. All values are above zero.
  static func logarithmic(_ values: some Sequence<Double>, _ unit: ChartUnit) -> AxisTicks? {
    let (low, high) = bounds(values) ?? (1, 10)
    guard low >= 1e-15, high <= 1e15 else { return nil }
    var marks: [Double] = []
    for exponent in -12...15 {
      let power = powerOfTen(exponent)
      for factor in [1.0, 2, 5] where factor * power >= low && factor * power <= high {
        marks.append(factor * power)
      }
    }
    let ticks: [Tick]
    if marks.count >= 3 {
      ticks = marks.map { Tick(value: logarithm($0), label: label($0, step: $0, unit)) }
    } else {
      ticks = (linear([low, high], unit)?.ticks ?? []).filter {
        $0.value >= low && $0.value <= high
      }
      .map { Tick(value: logarithm($0.value), label: $0.label) }
    }
    let (bottom, top) = (logarithm(low), logarithm(high))
    let room = max((top - bottom) * 0.04, 1e-6)
    return AxisTicks(range: bottom - room...top + room, ticks: ticks)
  }

  /// An axis of days: years, quarters, months or days, about a dozen of them.
  static func days(from first: Day, to last: Day) -> AxisTicks {
    let span = max(1, last.number - first.number)
    var ticks: [Tick] = []
    if span <= 45 {
      let step = max(1, span / 7)
      for number in stride(from: first.number, through: last.number, by: step) {
        ticks.append(Tick(value: Double(number), label: String("\(Day(number: number))".suffix(5))))
      }
    } else {
      let months = [1, 2, 3, 6, 12, 24, 60, 120].first { span / (30 * $0) <= 12 } ?? 240
      let (year, _, _) = first.components
      var index = year * 12
      while let day = Day(year: index / 12, month: index % 12 + 1, day: 1), day <= last {
        if day >= first {
          let text = "\(day)"
          ticks.append(
            Tick(
              value: Double(day.number),
              label: String(months >= 12 ? text.prefix(4) : text.prefix(7))))
        }
        index += months
      }
    }
    return AxisTicks(
      range: Double(first.number)...Double(max(last.number, first.number + 1)), ticks: ticks)
  }

  private static func bounds(_ values: some Sequence<Double>) -> (Double, Double)? {
    var bounds: (Double, Double)?
    for value in values where value.isFinite {
      bounds = bounds.map { (min($0.0, value), max($0.1, value)) } ?? (value, value)
    }
    return bounds
  }

  private static func niceStep(of span: Double, count: Int) -> Double {
    let rough = span / Double(max(1, count))
    let exponent = (-15...18).last { powerOfTen($0) <= rough } ?? -15
    let power = powerOfTen(exponent)
    return ([1, 2, 2.5, 5].first { $0 * power >= rough } ?? 10) * power
  }

  /// The double nearest to it.
  private static func powerOfTen(_ exponent: Int) -> Double {
    let power = (0..<abs(exponent)).reduce(1.0) { product, _ in product * 10 }
    return exponent < 0 ? 1 / power : power
  }

  /// The label of a mark, with as many digits as tell it from its neighbours.
  static func label(_ value: Double, step: Double, _ unit: ChartUnit) -> String {
    switch unit {
    case .percent: return plain(value * 100, step: step * 100) + "%"
    case .number: return plain(value, step: step)
    case .money:
      for (size, letter) in [(1e9, "B"), (1e6, "M"), (1e3, "k")] where abs(value) >= size {
        return plain(value / size, step: step / size) + letter
      }
      return plain(value, step: step)
    }
  }

  private static func plain(_ value: Double, step: Double) -> String {
    var places = 0
    var unit = step
    while places < 8, abs(unit - unit.rounded()) > 1e-6 * abs(unit) {
      unit *= 10
      places += 1
    }
    return Decimal(value)?.fixedText(places: places) ?? "0"
  }
}
