// The later configurations of the seed system, told in the words of the batch contract: what its
// experiments package and its last batch runner have and the contract has not.

internal import Experiment
internal import Source

struct SeedForms {
  static let ignoredAtTop: Set<String> = ["run_tag", "seed", "max_workers", "fail_fast"]
  static let ignoredInRuns: Set<String> = [
    "universe", "use_factor_store", "factor_store_root", "factor_group", "run_tag",
  ]
  /// Settings of a run that stand one level deeper.
  private static let nested: Set<String> = ["params", "overrides"]
  /// A grid of more runs is refused.
  private static let gridLimit = 1_000_000

  var findings: Findings

  /// Whether a batch has something that only those configurations have.
  static func areIn(_ document: Document) -> Bool {
    if document["job"] != nil { return false }
    if document["grid"] != nil || document["base_args"] != nil { return true }
    if case .mapping(let members, _) = document["defaults"]?.value,
      members.contains(where: { nested.contains($0.key.text) })
    {
      return true
    }
    guard let columns = document.runs?.columns else { return false }
    return columns.columns.contains { nested.contains($0.name) || $0.name == "name" }
      || (0..<columns.count).contains { columns.ids.range(of: $0).isEmpty }
  }

  /// The same batch in the words of the contract.
  mutating func rewriting(
    _ document: Document, _ form: DocumentForm
  ) throws(DocumentProblem) -> Document {
    var defaults = document["defaults"]
    if let shared = document["base_args"] { defaults = joined(defaults, shared) }
    // A run with params of its own gets none of the defaults'.
    var params: [Node.Member] = []
    if let key = defaults?.key, case .mapping(let members, let span) = defaults?.value {
      params = members.filter { $0.key.text == "params" }.flatMap { self.members(of: $0) }
      let others = members.filter { $0.key.text != "params" }
      defaults = Node.Member(key: key, value: .mapping(others, span))
    }
    var nodes = try document.runs?.nodes.all() ?? []
    if let grid = document["grid"] {
      if let runs = document["runs"], !nodes.isEmpty {
        findings.error(
          .givenTwice, "a batch has 'runs' or a 'grid', and not both", at: grid.key.span,
          secondary: [.init(runs.key.span, "the runs")], help: "keep one of them")
      }
      nodes += self.runs(of: grid)
    }
    var unnamed: [Span] = []
    for index in nodes.indices {
      guard case .mapping(let members, let span) = nodes[index] else { continue }
      var (run, isNamed) = flattened(members, params)
      // What is nearly called 'id' is a typing mistake, and reported as one.
      let isMistyped = run.contains {
        nearestName(to: $0.key.text, among: ["id"]) != nil || $0.key.text == "run_id"
      }
      if !isNamed, !isMistyped {
        let place = members.first?.key.span ?? span
        unnamed.append(place)
        let key = Node.Scalar(text: "id", style: .plain, span: place)
        let name = Node.Scalar(text: "run_\(index + 1)", style: .quoted, span: place)
        run.insert(Node.Member(key: key, value: .scalar(name)), at: 0)
      }
      nodes[index] = .mapping(run, span)
    }
    if let first = unnamed.first {
      findings.warning(
        .unnamedRun, "\(unnamed.count == 1 ? "a run has" : "\(unnamed.count) runs have") no 'id'",
        at: first, help: "named by their place: run_1, run_2; an id stays when runs are added")
    }
    let own: Set<String> = ["defaults", "base_args", "grid", "runs"]
    var members = document.members.filter { !own.contains($0.key.text) }
    if let defaults { members.append(defaults) }
    if let runs = document["runs"] ?? document["grid"] {
      let key = Node.Scalar(text: "runs", style: .plain, span: runs.key.span)
      let isList = document.runs != nil || document["grid"] != nil
      let value = isList ? Node.sequence(nodes, runs.value.span) : runs.value
      members.append(Node.Member(key: key, value: value))
    }
    return Document(.mapping(members, document.span), form) ?? document
  }

  /// `defaults` with what `base_args` adds to it.
  private mutating func joined(_ defaults: Node.Member?, _ shared: Node.Member) -> Node.Member {
    let key = Node.Scalar(text: "defaults", style: .plain, span: shared.key.span)
    let own = defaults.map { members(of: $0) } ?? []
    let names = Set(own.map(\.key.text))
    let added = members(of: shared).filter { !names.contains($0.key.text) }
    return Node.Member(
      key: defaults?.key ?? key, value: .mapping(own + added, (defaults ?? shared).value.span))
  }

  private mutating func members(of member: Node.Member) -> [Node.Member] {
    switch member.value {
    case .mapping(let members, _): return members
    case .scalar(let scalar) where scalar.isNull: return []
    default:
      findings.error(
        .wrongType, "'\(member.key.text)' is a mapping, and this is \(member.value.phrase)",
        at: member.value.span, help: "write setting: value")
      return []
    }
  }

  /// A run with its nested settings among the others, of which they replace some, the later of two the
  /// earlier, and whether it has a name.
  private mutating func flattened(
    _ members: [Node.Member], _ params: [Node.Member]
  ) -> (members: [Node.Member], isNamed: Bool) {
    var result = members.filter { !SeedForms.nested.contains($0.key.text) }
    if !result.contains(where: { $0.key.text == "id" }),
      let index = result.firstIndex(where: { $0.key.text == "name" })
    {
      let key = Node.Scalar(text: "id", style: .plain, span: result[index].key.span)
      result[index] = Node.Member(key: key, value: result[index].value)
    }
    let inner = members.filter { SeedForms.nested.contains($0.key.text) }
    var given = inner.flatMap { self.members(of: $0) }
    refuseIDs(in: given + params)
    if !inner.contains(where: { $0.key.text == "params" }) {
      let names = Set((result + given).map(\.key.text))
      given += params.filter { !names.contains($0.key.text) }
    }
    var latest: [String: Node.Member] = [:]
    for member in given { latest[member.key.text] = member }
    result.removeAll { latest[$0.key.text] != nil }
    for member in given {
      if let last = latest.removeValue(forKey: member.key.text) { result.append(last) }
    }
    return (result, result.contains { $0.key.text == "id" })
  }

  private mutating func refuseIDs(in members: [Node.Member]) {
    for member in members where member.key.text == "id" {
      findings.unknownKey(
        member.key, in: "this place", help: "the 'id' of a run stands beside its other keys")
    }
  }

  /// The runs of a grid, the last key's values fastest: their ids are made of keys and values.
  private mutating func runs(of grid: Node.Member) -> [Node] {
    var runs: [[Node.Member]] = [[]]
    let axes = members(of: grid)
    if axes.isEmpty, !findings.containsError {
      findings.error(
        .noRuns, "the grid is empty", at: grid.key.span,
        help: "write setting: [value, value] for each setting that it varies")
    }
    refuseIDs(in: axes)
    for axis in axes {
      var values = [axis.value]
      if case .sequence(let elements, _) = axis.value { values = elements }
      for value in values {
        if case .scalar = value { continue }
        findings.error(
          .wrongType, "a value of a grid is a scalar, and this is \(value.phrase)", at: value.span,
          help: "what is a list in each run stands in 'base_args', or in a program")
      }
      guard runs.count * values.count <= SeedForms.gridLimit else {
        findings.error(
          .unsupportedForm, "the grid has more than \(SeedForms.gridLimit) runs",
          at: grid.key.span, help: "write it as a program: a sweep is never a list")
        return []
      }
      runs = runs.flatMap { run in
        values.map { run + [Node.Member(key: axis.key, value: $0)] }
      }
    }
    return runs.map { run in
      let name = run.map { "\($0.key.text)_\($0.value.wordsOfSeed)" }.joined(separator: "_")
      let id = Node.Scalar(text: name, style: .quoted, span: grid.key.span)
      let key = Node.Scalar(text: "id", style: .plain, span: grid.key.span)
      return .mapping([Node.Member(key: key, value: .scalar(id))] + run, grid.value.span)
    }
  }
}

extension Node {
  /// A value in an id of the seed system's grids: points and dashes are underscores.
  fileprivate var wordsOfSeed: String {
    guard case .scalar(let scalar) = self else { return "" }
    return String(
      decoding: scalar.text.utf8.map { byte -> UInt8 in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: byte
        default: 0x5F
        }
      }, as: UTF8.self)
  }
}
