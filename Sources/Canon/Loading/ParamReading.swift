// Reads one entry of `params`: the declaration of a setting of a command.

internal import Experiment
internal import Source

struct ParamReader {
  let settings: SettingReader

  static let keys = [
    "name", "type", "unit", "min", "above", "max", "choices", "default", "help",
  ]

  /// Nil where something is wrong; that is then among the findings.
  func setting(_ node: Node, _ findings: inout Findings) -> Setting? {
    guard
      let fields = FieldReader(node, "a param", keys: ParamReader.keys, settings, &findings)
    else { return nil }
    fields.require(["name", "type"], &findings)
    guard let name = fields.text("name", &findings), let word = fields.text("type", &findings)
    else { return nil }
    let isOptional = word.hasSuffix("?")
    let spelling = isOptional ? String(word.dropLast()) : word
    guard let type = type(spelling, fields, &findings) else { return nil }
    let unit = self.unit(fields, &findings)
    let bare = Setting(name, type, unit: unit, isOptional: isOptional, help: "")
    var fallback: Value?
    if let node = fields.node("default") {
      fallback = settings.value(of: node, for: bare, &findings)
    }
    return Setting(
      name, type, unit: unit, default: fallback,
      isRequired: fields.node("default") == nil && !isOptional, isOptional: isOptional,
      help: fields.text("help", &findings) ?? "")
  }

  private func unit(_ fields: FieldReader, _ findings: inout Findings) -> SettingUnit {
    let units: [SettingUnit] = [
      .fraction, .basisPoints, .currency, .bars, .equityMultiple, .perYear, .bytes,
    ]
    let words = SettingType.choice(units.map(\.rawValue))
    guard let unit = fields.value("unit", words, &findings) else { return .none }
    return SettingUnit(rawValue: unit.description) ?? .none
  }

  private func type(
    _ word: String, _ fields: FieldReader, _ findings: inout Findings
  ) -> SettingType? {
    if word.hasPrefix("list of ") {
      return type(String(word.dropFirst(8)), fields, &findings).map { .list(of: $0) }
    }
    switch word {
    case "bool": return .bool
    case "int": return .int(intRange(fields, &findings))
    case "number": return .number(numberRange(fields, &findings))
    case "string": return fields.texts("choices", &findings).map { .choice($0) } ?? .text
    case "path": return .path
    case "date": return .day
    case "duration": return .duration
    default:
      findings.error(
        .notAChoice, "'\(word)' is no type", at: fields.node("type")?.span,
        help: "one of bool, int, number, string, path, date, duration, or list of one of them;"
          + " with ? behind it may be none")
      return nil
    }
  }

  private func intRange(
    _ fields: FieldReader, _ findings: inout Findings
  ) -> ClosedRange<Int64>? {
    func bound(_ key: String) -> Int64? {
      if case .int(let value) = fields.value(key, .int(nil), &findings) { value } else { nil }
    }
    let (lower, upper) = (bound("min"), bound("max"))
    guard lower != nil || upper != nil else { return nil }
    guard (lower ?? .min) <= (upper ?? .max) else {
      findings.error(
        .outOfRange, "'max' is less than 'min'", at: fields.node("max")?.span)
      return nil
    }
    return (lower ?? .min)...(upper ?? .max)
  }

  private func numberRange(_ fields: FieldReader, _ findings: inout Findings) -> NumberRange {
    let above = fields.number("above", &findings)
    let lower = fields.number("min", &findings)
    return NumberRange(
      above ?? lower, fields.number("max", &findings), isLowerOpen: above != nil)
  }
}
