// Takes a mapping with known keys apart: a job, a param, a bundle, a factor.

internal import Experiment
internal import Source

struct FieldReader {
  let settings: SettingReader
  /// As in "means nothing in ...".
  let place: String
  private var members: [String: Node.Member] = [:]
  private let span: Span

  /// Nil where the node is no mapping; that is then among the findings.
  init?(
    _ node: Node, _ place: String, keys: [String], _ settings: SettingReader,
    _ findings: inout Findings, unknownIsError: Bool = true
  ) {
    guard case .mapping(let members, let span) = node else {
      findings.error(
        .wrongType, "\(place) is a mapping, and this is \(node.phrase)", at: node.span,
        help: "its keys are \(keys.joined(separator: ", "))")
      return nil
    }
    self.settings = settings
    self.place = place
    self.span = span
    for member in members {
      if keys.contains(member.key.text) {
        self.members[member.key.text] = member
      } else if unknownIsError || nearestName(to: member.key.text, among: keys) != nil {
        // What is nearly a key is a typing mistake wherever it stands.
        findings.unknownKey(member.key, in: place, among: keys, besides: members)
      } else {
        findings.warning(
          .unknownKey, "'\(member.key.text)' means nothing in \(place)", at: member.key.span,
          help: "its keys are \(keys.joined(separator: ", "))")
      }
    }
  }

  func node(_ key: String) -> Node? { members[key]?.value }

  /// The node of a key; nil also where it is null.
  func given(_ key: String) -> Node? {
    guard let node = node(key) else { return nil }
    if case .scalar(let scalar) = node, scalar.isNull { return nil }
    return node
  }

  func keySpan(_ key: String) -> Span? { members[key]?.key.span }

  /// The value of a key by its type; nil where it is absent, null, or wrong.
  func value(
    _ key: String, _ type: SettingType, _ findings: inout Findings
  ) -> Value? {
    guard let node = given(key) else { return nil }
    return settings.value(of: node, for: Setting(key, type, help: ""), &findings)
  }

  func text(_ key: String, _ findings: inout Findings) -> String? {
    if case .text(let text) = value(key, .text, &findings) { text } else { nil }
  }

  func number(
    _ key: String, _ findings: inout Findings, in range: NumberRange = NumberRange()
  ) -> Decimal? {
    value(key, .number(range), &findings)?.decimal
  }

  func bool(_ key: String, _ findings: inout Findings) -> Bool? {
    if case .bool(let truth) = value(key, .bool, &findings) { truth } else { nil }
  }

  func texts(_ key: String, _ findings: inout Findings) -> [String]? {
    guard case .list(let values) = value(key, .list(of: .text), &findings) else { return nil }
    return values.map(\.description)
  }

  /// A text of the language, with its place.
  func written(_ key: String, _ findings: inout Findings) -> WrittenText? {
    guard let node = node(key), let text = text(key, &findings) else { return nil }
    return WrittenText(text: text, span: node.span)
  }

  /// Reports the keys that must be there and are not.
  func require(_ keys: [String], _ findings: inout Findings) {
    for key in keys where given(key) == nil {
      findings.error(
        .missingKey, "\(place) has no '\(key)'",
        at: keySpan(key) ?? Span(span.start, min(span.end, span.start + 1)))
    }
  }
}
