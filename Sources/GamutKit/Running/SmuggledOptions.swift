// Texts that a program would take for options, though they came as settings. It knows how an argument
// was made, not what the program does with it.

internal import Experiment

extension CommandJob {
  /// The first argument that begins with `-` and owes its beginning to a text setting.
  ///
  /// What the command writes itself (`--fast`, `--name={name}`), numbers, and declared choices may
  /// begin so.
  func smuggledOption(
    settings: Settings, schema: Schema, run: [RunField: String]
  ) throws(EvaluationFailure) -> String? {
    let evaluator = Evaluator(schema: schema, settings: settings, run: run)
    for (word, formula) in try evaluator.words(of: argv.formula).dropFirst()
    where word.utf8.first == UInt8(ascii: "-") && formula.beginsWithText(of: settings, schema) {
      return word
    }
    return nil
  }
}

extension Evaluator {
  /// The branch that a conditional takes; any other formula is itself.
  private func taken(_ formula: Formula) throws(EvaluationFailure) -> Formula {
    guard case .conditional(let condition, let a, let b, let place) = formula else {
      return formula
    }
    return try taken(try truth(of: condition, at: place) ? a : b)
  }

  /// The words of a list, each with the formula that made it, however the list is put together.
  fileprivate func words(
    of formula: Formula
  ) throws(EvaluationFailure) -> [(text: String, formula: Formula)] {
    switch formula {
    case .list(let parts):
      var words: [(String, Formula)] = []
      for part in parts { words.append((try value(of: part).description, try taken(part))) }
      return words
    case .binary(.add, let a, let b, _): return try words(of: a) + words(of: b)
    case .conditional(let condition, let a, let b, let place):
      return try words(of: try truth(of: condition, at: place) ? a : b)
    case .converted(let list, _, _): return try words(of: list)
    default:
      guard case .list(let values) = try value(of: formula) else { return [] }
      return values.map { ($0.description, formula) }
    }
  }
}

extension Formula {
  /// Whether the value's first character can be one of a text setting's.
  fileprivate func beginsWithText(of settings: Settings, _ schema: Schema) -> Bool {
    switch self {
    case .setting(let position):
      if case .choice = schema[position].type { return false }
      switch settings[position] {
      case .text?: return true
      case .list(let values)?: return values.contains { $0.kind == .text }
      default: return false
      }
    case .text(let pieces):
      switch pieces.first {
      case .value(let formula, _, _)?: return formula.beginsWithText(of: settings, schema)
      case .literal?, nil: return false
      }
    case .constant, .slot, .run, .missing, .not, .negate: return false
    case .binary, .conditional, .call, .list, .record, .range, .period, .element, .member,
      .converted,
      .composite:
      return children.contains { $0.beginsWithText(of: settings, schema) }
    }
  }
}
