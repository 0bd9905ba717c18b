// Ranges, comprehensions and composites: `..` means members, bounds or days, as the place decides.

internal import Experiment
internal import Source

extension Checker {
  /// The members of a range of numbers, or the period between two days.
  mutating func check(_ range: RangeExpression, in scope: Scope) -> Term {
    parts(of: range, in: scope).map { check($0, of: range) } ?? .unknown
  }

  /// The ends of a range and its step, if there is one; nil after a mistake.
  mutating func parts(of range: RangeExpression, in scope: Scope) -> [Term]? {
    let ends = [range.lower, range.upper].map { check($0, in: scope) }
    let step = range.step.map { check($0, in: scope) }
    let hasInts = ends.allSatisfy { $0.sample?.kind == .int }
    let hasNumbers = ends.allSatisfy { $0.isUnknown || $0.sample?.decimal != nil }
    if hasNumbers, !hasInts, range.step == nil, !ends.contains(where: \.isUnknown) {
      problems.append(.rangeWithoutStep(source.text(in: range.span), at: range.span))
      return nil
    }
    if let step, let sample = step.sample, let stepSpan = range.step?.span {
      if ends[0].sample?.kind == .day || ends[0].sample?.kind == .period {
        problems.append(.badPeriod("a period has no step", at: stepSpan))
        return nil
      }
      var amount = sample.decimal
      if case .quantity(let number, _) = sample { amount = number }
      guard let amount, amount > .zero else {
        problems.append(.badLevels("a step is a number above zero", at: stepSpan))
        return nil
      }
    }
    return ends + (step.map { [$0] } ?? [])
  }

  /// The members of a range of numbers whose parts are fixed.
  mutating func members(_ parts: [Term], at span: Span) -> RangeMembers? {
    let values = parts.compactMap(\.constant)
    guard values.count == parts.count, values[0].kind != .day, values[0].kind != .period else {
      return nil
    }
    return try? RangeMembers(
      values[0], values[1], step: values.count > 2 ? values[2] : nil, at: place(span))
  }

  mutating func check(_ parts: [Term], of range: RangeExpression) -> Term {
    let isPeriod = parts[0].sample?.kind == .day || parts[0].sample?.kind == .period
    let slug: Slug = isPeriod ? .badPeriod : .badLevels
    var term = fold(parts, at: range.span, slug) {
      .range($0[0], $0[1], step: $0.count > 2 ? $0[2] : nil, $1)
    }
    // Empty at the first point, it is a list all the same.
    if !isPeriod, let sample = term.sample, sample.kind != .list {
      let readings = term.readings
      term = Term(term.formula, sample: .list([sample]))
      term.readings = readings
    }
    return term
  }

  /// As ``fold(_:at:_:)``, with a failure told as one of this kind.
  private mutating func fold(
    _ parts: [Term], at span: Span, _ slug: Slug, _ make: ([Formula], Place) -> Formula
  ) -> Term {
    let before = problems.count
    let term = fold(parts, at: span, make)
    guard term.isUnknown, problems.count == before + 1, let problem = problems.last,
      problem.span == span, problem.slug == .noValue || problem.slug == .wrongType
    else { return term }
    problems[before] = Diagnostic(
      problem.slug == .wrongType && slug == .badLevels ? .wrongType : slug, problem.message,
      at: span, notes: problem.notes, help: problem.help)
    return term
  }

  /// A range where one period is wanted: whole years, or days.
  mutating func check(
    _ range: RangeExpression, as composite: Composite, in scope: Scope
  ) -> Term {
    if let step = range.step {
      return unknown(.badPeriod("a period has no step", at: step.span))
    }
    let ends = [range.lower, range.upper].map { check($0, in: scope) }
    return fold(ends, at: range.span, .badPeriod) { .period($0[0], $0[1], $1) }
  }

  /// An expression where a bundle, a period or a preset is wanted.
  mutating func check(_ expression: Expression, as composite: Composite, in scope: Scope) -> Term {
    switch (composite, expression) {
    case (.period, .range(let range)): return check(range, as: .period, in: scope)
    case (.preset, .record(let fields, let span)):
      return check(preset: fields, at: span, in: scope)
    default: return coerced(check(expression, in: scope), to: composite, at: expression.span)
    }
  }

  /// A term as the value of a composite: a path as a bundle, a year as a period, a record's fields as
  /// settings.
  mutating func coerced(_ term: Term, to composite: Composite, at span: Span) -> Term {
    guard let sample = term.sample else { return .unknown }
    guard let value = composite.value(of: sample) else {
      let help =
        switch composite {
        case .bundle: "a bundle is a path in double quotes, or a declared bundle"
        case .period: "a period is written 2015-01-01 .. 2020-12-31, or 2015 .. 2020"
        case .preset:
          "a preset is declared with 'preset NAME { ... }', or written { setting = value }"
        }
      return unknown(
        .wanted("a \(composite.rawValue)", got: sample.kind.phrase, at: span, help: help))
    }
    if composite == .preset { return checkedPreset(term, at: span) }
    if case .text(let path)? = term.constant { warnOfAbsolutePath(path, at: span) }
    if let constant = term.constant { return Term(composite.value(of: constant) ?? value) }
    guard value != sample else { return term }
    var result = Term(.composite(term.formula, composite, place(span)), sample: value)
    result.readings = term.readings
    result.size = term.size + 1
    result.depth = term.depth + 1
    return result
  }

  /// `[e for x in xs if c]`: the lists and conditions are fixed, the elements may depend on axes.
  mutating func check(_ comprehension: Comprehension, in scope: Scope) -> Term {
    if let label = comprehension.item.label {
      return unknown(
        .badLevels("every element of this list would have the one label", at: label.span))
    }
    guard comprehension.clauses.count <= 16 else {
      return unknown(.tooDeep(at: comprehension.span))
    }
    var parts: [Term] = []
    guard expand(comprehension, comprehension.clauses[...], in: scope, &parts) else {
      return .unknown
    }
    return fold(parts, at: comprehension.span) { formulas, _ in .list(formulas) }
  }

  /// Adds the elements for every value of the first clause; false after a mistake.
  private mutating func expand(
    _ comprehension: Comprehension, _ clauses: ArraySlice<Comprehension.Clause>, in scope: Scope,
    _ parts: inout [Term]
  ) -> Bool {
    guard let clause = clauses.first else {
      if let condition = comprehension.condition {
        let term = check(condition, in: scope)
        guard !term.isUnknown else { return false }
        guard case .bool(let truth)? = term.constant else {
          problems.append(
            term.sample?.kind == .bool
              ? .levelsNotFixed(at: condition.span)
              : .wanted("a condition", got: term.sample?.kind.phrase ?? "", at: condition.span))
          return false
        }
        guard truth else { return true }
      }
      let term = check(comprehension.item.value, in: scope)
      parts.append(term)
      return !term.isUnknown
    }
    let list = check(clause.list, in: scope)
    guard let sample = list.sample else { return false }
    guard case .list(let values)? = list.constant else {
      problems.append(
        sample.kind == .list
          ? .levelsNotFixed(at: clause.list.span)
          : .wanted("a list", got: sample.kind.phrase, at: clause.list.span))
      return false
    }
    for name in clause.names {
      if schema.position(of: name.text) != nil || composite(named: name.text) != nil {
        problems.append(.nameIsSetting(name))
        return false
      } else if let previous = scope.names.find(name.text) {
        problems.append(.nameTaken(name, by: previous.span))
        return false
      }
    }
    for value in values {
      guard takeSteps(1, at: clause.list.span) else { return false }
      var inner = scope
      inner.names = NameTable(inside: scope.names)
      guard bind(value, to: clause, in: inner.names),
        expand(comprehension, clauses.dropFirst(), in: inner, &parts)
      else { return false }
    }
    return true
  }

  private mutating func bind(
    _ value: Value, to clause: Comprehension.Clause, in names: NameTable
  ) -> Bool {
    var values = [value]
    if clause.names.count > 1 {
      guard case .list(let parts) = value, parts.count == clause.names.count else {
        problems.append(.levelsNotTuples(clause.names.count, at: clause.list.span))
        return false
      }
      values = parts
    }
    for (name, value) in zip(clause.names, values) {
      names.declare(name.text, .value(Term(value)), at: name.span)
    }
    return true
  }
}
