// Reads `defaults`, and says what is wrong with single runs. It does not make the runs: their columns
// are typed as a whole, and only those come here in which something was seen to be wrong.

internal import Experiment
internal import Source

/// A value and where it stands; nil where what stands there is none.
struct GivenValue {
  let value: Value?
  let span: Span
}

struct RunReader {
  let settings: SettingReader
  let schema: Schema
  private(set) var defaults: [GivenValue?]

  private let rules: RunRules
  private var spanByID: [String: Span] = [:]
  private var warned: Set<String> = []

  init(settings: SettingReader, schema: Schema, rules: RunRules) {
    self.settings = settings
    self.schema = schema
    self.rules = rules
    defaults = Array(repeating: nil, count: schema.settings.count)
  }

  mutating func readDefaults(_ node: Node, _ findings: inout Findings) {
    guard case .mapping(let members, let span) = node else {
      if case .scalar(let scalar) = node, scalar.isNull { return }
      findings.error(
        .wrongType, "'defaults' is a mapping, and this is \(node.phrase)", at: node.span,
        help: "write setting: value")
      return
    }
    for member in members where member.key.text == "id" {
      findings.unknownKey(
        member.key, in: "defaults", help: "every run has an 'id' of its own")
    }
    var values = defaults
    read(members.filter { $0.key.text != "id" }, into: &values, "defaults", &findings)
    defaults = values
    rules.checkPeriods(values, within: span, &findings)
  }

  /// Adds what is wrong with a run to the findings.
  mutating func check(_ node: Node, _ findings: inout Findings) {
    guard case .mapping(let members, let span) = node else {
      findings.error(
        .wrongType, "a run is a mapping, and this is \(node.phrase)", at: node.span,
        help: "write id: ... and its settings")
      return
    }
    var values = defaults
    read(members, into: &values, "a run", &findings)
    let head = members.first?.key.span ?? span
    let id = id(members.first { $0.key.text == "id" }, head, &findings)
    rules.checkRequired(values, id: id?.text, at: id?.span ?? head, &findings)
    rules.checkPeriods(values, within: span, &findings)
  }

  private mutating func read(
    _ members: [Node.Member], into values: inout [GivenValue?], _ part: String,
    _ findings: inout Findings
  ) {
    var given: [Int: Node.Scalar] = [:]
    for member in members {
      let key = member.key
      guard let position = schema.position(of: key.text) else {
        if key.text != "id" { complain(about: key, in: part, besides: members, &findings) }
        continue
      }
      if let first = given.updateValue(key, forKey: position) {
        findings.error(
          .givenTwice, "'\(key.text)' and '\(first.text)' are one setting", at: key.span,
          secondary: [.init(first.span, "given here")], help: "keep one of them")
      }
      // A wrong value still counts as given, so that it is not reported as missing, too.
      let value = settings.value(of: member.value, for: schema[position], &findings)
      values[position] = GivenValue(value: value, span: member.value.span)
    }
  }

  private mutating func complain(
    about key: Node.Scalar, in part: String, besides members: [Node.Member],
    _ findings: inout Findings
  ) {
    if rules.isBacktest, SeedForms.ignoredInRuns.contains(key.text) {
      guard warned.insert(key.text).inserted else { return }
      findings.warning(
        .ignoredKey, "'\(key.text)' has no effect on a run", at: key.span,
        help: key.text == "universe" ? "the list of symbols is 'symbols_file'" : nil)
    } else if ["name", "run_id"].contains(key.text) {
      findings.unknownKey(key, in: part, help: "the name of a run is its 'id'")
    } else {
      findings.unknownKey(key, in: part, among: ["id"] + schema.names, besides: members)
    }
  }

  private mutating func id(
    _ member: Node.Member?, _ head: Span, _ findings: inout Findings
  ) -> (text: String, span: Span)? {
    guard let member else {
      findings.error(.missingKey, "a run has no 'id'", at: head, help: "add id: \"my_run\"")
      return nil
    }
    let setting = Setting("id", .text, help: "")
    guard case .text(let id) = settings.value(of: member.value, for: setting, &findings) else {
      return nil
    }
    let span = member.value.span
    if let problem = RunName.problem(with: id) {
      findings.error(
        .invalidID, problem, at: span,
        help: "an id becomes a folder: letters, digits and . _ -, at most \(RunName.maximumBytes)")
      return nil
    }
    if let first = spanByID.updateValue(span, forKey: id.lowercased()) {
      spanByID[id.lowercased()] = first
      findings.error(
        .duplicateID, "two runs have the id '\(id)'", at: span,
        secondary: [.init(first, "the first one")],
        help: "ids must differ, and not only in upper and lower case")
    }
    return (id, span)
  }
}
