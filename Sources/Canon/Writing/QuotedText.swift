// Strings in double quotes, as JSON and every YAML reader read them alike.

internal import Source

/// A string in double quotes with JSON's escapes; as YAML it reads the same.
///
/// Besides what JSON demands, U+007F to U+009F, U+2028, U+2029, U+FEFF, U+FFFE and U+FFFF are
/// escaped, because YAML readers stumble over them; and so are controls of the direction of text,
/// which make a document look like another one.
public func quotedText(_ text: String) -> String {
  var bytes: [UInt8] = []
  bytes.appendQuoted(text)
  return String(decoding: bytes, as: UTF8.self)
}

extension [UInt8] {
  mutating func appendQuoted(_ text: String) {
    var text = text
    append(UInt8(ascii: "\""))
    text.withUTF8 { utf8 in
      var copied = 0
      var index = 0
      while index < utf8.count {
        let byte = utf8[index]
        if byte < 0x80, byte >= 0x20, byte != 0x7F, byte != 0x22, byte != 0x5C {
          index += 1
          continue
        }
        let (scalar, width) = utf8.scalar(at: index)
        if scalar < 0x80 || scalar.mustBeEscaped {
          append(contentsOf: utf8[copied..<index])
          appendEscape(scalar)
          copied = index + width
        }
        index += width
      }
      append(contentsOf: utf8[copied...])
    }
    append(UInt8(ascii: "\""))
  }

  private mutating func appendEscape(_ scalar: UInt32) {
    append(UInt8(ascii: "\\"))
    switch scalar {
    case 0x22, 0x5C: append(UInt8(scalar))
    case 0x8: append(UInt8(ascii: "b"))
    case 0x9: append(UInt8(ascii: "t"))
    case 0xA: append(UInt8(ascii: "n"))
    case 0xC: append(UInt8(ascii: "f"))
    case 0xD: append(UInt8(ascii: "r"))
    default:
      let digits = String(scalar, radix: 16)
      append(UInt8(ascii: "u"))
      append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count))
      append(contentsOf: digits.utf8)
    }
  }
}

extension UInt32 {
  /// Whether canonical text writes this scalar, which is not ASCII, as an escape.
  var mustBeEscaped: Bool {
    switch self {
    case 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
    default: Unicode.Scalar(self)?.isBidirectionalControl ?? false
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// The scalar whose UTF-8, which is well-formed, begins at an index.
  fileprivate func scalar(at index: Int) -> (value: UInt32, width: Int) {
    let first = UInt32(self[index])
    func rest(_ offset: Int) -> UInt32 { UInt32(self[index + offset] & 0x3F) }
    switch first {
    case 0..<0x80: return (first, 1)
    case 0x80..<0xE0: return ((first & 0x1F) << 6 | rest(1), 2)
    case 0xE0..<0xF0: return ((first & 0xF) << 12 | rest(1) << 6 | rest(2), 3)
    default: return ((first & 7) << 18 | rest(1) << 12 | rest(2) << 6 | rest(3), 4)
    }
  }
}
