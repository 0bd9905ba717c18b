// A written batch as it was read: the tree of everything but its runs, and these in columns. It does not
// know what the keys mean, but that 'runs' is a list of mappings, and 'id' the name of one.

internal import Source

struct Document {
  /// The members of the batch. Where there are ``runs``, the member of that name is an empty list.
  let members: [Node.Member]
  let span: Span
  /// Nil where the batch has no list of runs.
  let runs: RunList?

  struct RunList {
    let columns: RunColumns
    let nodes: RunNodes
  }

  subscript(key: String) -> Node.Member? { members.first { $0.key.text == key } }
}

/// What a text holds.
enum ReadDocument {
  case batch(Document)
  /// Something else than a mapping.
  case other(Node)
}

extension DocumentForm {
  func readDocument(_ bytes: [UInt8]) throws(DocumentProblem) -> ReadDocument {
    if self == .yaml, let document = try YAMLReader.readColumns(bytes) { return .batch(document) }
    let tree = try read(bytes)
    return Document(tree, self).map { .batch($0) } ?? .other(tree)
  }
}

/// The trees of the runs of a document. Where these were read into columns, the text is read again: only
/// for what somebody asks about are trees made.
struct RunNodes {
  private enum Storage {
    case text([UInt8])
    case nodes([Node])
  }

  private let storage: Storage

  init(_ text: [UInt8]) { storage = .text(text) }

  init(_ nodes: [Node]) { storage = .nodes(nodes) }

  /// Calls `body` with the number and the tree of each wanted run, in order.
  ///
  /// - Throws: what is wrong with the text, if it was not read to its end before.
  func forEach(
    where isWanted: (Int) -> Bool, _ body: (Int, Node) -> Void
  ) throws(DocumentProblem) {
    switch storage {
    case .nodes(let nodes):
      for (number, node) in nodes.enumerated() where isWanted(number) { body(number, node) }
    case .text(let bytes): try YAMLReader.readRuns(of: bytes, where: isWanted, body)
    }
  }

  func all() throws(DocumentProblem) -> [Node] {
    var nodes: [Node] = []
    try forEach(where: { _ in true }) { nodes.append($1) }
    return nodes
  }
}

extension Document {
  /// A batch whose tree was read as a whole; nil where it is no mapping.
  init?(_ tree: Node, _ form: DocumentForm) {
    guard case .mapping(var members, let span) = tree else { return nil }
    self.span = span
    guard let index = members.firstIndex(where: { $0.key.text == "runs" }),
      case .sequence(let nodes, let place) = members[index].value
    else {
      self.members = members
      runs = nil
      return
    }
    members[index] = Node.Member(key: members[index].key, value: .sequence([], place))
    self.members = members
    runs = RunList(columns: RunColumns(nodes, form), nodes: RunNodes(nodes))
  }
}

extension RunColumns {
  /// The columns of trees. What is no mapping becomes a run without an id.
  init(_ nodes: [Node], _ form: DocumentForm) {
    self.init()
    for node in nodes {
      beginRun()
      if case .mapping(let members, _) = node {
        for member in members { add(member, form) }
      }
      endRun()
    }
    end()
  }

  private mutating func add(_ member: Node.Member, _ form: DocumentForm) {
    if member.key.text == "id" {
      if case .scalar(let id) = member.value, !id.isNull, form == .yaml || id.style == .quoted {
        addID(id.text)
      }
      return
    }
    let column = column(named: member.key.text) ?? addColumn(member.key.text)
    add(member.value, to: column)
  }

  mutating func add(_ value: Node, to column: Int) {
    if case .scalar(let scalar) = value {
      var text = scalar.text
      text.withUTF8 { text in
        _ = add(.init(text, isPlain: scalar.style == .plain), to: column) { () throws(Never) in
          value
        }
      }
      return
    }
    var text: [UInt8] = []
    value.writeSpelling(to: &text)
    text.withUnsafeBufferPointer { text in
      _ = add(.init(text, mark: 0x5B), to: column) { () throws(Never) in value }
    }
  }
}

extension Node {
  /// Bytes that are the same for values that mean the same.
  fileprivate func writeSpelling(to bytes: inout [UInt8]) {
    switch self {
    case .scalar(let scalar):
      bytes.append(scalar.style == .plain ? 0x70 : 0x71)
      bytes += scalar.text.utf8
    case .sequence(let elements, _):
      bytes.append(0x5B)
      for element in elements { element.writePart(to: &bytes) }
    case .mapping(let members, _):
      bytes.append(0x7B)
      for member in members {
        Node.scalar(member.key).writePart(to: &bytes)
        member.value.writePart(to: &bytes)
      }
    }
  }

  private func writePart(to bytes: inout [UInt8]) {
    var part: [UInt8] = []
    writeSpelling(to: &part)
    bytes += "\(part.count):".utf8
    bytes += part
  }
}
