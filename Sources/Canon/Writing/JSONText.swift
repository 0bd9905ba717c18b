// A value that is about to be written as JSON: the only way in which documents leave the program.

public import Experiment

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
    var bytes: [UInt8] = []
    write(to: &bytes, layout, indentation: 0)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the value; where it has several lines, the last ends at `indentation` blanks.
  func write(to bytes: inout [UInt8], _ layout: Layout, indentation: Int) {
    switch self {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .int(let value): bytes += String(value).utf8
    case .number(let value): bytes += (value.isFinite ? numberText(value) : "null").utf8
    case .string(let value): bytes.appendQuoted(value)
    case .array(let elements):
      list(elements, "[]", &bytes, layout, indentation) { element, bytes, inner in
        element.write(to: &bytes, layout, indentation: inner)
      }
    case .object(let members):
      list(members, "{}", &bytes, layout, indentation) { member, bytes, inner in
        bytes.appendQuoted(member.name)
        bytes += ": ".utf8
        member.value.write(to: &bytes, layout, indentation: inner)
      }
    }
  }

  private func list<Element>(
    _ elements: [Element], _ brackets: String, _ bytes: inout [UInt8], _ layout: Layout,
    _ indentation: Int, _ write: (Element, inout [UInt8], Int) -> Void
  ) {
    guard !elements.isEmpty else {
      bytes += brackets.utf8
      return
    }
    let inner = indentation + 2
    bytes += brackets.utf8.prefix(1)
    for (number, element) in elements.enumerated() {
      if number > 0 { bytes += (layout == .line ? ", " : ",").utf8 }
      if layout == .indented { bytes.appendLine(indentation: inner) }
      write(element, &bytes, inner)
    }
    if layout == .indented { bytes.appendLine(indentation: indentation) }
    bytes += brackets.utf8.suffix(1)
  }
}

extension [UInt8] {
  /// Ends the line and indents the next one.
  mutating func appendLine(indentation: Int) {
    append(UInt8(ascii: "\n"))
    append(contentsOf: repeatElement(UInt8(ascii: " "), count: indentation))
  }
}

extension JSONText {
  /// A setting's value: numbers as numbers, lists as arrays, everything else by its canonical text.
  public init(_ value: Value) {
    switch value {
    case .none: self = .null
    case .bool(let truth): self = .bool(truth)
    case .int(let number): self = .int(Int(number))
    case .number(let number): self = .number(number.double)
    case .list(let values): self = .array(values.map { JSONText($0) })
    case .record(let record):
      self = .object(record.fields.map { Member($0.name, JSONText($0.value)) })
    case .quantity, .text, .day, .duration, .period, .bundle: self = .string(value.description)
    }
  }
}
