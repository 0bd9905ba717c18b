// Presets: records whose fields are settings, and the settings that they bring along.

internal import Experiment
internal import Source

extension Checker {
  mutating func checkPreset(_ name: Name, _ value: Expression, in scope: inout Scope) {
    let term = check(value, as: .preset, in: scope)
    switch term.formula {
    case _ where term.isUnknown: declare(name, .value(.unknown), in: &scope)
    case .constant(.record(let record)):
      let named = Record(name: name.text, record.fields)
      declare(name, .value(Term(.record(named))), in: &scope)
    default: declare(name, .value(term), in: &scope)
    }
  }

  /// The braces of a preset: each field as its setting takes it.
  mutating func check(preset fields: [Field], at span: Span, in scope: Scope) -> Term {
    var parts: [Term] = []
    var isWrong = false
    for (index, field) in fields.enumerated() {
      if let twin = fields[..<index].first(where: { $0.name.text == field.name.text }) {
        problems.append(.setTwice(field.name, first: twin.name.span))
      }
      let term: Term
      if let composite = composite(named: field.name.text), composite != .preset {
        term = check(field.value, as: composite, in: scope)
      } else if let position = schema.position(of: field.name.text) {
        term = converted(check(field.value, in: scope), to: position, at: field.value.span)
      } else {
        problems.append(.unknownSetting(field.name, candidates: settableNames, job: job.kind))
        term = check(field.value, in: scope)
        isWrong = true
      }
      parts.append(term)
    }
    let term = fold(parts, at: span) { formulas, _ in
      .record(zip(fields, formulas).map { Formula.Field($0.name.text, $1) })
    }
    return isWrong ? .unknown : term
  }

  /// A record from elsewhere as a preset: its fields are settings, and their values fit.
  mutating func checkedPreset(_ term: Term, at span: Span) -> Term {
    guard let fields = possibleFields(of: term.formula) else {
      return unknown(
        .misplacedValue("which settings this preset has is not fixed", at: span, help: nil))
    }
    var converted: [Record.Field] = []
    for field in fields {
      guard let value = fieldValue(field, at: span) else { return .unknown }
      converted.append(Record.Field(field.name, value))
    }
    guard case .record(let record)? = term.constant else { return term }
    return Term(.record(Record(name: record.name, converted)))
  }

  private mutating func fieldValue(_ field: PossibleField, at span: Span) -> Value? {
    if let composite = composite(named: field.name), composite != .preset {
      if let value = composite.value(of: field.example) { return value }
      problems.append(
        .wanted("a \(composite.rawValue)", got: field.example.kind.phrase, at: span))
      return nil
    }
    guard let position = schema.position(of: field.name) else {
      problems.append(
        .unknownSetting(
          Name(text: field.name, span: span), candidates: settableNames, job: job.kind))
      return nil
    }
    switch schema[position].converting(field.example) {
    case .success(let value): return value
    case .failure(let problem):
      problems.append(.conversion(problem, at: span))
      return nil
    }
  }

  /// Gives the settings that a preset holds, each where it holds it.
  mutating func giveFields(
    of term: Term, at name: Name, where condition: Formula?, in scope: inout Scope
  ) {
    guard !term.isUnknown, let fields = possibleFields(of: term.formula) else { return }
    for field in fields {
      var own = condition
      if !field.isCertain {
        let has = Formula.binary(
          .isIn, .constant(.text(field.name)), term.formula, place(name.span))
        own = condition.map { .binary(.and, $0, has, place(name.span)) } ?? has
      }
      var member = Term(field.example)
      if term.constant == nil {
        member = Term(.member(term.formula, field.name, place(name.span)), sample: field.example)
        member.readings = term.readings
      }
      if let composite = composite(named: field.name), composite != .preset {
        guard !noteOwned(field.name, name, inRun: false, in: scope) else { continue }
        give(
          composite, coerced(member, to: composite, at: name.span), .composite(.preset), at: name,
          where: own, in: &scope)
      } else if let position = schema.position(of: field.name) {
        guard !noteOwned(schema[position].name, name, inRun: false, in: scope) else { continue }
        give(
          position, converted(member, to: position, at: name.span), .composite(.preset),
          at: name.span, where: own, in: &scope)
      }
    }
  }

  /// A field that a record has at some points at least.
  struct PossibleField {
    let name: String
    /// A value that it has somewhere.
    let example: Value
    /// Whether the record has it everywhere.
    var isCertain: Bool
  }

  /// The fields that the record has, which is what the formula gives; nil if that is not fixed.
  func possibleFields(of formula: Formula) -> [PossibleField]? {
    switch formula {
    case .constant(.record(let record)):
      return record.fields.map { PossibleField(name: $0.name, example: $0.value, isCertain: true) }
    case .record(let fields):
      return fields.map {
        PossibleField(
          name: $0.name, example: example(of: $0.formula), isCertain: true)
      }
    case .slot(let axis, let part):
      // A range has numbers.
      guard part >= 0, axes[axis].axis.levels.range == nil else { return nil }
      let records = axes[axis].axis.levels.map { level in
        level.values.indices.contains(part)
          ? possibleFields(of: .constant(level.values[part])) : nil
      }
      return union(records)
    case .binary(.add, let a, let b, _):
      guard let left = possibleFields(of: a), let right = possibleFields(of: b) else { return nil }
      let names = Set(left.map(\.name))
      return left + right.filter { !names.contains($0.name) }
    case .conditional(_, let a, let b, _):
      if case .missing = b { return possibleFields(of: a) }
      return union([possibleFields(of: a), possibleFields(of: b)])
    case .element(.list(let parts), _, _): return union(parts.map(possibleFields))
    case .element(.constant(.list(let values)), _, _):
      return union(values.map { possibleFields(of: .constant($0)) })
    case .composite(let operand, .preset, _): return possibleFields(of: operand)
    default: return nil
    }
  }

  private func example(of formula: Formula) -> Value {
    let first = axes.map { _ in 0 }
    var point = Point(axes: axes.count)
    point.levels = first
    return (try? axes.evaluator(at: point, schema).value(of: formula)) ?? .none
  }

  /// The fields of several records, of which each point has one.
  private func union(_ records: [[PossibleField]?]) -> [PossibleField]? {
    var found: [PossibleField] = []
    for record in records {
      guard let record else { return nil }
      for field in record where !found.contains(where: { $0.name == field.name }) {
        found.append(field)
      }
    }
    for index in found.indices {
      found[index].isCertain = records.allSatisfy { record in
        record?.contains { $0.name == found[index].name && $0.isCertain } ?? false
      }
    }
    return found
  }
}
