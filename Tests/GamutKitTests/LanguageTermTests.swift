// What 'gamut explain' says of the language, and that its examples are programs.

import GamutKit
import Language
import Source
import TestSupport
import Testing

@Suite struct LanguageTermTests {
  let folder: TestFolder

  init() throws {
    folder = try TestFolder()
    try folder.write("def house_cost = 3\n", to: "library.gamut")
  }

  @Test func `every statement is explained`() {
    #expect(Set(statementWords).isSubset(of: languageTerms.map(\.name)))
    #expect(Set(languageTerms.map(\.name)).count == languageTerms.count)
  }

  @Test(arguments: languageTerms.map(\.name))
  func `examples can be typed as they stand`(name: String) throws {
    let term = try #require(languageTerms.first { $0.name == name })
    let lines = term.explanation.split(separator: "\n").filter { $0.hasPrefix("    ") }
    #expect(!lines.isEmpty)
    func has(_ word: String) -> Bool {
      lines.contains { $0.drop { $0 == " " }.hasPrefix(word) || $0.contains("; \(word)") }
    }
    var text = lines.map { String($0.dropFirst(4)) + "\n" }
    let settings = "let period = 2011 .. 2014\nlet strategy = \"trend_baseline\"\n"
    let isOfBacktest = !has("job command")
    if isOfBacktest {
      let isTop = has("batch") || has("import")
      let given = settings.split(separator: "\n").filter { line in
        !has(String(line.prefix { $0 != "=" }))
          && !has("sweep " + line.dropFirst(4).prefix { $0 != " " })
      }
      text.insert(given.map { $0 + "\n" }.joined(), at: isTop ? 1 : 0)
    }
    if !has("run") { text.append("run\n") }
    let batch = BatchInput(
      statements: text.joined(), ofFile: folder("program.gamut")
    ).load()
    #expect(batch.plan != nil, "\(text.joined())\n\(batch.diagnostics.map(\.message))")
    #expect(batch.diagnostics.isEmpty, "\(text.joined())\n\(batch.diagnostics.map(\.message))")
  }
}
