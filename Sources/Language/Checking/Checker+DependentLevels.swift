// Levels that depend on the axes above: one by one, or a list of which the point tells the length.

internal import Experiment
internal import Source

extension Checker {
  /// Levels that are written one by one, some of which are computed from the axes above.
  mutating func pointwiseLevels(
    _ items: [LevelItem], _ targets: [AxisTarget], _ number: Int, _ syntax: AxisSyntax
  ) -> AxisLevels {
    let place = place(syntax.span)
    let level = slot(number, Formula.levelPart)
    var result = AxisLevels()
    result.levels = numbered(items.count)
    result.counts = items.count...items.count
    result.terms = targets.indices.map { part in
      var term = items[0].parts[part].with(
        .element(.list(items.map(\.parts[part].formula)), level, place))
      for item in items.dropFirst() { term.read(item.parts[part].readings) }
      term.size = items.reduce(1) { $0 + $1.parts[part].size }
      return term
    }
    let labels = items.map { item in
      item.label.map { .constant(.text($0)) }
        ?? labelFormula(item.parts.map(\.formula), targets, place)
    }
    result.labelFormula = .element(.list(labels), level, place)
    return result
  }

  /// Levels that hold nothing but their numbers.
  private func numbered(_ count: Int) -> Levels {
    Levels((0..<count).map { Level(values: [.int(Int64($0))], label: String($0 + 1)) })
  }

  /// The label of computed values: several are one list.
  func labelFormula(
    _ parts: [Formula], _ targets: [AxisTarget], _ place: Place
  ) -> Formula {
    let labels = zip(parts, targets).map { formula, target -> Formula in
      guard let setting = setting(target) else { return formula }
      switch setting.type {
      case .path: return .call(.stem, [formula], place)
      case .bool:
        return .conditional(
          formula, .constant(.text(setting.name)), .constant(.text("no-\(setting.name)")), place)
      default: return formula
      }
    }
    return labels.count == 1 ? labels[0] : .list(labels)
  }

  /// Levels of which the point tells how many there are.
  mutating func dependentLevels(
    _ list: Term, _ targets: [AxisTarget], _ number: Int, _ syntax: AxisSyntax,
    where reached: [Formula]
  ) -> AxisLevels {
    guard let counts = lengths(of: list, syntax, where: reached) else { return AxisLevels() }
    let place = place(syntax.span)
    let level = slot(number, Formula.levelPart)
    var result = AxisLevels()
    result.levels = numbered(counts.upperBound)
    result.counts = counts
    if counts.lowerBound < counts.upperBound {
      result.guardFormula = .binary(.less, level, .call(.len, [list.formula], place), place)
    }
    guard case .list(let samples)? = list.sample, let first = samples.first else { return result }
    let element = list.with(.element(list.formula, level, place))
    var parts: [Term] = []
    for (part, target) in targets.enumerated() {
      var term = element
      var sample = first
      if targets.count > 1 {
        guard case .list(let values) = first, values.count == targets.count else {
          problems.append(.levelsNotTuples(targets.count, at: syntax.levels.span))
          return AxisLevels()
        }
        sample = values[part]
        term = element.with(.element(element.formula, .constant(.int(Int64(part))), place))
      }
      var typed = Term(term.formula, sample: sample)
      typed.readings = term.readings
      guard let fitted = fitted(typed, target, at: syntax.levels.span) else { return AxisLevels() }
      parts.append(fitted)
    }
    result.terms = parts
    result.labelFormula = labelFormula(parts.map(\.formula), targets, place)
    return result
  }

  /// The least and the greatest length of a list over all points; nil after a mistake.
  mutating func lengths(
    of list: Term, _ syntax: AxisSyntax, where reached: [Formula]
  ) -> ClosedRange<Int>? {
    var least = Int.max
    var most = 0
    var failing: Point?
    do {
      let isCounted = try forEachPoint(of: [list.formula], where: reached) {
        evaluator, point throws(EvaluationFailure) in
        failing = point
        if case .list(let values) = try evaluator.value(of: list.formula) {
          least = min(least, values.count)
          most = max(most, values.count)
        }
        return true
      }
      guard isCounted, most <= RangeMembers.maximumMembers else {
        problems.append(.levelsTooMany(at: syntax.levels.span))
        return nil
      }
    } catch {
      let notes = failing.map { "at \(axes.plan(schema).description(of: $0))" }
      problems.append(
        .failure(error, at: syntax.levels.span, notes: notes.map { [$0] } ?? []))
      return nil
    }
    // Where no point reaches the axis nothing is wrong with it.
    if least == .max { return 0...1 }
    guard most > 0 else {
      problems.append(.badLevels("this axis has no levels", at: syntax.levels.span))
      return nil
    }
    return least...most
  }
}
