// Two parsers, one grammar: ours and one made from the EBNF accept the same texts and make the same
// trees; every production is exercised; the colours for editors know the same words.

import Language
import Source
import TestSupport
import Testing

@Suite struct AgreementTests {
  /// Programs that are in the repository: examples, the corpus of errors, conformance cases.
  static let written: [String] = {
    let files =
      Repository.files("examples", endingWith: ".gamut")
      + Repository.files("grammar/conformance", endingWith: "").filter { !$0.contains(".") }
      .map { "\($0)/in.gamut" }
      + Repository.files("Tests/LanguageTests/Formatting", endingWith: ".gamut")
    let chunks = Repository.files("Tests/Corpus", endingWith: ".gamut").flatMap { file in
      ((try? Chunk.chunks(of: file)) ?? []).map(\.text)
    }
    return files.compactMap { try? Repository.text($0) } + chunks
  }()

  private func verdict(_ program: String) -> Verdict {
    let source = SourceText(name: "x", program)
    let (tree, problems) = syntaxTree(source)
    if let tree { return Verdict(tree: tree) }
    let place = problems.compactMap { $0.span?.start }.min().map { source.position(at: $0) }
    return Verdict(line: place?.line, column: place?.column)
  }

  /// Compares the parsers; a few disagreements are enough to read.
  private func compare(_ programs: [String]) throws {
    let others = try IndependentParser.verdicts(on: programs)
    try #require(others.count == programs.count)
    var told = 0
    for (program, other) in zip(programs, others) where told < 5 {
      let own = verdict(program)
      guard own.tree != other.tree else { continue }
      told += 1
      Issue.record("\(program)\nours: \(own)\nthe other: \(other)")
    }
  }

  @Test func `what is written is read alike`() throws {
    #expect(AgreementTests.written.count > 100)
    try compare(AgreementTests.written)
  }

  @Test func `what the grammar generates is accepted, and every production is exercised`() throws {
    let programs = try IndependentParser.programs("generate", seed: 1, count: 300)
    for program in programs {
      let (tree, problems) = syntaxTree(SourceText(name: "x", program))
      #expect(tree != nil, "\(program)\n\(problems.map(\.message))")
      if tree == nil { break }
    }
    try compare(programs)
    let uses = try IndependentParser.uses(in: programs + AgreementTests.written)
    let productions = try IndependentParser.lines("gamut_grammar.py productions")
    #expect(productions.count > 40)
    for production in productions {
      #expect(uses[production, default: 0] > 0, "no program uses \(production)")
    }
  }

  @Test(arguments: [2, 3])
  func `small changes never crash, and are judged alike`(seed: Int) throws {
    try compare(try IndependentParser.programs("mutate", seed: seed, count: 400))
  }

  @Test func `formatting keeps the tree`() throws {
    let programs = try IndependentParser.programs("generate", seed: 4, count: 100)
    for program in programs {
      let source = SourceText(name: "x", program)
      guard let tree = syntaxTree(source).tree, let text = formatted(source).text else { continue }
      let again = syntaxTree(SourceText(name: "x", text)).tree
      #expect(again == tree, "\(program)\n---\n\(text)")
      #expect(formatted(SourceText(name: "x", text)).text == text)
      if again != tree { break }
    }
  }

  @Test func `the colours for editors know the words of the grammar`() throws {
    let files = Repository.files("examples", endingWith: ".gamut").map {
      "'\(Repository.root)/\($0)'"
    }
    _ = try IndependentParser.lines("textmate_check.py check \(files.joined(separator: " "))")
  }
}
