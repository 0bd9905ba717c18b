// `..` at a point: the members of a range, the days of a period, an element of a list.

extension Evaluator {
  func range(
    _ lower: Value, _ upper: Value, step: Value?, _ place: Place
  ) throws(EvaluationFailure) -> Value {
    switch lower {
    case .day, .period:
      guard step == nil else { throw EvaluationFailure("a period has no step", at: place) }
      return try period(lower, upper, place)
    default: break
    }
    return .list(Array(try RangeMembers(lower, upper, step: step, at: place)))
  }

  /// `2015-01-01 .. 2020-12-31`, `2015Q1 .. 2016Q4`, `2015-03 .. 2016-02`, `2015 .. 2020`.
  func period(
    _ lower: Value, _ upper: Value, _ place: Place
  ) throws(EvaluationFailure) -> Value {
    func ends(_ value: Value) -> (start: Day, end: Day)? {
      switch value {
      case .day(let day): return (day, day)
      case .period(let window): return (window.period.start, window.period.end)
      case .int(let year):
        return Period(year: Int(clamping: year)).map { ($0.start, $0.end) }
      default: return nil
      }
    }
    guard lower.kind == upper.kind, let first = ends(lower), let last = ends(upper) else {
      if lower.kind == .int, upper.kind == .int {
        throw EvaluationFailure("years lie between 1 and 9999", reason: .value, at: place)
      }
      throw EvaluationFailure(
        "a period goes from \(lower.kind.phrase) to another one, not to \(upper.kind.phrase)",
        help: "write 2015-01-01 .. 2020-12-31, or 2015 .. 2020", at: place)
    }
    guard let period = Period(start: first.start, end: last.end) else {
      throw EvaluationFailure(
        "this period ends before it starts", help: "swap its two ends", reason: .value, at: place)
    }
    return .period(PeriodReference(period))
  }

  func element(
    of list: Value, _ index: Value, _ place: Place
  ) throws(EvaluationFailure) -> Value {
    guard case .list(let values) = list, case .int(let number) = index,
      values.indices.contains(Int(number))
    else { throw EvaluationFailure("this level does not exist here", reason: .value, at: place) }
    return values[Int(number)]
  }
}
