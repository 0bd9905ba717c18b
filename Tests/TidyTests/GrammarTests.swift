// The productions above the parser's functions are those of the grammar file, word for word.

import TestSupport
import Testing

@Suite struct GrammarTests {
  static let grammar = "grammar/gamut.ebnf"

  private static let isWritten = SourceTree.files(below: "grammar").contains(grammar)

  @Test(.enabled(if: isWritten, "there is no grammar file"))
  func `every production of the parser stands in the grammar`() throws {
    let parser = SourceTree.files(below: "Sources/Language/Parsing", endingWith: ".swift")
    var productions: [(file: String, text: String)] = []
    for file in parser {
      productions += productionComments(try SourceTree.lines(file)).map { (file, $0) }
    }
    let written = grammarProductions(try Repository.text(GrammarTests.grammar))
    #expect(productions.count > 20)
    for production in productions {
      #expect(written.contains(production.text), "\(production.file): \(production.text)")
    }
  }

  @Test func `productions are joined over lines and blanks`() {
    let comments = [
      "  /// a ::= b", "  ///     | c", "  func a() {}", "/// Reads it.", "/// d ::= e",
    ]
    #expect(productionComments(comments) == ["a ::= b | c", "d ::= e"])
    let grammar = "/* words\n   more */\na   ::= b\n    | c   \n\nd ::= e   /* an end */\n"
    #expect(grammarProductions(grammar) == ["a ::= b | c", "d ::= e"])
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
      // A remark may follow the production, after a semicolon that stands alone.
      let comment = String(text.dropFirst(4)).split(separator: " ; ").first.map(String.init) ?? ""
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

  private func grammarProductions(_ grammar: String) -> Set<String> {
    var found: [String] = []
    for line in withoutComments(grammar).split(separator: "\n") {
      let text = withoutNumber(normalised(String(line)))
      if isHead(text) {
        found.append(text)
      } else if !text.isEmpty, !found.isEmpty {
        found[found.count - 1] += " \(text)"
      }
    }
    return Set(found)
  }

  private func withoutComments(_ grammar: String) -> String {
    let parts = grammar.split(separator: "/*", omittingEmptySubsequences: false)
    return parts.dropFirst().reduce(String(parts[0])) { text, part in
      text
        + part.split(separator: "*/", maxSplits: 1, omittingEmptySubsequences: false).dropFirst()
        .joined()
    }
  }

  /// `[7] a ::= b` is `a ::= b`.
  private func withoutNumber(_ text: String) -> String {
    guard text.hasPrefix("["), let space = text.firstIndex(of: " "),
      text[..<space].dropFirst().dropLast().allSatisfy(\.isNumber)
    else { return text }
    return String(text[text.index(after: space)...])
  }

  private func isHead(_ text: String) -> Bool {
    let words = text.split(separator: " ")
    return words.count > 2 && words[1] == "::="
  }

  private func normalised(_ text: String) -> String {
    text.split(separator: " ").joined(separator: " ")
  }
}
