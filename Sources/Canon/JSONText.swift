// A value that is about to be written as JSON: the only way in which documents leave the program.

internal import Experiment

/// A JSON value in the order in which it shall be written.
public indirect enum JSONText: Sendable {
  case null
  case bool(Bool)
  case int(Int)
  /// Infinities and NaN are written as null: JSON has none.
  case number(Double)
  case string(String)
  case array([JSONText])
  case object([Member])

  public struct Member: Sendable {
    public let name: String
    public let value: JSONText

    public init(_ name: String, _ value: JSONText) {
      self.name = name
      self.value = value
    }
  }

  public enum Layout: Sendable {
    /// One line.
    case line
    /// Two blanks of indentation, one member or element a line.
    case indented
  }

  /// A string, or null.
  public static func optional(_ text: String?) -> JSONText { text.map { .string($0) } ?? .null }

  public func text(_ layout: Layout) -> String {
    var text = ""
    append(to: &text, layout, indentation: "")
    return text
  }

  private func append(to text: inout String, _ layout: Layout, indentation: String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += String(value)
    case .int(let value): text += String(value)
    case .number(let value): text += value.isFinite ? numberText(value) : "null"
    case .string(let value): text += quotedText(value)
    case .array(let elements):
      list(elements, "[", "]", &text, layout, indentation) { element, text, inner in
        element.append(to: &text, layout, indentation: inner)
      }
    case .object(let members):
      list(members, "{", "}", &text, layout, indentation) { member, text, inner in
        text += quotedText(member.name) + ": "
        member.value.append(to: &text, layout, indentation: inner)
      }
    }
  }

  private func list<Element>(
    _ elements: [Element], _ open: String, _ close: String, _ text: inout String,
    _ layout: Layout, _ indentation: String,
    _ write: (Element, inout String, String) -> Void
  ) {
    guard !elements.isEmpty else {
      text += open + close
      return
    }
    let inner = indentation + "  "
    text += open
    for (number, element) in elements.enumerated() {
      if number > 0 { text += layout == .line ? ", " : "," }
      if layout == .indented { text += "\n" + inner }
      write(element, &text, inner)
    }
    if layout == .indented { text += "\n" + indentation }
    text += close
  }
}

/// A string in double quotes with JSON's escapes; as YAML it reads the same.
///
/// Besides what JSON demands, U+007F to U+009F, U+2028, U+2029 and U+FEFF are escaped, because YAML
/// readers stumble over them.
public func quotedText(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\u{8}": result += "\\b"
    case "\u{9}": result += "\\t"
    case "\u{A}": result += "\\n"
    case "\u{C}": result += "\\f"
    case "\u{D}": result += "\\r"
    case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{FEFF}":
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
