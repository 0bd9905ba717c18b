// Makes foreign text harmless to look at: nothing from a file, a log or an id reaches a terminal raw.

extension String {
  /// The same text with control characters, escape sequences and bidirectional controls written out.
  ///
  /// A tab becomes one blank, so that carets stay below what they mean.
  public func escapingControls() -> String {
    // Nearly every text is plain.
    if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return self }
    guard unicodeScalars.contains(where: \.isUnsafeToShow) else { return self }
    var result = ""
    for scalar in unicodeScalars {
      if scalar == "\t" {
        result += " "
      } else if scalar.isUnsafeToShow {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension Unicode.Scalar {
  /// Whether a terminal or a page might act on this scalar instead of showing it.
  public var isUnsafeToShow: Bool {
    switch value {
    case 0x00...0x1F, 0x7F...0x9F: true
    case 0x2028, 0x2029: true
    default: isBidirectionalControl
    }
  }

  /// Whether this scalar reorders the text around it (Unicode TR 9): it can make code lie.
  public var isBidirectionalControl: Bool {
    switch value {
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}

/// `1 run`, `36 runs`.
public func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}
