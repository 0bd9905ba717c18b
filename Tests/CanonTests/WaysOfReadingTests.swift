// The three ways to read a YAML batch agree: in the plan, in what is wrong, and in where things stand.

import Canon
import Experiment
import Source
import TestSupport
import Testing

@Suite struct WaysOfReadingTests {
  /// What a way made of a text: nil where it gave up.
  private func outcome(_ text: String, by way: YAMLWay) throws -> [String]? {
    let source = SourceText(name: "x", text)
    guard let loaded = loadBatch(source, by: way, schema: backtestSchema, parseJob: parseAnyJob)
    else { return nil }
    var lines = loaded.diagnostics.map {
      "\($0.slug.name) \(String(describing: $0.span)) \($0.message) \($0.help ?? "") "
        + "\($0.secondary.map { "\($0.span)" })"
    }
    guard let plan = loaded.plan else { return lines }
    var loadedPlaces = loaded.places
    lines += try plan.canonicalText(as: .jsonLines).split(separator: "\n").map(String.init)
    lines.append(try plan.canonicalText(as: .yaml))
    for number in 0..<min(plan.count, 20) {
      var point = Point(axes: 0)
      guard let row = try plan.row(at: UInt64(number), point: &point) else { continue }
      lines.append("\(String(describing: loadedPlaces.span(of: row.place)))")
      for assignment in row.assignments {
        lines.append(
          "\(plan.schema[assignment.setting].name) "
            + "\(String(describing: loadedPlaces.span(of: assignment.place)))")
      }
    }
    return lines
  }

  /// Whether the ways agree, and which gave an answer.
  @discardableResult
  private func compare(_ text: String) throws -> Set<YAMLWay> {
    let tree = try #require(try outcome(text, by: .tree))
    var answered: Set<YAMLWay> = []
    for way in [YAMLWay.canonical, .columns] {
      guard let other = try outcome(text, by: way) else { continue }
      answered.insert(way)
      #expect(other == tree, "\(way): \(text)")
    }
    return answered
  }

  @Test(arguments: documentCases.filter { $0.form == .yaml && !$0.isBundle })
  func `mistakes are the same`(_ example: DocumentCase) throws {
    try compare(marked(example.text).text)
  }

  @Test(arguments: 0..<60)
  func `canonical text is read by all of them`(_ seed: Int) throws {
    var generator = PlanGenerator(seed: UInt64(seed))
    let plan = generator.plan()
    guard try !listed(plan).isEmpty else { return }
    for form in RunForm.allCases {
      let text = try plan.canonicalText(as: .yaml, form: form)
      #expect(try compare(text) == [.canonical, .columns])
    }
  }

  @Test(arguments: 0..<60)
  func `a changed text is read alike, or refused alike`(_ seed: Int) throws {
    var generator = PlanGenerator(seed: UInt64(seed))
    let plan = generator.plan()
    guard try !listed(plan).isEmpty else { return }
    let text = try Array(plan.canonicalText(as: .yaml).utf8)
    var random = SeededGenerator(seed: UInt64(seed))
    let pieces = [
      "\n", " ", "  ", "\"", "\\", ":", ": ", "-", "- ", "#", " # ", "[", "]", "{", "}", ",", "&a ",
      "*a", "<<: ", "\n\n", "\t", "'", "|", ">", "!", "---\n", "...\n", "%", "0", "1", ".", "e",
      "null",
      "true", "ä", "\u{85}", "\u{2028}", "\u{FEFF}", "\r", "\r\n", "id", "runs:\n", "defaults:\n",
      "    seed: 1\n", "  - id: \"x\"\n", "\\u0041", "\\ud83d", "~",
    ]
    for _ in 0..<25 {
      var changed = text
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        // The first bytes decide most.
        let limit = Bool.random(using: &random) ? changed.count : min(12, changed.count)
        let start = Int.random(in: 0...limit, using: &random)
        let end = min(changed.count, start + [0, 0, 1, 2, 7, 40].randomElement(using: &random)!)
        let piece = pieces.randomElement(using: &random)!
        changed.replaceSubrange(
          start..<end, with: Array((Bool.random(using: &random) ? "" : piece).utf8))
      }
      try compare(String(decoding: changed, as: UTF8.self))
    }
  }

  @Test(arguments: [
    "batch_name: b\nruns:\n- {id: a, seed: 1}\n- {id: b,\n   seed: 2}\n- id: c\n  symbols: [A,\n B]\n",
    "runs: [{id: a, symbols: [x, 'y']}, {\"id\": \"b\", symbols: [x, y]}]\nbatch_name: b\n",
    "\u{FEFF}batch_name: b\nruns:\n  - id: a\n    benchmark: größe\n  - id: b\n    seed: 3\n",
    "batch_name: b\nx: &x 5\nruns:\n  - {id: a, seed: *x}\n  - {id: b, seed: &y 6}\n",
    "batch_name: b\nruns:\n  - &base\n    id: a\n    seed: 5\n  - <<: *base\n    id: b\n",
    "batch_name: b\nruns:\n  -\n    id: a\n    seed: 1\n  - ? id\n    : b\n    seed: 2\n",
    "batch_name: b\nruns:\n  - id: a\n    benchmark: |\n      two\n      lines\n  - id: b\n",
    "  batch_name: b\nruns:\n  - id: \"a\"\n", "batch_name: b\n...\nruns:\n  - id: \"a\"\n",
    "batch_name: b\ndescription: \"x\nruns:\n  - id: \"a\"\n",
    "batch_name: b\nruns:\n  - id: \"a\"\n    \"y\": 1\n  - id: \"b\"\n    y: 1\n",
    "batch_name: b\nruns:\n  - id: a\n    universe_file: u.txt\n  - id: b\n    symbols_file: u.txt\n",
    "batch_name: b\nruns:\n  - id: a\n    universe_file: u.txt\n    symbols_file: v.txt\n",
    "runs: [id: \"a\"]\nbatch_name: b\n", "runs: [{id: b}, id: a]\nbatch_name: b\n",
    "runs: [? id : \"a\", {id: b, x: 1}]\nbatch_name: b\n",
    "batch_name: b\rruns:\r- id: a\r  bogus: 1\r  seed: x\r",
    "batch_name: b\u{85}runs:\u{85}- id: a\u{85}  bogus: 1\u{85}  seed: x\u{85}",
    "batch_name: b\u{2028}runs:\u{2028}- id: a\u{2028}  bogus: 1\u{2028}  seed: x\u{2028}",
    "%TAG !e! tag:yaml.org,2002:\n---\nbatch_name: b\nruns:\n- id: a\n  bogus: [!e!str 1]\n",
    "batch_name: b\nruns:\n  - id: \"a\"\n    benchmark: \"x\\u-000\"\n",
    "batch_name: b\nruns:\n  - id: \"a\"\n    symbols:x      - \"A\"\n",
    "{\nbatch_name: b}\nruns:\n  - id: \"a\"\n", "[\nbatch_name: b\nruns:\n  - id: \"a\"\n", "",
    "#\n",
  ])
  func `other spellings are read alike`(_ text: String) throws {
    let identity = ", bundle_path: p, start_date: 2015-01-01, end_date: 2015-12-31}"
    try compare(text)
    try compare("defaults: {freq: 1d\(identity)\n\(text)")
  }
}
