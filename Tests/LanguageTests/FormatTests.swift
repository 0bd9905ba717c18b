// The one layout: programs and what becomes of them, and what must hold for every program.

import Language
import Source
import TestSupport
import Testing

@Suite struct FormatTests {
  static let folder = "Tests/LanguageTests/Formatting"
  static let inputs = Repository.files(folder, endingWith: ".in.gamut")
  static let programs =
    Repository.files("examples", endingWith: ".gamut")
    + Repository.files(folder, endingWith: ".gamut")

  func format(_ text: String) throws -> String {
    let source = SourceText(name: "test", text)
    let (formatted, problems) = formatted(source)
    let report = DiagnosticRenderer(source: source).render(problems)
    return try #require(formatted, "\(report)\n\(text)")
  }

  @Test(arguments: inputs) func `a program gets its layout`(input: String) throws {
    let output = input.replacing(".in.gamut", with: ".out.gamut")
    let problem = Golden.problem(try format(try Repository.text(input)), output)
    #expect(problem == nil, "\(problem ?? "")")
  }

  @Test(arguments: programs)
  func `formatting again changes nothing, and no word and no comment is lost`(
    program: String
  ) throws {
    try check(try Repository.text(program))
  }

  @Test func `so it is for the programs of the error corpus, where their syntax is right`() throws {
    var count = 0
    for file in Repository.files("Tests/Corpus", endingWith: ".gamut") {
      for chunk in try Chunk.chunks(of: file) {
        guard formatted(SourceText(name: "test", chunk.text)).text != nil else { continue }
        try check(chunk.text)
        count += 1
      }
    }
    #expect(count > 50)
  }

  @Test(arguments: programs)
  func `so it is for the same program with lines and comments elsewhere`(program: String) throws {
    let written = WrittenProgram(try Repository.text(program))
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<20 { try check(written.rewritten(.lines, using: &generator)) }
  }

  @Test(arguments: programs) func `blanks within lines make no difference`(program: String) throws {
    let written = WrittenProgram(try Repository.text(program))
    var generator = SeededGenerator(seed: 12)
    // The rewriting does not keep blank lines, so it is compared with itself.
    let first = try format(written.rewritten(.blanks, using: &generator))
    for _ in 0..<10 {
      #expect(try format(written.rewritten(.blanks, using: &generator)) == first)
    }
  }

  @Test func `a text with mistakes is left alone, and they are told`() {
    for text in ["let a = ", "let a = 'x'\n", "run {\n", "let = 1\nrun\n", "let a = \"x\n"] {
      let (formatted, problems) = formatted(SourceText(name: "test", text))
      #expect(formatted == nil)
      #expect(problems.containsError)
    }
  }

  @Test func `what a program means is no matter of the layout`() throws {
    #expect(try format("let a = 1;let a = nowhere") == "let a = 1\nlet a = nowhere\n")
  }

  @Test(arguments: ["", "\n", " \n\t\n", ";\n;;\n", "\u{FEFF}"])
  func `a text of nothing is empty`(text: String) throws {
    #expect(try format(text) == "")
  }

  @Test func `separators that separate nothing go`() throws {
    #expect(try format(";;let a = 1;\n;let b = 2;;") == "let a = 1\nlet b = 2\n")
    #expect(try format("run { , a = 1,, ; b = 2 ; }") == "run { a = 1, b = 2 }\n")
    #expect(try format("run {\na = 1\n, # x\nb = 2;, }") == "run {\n  a = 1\n  # x\n  b = 2\n}\n")
    #expect(try format("let a = [1\n, 2, ]") == "let a = [1, 2]\n")
    #expect(try format("let a = [1 # x\n, 2,\n]") == "let a = [1  # x\n         , 2,\n]\n")
  }

  @Test func `line ends, blanks at ends and a mark of the byte order go`() throws {
    #expect(
      try format("\u{FEFF}#! /usr/bin/env gamut \r\nlet a =\t1 \r\n\r\n\r\nrun")
        == "#! /usr/bin/env gamut\nlet a = 1\n\nrun\n")
  }

  @Test func `columns count characters, not bytes`() throws {
    #expect(
      try format("let `größe` = 1 # ä\nlet a = \"ä\" # b\n")
        == "let `größe` = 1    # ä\nlet a       = \"ä\"  # b\n")
  }

  /// Idempotent, and it keeps words and comments.
  private func check(_ text: String) throws {
    let once = try format(text)
    #expect(try format(once) == once, "from\n\(text)")
    let isKept = WrittenProgram(once).lastingWords == WrittenProgram(text).lastingWords
    #expect(isKept, "a word or a comment is lost or moved, from\n\(text)\nto\n\(once)")
    let lines = once.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { !$0.hasSuffix(" ") && !$0.contains("\r") }, "from\n\(text)")
    #expect(!once.contains("\n\n\n") && !once.hasPrefix("\n") && !once.contains("{\n\n"))
    #expect(!once.contains(/\n\n *[\]})]/))
    #expect(once.isEmpty || (once.hasSuffix("\n") && !once.hasSuffix("\n\n")))
  }
}
