// The texts that ids can have of a run's values: labels, and what templates make of them.

internal import Experiment

extension RunGrid {
  /// What a template makes of a field's value; nil where that is not simply its text.
  func valueText(_ field: Int, _ code: Int32) -> String? {
    let values = fields[field].levels[Int(code)]
    switch fields[field].composite {
    case .period?:
      return Composite.period.value(ofParts: values).map { pathSafe($0.description) }
    case nil: return pathSafe(values[0].description)
    default: return nil
    }
  }

  /// What a template makes of the values of several fields; nil where that is not simply their texts.
  func valuesText(_ fields: [Int], _ level: [Int32], _ joiner: String) -> String? {
    let texts = zip(fields, level).compactMap { valueText($0, $1) }
    return texts.count == fields.count ? texts.joined(separator: joiner) : nil
  }

  /// An int with zeros before it; nil where it is none, or is as wide by itself.
  func paddedText(_ field: Int, _ code: Int32, _ width: Int) -> String? {
    guard case .int(let number) = fields[field].levels[Int(code)][0], number >= 0 else {
      return nil
    }
    let digits = String(number)
    guard digits.utf8.count <= width else { return nil }
    return String(repeating: "0", count: width - digits.utf8.count) + digits
  }

  /// The labels that the levels of an axis have by themselves.
  func defaultLabels(_ axis: FoundAxis) -> [String] {
    axis.levels.map { level in
      zip(axis.fields, level).map { defaultLabel($0, $1) }.joined(separator: "_")
    }
  }

  private func defaultLabel(_ number: Int, _ code: Int32) -> String {
    let field = fields[number]
    let values = field.levels[Int(code)]
    if let composite = field.composite {
      return composite.value(ofParts: values)?.levelLabel(for: nil) ?? ""
    }
    return values[0].levelLabel(for: schema.settings[field.settings[0]])
  }
}
