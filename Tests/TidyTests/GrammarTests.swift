// The productions above the parser's functions are those of the grammar file, word for word.

import TestSupport
import Testing

@Suite struct GrammarTests {
  static let grammar = "grammar/gamut.ebnf"

  @Test func `every production of the parser stands in the grammar`() throws {
    let parser = SourceTree.files(below: "Sources/Language/Parsing", endingWith: ".swift")
    var productions: [(file: String, text: String)] = []
    for file in parser {
      productions += productionComments(try SourceTree.lines(file)).map { (file, $0) }
    }
    let isWritten = SourceTree.files(below: "grammar").contains(GrammarTests.grammar)
    try #require(isWritten || productions.isEmpty, "there is no \(GrammarTests.grammar)")
    guard isWritten else { return }
    let written = grammarProductions(try SourceTree.lines(GrammarTests.grammar))
    #expect(!written.isEmpty)
    for production in productions {
      #expect(written.contains(production.text), "\(production.file): \(production.text)")
    }
  }

  @Test func `productions are joined over lines and blanks`() {
    let comments = ["  /// a ::= b", "  ///     | c", "  func a() {}", "/// Reads it.", "/// d ::= e"]
    #expect(productionComments(comments) == ["a ::= b | c", "d ::= e"])
    let lines = ["# words", "a   ::= b", "    | c   ", "", "d ::= e  # an end"]
    #expect(grammarProductions(lines) == ["a ::= b | c", "d ::= e"])
  }

  private func productionComments(_ lines: [String]) -> [String] {
    var found: [String] = []
    var isOpen = false
    for line in lines {
      let text = normalised(line)
      guard text.hasPrefix("/// ") else {
        isOpen = false
        continue
      }
      let comment = String(text.dropFirst(4))
      if isHead(comment) {
        found.append(comment)
        isOpen = true
      } else if isOpen, comment.hasPrefix("|") {
        found[found.count - 1] += " \(comment)"
      } else {
        isOpen = false
      }
    }
    return found
  }

  private func grammarProductions(_ lines: [String]) -> Set<String> {
    var found: [String] = []
    for line in lines where !line.hasPrefix("#") {
      let text = normalised(line.split(separator: "  #").first.map(String.init) ?? "")
      if isHead(text) {
        found.append(text)
      } else if !text.isEmpty, !found.isEmpty {
        found[found.count - 1] += " \(text)"
      }
    }
    return Set(found)
  }

  private func isHead(_ text: String) -> Bool {
    let words = text.split(separator: " ")
    return words.count > 2 && words[1] == "::="
  }

  private func normalised(_ text: String) -> String {
    text.split(separator: " ").joined(separator: " ")
  }
}
