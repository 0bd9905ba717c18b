// Turns a value into what a setting takes, or says why it cannot be: the one place that knows.

/// Why a value is not one of a setting; texts are for people, without place.
public struct ConversionProblem: Error, Hashable, Sendable {
  public enum Kind: Hashable, Sendable { case wrongType, wrongUnit, outOfRange, notAChoice }

  public let kind: Kind
  public let message: String
  public let help: String?
  /// A text that would be right in its place.
  public let replacement: String?

  init(_ kind: Kind, _ message: String, help: String? = nil, replacement: String? = nil) {
    self.kind = kind
    self.message = message
    self.help = help
    self.replacement = replacement
  }
}

extension Setting {
  /// The value as this setting holds it: ints become numbers, units are converted, paths cleaned.
  public func converting(_ value: Value) -> Result<Value, ConversionProblem> {
    if value == .none {
      return isOptional
        ? .success(.none)
        : .failure(ConversionProblem(.wrongType, "'\(name)' cannot be none"))
    }
    return convert(value, to: type)
  }

  private func convert(_ value: Value, to type: SettingType) -> Result<Value, ConversionProblem> {
    switch (type, value) {
    case (.bool, .bool), (.day, .day), (.duration, .duration): return .success(value)
    case (.int(let range), .int(let number)): return int(number, in: range)
    case (.int, .number(let number)):
      let whole = number.integer.map(String.init)
      return .failure(
        ConversionProblem(
          .wrongType, "'\(name)' is an int, and \(number) is a number",
          help: whole.map { "write \($0)" } ?? "give a whole number", replacement: whole))
    case (.number(let range), .int), (.number(let range), .number):
      return number(value.decimal ?? .zero, in: range)
    case (.number(let range), .quantity(let amount, let literal)):
      return quantity(amount, literal, in: range)
    case (.choice, .text(let text)), (.text, .text(let text)), (.path, .text(let text)):
      return self.text(text, as: type)
    case (.path, .bundle(let bundle)): return .success(.text(cleanedPath(bundle.path)))
    case (.day, .text(let text)):
      guard let day = Day(text) else {
        return .failure(
          ConversionProblem(
            .wrongType, "'\(name)' is a date, and \"\(text)\" is none",
            help: "write a day that exists as YYYY-MM-DD"))
      }
      return .success(.day(day))
    case (.list(let element), .list(let values)):
      var converted: [Value] = []
      for value in values {
        switch convert(value, to: element) {
        case .success(let value): converted.append(value)
        case .failure(let problem): return .failure(problem)
        }
      }
      return .success(.list(converted))
    default:
      // A number or a word in quotes that is right without them.
      var plain: String?
      if case .text(let text) = value, case .success? = Setting.bare(text, self) { plain = text }
      return .failure(
        ConversionProblem(
          .wrongType, "'\(name)' is \(type.phrase), and this is \(value.kind.phrase)",
          help: plain.map { "write \($0)" } ?? example.map { "write \($0), for example" },
          replacement: plain))
    }
  }

  /// What a text without quotes would be to a setting that takes none.
  private static func bare(
    _ text: String, _ setting: Setting
  ) -> Result<Value, ConversionProblem>? {
    switch setting.type {
    case .bool, .int, .number, .duration: setting.parsing(text)
    default: nil
    }
  }

  /// A value as it is written, for help.
  private var example: String? {
    switch type {
    case .bool: "true"
    case .int, .number: fallback.map(\.description)
    case .text: "\"...\""
    case .choice(let choices): choices.first.map { "\"\($0)\"" }
    case .path: "\"path/to/file\""
    case .day: "2015-01-31"
    case .duration: "30min"
    case .list: "[...]"
    }
  }

  /// Up to here a double holds every int, so that RFC 8785 can write each run's key.
  private static let largestInt: UInt64 = 1 << 53

  private func int(
    _ number: Int64, in range: ClosedRange<Int64>?
  ) -> Result<Value, ConversionProblem> {
    guard number.magnitude <= Setting.largestInt else {
      return .failure(
        ConversionProblem(
          .outOfRange,
          "'\(name)' is \(number), and beyond 2^53 not every reader of JSON tells ints apart",
          help: "ints go from -\(Setting.largestInt) to \(Setting.largestInt)"))
    }
    guard let range, !range.contains(number) else { return .success(.int(number)) }
    let bounds =
      range.upperBound == .max
      ? "at least \(range.lowerBound)" : "\(range.lowerBound) .. \(range.upperBound)"
    return .failure(
      ConversionProblem(.outOfRange, "'\(name)' is \(number), but must be \(bounds)"))
  }

  private func text(_ text: String, as type: SettingType) -> Result<Value, ConversionProblem> {
    if text.utf8.contains(0) {
      return .failure(
        ConversionProblem(
          .wrongType, "'\(name)' holds U+0000, at which programs and paths would end",
          help: "leave it out"))
    }
    switch type {
    case .choice(let choices) where !choices.contains(text):
      return .failure(
        ConversionProblem(
          .notAChoice, "'\(name)' cannot be \"\(text)\"",
          help: "one of \(choices.map { "\"\($0)\"" }.joined(separator: ", "))"))
    case .path where text.isEmpty:
      return .failure(ConversionProblem(.wrongType, "'\(name)' is a path and cannot be empty"))
    case .path: return .success(.text(cleanedPath(text)))
    default: return .success(.text(text))
    }
  }

  private func number(_ value: Decimal, in range: NumberRange) -> Result<Value, ConversionProblem> {
    // Every number of 15 digits comes back out of a double.
    let isShort = value.coefficient.magnitude < 1_000_000_000_000_000
    let nearest = isShort && (-30...30).contains(value.exponent) ? value : Decimal(value.double)
    guard let nearest else {
      return .failure(
        ConversionProblem(.outOfRange, "'\(name)' is too large for a 64-bit floating-point number"))
    }
    guard nearest == value else {
      return .failure(
        ConversionProblem(
          .outOfRange, "'\(name)' has more digits than a 64-bit floating-point number can hold",
          help: "write \(value)"))
    }
    guard range.contains(value) else {
      return .failure(
        ConversionProblem(
          .outOfRange, "'\(name)' is \(value), but must be \(range.description ?? "in range")",
          help: unit == .fraction && value.double > 1 && value.double <= 100
            ? "write \(value.double.rounded() == value.double ? String(Int(value.double)) : value.description)%, or a fraction of one"
            : nil))
    }
    return .success(.number(value))
  }

  private func quantity(
    _ amount: Decimal, _ literal: LiteralUnit, in range: NumberRange
  ) -> Result<Value, ConversionProblem> {
    let factor: Decimal?
    switch (literal, unit) {
    case (.percent, .fraction), (.percent, .perYear), (.percent, .equityMultiple),
      (.percent, .none):
      factor = Decimal("0.01")
    case (.basisPoints, .fraction), (.basisPoints, .perYear), (.basisPoints, .equityMultiple),
      (.basisPoints, .none):
      factor = Decimal("0.0001")
    case (.percent, .basisPoints): factor = Decimal(100)
    case (.basisPoints, .basisPoints): factor = Decimal(1)
    case (.kibibytes, .bytes): factor = Decimal(1 << 10)
    case (.mebibytes, .bytes): factor = Decimal(1 << 20)
    case (.gibibytes, .bytes): factor = Decimal(1 << 30)
    default: factor = nil
    }
    guard let factor, let value = Decimal.product(amount, factor) else {
      let measure = unit == .none ? "has no unit" : "is measured in \(unit.rawValue)"
      return .failure(
        ConversionProblem(
          .wrongUnit, "'\(name)' \(measure), so \(literal.rawValue) cannot be converted",
          help: "write a plain number"))
    }
    return number(value, in: range)
  }
}

extension SettingType {
  /// As declarations spell it: `int`, `list of string`.
  public var word: String {
    switch self {
    case .bool: "bool"
    case .int: "int"
    case .number: "number"
    case .text, .choice: "string"
    case .path: "path"
    case .day: "date"
    case .duration: "duration"
    case .list(let element): "list of \(element.word)"
    }
  }

  /// As in "'x' is ...".
  public var phrase: String {
    switch self {
    case .bool: "a bool"
    case .int: "an int"
    case .number: "a number"
    case .text, .choice: "a string"
    case .path: "a path"
    case .day: "a date"
    case .duration: "a duration"
    case .list: "a list"
    }
  }
}

extension ValueKind {
  public var phrase: String {
    switch self {
    case .none: "none"
    case .int: "an int"
    default: "a \(rawValue)"
    }
  }
}

extension Value {
  /// A computed number as the engine will see it: what the nearest double spells. A division has more
  /// digits than a setting can hold; what a person writes is not changed so.
  public var asComputed: Value {
    if case .number(let number) = self, let nearest = Decimal(number.double) {
      return .number(nearest)
    }
    return self
  }
}
