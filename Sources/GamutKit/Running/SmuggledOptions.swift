// Texts that a program would take for options, though they came as settings. It knows how an argument
// was made, not what the program does with it.

internal import Experiment

extension CommandJob {
  /// The first argument that begins with `-` and owes its beginning to a text setting.
  ///
  /// What the command writes itself (`--fast`, `--name={name}`) and numbers may begin so.
  func smuggledOption(
    in launch: CommandLaunch, settings: Settings, schema: Schema, run: [RunField: String]
  ) -> String? {
    guard launch.argv.dropFirst().contains(where: { $0.hasPrefix("-") }) else { return nil }
    let evaluator = Evaluator(schema: schema, settings: settings, run: run)
    var own: Set<String> = []
    for word in argv.formula.words where !word.beginsWithText(of: settings) {
      switch try? evaluator.value(of: word) {
      case .list(let values)?: own.formUnion(values.map(\.description))
      case let value?: own.insert(value.description)
      case nil: break
      }
    }
    return launch.argv.dropFirst().first { $0.hasPrefix("-") && !own.contains($0) }
  }
}

extension Formula {
  /// The formulas of the single words of a list, however it is put together.
  fileprivate var words: [Formula] {
    switch self {
    case .list(let words): words
    case .binary(_, let a, let b, _), .conditional(_, let a, let b, _): a.words + b.words
    case .converted(let list, _, _): list.words
    default: [self]
    }
  }

  /// Whether the value's first character can be one of a text setting's.
  fileprivate func beginsWithText(of settings: Settings) -> Bool {
    switch self {
    case .setting(let position):
      switch settings[position] {
      case .text?: true
      case .list(let values)?: values.contains { $0.kind == .text }
      default: false
      }
    case .text(let pieces):
      switch pieces.first {
      case .value(let formula, _, _)?: formula.beginsWithText(of: settings)
      case .literal?, nil: false
      }
    case .binary(_, let a, let b, _), .conditional(_, let a, let b, _):
      a.beginsWithText(of: settings) || b.beginsWithText(of: settings)
    case .call(_, let parts, _), .list(let parts):
      parts.contains { $0.beginsWithText(of: settings) }
    case .member(let whole, _, _), .converted(let whole, _, _): whole.beginsWithText(of: settings)
    case .constant, .slot, .run, .not, .negate: false
    }
  }
}
