// Ranges and periods: `..` means members, bounds or days, as the place decides.

internal import Experiment
internal import Source

extension Checker {
  /// A range of ints has all its members at most.
  static let maximumLevels = 1_000_000

  /// The members of `a .. b` or `a .. b step c`; empty after a mistake.
  mutating func rangeValues(
    _ range: RangeExpression, wantsNumbers: Bool, in scope: Scope
  ) -> [Value] {
    let ends = [range.lower, range.upper] + (range.step.map { [$0] } ?? [])
    var values: [Value] = []
    for end in ends {
      let term = check(end, in: scope)
      guard !term.isUnknown else { return [] }
      guard let value = term.formula.constant else {
        problems.append(.levelsNotFixed(at: end.span))
        return []
      }
      values.append(value)
    }
    if case .period = values[0] { return periodRange(range, values).map { [$0] } ?? [] }
    if case .day = values[0] { return periodRange(range, values).map { [$0] } ?? [] }
    let hasInts = values.allSatisfy { $0.kind == .int }
    guard let lower = values[0].decimal, let upper = values[1].decimal else {
      problems.append(.wanted("a range of numbers", got: values[0].kind.phrase, at: range.span))
      return []
    }
    guard range.step != nil || (hasInts && !wantsNumbers) else {
      problems.append(
        .badLevels(
          "a range of numbers needs a step", at: range.span,
          help: "write \(source.text(in: range.span)) step 0.1, for example"))
      return []
    }
    return members(
      from: lower, to: upper, step: range.step == nil ? Decimal(1) : values[2].decimal, range,
      asInts: hasInts)
  }

  private mutating func members(
    from lower: Decimal, to upper: Decimal, step: Decimal?, _ range: RangeExpression, asInts: Bool
  ) -> [Value] {
    guard let step, step > .zero else {
      problems.append(
        .badLevels("a step is a number above zero", at: (range.step ?? range.upper).span))
      return []
    }
    guard lower <= upper else {
      problems.append(
        .badLevels(
          "this range is empty: its first end is above its last", at: range.span,
          help: "swap its two ends"))
      return []
    }
    let span = Decimal.sum(upper, -lower).flatMap { Decimal.quotient($0, step) }
    guard let count = span?.floor.integer, count < Checker.maximumLevels else {
      problems.append(
        .badLevels("this range has more than \(Checker.maximumLevels) members", at: range.span))
      return []
    }
    return (0...count).compactMap { index in
      let value = Decimal.product(step, Decimal(index)).flatMap { Decimal.sum(lower, $0) }
      guard let value else { return nil }
      return asInts ? value.integer.map { .int($0) } : .number(value)
    }
  }

  /// `2015-01-01 .. 2020-12-31`, `2015Q1 .. 2016Q4`, `2015-03 .. 2016-02`, `2015 .. 2020`.
  mutating func periodRange(_ range: RangeExpression, _ values: [Value]) -> Value? {
    if let step = range.step {
      problems.append(.badPeriod("a period has no step", at: step.span))
      return nil
    }
    let start: Day
    let end: Day
    switch (values[0], values[1]) {
    case (.day(let first), .day(let last)): (start, end) = (first, last)
    case (.period(let first), .period(let last)): (start, end) = (first.start, last.end)
    case (.int(let first), .int(let last)):
      guard let first = Period(year: Int(clamping: first)),
        let last = Period(year: Int(clamping: last))
      else {
        problems.append(.badPeriod("years lie between 1 and 9999", at: range.span))
        return nil
      }
      (start, end) = (first.start, last.end)
    default:
      problems.append(
        .badPeriod(
          "a period goes from \(values[0].kind.phrase) to another one, not to \(values[1].kind.phrase)",
          at: range.span))
      return nil
    }
    guard let period = Period(start: start, end: end) else {
      problems.append(.endsBeforeStart(at: range.span))
      return nil
    }
    return .period(period)
  }

  /// An expression where a bundle or a period is wanted.
  mutating func check(_ expression: Expression, as composite: Composite, in scope: Scope) -> Term {
    if composite == .period, case .range(let range) = expression {
      let ends = [check(range.lower, in: scope), check(range.upper, in: scope)]
      guard !ends.contains(where: \.isUnknown) else { return .unknown }
      guard let lower = ends[0].formula.constant, let upper = ends[1].formula.constant else {
        problems.append(.levelsNotFixed(at: range.span))
        return .unknown
      }
      return periodRange(range, [lower, upper]).map { Term($0) } ?? .unknown
    }
    let term = check(expression, in: scope)
    guard let sample = term.sample else { return .unknown }
    if composite == .period, case .int(let year)? = term.formula.constant,
      let period = Period(year: Int(clamping: year))
    {
      return Term(.period(period), label: term.label)
    }
    if let value = composite.value(of: sample) {
      return term.formula.constant == nil && value != sample
        ? unknown(.levelsNotFixed(at: expression.span))
        : Term(
          term.formula.constant == nil ? term.formula : .constant(value), sample: value,
          label: term.label)
    }
    let help =
      composite == .bundle
      ? "a bundle is a path in double quotes, or a declared bundle"
      : "a period is written 2015-01-01 .. 2020-12-31, or 2015 .. 2020"
    return unknown(
      .wanted("a \(composite.rawValue)", got: sample.kind.phrase, at: expression.span, help: help))
  }

  mutating func unknown(_ problem: Diagnostic) -> Term {
    problems.append(problem)
    return .unknown
  }
}
