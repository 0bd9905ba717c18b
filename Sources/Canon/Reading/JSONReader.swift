// Reads JSON (RFC 8259) into nodes, strictly: no comments, no trailing commas, no duplicate keys.

internal import Source

public struct JSONReader {
  private let bytes: [UInt8]
  private var index = 0
  private var depth = 0
  private var words = ["true", "false", "null"]

  /// Nesting beyond this is refused.
  public static let maximumDepth = 200

  /// The one value of a JSON text; if asked, also with the words that Python writes for NaN and
  /// infinities, as plain scalars `NaN`, `Infinity`, `-Infinity`.
  public static func read(
    _ bytes: [UInt8], acceptingNonFinite: Bool = false
  ) throws(DocumentProblem) -> Node {
    var reader = JSONReader(bytes: bytes)
    if acceptingNonFinite { reader.words += ["NaN", "Infinity", "-Infinity"] }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.index = 3 }
    let node = try reader.value()
    reader.skipBlanks()
    if reader.index < bytes.count {
      throw reader.problem("there is text after the end of the value")
    }
    return node
  }

  /// A batch of which each line is a run.
  static func readLines(_ bytes: [UInt8]) throws(DocumentProblem) -> Node {
    var reader = JSONReader(bytes: bytes)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.index = 3 }
    var runs: [Node] = []
    reader.skipBlanks()
    while reader.index < bytes.count {
      runs.append(try reader.value())
      let end = reader.index
      reader.skipBlanks()
      guard reader.index == bytes.count || bytes[end..<reader.index].contains(0x0A) else {
        throw reader.problem("a run ends with its line, and there is more")
      }
    }
    let all = Span(0, bytes.count)
    let key = Node.Scalar(text: "runs", style: .quoted, span: Span(0, min(1, bytes.count)))
    return .mapping([Node.Member(key: key, value: .sequence(runs, all))], all)
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func value() throws(DocumentProblem) -> Node {
    skipBlanks()
    guard index < bytes.count else { throw problem("the text ends where a value is wanted") }
    switch bytes[index] {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .scalar(try string())
    default: return .scalar(try word())
    }
  }

  private mutating func object() throws(DocumentProblem) -> Node {
    let start = index
    var members: [Node.Member] = []
    var names = KeySet()
    try enter()
    index += 1
    skipBlanks()
    while !take("}") {
      if !members.isEmpty { try expect(",", "between the members of an object") }
      skipBlanks()
      guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
        throw problem("a name in double quotes is wanted here")
      }
      let key = try string()
      guard names.insert(key.text) else {
        throw DocumentProblem(
          "'\(key.text)' stands twice in one object", at: key.span, help: "keep one of them")
      }
      skipBlanks()
      try expect(":", "after a name")
      members.append(Node.Member(key: key, value: try value()))
      skipBlanks()
    }
    depth -= 1
    return .mapping(members, Span(start, index))
  }

  private mutating func array() throws(DocumentProblem) -> Node {
    let start = index
    var elements: [Node] = []
    try enter()
    index += 1
    skipBlanks()
    while !take("]") {
      if !elements.isEmpty { try expect(",", "between the elements of an array") }
      elements.append(try value())
      skipBlanks()
    }
    depth -= 1
    return .sequence(elements, Span(start, index))
  }

  private mutating func string() throws(DocumentProblem) -> Node.Scalar {
    let start = index
    index += 1
    var text: [UInt8] = []
    var copied = index
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
      let byte = bytes[index]
      if byte < 0x20 { throw problem("a control character stands in a string") }
      index += 1
      if byte == UInt8(ascii: "\\") {
        text += bytes[copied..<index - 1]
        text += String(try escape()).utf8
        copied = index
      }
    }
    guard index < bytes.count else {
      throw DocumentProblem(
        "this string has no end", at: Span(start, start + 1), help: "end it with \"")
    }
    text += bytes[copied..<index]
    index += 1
    guard let decoded = String(validating: text, as: UTF8.self) else {
      throw DocumentProblem(
        "this string is not UTF-8", at: Span(start, index), help: "save the file as UTF-8")
    }
    return Node.Scalar(text: decoded, style: .quoted, span: Span(start, index))
  }

  private mutating func escape() throws(DocumentProblem) -> Character {
    guard index < bytes.count else { throw problem("the text ends inside a string") }
    let byte = bytes[index]
    index += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return Character(try unicodeEscape())
    default: throw problem("this escape is not JSON")
    }
  }

  private mutating func unicodeEscape() throws(DocumentProblem) -> Unicode.Scalar {
    let high = try codeUnit()
    if let scalar = Unicode.Scalar(high) { return scalar }
    guard high < 0xDC00, index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
      bytes[index + 1] == UInt8(ascii: "u")
    else { throw problem("half of a surrogate pair stands alone") }
    index += 2
    let low = try codeUnit()
    guard (0xDC00...0xDFFF).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    else { throw problem("half of a surrogate pair stands alone") }
    return scalar
  }

  private mutating func codeUnit() throws(DocumentProblem) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard index < bytes.count, let digit = JSONReader.hexadecimalDigit(bytes[index]) else {
        throw problem("four hexadecimal digits are wanted here")
      }
      unit = unit << 4 + digit
      index += 1
    }
    return unit
  }

  private static func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }

  private mutating func word() throws(DocumentProblem) -> Node.Scalar {
    let start = index
    while index < bytes.count, !JSONReader.endsWord(bytes[index]) { index += 1 }
    let span = Span(start, max(index, start + 1))
    let text = String(decoding: bytes[start..<span.end], as: UTF8.self)
    guard words.contains(text) || JSONReader.isNumber(bytes[start..<index])
    else {
      throw DocumentProblem(
        "'\(text)' is not a JSON value", at: span,
        help: "write a text in double quotes, a number, true, false, null, a list or an object")
    }
    return Node.Scalar(text: text, style: .plain, span: span)
  }

  private static func endsWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"),
      UInt8(ascii: "\""), 0x20, 0x09, 0x0A, 0x0D:
      true
    default: false
    }
  }

  static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
    var rest = text
    func isDigit(_ byte: UInt8?) -> Bool { byte.map { (0x30...0x39).contains($0) } ?? false }
    func skipDigits(_ rest: inout ArraySlice<UInt8>) -> Int {
      var count = 0
      while isDigit(rest.first) {
        rest = rest.dropFirst()
        count += 1
      }
      return count
    }
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let leadingZero = rest.first == UInt8(ascii: "0")
    let whole = skipDigits(&rest)
    guard whole > 0, !(leadingZero && whole > 1) else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard skipDigits(&rest) > 0 else { return false }
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") {
        rest = rest.dropFirst()
      }
      guard skipDigits(&rest) > 0 else { return false }
    }
    return rest.isEmpty
  }

  private mutating func enter() throws(DocumentProblem) {
    depth += 1
    if depth > JSONReader.maximumDepth {
      throw problem("brackets are nested more than \(JSONReader.maximumDepth) deep")
    }
  }

  private mutating func skipBlanks() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x09, 0x0A, 0x0D: index += 1
      default: return
      }
    }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  private mutating func expect(
    _ character: Unicode.Scalar, _ context: String
  ) throws(DocumentProblem) {
    if !take(character) { throw problem("'\(character)' is missing \(context)") }
  }

  private func problem(_ message: String) -> DocumentProblem {
    DocumentProblem(message, at: Span(min(index, bytes.count), min(index + 1, bytes.count)))
  }
}
