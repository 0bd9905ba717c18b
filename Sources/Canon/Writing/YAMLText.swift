// A JSON value as YAML in block style: the canonical text, version 1.

extension JSONText {
  /// Appends the value as it stands behind `key:` or `-` of a line with `indentation` blanks.
  ///
  /// Scalars stay on that line, behind one blank; what is inside mappings and lists follows on
  /// lines of its own, two blanks further in. There is no line end behind the last line.
  func writeBlock(to bytes: inout [UInt8], indentation: Int) {
    switch self {
    case .array(let elements) where !elements.isEmpty:
      for element in elements {
        bytes.appendLine(indentation: indentation + 2)
        bytes.append(UInt8(ascii: "-"))
        element.writeEntry(to: &bytes, indentation: indentation + 2)
      }
    case .object(let members) where !members.isEmpty:
      for member in members {
        bytes.appendLine(indentation: indentation + 2)
        bytes.appendKey(member.name)
        member.value.writeBlock(to: &bytes, indentation: indentation + 2)
      }
    default:
      bytes.append(UInt8(ascii: " "))
      write(to: &bytes, .line, indentation: 0)
    }
  }

  /// As above behind a `-`: a mapping begins on the same line.
  private func writeEntry(to bytes: inout [UInt8], indentation: Int) {
    guard case .object(let members) = self, !members.isEmpty else {
      return writeBlock(to: &bytes, indentation: indentation)
    }
    for (number, member) in members.enumerated() {
      if number == 0 {
        bytes.append(UInt8(ascii: " "))
      } else {
        bytes.appendLine(indentation: indentation + 2)
      }
      bytes.appendKey(member.name)
      member.value.writeBlock(to: &bytes, indentation: indentation + 2)
    }
  }
}

extension [UInt8] {
  /// A key and its colon: plain where every reader takes it for a string, else quoted.
  mutating func appendKey(_ key: String) {
    if key.isPlainKey { append(contentsOf: key.utf8) } else { appendQuoted(key) }
    append(UInt8(ascii: ":"))
  }
}

extension String {
  private static let yamlWords: Set<String> = [
    "y", "n", "yes", "no", "on", "off", "true", "false", "null",
  ]

  /// Whether this is `[A-Za-z_][A-Za-z0-9_]*` and no word that YAML 1.1 takes for a bool or null.
  fileprivate var isPlainKey: Bool {
    guard let first = utf8.first, !(0x30...0x39).contains(first) else { return false }
    let isWord = utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
      default: false
      }
    }
    return isWord && !String.yamlWords.contains(lowercased())
  }
}
