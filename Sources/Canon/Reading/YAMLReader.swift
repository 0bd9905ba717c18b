// Reads one YAML document into nodes: anchors, aliases and merge keys are expanded within a budget.
// It does not know what plain scalars mean; the schema decides that.

internal import Source

public struct YAMLReader {
  /// Nesting beyond this is refused.
  public static let maximumDepth = JSONReader.maximumDepth
  /// Aliases may repeat this many nodes for each one that is written, and a few thousand always.
  static let expansionFactor = 100
  static let freeExpansion = 10_000

  let events: YAMLEvents
  private var anchors: [String: (node: Node, size: Int)] = [:]
  var depth = 0
  var written = 0
  private(set) var repeated = 0

  /// The one document of a YAML text. JSON is YAML, with few exceptions.
  public static func read(_ bytes: [UInt8]) throws(DocumentProblem) -> Node {
    try withText(bytes) { _, buffer throws(DocumentProblem) in
      var reader = YAMLReader(events: YAMLEvents(buffer))
      return try reader.document(end: buffer.count)
    }
  }

  /// Calls `body` with the bytes of a text that is UTF-8, and begins with no mark that says so.
  static func withText<Result>(
    _ bytes: [UInt8],
    _ body: ([UInt8], UnsafeBufferPointer<UInt8>) throws(DocumentProblem) -> Result
  ) throws(DocumentProblem) -> Result {
    if let offset = firstInvalidByte(bytes) {
      throw DocumentProblem(
        "the text is not UTF-8", at: Span(offset, offset + 1), help: "save the file as UTF-8")
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      // In place of the mark as many bytes that mean nothing: an empty comment, an empty line.
      return try withText([UInt8(ascii: "#"), 0x0A, 0x0A] + bytes.dropFirst(3), body)
    }
    return try bytes.withUnsafeBufferPointer { buffer throws(DocumentProblem) in
      try body(bytes, buffer)
    }
  }

  init(events: YAMLEvents) { self.events = events }

  private mutating func document(end: Int) throws(DocumentProblem) -> Node {
    var document: Node?
    while true {
      let (event, span) = try events.next()
      switch event {
      case .streamEnd:
        guard let document else {
          throw DocumentProblem("the document is empty", at: Span(0, min(1, end)))
        }
        return document
      case .documentStart:
        guard document == nil else {
          throw DocumentProblem(
            "a second document starts here", at: span, help: "put each batch into its own file")
        }
        let (content, place) = try events.next()
        document = try node(content, place).node
      default: break
      }
    }
  }

  /// The node that an event begins, and of how many nodes it consists.
  mutating func node(
    _ event: YAMLEvent, _ span: Span
  ) throws(DocumentProblem) -> (node: Node, size: Int) {
    written += 1
    switch event {
    case .scalar(let scalar, let anchor):
      return remember((.scalar(scalar), 1), as: anchor)
    case .alias(let name): return try alias(name, span)
    case .sequenceStart(let anchor):
      return remember(try sequence(span), as: anchor)
    case .mappingStart(let anchor):
      return remember(try mapping(span), as: anchor)
    default: throw DocumentProblem("a value is missing here", at: span)
    }
  }

  private mutating func remember(
    _ made: (node: Node, size: Int), as anchor: String?
  ) -> (node: Node, size: Int) {
    if let anchor { anchors[anchor] = made }
    return made
  }

  private mutating func alias(
    _ name: String, _ span: Span
  ) throws(DocumentProblem) -> (node: Node, size: Int) {
    guard let found = anchors[name] else {
      throw DocumentProblem("'*\(name)' repeats '&\(name)', which is not above it", at: span)
    }
    let (sum, overflow) = repeated.addingReportingOverflow(found.size)
    guard !overflow,
      sum <= YAMLReader.freeExpansion + YAMLReader.expansionFactor * written
    else {
      throw DocumentProblem(
        "the aliases down to here repeat too much", at: span,
        help:
          "at most \(YAMLReader.expansionFactor) values for each one that is written: what all runs "
          + "share stands in 'defaults'")
    }
    repeated = sum
    return found
  }

  private mutating func sequence(_ start: Span) throws(DocumentProblem) -> (node: Node, size: Int) {
    try enter(start)
    var elements: [Node] = []
    var size = 1
    var end = start.end
    while true {
      let (event, span) = try events.next()
      if case .collectionEnd = event {
        depth -= 1
        return (.sequence(elements, Span(start.start, closed(span, after: end))), size)
      }
      let element = try node(event, span)
      end = max(end, span.end, element.node.span.start < span.start ? 0 : element.node.span.end)
      size += element.size
      elements.append(element.node)
    }
  }

  private mutating func mapping(_ start: Span) throws(DocumentProblem) -> (node: Node, size: Int) {
    try enter(start)
    var members: [Node.Member] = []
    var merges: [Node] = []
    var names = KeySet()
    var size = 1
    var end = start.end
    while true {
      let (event, span) = try events.next()
      if case .collectionEnd = event {
        depth -= 1
        for merge in merges { try self.merge(merge, into: &members, &names) }
        return (.mapping(members, Span(start.start, closed(span, after: end))), size)
      }
      guard case .scalar(let key) = try node(event, span).node else {
        throw DocumentProblem("a key must be a plain word or a string", at: span)
      }
      guard names.insert(key.text) else {
        throw DocumentProblem(
          "'\(key.text)' stands twice in one mapping", at: key.span, help: "keep one of them")
      }
      let (content, place) = try events.next()
      let value = try node(content, place)
      end = max(
        end, place.end, value.node.span.start < place.start ? 0 : value.node.span.end)
      size += value.size + 1
      if key.text == "<<", key.style == .plain {
        merges.append(value.node)
      } else {
        members.append(Node.Member(key: key, value: value.node))
      }
    }
  }

  /// YAML 1.1's merge key: what the mapping says itself wins, and then the earlier of several.
  private func merge(
    _ merged: Node, into members: inout [Node.Member], _ names: inout KeySet
  ) throws(DocumentProblem) {
    switch merged {
    case .mapping(let others, _):
      for other in others where names.insert(other.key.text) { members.append(other) }
    case .sequence(let parts, _):
      for part in parts {
        guard case .mapping = part else {
          throw DocumentProblem("'<<' merges mappings, and this is \(part.phrase)", at: part.span)
        }
        try merge(part, into: &members, &names)
      }
    case .scalar:
      throw DocumentProblem("'<<' merges mappings, and this is \(merged.phrase)", at: merged.span)
    }
  }

  /// A block ends with its last entry, a flow collection with its bracket.
  private func closed(_ span: Span, after end: Int) -> Int {
    span.end > span.start ? span.end : end
  }

  private mutating func enter(_ span: Span) throws(DocumentProblem) {
    depth += 1
    if depth > YAMLReader.maximumDepth {
      throw DocumentProblem(
        "values are nested more than \(YAMLReader.maximumDepth) deep", at: span)
    }
  }
}

/// The offset of the first byte that does not belong to UTF-8; nil if all do.
func firstInvalidByte(_ bytes: [UInt8]) -> Int? {
  if bytes.withUnsafeBufferPointer({ $0.isASCII })
    || String(validating: bytes, as: UTF8.self) != nil
  {
    return nil
  }
  var decoder = UTF8()
  var iterator = bytes.makeIterator()
  var offset = 0
  while case .scalarValue(let scalar) = decoder.decode(&iterator) {
    offset += UTF8.width(scalar)
  }
  return min(offset, bytes.count - 1)
}
