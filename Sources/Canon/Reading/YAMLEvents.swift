// The events of libyaml as Swift values with byte spans: the only file that calls libyaml.
// It does not know how events make a document.

internal import CYAML
internal import Source

enum YAMLEvent {
  case scalar(Node.Scalar, anchor: String?)
  case alias(String)
  case sequenceStart(anchor: String?)
  case mappingStart(anchor: String?)
  /// The end of a sequence or a mapping.
  case collectionEnd
  case documentStart
  case streamEnd
  /// Something that carries no meaning: the start of the stream, the end of a document.
  case boundary
}

/// A parser over bytes that must outlive it and are UTF-8.
final class YAMLEvents {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let taken: UnsafeMutablePointer<yaml_event_t>
  private let bytes: UnsafeBufferPointer<UInt8>
  private var marks: MarkTable

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    marks = MarkTable(bytes)
    taken = .allocate(capacity: 1)
    taken.initialize(to: yaml_event_t())
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    yaml_parser_initialize(parser)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
  }

  deinit {
    yaml_event_delete(taken)
    taken.deallocate()
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  /// Takes the next event and looks at it as a whole.
  func next() throws(DocumentProblem) -> (event: YAMLEvent, span: Span) {
    try advance()
    return (try current(), span)
  }

  /// Takes the next event.
  func advance() throws(DocumentProblem) {
    yaml_event_delete(taken)
    guard yaml_parser_parse(parser, taken) == 1 else { throw problem() }
  }

  /// A scalar without anchor and tag, as it is most of the time: its text, until the next event is taken.
  var bareScalar: (text: UnsafeBufferPointer<UInt8>, isPlain: Bool)? {
    guard taken.pointee.type == YAML_SCALAR_EVENT else { return nil }
    let scalar = taken.pointee.data.scalar
    guard scalar.anchor == nil, scalar.tag == nil else { return nil }
    return (
      UnsafeBufferPointer(start: scalar.value, count: scalar.length),
      scalar.style == YAML_PLAIN_SCALAR_STYLE
    )
  }

  /// Where the event stands.
  var span: Span { marks.span(taken.pointee.start_mark.index, taken.pointee.end_mark.index) }

  /// The event as a whole.
  func current() throws(DocumentProblem) -> YAMLEvent {
    let (event, span) = (taken.pointee, span)
    switch event.type {
    case YAML_SCALAR_EVENT: return try scalar(event, span)
    case YAML_ALIAS_EVENT: return .alias(text(event.data.alias.anchor))
    case YAML_SEQUENCE_START_EVENT:
      try refuseTag(event.data.sequence_start.tag, span)
      return .sequenceStart(anchor: anchor(event.data.sequence_start.anchor))
    case YAML_MAPPING_START_EVENT:
      try refuseTag(event.data.mapping_start.tag, span)
      return .mappingStart(anchor: anchor(event.data.mapping_start.anchor))
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .collectionEnd
    case YAML_DOCUMENT_START_EVENT: return .documentStart
    case YAML_STREAM_END_EVENT: return .streamEnd
    default: return .boundary
    }
  }

  private func scalar(
    _ event: yaml_event_t, _ span: Span
  ) throws(DocumentProblem) -> YAMLEvent {
    let scalar = event.data.scalar
    let text = String(
      decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
    var style = scalar.style == YAML_PLAIN_SCALAR_STYLE ? Node.Scalar.Style.plain : .quoted
    var place = span
    if scalar.tag != nil {
      // `!` and `!!str` both say: this is a string, whatever it looks like.
      guard ["!", "tag:yaml.org,2002:str"].contains(self.text(scalar.tag)) else {
        throw tagProblem(scalar.tag, span)
      }
      style = .quoted
    }
    if scalar.tag != nil || scalar.anchor != nil, text.utf8.count <= span.end - span.start {
      let start = span.end - text.utf8.count
      if text.utf8.elementsEqual(bytes[start..<span.end]) { place = Span(start, span.end) }
    }
    return .scalar(
      Node.Scalar(text: text, style: style, span: place), anchor: anchor(scalar.anchor))
  }

  private func refuseTag(
    _ tag: UnsafeMutablePointer<yaml_char_t>?, _ span: Span
  ) throws(DocumentProblem) {
    if tag != nil { throw tagProblem(tag, span) }
  }

  private func tagProblem(
    _ tag: UnsafeMutablePointer<yaml_char_t>?, _ span: Span
  ) -> DocumentProblem {
    DocumentProblem(
      "the tag '\(text(tag).replacing("tag:yaml.org,2002:", with: "!!"))' is not supported",
      at: span, help: "leave the tag out: the type of a value follows from its setting")
  }

  private func anchor(_ name: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    name == nil ? nil : text(name)
  }

  private func text(_ bytes: UnsafeMutablePointer<yaml_char_t>?) -> String {
    bytes.map { String(decodingCString: $0, as: UTF8.self) } ?? ""
  }

  private func problem() -> DocumentProblem {
    let reason = parser.pointee.problem.map { String(cString: $0) } ?? "not enough memory"
    if parser.pointee.error == YAML_READER_ERROR {
      let offset = min(Int(parser.pointee.problem_offset), bytes.count)
      return YAMLMistake.problem(reason, at: Span(offset, min(offset + 1, bytes.count)))
    }
    let mark = parser.pointee.problem_mark
    let place = place(mark)
    guard parser.pointee.context != nil else { return YAMLMistake.problem(reason, at: place) }
    let opening = self.place(parser.pointee.context_mark)
    // A key without a colon is noticed in the line behind it.
    if reason == "could not find expected ':'" { return YAMLMistake.problem(reason, at: opening) }
    return YAMLMistake.problem(
      reason, at: place, isTab: place.start < bytes.count && bytes[place.start] == 0x09,
      opening: opening, line: Int(mark.line) + 1)
  }

  private func place(_ mark: yaml_mark_t) -> Span {
    var span = marks.span(mark.index, mark.index + 1)
    span.end = min(max(span.end, span.start), bytes.count)
    return span
  }
}

/// Turns libyaml's marks, which count characters, into offsets, which count bytes.
///
/// Marks come almost in order, so a cursor that walks to the wanted character is enough.
private struct MarkTable {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let isASCII: Bool
  private var character = 0
  private var offset = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    isASCII = bytes.isASCII
  }

  mutating func span(_ start: Int, _ end: Int) -> Span {
    if isASCII { return Span(min(start, bytes.count), min(end, bytes.count)) }
    return Span(offset(of: start), offset(of: end))
  }

  private mutating func offset(of wanted: Int) -> Int {
    while character < wanted, offset < bytes.count {
      repeat { offset += 1 } while offset < bytes.count && bytes[offset] & 0xC0 == 0x80
      character += 1
    }
    while character > wanted, offset > 0 {
      repeat { offset -= 1 } while offset > 0 && bytes[offset] & 0xC0 == 0x80
      character -= 1
    }
    return offset
  }
}
