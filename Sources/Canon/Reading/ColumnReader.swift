// Reads a YAML document with its runs straight into columns. Where runs depend on what stands around
// them, or are no flat mappings, it gives up, and the document is read as a tree.

internal import Source

extension YAMLReader {
  /// The batch of a YAML text with its runs in columns; nil where a tree is needed.
  static func readColumns(_ bytes: [UInt8]) throws(DocumentProblem) -> Document? {
    if let document = canonicalDocument(bytes) { return document }
    return try columnDocument(bytes)
  }

  /// The document if it is canonical text.
  static func canonicalDocument(_ bytes: [UInt8]) -> Document? {
    guard let (head, columns) = CanonicalReader.read(bytes), let tree = try? read(head),
      case .mapping(var members, let span) = tree, members.first?.key.span.start == span.start,
      span.start == 0 || head[span.start - 1] == 0x0A, tree["runs"] == nil
    else { return nil }
    let key = Span(head.count, head.count + 4)
    members.append(
      Node.Member(
        key: Node.Scalar(text: "runs", style: .plain, span: key),
        value: .sequence([], Span(key.end + 2, bytes.count))))
    return Document(
      members: members, span: span,
      runs: .init(columns: columns, nodes: RunNodes(bytes)))
  }

  /// The document by libyaml's events, without a tree of the runs; nil where it needs one.
  static func columnDocument(_ bytes: [UInt8]) throws(DocumentProblem) -> Document? {
    try withText(bytes) { text, buffer throws(DocumentProblem) in
      var reader = YAMLReader(events: YAMLEvents(buffer))
      return try reader.columnDocument(text)
    }
  }

  private mutating func columnDocument(_ bytes: [UInt8]) throws(DocumentProblem) -> Document? {
    repeat {
      try events.advance()
      // An empty text: the tree's reader says so.
      if case .streamEnd = try events.current() { return nil }
    } while try !events.current().startsDocument
    depth = 1
    guard case (.mappingStart(anchor: nil), let start) = try events.next() else { return nil }
    var members: [Node.Member] = []
    var columns: RunColumns?
    while true {
      try events.advance()
      let event = try events.current()
      if case .collectionEnd = event { break }
      guard case .scalar(let key, anchor: nil) = event, key.text != "<<",
        !members.contains(where: { $0.key.text == key.text })
      else { return nil }
      let (content, place) = try events.next()
      if key.text == "runs", case .sequenceStart(anchor: nil) = content {
        guard let (read, end) = try runs(bytes) else { return nil }
        columns = read
        members.append(Node.Member(key: key, value: .sequence([], Span(place.start, end))))
      } else {
        members.append(Node.Member(key: key, value: try node(content, place).node))
      }
    }
    repeat { try events.advance() } while try events.current().isBoundary
    guard case .streamEnd = try events.current(), let columns else { return nil }
    return Document(
      members: members, span: Span(start.start, bytes.count),
      runs: .init(columns: columns, nodes: RunNodes(bytes)))
  }

  /// The entries of `runs`, and where the list ends.
  private mutating func runs(
    _ bytes: [UInt8]
  ) throws(DocumentProblem) -> (RunColumns, end: Int)? {
    let before = repeated
    var columns = RunColumns(idsIn: bytes)
    depth += 2
    defer { depth -= 2 }
    while true {
      switch try events.next() {
      case (.mappingStart(anchor: nil), _): columns.beginRun()
      case (.collectionEnd, let place):
        columns.end()
        return repeated == before ? (columns, place.end) : nil
      default: return nil
      }
      guard try readMembers(of: &columns) else { return nil }
      columns.endRun()
    }
  }

  /// Reads the members of one run; false where they are not simple.
  private mutating func readMembers(of columns: inout RunColumns) throws(DocumentProblem) -> Bool {
    var hasID = false
    while true {
      try events.advance()
      written += 2
      guard let (name, isPlain) = events.bareScalar else {
        if case .collectionEnd = try events.current() { return true }
        return false
      }
      if name.count == 2, name[0] == UInt8(ascii: "i"), name[1] == UInt8(ascii: "d") {
        guard !hasID else { return false }
        hasID = true
        try events.advance()
        guard let (id, isPlain) = events.bareScalar else { return false }
        if isPlain, id.isNull { continue }
        let start = events.span.start + (isPlain ? 0 : 1)
        guard columns.addID(id, at: start) else { return false }
        continue
      }
      guard let column = column(name, isPlain, in: &columns), !columns.isGiven(column) else {
        return false
      }
      try events.advance()
      guard try readValue(to: column, of: &columns) else { return false }
    }
  }

  private func column(
    _ name: UnsafeBufferPointer<UInt8>, _ isPlain: Bool, in columns: inout RunColumns
  ) -> Int? {
    if let likely = columns.likelyColumn(named: name) { return likely }
    let text = String(decoding: name, as: UTF8.self)
    if text == "<<", isPlain { return nil }
    if let known = columns.column(named: text) { return known }
    return columns.addColumn(text)
  }

  private mutating func readValue(
    to column: Int, of columns: inout RunColumns
  ) throws(DocumentProblem) -> Bool {
    if let (text, isPlain) = events.bareScalar {
      let events = events
      return try columns.add(.init(text, isPlain: isPlain), to: column) {
        () throws(DocumentProblem) in
        guard case .scalar(let scalar, _) = try events.current() else { return nil }
        return .scalar(scalar)
      }
    }
    columns.add(try node(events.current(), events.span).node, to: column)
    return true
  }

  /// Reads a document again that was read into columns, for the trees of some of its runs.
  static func readRuns(
    of bytes: [UInt8], where isWanted: (Int) -> Bool, _ body: (Int, Node) -> Void
  ) throws(DocumentProblem) {
    try withText(bytes) { _, buffer throws(DocumentProblem) in
      var reader = YAMLReader(events: YAMLEvents(buffer))
      try reader.readRuns(where: isWanted, body)
    }
  }

  private mutating func readRuns(
    where isWanted: (Int) -> Bool, _ body: (Int, Node) -> Void
  ) throws(DocumentProblem) {
    repeat { try events.advance() } while try !events.current().startsDocument
    _ = try events.next()
    while case .scalar(let key, _) = try events.next().event {
      let (content, place) = try events.next()
      guard key.text == "runs", case .sequenceStart = content else {
        _ = try node(content, place)
        continue
      }
      var number = 0
      while case let (event, place) = try events.next(), !event.endsCollection {
        if isWanted(number) { body(number, try node(event, place).node) } else { try skip(event) }
        number += 1
      }
    }
  }

  /// Passes what an event begins.
  private func skip(_ event: YAMLEvent) throws(DocumentProblem) {
    var open = event.opensCollection ? 1 : 0
    while open > 0 {
      try events.advance()
      let event = try events.current()
      open += event.opensCollection ? 1 : event.endsCollection ? -1 : 0
    }
  }
}

extension YAMLEvent {
  fileprivate var startsDocument: Bool { if case .documentStart = self { true } else { false } }
  fileprivate var isBoundary: Bool { if case .boundary = self { true } else { false } }
  fileprivate var endsCollection: Bool { if case .collectionEnd = self { true } else { false } }

  fileprivate var opensCollection: Bool {
    switch self {
    case .sequenceStart, .mappingStart: true
    default: false
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  fileprivate var isNull: Bool {
    count < 5
      && Node.Scalar(
        text: String(decoding: self, as: UTF8.self), style: .plain, span: Span(0, 0)
      ).isNull
  }
}
