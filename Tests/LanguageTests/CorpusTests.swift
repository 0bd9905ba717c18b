// The error corpus: every chunk gives exactly the diagnostics that its comments announce.

import Experiment
import Language
import Source
import TestSupport
import Testing

@Suite("The error corpus")
struct CorpusTests {
  static let chunks: [Chunk] = Repository.files("Tests/Corpus", endingWith: ".gamut")
    .flatMap { file in (try? Chunk.chunks(of: file)) ?? [] }

  @Test("tells exactly what each chunk announces, at its place", arguments: chunks)
  func chunk(_ chunk: Chunk) {
    let source = SourceText(name: chunk.description, chunk.text)
    let compilation = compile(
      source, batchName: "corpus", backtestSchema: testSchema, loader: .corpus)
    let found = Set(
      compilation.diagnostics.map { diagnostic in
        let place = diagnostic.span.map { compilation.source.position(at: $0.start) }
        return Chunk.Expectation(
          slug: diagnostic.slug.name, line: place?.line, column: place?.column)
      })
    #expect(
      found == chunk.expectations,
      "\(DiagnosticRenderer(source: compilation.source).render(compilation.diagnostics))")
  }

  @Test("has a chunk for every slug, and knows every slug that a chunk names")
  func slugs() {
    let named = Set(Self.chunks.flatMap { $0.expectations.map(\.slug) })
    // Bytes that are no text, and brackets 100 deep, have tests of their own below.
    let elsewhere: Set = ["not-utf8", "too-deep", "hidden-character", "filter-too-wide"]
    let known = Set(languageSlugs.map(\.name))
    #expect(known.subtracting(named).subtracting(elsewhere) == [])
    #expect(named.subtracting(known) == [])
    #expect(languageSlugs.count == known.count, "a slug is listed twice")
  }

  @Test("refuses bytes that are not UTF-8, and says where")
  func notUTF8() {
    let source = SourceText(name: "x", bytes: Array("let freq = \"".utf8) + [0xE4, 0x22, 0x0A])
    let found = compile(source, batchName: "x", backtestSchema: testSchema).diagnostics
    #expect(found.map(\.slug.name) == ["not-utf8"])
    #expect(found.first?.span == Span(12, 13))
  }

  @Test(
    "refuses nesting that would exhaust the stack",
    arguments: ["(", "[", "not ", "-", "if ", "1 + ", "f.", "f("])
  func nesting(_ opening: String) {
    let text = "def x = " + String(repeating: opening, count: 200_000)
    let found = compile(
      SourceText(name: "x", text), batchName: "x", backtestSchema: testSchema
    ).diagnostics
    #expect(found.containsError)
  }

  @Test("refuses characters that could make a program lie")
  func hidden() {
    let source = SourceText(name: "x", "let freq = \"1d\" # \u{202E}d1\n")
    let found = compile(source, batchName: "x", backtestSchema: testSchema).diagnostics
    #expect(found.map(\.slug.name) == ["hidden-character"])
  }

  @Test("refuses filters that cannot be counted within the budget")
  func wideFilter() {
    let text = """
      batch wide { max_runs = 1_000_000_000 }
      let strategy = "equal_weight"
      let period = 2015 .. 2020
      sweep ema_fast in 1 .. 5000
      sweep ema_slow in 1 .. 5000
      when ema_fast < ema_slow
      run
      """
    let found = compile(
      SourceText(name: "x", text), batchName: "x", backtestSchema: testSchema
    ).diagnostics
    #expect(found.map(\.slug.name) == ["filter-too-wide"])
  }
}

extension Loader {
  /// Reads the files beside the corpus, whoever asks.
  static let corpus = Loader { request in
    let folder = "Tests/Corpus/files/"
    switch request {
    case .library(let path, _), .file(let path):
      guard let text = try? Repository.text(folder + path) else {
        return .failure(Problem("'\(path)' is not there"))
      }
      return .success(.contents(path: path, Array(text.utf8)))
    case .names(let pattern):
      let all = Repository.files("Tests/Corpus/files", endingWith: "")
      return .success(
        .names(
          all.map { String($0.dropFirst(folder.count)) }.filter {
            wildcardMatch($0, pattern) != nil
          }))
    }
  }
}
