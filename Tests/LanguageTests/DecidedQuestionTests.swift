// The language's decided questions, D1 to D30, and corners of its laws (L1 and so on, in
// grammar/semantics.md): each as a program, with what it must give.
// A chunk begins with lines `#= WORD ...`: what to give it, and what to expect of it. Without
// `#= alone` it stands below a strategy and a period; without `#= errors` it must have runs.
// `#= known` says which mistake of ours is in the way.

import Experiment
import Language
import Source
import TestSupport
import Testing

@Suite struct DecidedQuestionTests {
  /// A chunk with its directives.
  struct Case: Sendable, CustomStringConvertible {
    let place: String
    let text: String
    let directives: [(word: String, rest: String)]

    init(_ chunk: Chunk) {
      place = chunk.description
      let lines = chunk.text.split(separator: "\n", omittingEmptySubsequences: false)
      directives = lines.filter { $0.hasPrefix("#= ") }.map { line in
        let parts = line.dropFirst(3).split(separator: " ", maxSplits: 1).map(String.init)
        return (parts[0], parts.count > 1 ? parts[1] : "")
      }
      let head = "let strategy = \"equal_weight\"\nlet period = 2015\n"
      let isAlone = directives.contains { $0.word == "alone" }
      let own = lines.filter { !$0.hasPrefix("#= ") }.joined(separator: "\n")
      text = (isAlone ? "" : head) + own
    }

    func all(_ word: String) -> [String] { directives.filter { $0.word == word }.map(\.rest) }

    var description: String { "\(all("row").first ?? "?") \(place)" }
  }

  static let folder = "Tests/LanguageTests/Decided"
  static let cases: [Case] = Repository.files(folder, endingWith: ".gamut")
    .flatMap { (try? Chunk.chunks(of: $0)) ?? [] }.map { Case($0) }

  static let files = [
    "common.gamut": """
    let strategy = "equal_weight"
    let period = 2015
    let rebalance_freq = "M"
    let commission_bps = 1
    let ema_slow = ema_fast * 4
    bundle core = "b/core.yaml"
    """,
    "grid.csv": "label,ema_fast,ema_slow,rebalance_freq\nquick,10,50,W\nslow,50,200,M\n",
    "symbols.txt": "AAPL\nMSFT\n",
    "slow.gamut": "let ema_slow = 50\n",
    "u/nasdaq.txt": "", "u/sp500.txt": "",
  ]

  static let loader = Loader { request in
    switch request {
    case .library(let path, _), .file(let path):
      guard let text = files[path] else {
        return .failure(Loader.Problem("'\(path)' is not there"))
      }
      return .success(.contents(path: path, Array(text.utf8)))
    case .names(let pattern):
      return .success(.names(files.keys.sorted().filter { wildcardMatch($0, pattern) != nil }))
    }
  }

  @Test func `every row has its programs`() {
    let rows = DecidedQuestionTests.cases.flatMap { $0.all("row") }
    #expect(Set(rows.filter { $0.hasPrefix("D") }) == Set((1...30).map { "D\($0)" }))
    let known: Set = [
      "row", "alone", "set", "errors", "warns", "says", "count", "at-most", "ids", "has", "keys",
      "value", "given", "argv", "length", "has-prefix", "funnel", "last-total", "known",
    ]
    for one in DecidedQuestionTests.cases {
      #expect(one.directives.allSatisfy { known.contains($0.word) }, "\(one)")
      #expect(
        one.directives.contains { !["row", "alone", "set", "known"].contains($0.word) }, "\(one)")
    }
  }

  @Test(arguments: cases) func `a program gives what its row decides`(one: Case) throws {
    guard let known = one.all("known").first else { return try check(one) }
    withKnownIssue(Comment(rawValue: known)) { try check(one) }
  }

  private func check(_ one: Case) throws {
    let overrides = one.all("set").map { given in
      let parts = given.split(separator: "=").map(String.init)
      return SettingOverride(name: parts[0], text: parts[1])
    }
    let compilation = compile(
      SourceText(name: "test", one.text), batchName: "test", backtestSchema: testSchema,
      overrides: overrides, loader: DecidedQuestionTests.loader)
    let report = DiagnosticRenderer(source: compilation.source).render(compilation.diagnostics)
    for text in one.all("says") { #expect(report.contains(text), "\(report)") }
    let warnings = compilation.diagnostics.filter { $0.severity == .warning }.map(\.slug.name)
    for slug in one.all("warns") { #expect(warnings.contains(slug), "\(report)") }
    if let wanted = one.all("errors").first {
      let errors = compilation.diagnostics.filter { $0.severity == .error }.map(\.slug.name)
      #expect(Set(errors) == Set(words(wanted)), "\(report)")
    } else {
      try check(one, try #require(compilation.plan, "\(report)"))
    }
  }

  private func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

  private func check(_ one: Case, _ plan: Plan) throws {
    for count in one.all("count") { #expect(String(plan.count) == count) }
    for count in one.all("at-most") { #expect(plan.count <= (Int(count) ?? 0)) }
    guard plan.count <= 1000 else { return }
    var runs: [Run] = []
    try plan.forEachRun { run in
      runs.append(run)
      return true
    }
    let ids = runs.map(\.id)
    for wanted in one.all("ids") { #expect(ids == words(wanted)) }
    for wanted in one.all("has") { #expect(Set(words(wanted)).isSubset(of: ids)) }
    for prefix in one.all("has-prefix") { #expect(ids.contains { $0.hasPrefix(prefix) }, "\(ids)") }
    for length in one.all("length") { #expect(ids.map { "run \($0.utf8.count)" } == [length]) }
    for count in one.all("keys") {
      #expect(String(Set(try runs.map { try $0.key(in: plan) }).count) == count)
    }
    for total in one.all("last-total") {
      #expect(plan.funnel.last?.total.map(String.init) == total)
    }
    for text in one.all("funnel") {
      #expect(plan.funnel.contains { $0.clause == text || $0.note == text }, "\(plan.funnel)")
    }
    for wanted in one.all("value") {
      let parts = wanted.split(separator: " ", maxSplits: 1).map(String.init)
      let dot = try #require(parts[0].lastIndex(of: "."))
      let run = try #require(runs.first { $0.id == parts[0][..<dot] }, "\(ids)")
      let name = String(parts[0][parts[0].index(after: dot)...])
      #expect(run.settings.value(name, in: plan.schema).description == parts[1], "\(wanted)")
    }
    for wanted in one.all("given") {
      let run = try #require(runs.first { $0.id == words(wanted)[0] }, "\(ids)")
      let given = RunText(run, plan.schema).settings.keys.sorted()
      #expect(given == Array(words(wanted).dropFirst()))
    }
    for wanted in one.all("argv") {
      let run = try #require(runs.first { $0.id == words(wanted)[0] }, "\(ids)")
      guard case .command(let command) = plan.job else {
        Issue.record("no command")
        continue
      }
      let launch = try command.launch(
        settings: run.settings.resolved(by: plan.schema), schema: plan.schema, run: [:])
      #expect(launch.argv == Array(words(wanted).dropFirst()))
    }
  }
}
