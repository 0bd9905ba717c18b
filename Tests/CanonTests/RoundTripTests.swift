// What is written loads as the same plan, and what is canonical is written as itself.

import Canon
import Experiment
import Testing

@Suite struct RoundTripTests {
  @Test(arguments: 0..<150)
  func `a written plan loads as the same runs and the same bytes`(_ seed: Int) throws {
    var generator = PlanGenerator(seed: UInt64(seed))
    let original = generator.plan()
    let runs = try listed(original)
    guard !runs.isEmpty else { return }
    for form in RunForm.allCases {
      for (syntax, document) in [(CanonicalSyntax.yaml, DocumentForm.yaml), (.json, .json)] {
        let text = try original.canonicalText(as: syntax, form: form)
        let again = try plan(text, document)
        #expect(try listed(again) == runs)
        #expect(again.batch == original.batch)
        #expect(again.count == runs.count)
        #expect(try again.canonicalText(as: syntax, form: form) == text)
      }
    }
    let lines = try original.canonicalText(as: .jsonLines)
    #expect(lines.split(separator: "\n").count == runs.count)
    let again = try plan(lines, .jsonLines)
    #expect(try listed(again) == runs)
    #expect(try again.canonicalText(as: .jsonLines) == lines)
    let loaded = try plan(original.canonicalText(as: .yaml))
    #expect(try loaded.canonicalText(as: .jsonLines) == lines)
  }

  @Test(arguments: 0..<150)
  func `the n-th run is the n-th of the list`(_ seed: Int) throws {
    var generator = PlanGenerator(seed: UInt64(seed))
    let original = generator.plan()
    let runs = try listed(original)
    guard !runs.isEmpty else { return }
    // As a tree, with filters that leave holes; and as a table, without.
    var found: [ListedRun] = []
    for position in 0..<original.root.size {
      if let run = try original.run(at: position) {
        #expect(run.position == position)
        found.append(ListedRun(id: run.id, settings: run.settings))
      }
    }
    #expect(found == runs)
    let table = try plan(original.canonicalText(as: .yaml))
    for (number, run) in runs.enumerated() {
      let same = try #require(try table.run(at: UInt64(number)))
      #expect(ListedRun(id: same.id, settings: same.settings) == run)
    }
    for start in [0, runs.count / 2, runs.count - 1] {
      var rest: [ListedRun] = []
      try table.forEachRun(from: UInt64(start)) { run in
        rest.append(ListedRun(id: run.id, settings: run.settings))
        return true
      }
      #expect(rest == Array(runs[start...]))
    }
  }

  @Test(arguments: 0..<150)
  func `defaults hold exactly what all runs share`(_ seed: Int) throws {
    var generator = PlanGenerator(seed: UInt64(seed))
    let original = generator.plan()
    let runs = try listed(original)
    guard let first = runs.first else { return }
    let identity = ["bundle_path", "start_date", "end_date"]
    let expected = original.schema.settings.indices.filter { position in
      guard let value = first.settings[position] else { return false }
      return !identity.contains(original.schema[position].name)
        && runs.allSatisfy { $0.settings[position] == value }
    }
    let document = try YAMLReader.read(Array(original.canonicalText(as: .yaml).utf8))
    var written: [String] = []
    if case .mapping(let members, _) = document["defaults"] {
      written = members.map(\.key.text)
    }
    #expect(written == expected.map { original.schema[$0].name })
  }

  @Test func `the generator makes every kind of plan`() throws {
    var filtered = 0
    var multiplied = 0
    for seed in 0..<150 {
      var generator = PlanGenerator(seed: UInt64(seed))
      let plan = generator.plan()
      let count = try listed(plan).count
      if count < Int(plan.root.size) { filtered += 1 }
      if count > 4 { multiplied += 1 }
    }
    #expect(filtered > 20)
    #expect(multiplied > 20)
  }

  @Test(arguments: [canonicalSeedExample, batch(defaults: "seed: 1")])
  func `canonical text is written as itself`(_ text: String) throws {
    for form in RunForm.allCases {
      let canonical = try plan(text).canonicalText(as: .yaml, form: form)
      #expect(try plan(canonical).canonicalText(as: .yaml, form: form) == canonical)
    }
    #expect(try plan(canonicalSeedExample).canonicalText(as: .yaml) == canonicalSeedExample)
  }

  @Test func `a long id ends in the key, and an unsafe one is refused`() throws {
    let axis = Axis(
      names: ["seed"],
      levels: [
        Level(values: [.int(1)], label: String(repeating: "a", count: 120)),
        Level(values: [.int(2)], label: "b"),
      ], place: .unknown)
    func plan(_ style: RunName.Style) throws -> Plan {
      let row = PlanRow(
        name: RunName(pieces: [.label(0)], style: style, place: .unknown),
        assignments: [
          Assignment(setting: 20, formula: .slot(axis: 0, part: 0), place: .unknown)
        ], place: .unknown)
      let root = try #require(PlanNode.product([0], levels: [2], inside: .row(row)))
      return Plan(
        batch: Batch(name: "b"), job: .backtest, schema: backtestSchema, root: root, axes: [axis])
    }
    let text = try plan(.automatic).canonicalText(as: .jsonLines)
    #expect(text.contains("\"id\": \"\(String(repeating: "a", count: 87))-"))
    #expect(text.contains("\"id\": \"b\""))
    #expect(throws: EvaluationFailure.self) { try plan(.template).canonicalText(as: .yaml) }
  }

  @Test func `values and padded numbers in ids are written as the plan names them`() throws {
    let axis = Axis(
      names: ["ema_fast"],
      levels: Levels([5, 10].map { Level(values: [.int($0)], label: String($0)) }), place: .unknown)
    let slot = Formula.slot(axis: 0, part: 0)
    for pieces: [RunName.Piece] in [
      [.literal("r"), .value(slot, .padded(3), .unknown)],
      [.literal("r"), .value(slot, .decimals(2), .unknown), .literal("x")],
      [.value(.binary(.divide, slot, .constant(.int(3)), .unknown), .canonical, .unknown)],
    ] {
      let row = PlanRow(
        name: RunName(pieces: pieces, style: .template, place: .unknown),
        assignments: [Assignment(setting: 10, formula: slot, place: .unknown)], place: .unknown)
      let root = try #require(PlanNode.product([0], levels: [2], inside: .row(row)))
      let plan = Plan(
        batch: Batch(name: "b"), job: .backtest, schema: backtestSchema, root: root, axes: [axis])
      let text = try plan.canonicalText(as: .jsonLines)
      for run in try listed(plan) { #expect(text.contains("{\"id\": \"\(run.id)\", ")) }
    }
  }
}

struct ListedRun: Equatable {
  let id: String
  let settings: Settings
}

func listed(_ plan: Plan) throws -> [ListedRun] {
  var runs: [ListedRun] = []
  try plan.forEachRun { run in
    runs.append(ListedRun(id: run.id, settings: run.settings))
    return true
  }
  return runs
}
