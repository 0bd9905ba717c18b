// What a written batch means: types from the schema, defaults and runs, and what may be left out.

import Canon
import Experiment
import Source
import Testing

@Suite struct LoadingTests {
  @Test func `the seed's example is three runs`() throws {
    let loaded = load(seedExample)
    let plan = try #require(loaded.plan)
    #expect(loaded.diagnostics.isEmpty)
    #expect(plan.batch.name == "ai_tech_core_vs_mlalpha_2025")
    #expect(plan.count == 3)
    let runs = try listed(plan)
    #expect(runs.map(\.id) == ["core_2015_2020", "core_ml_2015_2020", "ml_alpha_only_2015_2020"])
    let settings = try #require(runs.last?.settings)
    #expect(settings.value("generate_tca_report", in: plan.schema) == .bool(true))
    #expect(settings.value("start_capital", in: plan.schema) == .number(Decimal(100_000)))
    #expect(settings.value("end_date", in: plan.schema).description == "2020-12-31")
  }

  @Test(arguments: [
    ("start_capital: 1e5", "start_capital", "100000.0"),
    ("start_capital: 100_000", "start_capital", "100000.0"),
    ("max_gross_exposure: +1.5", "max_gross_exposure", "1.5"),
    ("max_gross_exposure: 100000000000000000000", "max_gross_exposure", "1.0e+20"),
    ("top_quantile: 0", "top_quantile", "0.0"),
    ("ema_fast: 12", "ema_fast", "12"),
    ("benchmark: no", "benchmark", "no"),
    ("benchmark: 12:30", "benchmark", "12:30"),
    ("benchmark: 1e3", "benchmark", "1e3"),
    ("benchmark: 2020-01-01", "benchmark", "2020-01-01"),
    ("benchmark: 'null'", "benchmark", "null"),
    ("benchmark: null", "benchmark", "none"),
    ("start_date: 2016-02-29", "start_date", "2016-02-29"),
    ("start_date: '2016-02-29'", "start_date", "2016-02-29"),
    ("generate_report: True", "generate_report", "true"),
    ("hold: 1y6m", "hold", "1y6m"),
    ("symbols: [A, no, 'x', 1]", "symbols", "A,no,x,1"),
    ("symbols: []", "symbols", ""),
    ("universe_file: ./a//b.txt", "symbols_file", "a/b.txt"),
  ])
  func `a value has the type of its setting`(
    _ line: String, _ setting: String, _ expected: String
  ) throws {
    let text = """
      batch_name: b
      runs:
        - id: a
          bundle_path: p
          end_date: 2020-12-31
          \(line)
          \(line.hasPrefix("start_date") ? "" : "start_date: 2015-01-01")
      """
    let plan = try plan(text)
    let run = try #require(try listed(plan).first)
    #expect(run.settings.value(setting, in: plan.schema).description == expected)
  }

  @Test func `another strategy needs no bundle`() {
    let text =
      "batch_name: b\nruns: [{id: a, strategy: equal_weight, start_date: 2015-01-01, "
      + "end_date: 2015-12-31}]"
    #expect(load(text).diagnostics.isEmpty)
  }

  @Test func `a run's value wins over the default, and places lead back to it`() throws {
    let (text, spans) = marked(
      "batch_name: b\ndefaults: {bundle_path: ⟦p⟧, start_date: 2015-01-01, end_date: 2015-12-31, "
        + "seed: 1}\nruns: [{id: ⟦a⟧, seed: ⟦2⟧}]")
    let loaded = load(text)
    let plan = try #require(loaded.plan)
    var point = Point(axes: 0)
    let row = try #require(try plan.row(at: 0, point: &point))
    #expect(row.assignments.last?.formula == .constant(.int(2)))
    var loadedPlaces = loaded.places
    let places = [row.assignments.first?.place, row.place, row.assignments.last?.place]
    #expect(places.map { $0.flatMap { loadedPlaces.span(of: $0) } } == spans)
  }

  @Test func `keep_first drops later equal runs and counts them`() throws {
    let plan = try plan(
      """
      batch_name: b
      equal_runs: keep_first
      defaults: {bundle_path: p, start_date: 2015-01-01, end_date: 2015-12-31}
      runs: [{id: a}, {id: b, freq: 1d}, {id: c, seed: 1}, {id: d, seed: 42}]
      """)
    #expect(try listed(plan).map(\.id) == ["a", "c"])
    #expect(plan.funnel.map(\.total) == [4, 2])
    #expect(plan.count == 2)
  }

  @Test func `a key of the seed's later versions is one warning for the whole file`() {
    let loaded = load(
      """
      batch_name: b
      run_tag: x
      defaults: {bundle_path: p, start_date: 2015-01-01, end_date: 2015-12-31}
      runs: [{id: a, universe: u.txt}, {id: b, universe: u.txt, seed: 1}]
      """)
    #expect(loaded.plan?.count == 2)
    #expect(loaded.diagnostics.map(\.slug.name) == ["ignored-key", "ignored-key"])
    #expect(loaded.diagnostics.allSatisfy { $0.severity == .warning })
  }

  @Test func `the parser of jobs gets the texts with their places`() throws {
    let (text, spans) = marked(
      "batch_name: b\njob: {kind: command, argv: ⟦'[\"x\", n]'⟧, env: {A: ⟦n⟧}}\n"
        + "params: [{name: n, type: int, min: 1, default: 3, help: h}]\nruns: [{id: a}]")
    var written: WrittenJob?
    let loaded = loadBatch(
      SourceText(name: "x", text), form: .yaml, schema: backtestSchema
    ) {
      written = $0
      return parseAnyJob($0)
    }
    #expect(loaded.plan?.schema.settings.map(\.name) == ["n"])
    #expect(written?.argv.text == "[\"x\", n]")
    #expect([written?.argv.span, written?.environment.first?.value.span] == spans)
    #expect(written?.params.first?.type == .int(1...Int64.max))
    #expect(written?.params.first?.fallback == .int(3))
  }

  @Test func `what the parser of jobs finds is reported and ends the batch`() {
    let text = "batch_name: b\njob: {kind: command, argv: '['}\nruns: [{id: a}]"
    let loaded = loadBatch(
      SourceText(name: "x", text), form: .yaml, schema: backtestSchema
    ) { job in
      let slug = Slug("open-bracket", "")
      return ParsedJob(
        job: nil, schema: Schema(),
        diagnostics: [Diagnostic(slug, "a bracket is open", at: job.argv.span)])
    }
    #expect(loaded.plan == nil)
    #expect(loaded.diagnostics.map(\.slug.name) == ["open-bracket"])
  }

  @Test(arguments: [(DocumentForm.yaml, 100_000), (.json, 10_000)])
  func `a hundred thousand runs load`(_ form: DocumentForm, _ count: Int) throws {
    var text = form == .yaml ? "batch_name: b\nruns:\n" : "{\"batch_name\": \"b\", \"runs\": ["
    for number in 0..<count {
      let run =
        "{\"id\": \"r\(number)\", \"bundle_path\": \"p\", \"start_date\": \"2015-01-01\", "
        + "\"end_date\": \"2015-12-31\", \"seed\": \(number)}"
      text += form == .yaml ? "  - \(run)\n" : (number == 0 ? run : ",\(run)")
    }
    if form == .json { text += "]}" }
    let plan = try plan(text, form)
    #expect(plan.count == count)
    #expect(try plan.run(at: UInt64(count - 1))?.id == "r\(count - 1)")
  }
}
