// `..` at a point: the members of a range, the days of a period, an element of a list.

extension Evaluator {
  /// A range of numbers has at most so many members.
  public static let maximumMembers = 1_000_000

  func range(
    _ lower: Value, _ upper: Value, step: Value?, _ place: Place
  ) throws(EvaluationFailure) -> Value {
    switch lower {
    case .day, .period:
      guard step == nil else { throw EvaluationFailure("a period has no step", at: place) }
      return try period(lower, upper, place)
    default: break
    }
    if case .quantity(_, let unit) = lower {
      return try range(of: unit, [lower, upper] + (step.map { [$0] } ?? []), place)
    }
    guard let from = lower.decimal, let to = upper.decimal else {
      let other = lower.decimal == nil ? lower : upper
      throw EvaluationFailure(
        "a range of numbers is wanted here, and this is \(other.kind.phrase)", at: place)
    }
    let kinds = [lower.kind, upper.kind, step?.kind ?? .int]
    guard let step = step == nil ? Decimal(1) : step?.decimal, step > .zero else {
      throw EvaluationFailure("a step is a number above zero", reason: .value, at: place)
    }
    guard from <= to else {
      throw EvaluationFailure(
        "this range is empty: its first end is above its last", help: "swap its two ends",
        reason: .value, at: place)
    }
    let steps = Decimal.sum(to, -from).flatMap { Decimal.quotient($0, step) }?.floor.integer
    guard let steps, steps < Evaluator.maximumMembers else {
      throw EvaluationFailure(
        "this range has more than \(Evaluator.maximumMembers) members", reason: .value, at: place)
    }
    let hasInts = kinds.allSatisfy { $0 == .int }
    var members: [Value] = []
    members.reserveCapacity(Int(steps) + 1)
    for index in 0...steps {
      guard
        let member = Decimal.product(step, Decimal(index)).flatMap({ Decimal.sum(from, $0) })
      else { continue }
      members.append(hasInts ? .int(member.integer ?? .max) : .number(member))
    }
    return .list(members)
  }

  /// `10% .. 30% step 10%`: in the unit of the first end.
  private func range(
    of unit: LiteralUnit, _ values: [Value], _ place: Place
  ) throws(EvaluationFailure) -> Value {
    var numbers: [Value] = []
    for value in values {
      guard case .quantity(let amount, let own) = value, let factor = own.factor(to: unit),
        let number = Decimal.product(amount, factor)
      else {
        throw EvaluationFailure("the ends and the step of a range have units alike", at: place)
      }
      numbers.append(.number(number))
    }
    guard numbers.count == 3 else {
      throw EvaluationFailure("a range of numbers needs a step", at: place)
    }
    guard case .list(let members) = try range(numbers[0], numbers[1], step: numbers[2], place)
    else { return .list([]) }
    return .list(members.map { .quantity($0.decimal ?? .zero, unit) })
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
