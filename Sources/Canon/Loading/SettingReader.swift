// Reads a value by the type of its setting: from the scalar's text, never by YAML's guesses.

internal import Experiment
internal import Source

struct SettingReader {
  let form: DocumentForm

  /// Nil where it is not a value of the setting; that is then among the findings.
  func value(of node: Node, for setting: Setting, _ findings: inout Findings) -> Value? {
    switch (node, setting.type) {
    case (.sequence(let nodes, _), .list(let type)):
      let element = Setting(setting.name, type, unit: setting.unit, help: setting.help)
      var values: [Value] = []
      var isComplete = true
      for node in nodes {
        if let value = value(of: node, for: element, &findings) {
          values.append(value)
        } else {
          isComplete = false
        }
      }
      return isComplete ? .list(values) : nil
    case (.scalar(let scalar), _):
      if scalar.isNull { return converted(.none, scalar, setting, &findings) }
      guard let value = written(scalar, setting, &findings) else { return nil }
      return converted(value, scalar, setting, &findings)
    default:
      findings.error(
        .wrongType, "'\(setting.name)' is \(setting.type.phrase), and this is \(node.phrase)",
        at: node.span)
      return nil
    }
  }

  private func written(
    _ scalar: Node.Scalar, _ setting: Setting, _ findings: inout Findings
  ) -> Value? {
    switch setting.type {
    case .text, .choice, .path, .day: return text(scalar, setting, &findings).map { .text($0) }
    case .duration:
      guard let text = text(scalar, setting, &findings) else { return nil }
      if let duration = Duration(text) { return .duration(duration) }
      findings.error(
        .wrongType, "'\(setting.name)' is a duration, and '\(text)' is none", at: scalar.span,
        help: "write a number and y, m, w, d, h, min, s or ms, as in 30min")
    case .bool: return bool(scalar, setting, &findings)
    case .int, .number: return number(scalar, setting, &findings)
    case .list:
      findings.error(
        .wrongType, "'\(setting.name)' is a list, and this is \(Node.scalar(scalar).phrase)",
        at: scalar.span, help: "put it in brackets",
        fix: .init(scalar.span, "[\(quotedText(scalar.text))]"))
    }
    return nil
  }

  /// In JSON a text has quotes; in YAML any scalar is one.
  private func text(
    _ scalar: Node.Scalar, _ setting: Setting, _ findings: inout Findings
  ) -> String? {
    if form == .yaml || scalar.style == .quoted { return scalar.text }
    findings.error(
      .wrongType, "'\(setting.name)' is \(setting.type.phrase), and this is '\(scalar.text)'",
      at: scalar.span, help: "put it in quotes",
      fix: .init(scalar.span, quotedText(scalar.text)))
    return nil
  }

  private func bool(
    _ scalar: Node.Scalar, _ setting: Setting, _ findings: inout Findings
  ) -> Value? {
    let truth: Bool?
    switch scalar.text.lowercased() {
    case "true", "yes", "on", "y": truth = true
    case "false", "no", "off", "n": truth = false
    default: truth = nil
    }
    let words = ["true", "True", "TRUE", "false", "False", "FALSE"]
    if let truth, scalar.style == .plain, words.contains(scalar.text) { return .bool(truth) }
    findings.error(
      .wrongType, "'\(setting.name)' is a bool, and this is \(shown(scalar))", at: scalar.span,
      help: truth.map { "write \($0) without quotes" } ?? "write true or false",
      fix: truth.map { .init(scalar.span, String($0)) })
    return nil
  }

  private func number(
    _ scalar: Node.Scalar, _ setting: Setting, _ findings: inout Findings
  ) -> Value? {
    let phrase = setting.type.phrase
    guard let number = NumberText(scalar.text) else {
      let correction = NumberText.correction(of: scalar.text)
      findings.error(
        .wrongType, "'\(setting.name)' is \(phrase), and \(shown(scalar)) is none",
        at: scalar.span,
        help: correction.map { "write \($0), which every reader takes for the same number" }
          ?? "write it with digits",
        fix: correction.map { .init(scalar.span, $0) })
      return nil
    }
    guard scalar.style == .plain else {
      findings.error(
        .wrongType, "'\(setting.name)' is \(phrase), and in quotes \(shown(scalar)) is a string",
        at: scalar.span, help: "leave the quotes out", fix: .init(scalar.span, scalar.text))
      return nil
    }
    if case .number = setting.type {
      if let decimal = number.decimal { return .number(decimal) }
    } else if let value = number.value {
      return value
    }
    findings.error(
      .outOfRange, "'\(setting.name)' has more digits than a number can have", at: scalar.span)
    return nil
  }

  private func shown(_ scalar: Node.Scalar) -> String {
    scalar.style == .quoted ? quotedText(scalar.text) : "'\(scalar.text)'"
  }

  private func converted(
    _ value: Value, _ scalar: Node.Scalar, _ setting: Setting, _ findings: inout Findings
  ) -> Value? {
    switch setting.converting(value) {
    case .success(let value): return value
    case .failure(let problem):
      var help = problem.help
      if value == .none { help = "leave the key out, or give it a value" }
      // Documents know no percent.
      if setting.unit == .fraction, problem.kind == .outOfRange, let number = value.decimal,
        let part = Decimal.quotient(number, Decimal(100)), part <= Decimal(1), .zero <= part
      {
        help = "a fraction of one: \(number) % are written \(part)"
      }
      if setting.name == "data_source", problem.kind == .notAChoice {
        help = "write \"local\": a batch never uses the network; bring prices in as files first"
      }
      findings.error(
        slug(for: problem, setting), problem.message, at: scalar.span, help: help,
        fix: problem.replacement.map { .init(scalar.span, $0) })
      return nil
    }
  }

  private func slug(for problem: ConversionProblem, _ setting: Setting) -> Slug {
    switch problem.kind {
    case .wrongType: setting.type == .day ? .badDate : .wrongType
    case .wrongUnit: .wrongType
    case .outOfRange: .outOfRange
    case .notAChoice: .notAChoice
    }
  }
}

/// The text of a plain scalar that all readers take for the same number.
struct NumberText {
  private let text: String
  private let isWhole: Bool

  /// Nil for other text, and for what YAML 1.1 and 1.2 read differently: `010`, `1:30`, `0x1F`.
  init?(_ text: String) {
    var digits = text[...]
    if let sign = digits.first, "+-".contains(sign) { digits = digits.dropFirst() }
    let unsigned = digits.replacing("_", with: "")
    guard JSONReader.isNumber(Array(unsigned.utf8)[...]), digits.first != "_" else { return nil }
    self.text = (text.hasPrefix("-") ? "-" : "") + unsigned
    isWhole = unsigned.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// Nil where it has too many digits.
  var decimal: Decimal? { Decimal(text) }

  /// An int where there is neither point nor exponent; nil where it has too many digits.
  var value: Value? {
    isWhole ? Int64(text).map { .int($0) } : decimal.map { .number($0) }
  }

  /// What was probably meant: `.5` is 0.5, `1.` is 1.0, `010` is 10.
  static func correction(of text: String) -> String? {
    let sign = text.hasPrefix("-") ? "-" : ""
    var digits = text.drop { "+-".contains($0) }
    while digits.count > 1, digits.first == "0", digits.dropFirst().first != "." {
      digits = digits.dropFirst()
    }
    if digits.hasPrefix(".") { digits = "0" + digits }
    if digits.hasSuffix(".") { digits += "0" }
    return NumberText(sign + digits) == nil ? nil : sign + digits
  }
}
