// The two readers: what they accept, what they refuse, and where they say things stand.

import Canon
import Experiment
import Source
import Testing

/// A node without places, as text: scalars plain or in quotes.
func outline(_ node: Node) -> String {
  switch node {
  case .scalar(let scalar): scalar.style == .plain ? scalar.text : quotedText(scalar.text)
  case .sequence(let elements, _): "[\(elements.map(outline).joined(separator: ", "))]"
  case .mapping(let members, _):
    "{\(members.map { "\($0.key.text): \(outline($0.value))" }.joined(separator: ", "))}"
  }
}

@Suite struct YAMLReaderTests {
  @Test(arguments: [
    ("a: 1\nb: 'x'\nc: \"\\u00e4\\n\"\n", "{a: 1, b: \"x\", c: \"ä\\n\"}"),
    ("a:\nb: ~\nc: null\n", "{a: , b: ~, c: null}"),
    ("- 1\n- [2, {x: 3}]\n", "[1, [2, {x: 3}]]"),
    ("a: |\n  two\n  lines\nb: >-\n  one\n  line\n", "{a: \"two\\nlines\\n\", b: \"one line\"}"),
    ("a: !!str 5\nb: ! 6\n", "{a: \"5\", b: \"6\"}"),
    ("%YAML 1.1\n---\na: 1\n...\n", "{a: 1}"),
    ("\u{FEFF}a: 1\n", "{a: 1}"),
    ("a: &x [1, 2]\nb: *x\n", "{a: [1, 2], b: [1, 2]}"),
    (
      "base: &b {x: 1, y: 2}\nr:\n  <<: *b\n  y: 3\n",
      "{base: {x: 1, y: 2}, r: {y: 3, x: 1}}"
    ),
    (
      "b: &b {x: 1}\nc: &c {x: 2, z: 3}\nr: {<<: [*b, *c], w: 4}\n",
      "{b: {x: 1}, c: {x: 2, z: 3}, r: {w: 4, x: 1, z: 3}}"
    ),
    ("\"<<\": 1\n", "{<<: 1}"),
    ("{\"a\": [true, null, 1.5e-3]}", "{a: [true, null, 1.5e-3]}"),
  ])
  func `YAML is read as it is written`(_ text: String, _ expected: String) throws {
    #expect(outline(try YAMLReader.read(Array(text.utf8))) == expected)
  }

  @Test(arguments: [
    "⟦⟧", "# only a comment\n", "a: 1\n⟦---⟧\nb: 2\n", "a: ⟦*x⟧\n", "a: &x [⟦*x⟧]\n",
    "a: ⟦!!int 5⟧\n", "a: ⟦!thing {}⟧\n", "? ⟦[1]⟧\n: 2\n", "a: 1\n⟦a⟧: 2\n", "{<<: ⟦5⟧}",
    "{<<: [⟦5⟧]}", "a: b⟦:⟧ c\n", "a:\n⟦\t⟧b: 1\n", "a: ⟦@⟧x\n", "a: \"⟦\\q⟧\"\n", "a: ⟦\"⟧x\n",
    "a: [1,\n⟦⟧",
    "ä: 1\nö: ü⟦:⟧ c\n", "a: ⟦[⟧1\nb: 2\n", "a: 1\n b⟦:⟧ 2\n", "- 1\n⟦b⟧: 2\n", "a: x\u{1}\n",
  ])
  func `what is not one plain document is refused at its place`(_ text: String) {
    let (plain, spans) = marked(text)
    do throws(DocumentProblem) {
      let node = try YAMLReader.read(Array(plain.utf8))
      Issue.record("read as \(outline(node))")
    } catch {
      if let span = spans.first { #expect(error.span.start == span.start, "\(error.message)") }
      #expect(!error.message.contains("this is not YAML"), "\(error.message)")
    }
  }

  @Test func `places are bytes, also behind other alphabets and emoji`() throws {
    let (text, spans) = marked("ключ: ⟦значение⟧\n日本: [⟦😀⟧, ⟦\"ü\"⟧]\r\nend: ⟦x⟧\n")
    let node = try YAMLReader.read(Array(text.utf8))
    var found: [Span] = []
    func visit(_ node: Node) {
      switch node {
      case .scalar(let scalar): found.append(scalar.span)
      case .sequence(let elements, _): elements.forEach(visit)
      case .mapping(let members, _): members.forEach { visit($0.value) }
      }
    }
    visit(node)
    #expect(found == spans)
  }

  @Test func `an anchor or a tag is no part of its value's place`() throws {
    let (text, spans) = marked("a: &x ⟦5⟧\nb: !!str ⟦6⟧\n")
    let node = try YAMLReader.read(Array(text.utf8))
    #expect([node["a"]?.span, node["b"]?.span] == spans)
  }

  @Test func `doubling aliases are refused before they grow`() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...30 {
      let alias = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(alias)]\n"
    }
    #expect { try YAMLReader.read(Array(text.utf8)) } throws: { error in
      (error as? DocumentProblem)?.message == "the aliases down to here repeat too much"
    }
  }

  @Test func `a list of runs may repeat its base in each of them`() throws {
    var text = "base: &b {a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8}\nruns:\n"
    for number in 0..<3000 { text += "  - {<<: *b, id: r\(number)}\n" }
    let node = try YAMLReader.read(Array(text.utf8))
    guard case .sequence(let runs, _) = node["runs"] else { throw NotLoaded(description: "runs") }
    #expect(runs.count == 3000)
    #expect(runs.last?["h"].map(outline) == "8")
  }

  @Test(arguments: ["[", "{a: ", "- ", "? "])
  func `deep nesting is refused`(_ opening: String) {
    let text = String(repeating: opening, count: 50_000)
    #expect(throws: DocumentProblem.self) { try YAMLReader.read(Array(text.utf8)) }
    #expect(throws: DocumentProblem.self) { try JSONReader.read(Array(text.utf8)) }
  }

  @Test func `bytes that are not UTF-8 are refused where they stand`() {
    for (bytes, offset) in [
      (Array("a: ".utf8) + [0xFF], 3), (Array("ä: ".utf8) + [0xC3], 4),
      ([0xFF, 0xFE, 0x61, 0x00], 0), (Array("a: ".utf8) + [0xED, 0xA0, 0x80], 3),
    ] {
      #expect { try YAMLReader.read(bytes) } throws: { error in
        (error as? DocumentProblem)?.span.start == offset
      }
    }
    #expect(throws: DocumentProblem.self) { try YAMLReader.read([0x61, 0, 0x3A, 0]) }
  }
}

@Suite struct JSONReaderTests {
  @Test func `a line is a run, and a run is a line`() throws {
    let run =
      "{\"id\": \"a\", \"strategy\": \"equal_weight\", \"start_date\": \"2015-01-01\", "
      + "\"end_date\": \"2015-12-31\"}"
    let second = run.replacing("\"a\"", with: "\"b\", \"seed\": 1")
    let loaded = load("\n\(run)\n\n\(second)\n", .jsonLines)
    #expect(loaded.plan?.count == 2)
    #expect(loaded.plan?.batch.name == "batch")
    for text in ["\(run) \(second)\n", "\(run)\n]", "[\(run)]", "5\n", "{\"id\": \"a\"\n", ""] {
      #expect(load(text, .jsonLines).plan == nil, "\(text)")
    }
  }

  @Test(arguments: [
    (" { \"a\" : [ 1 , -0.5e+3 , true , null ] } ", "{a: [1, -0.5e+3, true, null]}"),
    ("\"\\\"\\\\\\/\\b\\f\\n\\r\\tä\\u00E4\\ud83d\\ude00\"", "\"\\\"\\\\/\\b\\f\\n\\r\\tää😀\""),
    ("[]", "[]"), ("{}", "{}"), ("\u{FEFF}1", "1"), ("0", "0"),
  ])
  func `JSON is read as it is written`(_ text: String, _ expected: String) throws {
    #expect(outline(try JSONReader.read(Array(text.utf8))) == expected)
  }

  @Test(arguments: [
    "⟦⟧", "[1,⟦]⟧", "[1 ⟦2⟧]", "{\"a\":1,⟦}⟧", "{⟦a⟧:1}", "{\"a\" ⟦1⟧}", "{\"a\":1,⟦\"a\"⟧:2}",
    "⟦01⟧", "⟦1.⟧", "⟦.5⟧", "⟦+1⟧", "⟦NaN⟧", "⟦tru⟧", "⟦\"⟧abc", "\"\\u⟦+⟧123\"", "\"\\u12⟦g⟧4\"",
    "\"\\ud83d⟦x⟧\"", "\"\\ude00⟦\"⟧", "\"a⟦\n⟧\"", "1 ⟦2⟧", "\"\\x⟦\"⟧",
  ])
  func `what is not JSON is refused at its place`(_ text: String) {
    let (plain, spans) = marked(text)
    do throws(DocumentProblem) {
      let node = try JSONReader.read(Array(plain.utf8))
      Issue.record("read as \(outline(node))")
    } catch {
      #expect(error.span.start == spans.first?.start, "\(error.message)")
    }
  }
}
