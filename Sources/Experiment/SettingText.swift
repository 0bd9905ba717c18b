// A setting's value from its plain text, as command lines and documents write it: the setting's type
// decides what the text means, never its looks.

extension Setting {
  /// Reads `0.5`, `5bps`, `true`, `2015-01-01`, `30min`, `a,b`, or any text for a text or path.
  public func parsing(_ text: String) -> Result<Value, ConversionProblem> {
    if isOptional, text == "none" { return .success(.none) }
    guard let value = Setting.value(of: text, as: type) else {
      return .failure(
        ConversionProblem(
          .wrongType, "'\(name)' is \(type.phrase), and '\(text)' is none",
          help: "`gamut settings` shows what each setting takes"))
    }
    return converting(value)
  }

  private static func value(of text: String, as type: SettingType) -> Value? {
    switch type {
    case .bool: return text == "true" ? .bool(true) : text == "false" ? .bool(false) : nil
    case .int: return Int64(text.filter { $0 != "_" }).map { .int($0) }
    case .number:
      for unit in [LiteralUnit.percent, .basisPoints, .kibibytes, .mebibytes, .gibibytes]
      where text.hasSuffix(unit.rawValue) {
        return Decimal(text.dropLast(unit.rawValue.count)).map { .quantity($0, unit) }
      }
      return Decimal(text).map { .number($0) }
    case .text, .choice, .path: return .text(text)
    case .day: return Day(text).map { .day($0) }
    case .duration: return Duration(text).map { .duration($0) }
    case .list(let element):
      // As a program writes it, or plain: ["A", "B"] is A,B.
      var inner = Substring(text)
      if inner.hasPrefix("["), inner.hasSuffix("]") { inner = inner.dropFirst().dropLast() }
      var values: [Value] = []
      for part in inner.split(separator: ",") {
        var word = part.drop { $0 == " " }
        while word.hasSuffix(" ") { word = word.dropLast() }
        if word.count >= 2, word.hasPrefix("\""), word.hasSuffix("\"") {
          word = word.dropFirst().dropLast()
        }
        guard let value = value(of: String(word), as: element) else { return nil }
        values.append(value)
      }
      return .list(values)
    }
  }
}
