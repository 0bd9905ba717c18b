// Places in a text, harmless text, and the nearest name.

import Source
import TestSupport
import Testing

@Suite struct SourceTextTests {
  @Test func `a place is a line and a column of characters`() {
    let source = SourceText(name: "x", "ab\nçé\r\n\n🇩🇪d")
    #expect(place(source, 0) == [1, 1])
    #expect(place(source, 2) == [1, 3])
    #expect(place(source, 3) == [2, 1])
    #expect(place(source, 7) == [2, 3])
    #expect(place(source, 9) == [3, 1])
    #expect(place(source, 18) == [4, 2])
    #expect(place(source, 99) == [4, 3])
    #expect(source.text(in: source.lineSpan(at: 3)) == "çé")
    #expect(source.text(in: source.lineSpan(at: 9)) == "")
    #expect(source.text(in: source.lineSpan(at: 10)) == "🇩🇪d")
  }

  @Test func `a place leads back to its offset`() {
    var random = SeededGenerator(seed: 7)
    let pieces = ["a", "é", "\n", "漢", " ", "\t", "🎈"]
    let text = (0..<500).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    let source = SourceText(name: "x", text)
    for offset in 0..<source.bytes.count where source.bytes[offset] & 0xC0 != 0x80 {
      let (line, column) = source.position(at: offset)
      #expect(source.offset(line: line, column: column) == offset)
    }
  }

  @Test func `what might act on a terminal is written out`() {
    #expect("plain é 漢".escapingControls() == "plain é 漢")
    #expect("a\u{1B}[31mb\u{7}".escapingControls() == "a\\u{1b}[31mb\\u{7}")
    #expect("a\tb\nc".escapingControls() == "a b\\u{a}c")
    #expect("x\u{202E}y\u{2028}z\u{85}".escapingControls() == "x\\u{202e}y\\u{2028}z\\u{85}")
  }

  @Test(arguments: [
    ("rebalance_frq", "rebalance_freq"), ("sharp", "sharpe"), ("Seed", "seed"),
    ("sede", "seed"), ("strategyy", "strategy"), ("zzz", nil), ("", nil),
  ])
  func `the nearest name is what was meant`(name: String, meant: String?) {
    let names = ["rebalance_freq", "sharpe", "seed", "strategy", "start_date"]
    #expect(nearestName(to: name, among: names) == meant)
  }

  @Test func `a diagnostic shows its place, its line, its second place and what to do`() {
    let source = SourceText(name: "a.gamut", "let x = 1\nlet y = 2\nlet x = 3\n")
    let diagnostic = Diagnostic(
      Slug("twice", ""), "'x' stands twice", at: Span(24, 25), label: "again",
      secondary: [.init(Span(4, 5), "first")], notes: ["a note"], help: "keep one")
    #expect(
      DiagnosticRenderer(source: source).render(diagnostic) == """
        error[twice]: 'x' stands twice
         --> a.gamut:3:5
        1 | let x = 1
          |     - first
          ...
        3 | let x = 3
          |     ^ again
          = note: a note
          = help: keep one

        """)
    let coloured = DiagnosticRenderer(source: source, colour: .ansi).render(diagnostic)
    #expect(coloured.contains("\u{1B}[1;31merror[twice]\u{1B}[0m"))
  }

  private func place(_ source: SourceText, _ offset: Int) -> [Int] {
    let (line, column) = source.position(at: offset)
    return [line, column]
  }
}
