// Periods that a function of the language makes: calendar intervals, rolling, expanding and walk-forward
// windows. What is found is computed and compared, so that a guess costs nothing.

internal import Experiment

struct FoundWindows {
  /// The call that makes them.
  let text: String

  /// Nil where no function makes exactly these.
  init?(_ windows: [PeriodReference]) {
    guard windows.count > 2, let first = windows.first, let last = windows.last else { return nil }
    let start = first.train?.start ?? first.period.start
    guard let whole = Period(start: start, end: last.period.end) else { return nil }
    let calls =
      first.train == nil
      ? FoundWindows.plainCalls(windows) : FoundWindows.walkForward(first, windows[1])
    for call in calls {
      let arguments = [Value.period(PeriodReference(whole))] + call.lengths.map { $0.value }
      let formula = Formula.call(call.function, arguments.map { .constant($0) }, .unknown)
      guard case .list(let made)? = try? Evaluator(schema: Schema()).value(of: formula),
        made == windows.map({ .period($0) })
      else { continue }
      let lengths = call.lengths.compactMap { length in
        length.duration.map { ", \(length.name): \($0)" }
      }
      text = "\(call.function.rawValue)(\(whole.spelling)\(lengths.joined()))"
      return
    }
    return nil
  }

  private typealias Call = (function: FormulaFunction, lengths: [Length])

  private struct Length {
    let name: String
    /// Nil where the function has it as a default.
    var duration: Duration?

    init(_ name: String, _ duration: Duration?) {
      self.name = name
      self.duration = duration
    }

    var value: Value { duration.map { .duration($0) } ?? .none }
  }

  private static func plainCalls(_ windows: [PeriodReference]) -> [Call] {
    let (first, second) = (windows[0].period, windows[1].period)
    let length = length(from: first.start, to: first.end.adding(days: 1))
    let step = self.length(from: first.start, to: second.start)
    let growth = self.length(from: first.end.adding(days: 1), to: second.end.adding(days: 1))
    return [
      (.years, []), (.quarters, []), (.months, []),
      (.rolling, [Length("length", length), Length("step", length == step ? nil : step)]),
      (.expanding, [Length("first", length), Length("step", length == growth ? nil : growth)]),
    ]
  }

  private static func walkForward(_ first: PeriodReference, _ second: PeriodReference) -> [Call] {
    guard let fit = first.train, let next = second.train else { return [] }
    let gap = first.period.start.number - fit.end.number - 1
    guard gap >= 0 else { return [] }
    return [
      (
        .walkForward,
        [
          Length("train", length(from: fit.start, to: first.period.start)),
          Length(
            "test", length(from: first.period.start, to: first.period.end.adding(days: 1))),
          Length("step", length(from: fit.start, to: next.start)),
          Length("gap", gap == 0 ? nil : Duration(days: gap)),
        ]
      )
    ]
  }

  /// Whole months where they are, else days.
  private static func length(from start: Day, to end: Day) -> Duration {
    let (a, b) = (start.components, end.components)
    let months = (b.year - a.year) * 12 + b.month - a.month
    if months > 0, start.adding(months: months) == end { return Duration(months: months) }
    return Duration(days: end.number - start.number)
  }
}

extension FoundAxis {
  /// The axis of windows that bring their training days along, if these fields at these levels are one.
  static func windows(
    _ fields: [Int], _ levels: [[Int32]], in grid: RunGrid
  ) -> (period: Int, text: String)? {
    let names = fields.map { grid.fields[$0].name }
    guard names.count == 3, let period = names.firstIndex(of: Composite.period.rawValue),
      let start = names.firstIndex(of: "train_start_date"),
      let end = names.firstIndex(of: "train_end_date")
    else { return nil }
    let windows = levels.compactMap { level -> PeriodReference? in
      let values = fields.indices.map { grid.fields[fields[$0]].levels[Int(level[$0])] }
      guard case .period(let test)? = Composite.period.value(ofParts: values[period]),
        case .period(let fit)? = Composite.period.value(ofParts: [values[start][0], values[end][0]])
      else { return nil }
      return PeriodReference(test.period, train: fit.period)
    }
    guard windows.count == levels.count, let found = FoundWindows(windows) else { return nil }
    return (fields[period], found.text)
  }
}
