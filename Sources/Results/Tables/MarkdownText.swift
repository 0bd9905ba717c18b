// Makes foreign text harmless in Markdown: it shows as what it is and marks nothing up.

internal import Source

enum MarkdownText {
  /// Text for a paragraph or a cell of a table, on one line.
  static func escaped(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    var result = ""
    for (place, scalar) in scalars.enumerated() {
      switch scalar {
      case "\\", "`", "*", "[", "]", "<", ">", "|", "&", "~", "#", "$":
        result += "\\"
        result.unicodeScalars.append(scalar)
      case "_":
        let isInWord =
          place > 0 && place + 1 < scalars.count && scalars[place - 1].isWordPart
          && scalars[place + 1].isWordPart
        result += isInWord ? "_" : "\\_"
      case "\n", "\r", "\t": result += " "
      default:
        if scalar.isUnsafeToShow {
          result += "\\\\u{\(String(scalar.value, radix: 16))}"
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result
  }

  /// A paragraph of its own: a first character that would begin a list or a heading is escaped too.
  static func paragraph(_ text: String) -> String {
    let line = escaped(text)
    let digits = line.prefix { $0.isASCII && $0.isNumber }
    if let mark = line.dropFirst(digits.count).first, !digits.isEmpty, mark == "." || mark == ")" {
      return "\(digits)\\\(line.dropFirst(digits.count))"
    }
    return ["-", "+", "="].contains { line.hasPrefix($0) } ? "\\\(line)" : line
  }

  /// Lines of code, indented, with controls written out.
  static func code(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { "    \(String($0).escapingControls())\n" }.joined()
  }
}

extension Unicode.Scalar {
  fileprivate var isWordPart: Bool { properties.isAlphabetic || properties.numericType != nil }
}
