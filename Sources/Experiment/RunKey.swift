// The identity of an experiment: SHA-256 over the RFC 8785 JSON of the job and all its settings.
// This is a hash form, not a document: documents are Canon's. It lives here because an id that
// grows too long ends in it.

/// Same key = same experiment, in any file, in any order.
public struct RunKey: Hashable, Sendable {
  /// 64 hexadecimal digits.
  public let text: String

  public init(text: String) { self.text = text }

  /// The first 12 digits, which people see.
  public var short: String { String(text.prefix(12)) }

  /// The key of a run with these *resolved* settings.
  public init(
    job: Job, settings: Settings, _ schema: Schema
  ) throws(EvaluationFailure) {
    let identity = try job.identity(settings: settings, schema)
    let text = canonicalJSON(object: [
      ("job", identity), ("settings", settings.identityText(in: schema)),
    ])
    self.init(text: ContentHash(of: Array(text.utf8)).text)
  }
}

extension Settings {
  /// *Resolved* settings in RFC 8785 JSON, without those outside the key.
  fileprivate func identityText(in schema: Schema) -> String {
    var fields: [(String, String)] = []
    for (position, setting) in schema.settings.enumerated() where setting.isInKey {
      fields.append((setting.name, canonicalJSON(self[position] ?? .none)))
    }
    return canonicalJSON(object: fields)
  }
}

extension ContentHash {
  /// What two runs have in common that have the same settings, whatever their jobs and schemas are.
  public init(ofSettings settings: Settings, in schema: Schema) {
    self.init(of: Array(settings.resolved(by: schema).identityText(in: schema).utf8))
  }
}

extension Job {
  /// The job in RFC 8785 JSON; a run's own id and folder count as words, not as values.
  func identity(
    settings: Settings, _ schema: Schema
  ) throws(EvaluationFailure) -> String {
    var fields = [("kind", canonicalJSON(.text(kind)))]
    if let command = program {
      var words: [RunField: String] = [:]
      for field in RunField.allCases { words[field] = "{run.\(field.rawValue)}" }
      let launch = try command.launch(settings: settings, schema: schema, run: words)
      fields.append(("argv", canonicalJSON(.list(launch.argv.map { .text($0) }))))
      let variables = launch.environment.map { ($0.name, canonicalJSON(.text($0.value))) }
      fields.append(("env", canonicalJSON(object: variables)))
      fields.append(("metrics", canonicalJSON(launch.metricsFile.map { .text($0) } ?? .none)))
    }
    return canonicalJSON(object: fields)
  }
}

/// An object whose members are RFC 8785 texts already; sorted by the UTF-16 code units of the names.
func canonicalJSON(object members: [(String, String)]) -> String {
  let sorted = members.sorted { $0.0.utf16.lexicographicallyPrecedes($1.0.utf16) }
  let texts = sorted.map { "\(canonicalJSON(.text($0.0))):\($0.1)" }
  return "{\(texts.joined(separator: ","))}"
}

/// A value in RFC 8785 JSON.
func canonicalJSON(_ value: Value) -> String {
  switch value {
  case .none: return "null"
  case .bool(let truth): return String(truth)
  case .int(let number): return String(number)
  case .number(let number): return ecmaScriptText(number.double)
  case .list(let values): return "[\(values.map(canonicalJSON).joined(separator: ","))]"
  case .record(let record):
    let members = record.fields.map {
      "\(canonicalJSON(.text($0.name))):\(canonicalJSON($0.value))"
    }
    return "{\(members.joined(separator: ","))}"
  case .quantity, .text, .day, .duration, .period, .bundle: return jsonString(value.description)
  }
}

/// A text between quotes, with the escapes that RFC 8785 asks for and no others.
public func jsonString(_ content: String) -> String {
  if content.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }) { return "\"\(content)\"" }
  var text = "\""
  for scalar in content.unicodeScalars {
    switch scalar {
    case "\"": text += "\\\""
    case "\\": text += "\\\\"
    case "\u{8}": text += "\\b"
    case "\u{9}": text += "\\t"
    case "\u{A}": text += "\\n"
    case "\u{C}": text += "\\f"
    case "\u{D}": text += "\\r"
    case "\u{0}"..."\u{1F}":
      let digits = String(scalar.value, radix: 16)
      text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: text.unicodeScalars.append(scalar)
    }
  }
  return text + "\""
}

/// The text that ECMAScript's `Number::toString` gives a finite double (ECMA-262, 6.1.6.1.20).
func ecmaScriptText(_ value: Double) -> String {
  if value == 0 { return "0" }
  let decimal = Decimal(value.magnitude) ?? .zero
  let digits = String(decimal.coefficient)
  let count = digits.count
  let point = count + decimal.exponent
  let sign = value < 0 ? "-" : ""
  func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
  if count <= point, point <= 21 { return sign + digits + zeros(point - count) }
  if 0 < point, point <= 21 { return "\(sign)\(digits.prefix(point)).\(digits.dropFirst(point))" }
  if -6 < point, point <= 0 { return "\(sign)0.\(zeros(-point))\(digits)" }
  let power = point - 1
  let exponent = "e\(power < 0 ? "-" : "+")\(abs(power))"
  let fraction = count == 1 ? "" : ".\(digits.dropFirst())"
  return "\(sign)\(digits.prefix(1))\(fraction)\(exponent)"
}
