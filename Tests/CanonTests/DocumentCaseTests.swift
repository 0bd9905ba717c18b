// Every slug of this module, each with the exact place that its diagnostic marks.

import Canon
import Source
import Testing

struct DocumentCase: CustomTestStringConvertible, Sendable {
  let slug: String
  let text: String
  var form = DocumentForm.yaml
  var isBundle = false

  init(_ slug: String, _ text: String, _ form: DocumentForm = .yaml, isBundle: Bool = false) {
    self.slug = slug
    self.text = text
    self.form = form
    self.isBundle = isBundle
  }

  var testDescription: String { "\(slug): \(text.suffix(60))" }

  var diagnostics: [Diagnostic] {
    let source = SourceText(name: "x", marked(text).text)
    if isBundle { return readBundle(source).diagnostics }
    return loadBatch(
      source, form: form, schema: backtestSchema, parseJob: parseAnyJob
    ).diagnostics
  }
}

private let identity = "bundle_path: p, start_date: 2015-01-01, end_date: 2015-12-31"

private let runs = "\nruns: [{id: r, \(identity)}]"

private func run(_ rest: String) -> String {
  "batch_name: b\nruns: [{id: r, \(identity), \(rest)}]"
}

private func job(_ rest: String) -> String {
  "batch_name: b\njob: {kind: command, argv: '[\"x\"]'}\nruns: [{id: r}]\n\(rest)"
}

let documentCases: [DocumentCase] = [
  DocumentCase("invalid-document", "runs: [\n⟦⟧"),
  DocumentCase("invalid-document", "batch_name: b\n⟦batch_name⟧: c"),
  DocumentCase("invalid-document", "größe: ⟦!!int 5⟧"),
  DocumentCase("invalid-document", "{\"a\": ⟦x⟧}", .json),
  DocumentCase("wrong-type", "⟦-⟧ a list"),
  DocumentCase("wrong-type", "batch_name: b\nruns: ⟦5⟧"),
  DocumentCase("wrong-type", "batch_name: b\nruns: [⟦5⟧]"),
  DocumentCase("wrong-type", "batch_name: b\ndefaults: ⟦[1]⟧\(runs)"),
  DocumentCase("wrong-type", "batch_name: ⟦[a]⟧\(runs)"),
  DocumentCase("wrong-type", "batch_name: b\noutput_root: ⟦\"\"⟧\(runs)"),
  DocumentCase("wrong-type", "batch_name: b\ntags: ⟦a⟧\(runs)"),
  DocumentCase("wrong-type", "batch_name: b\nmax_runs: ⟦many⟧\(runs)"),
  DocumentCase("wrong-type", run("max_gross_exposure: ⟦\"1.0\"⟧")),
  DocumentCase("wrong-type", run("max_gross_exposure: ⟦'größer'⟧")),
  DocumentCase("wrong-type", run("ema_fast: ⟦1.0⟧")),
  DocumentCase("wrong-type", run("ema_fast: ⟦010⟧")),
  DocumentCase("wrong-type", run("generate_report: ⟦yes⟧")),
  DocumentCase("wrong-type", run("generate_report: ⟦\"true\"⟧")),
  DocumentCase("wrong-type", run("generate_report: ⟦1⟧")),
  DocumentCase("wrong-type", run("hold: ⟦soon⟧")),
  DocumentCase("wrong-type", run("symbols: ⟦AAPL⟧")),
  DocumentCase("wrong-type", run("symbols: [A, ⟦[B]⟧]")),
  DocumentCase("wrong-type", run("rebalance_freq: ⟦~⟧")),
  DocumentCase(
    "wrong-type",
    "{\"batch_name\": ⟦5⟧, \"runs\": [{\"id\": \"a\", "
      + "\"strategy\": \"equal_weight\", \"start_date\": \"2015-01-01\", "
      + "\"end_date\": \"2015-12-31\"}]}",
    .json),
  DocumentCase("wrong-type", job("params: ⟦x⟧")),
  DocumentCase("out-of-range", run("top_quantile: ⟦1.5⟧")),
  DocumentCase("out-of-range", run("ema_fast: ⟦99999999999999999999⟧")),
  DocumentCase("out-of-range", run("top_quantile: ⟦0.1234567890123456789⟧")),
  DocumentCase("out-of-range", "batch_name: b\nmax_runs: ⟦0⟧\(runs)"),
  DocumentCase("out-of-range", job("params: [{name: a, type: int?, min: 2, max: ⟦1⟧}]")),
  DocumentCase("not-a-choice", run("data_source: ⟦\"yahoo\"⟧")),
  DocumentCase("not-a-choice", run("rebalance_freq: ⟦Y⟧")),
  DocumentCase("not-a-choice", "batch_name: b\nequal_runs: ⟦drop⟧\(runs)"),
  DocumentCase("not-a-choice", "batch_name: b\nartifacts: ⟦all⟧\(runs)"),
  DocumentCase("not-a-choice", job("params: [{name: a, type: ⟦float⟧}]")),
  DocumentCase(
    "bad-date",
    "batch_name: b\ndefaults: {start_date: ⟦2015-02-30⟧}\n"
      + "runs: [{id: r, bundle_path: p, end_date: 2016-01-01}]"
  ),
  DocumentCase(
    "bad-date",
    "batch_name: b\ndefaults: {start_date: ⟦\"tomorrow\"⟧}\n"
      + "runs: [{id: r, bundle_path: p, end_date: 2016-01-01}]"
  ),
  DocumentCase(
    "missing-key", "⟦r⟧uns: [{id: r, \(identity)}]"
  ),
  DocumentCase("missing-key", "⟦b⟧atch_name: b"),
  DocumentCase(
    "missing-key",
    "batch_name: b\njob: {kind: command, argv: '[\"x\"]'}\nparams: [{name: n, type: int}]\n"
      + "runs: [{⟦n⟧: 1}]"),
  DocumentCase(
    "missing-key", "batch_name: b\nruns: [{id: ⟦r⟧, bundle_path: p, start_date: 2015-01-01}]"),
  DocumentCase(
    "missing-key",
    "batch_name: b\nruns: [{id: ⟦r⟧, "
      + "start_date: 2015-01-01, end_date: 2015-12-31}]"),
  DocumentCase("missing-key", "batch_name: b\njob: ⟦{⟧kind: command}\nruns: [{id: r}]"),
  DocumentCase("unknown-key", "batch_name: b\n⟦batchname⟧: c\(runs)"),
  DocumentCase("unknown-key", "batch_name: b\n⟦freq⟧: 1d\(runs)"),
  DocumentCase("unknown-key", "batch_name: b\ndefaults: {⟦id⟧: x}\(runs)"),
  DocumentCase("unknown-key", run("⟦rebalance_frq⟧: M")),
  DocumentCase("unknown-key", run("⟦name⟧: M")),
  DocumentCase("unknown-key", "batch_name: b\njob: {kind: backtest, ⟦argv⟧: x}\(runs)"),
  DocumentCase("unknown-key", "batch_name: b\njob: {kind: backtest}\n⟦params⟧: []\(runs)"),
  DocumentCase("unknown-key", job("⟦grid⟧: {}")),
  DocumentCase("unknown-key", job("params: [{name: ⟦id⟧, type: string}]")),
  DocumentCase("ignored-key", "batch_name: b\n⟦fail_fast⟧: true\(runs)"),
  DocumentCase("ignored-key", "batch_name: b\n⟦seed⟧: 42\(runs)"),
  DocumentCase("ignored-key", run("⟦factor_group⟧: core")),
  DocumentCase(
    "given-twice", "batch_name: b\ndefaults: {symbols_file: a, ⟦universe_file⟧: b}\(runs)"),
  DocumentCase("given-twice", job("params: [{name: a, type: int?}, {name: ⟦a⟧, type: int?}]")),
  DocumentCase("unsupported-form", "batch_name: b\n⟦params⟧: {a: 1}\(runs)"),
  DocumentCase("unsupported-form", "batch_name: b\n⟦params⟧: [{name: a, type: int}]\(runs)"),
  DocumentCase(
    "unsupported-form",
    "batch_name: b\n⟦grid⟧: {seed: [\((0..<1001).map(String.init).joined(separator: ","))], ema_fast: "
      + "[\((0..<1001).map(String.init).joined(separator: ","))]}"),
  DocumentCase(
    "unnamed-run",
    "batch_name: b\nruns: [{⟦bundle_path⟧: p, start_date: 2015-01-01, end_date: 2015-12-31}]"),
  DocumentCase(
    "wrong-type", "batch_name: b\njob: {kind: command, argv: ⟦[x, y]⟧}\nruns: [{id: r}]"),
  DocumentCase("invalid-document", "⟦⟧"),
  DocumentCase("invalid-document", "⟦#⟧ only this\n"),
  DocumentCase("invalid-document", "batch_name: b\n⟦r⟧un\nruns: [{id: a}]\n"),
  DocumentCase("unknown-key", "batch_name: b\ngrid: {⟦id⟧: [a, b], seed: [1, 2]}"),
  DocumentCase("unknown-key", run("overrides: {⟦id⟧: b}")),
  DocumentCase("no-runs", "batch_name: b\n⟦grid⟧: {}"),
  DocumentCase("wrong-type", "batch_name: b\ngrid: {symbols: [⟦[A, B]⟧]}"),
  DocumentCase("wrong-type", "batch_name: b\ndefaults: ⟦5⟧\nbase_args: {seed: 1}\(runs)"),
  DocumentCase(
    "wrong-type",
    "batch_name: b\nbase_args: {\(identity)}\ngrid: {seed: [1, ⟦\"2\"⟧], top_quantile: [0.1, 0.2]}"),
  DocumentCase("given-twice", "batch_name: b\n⟦grid⟧: {seed: [1]}\(runs)"),
  DocumentCase("wrong-type", run("overrides: ⟦[1]⟧")),
  DocumentCase("wrong-type", "batch_name: b\nbase_args: ⟦5⟧\(runs)"),
  DocumentCase("unknown-key", run("params: {⟦ema_fst⟧: 1}")),
  DocumentCase("invalid-batch-name", "batch_name: ⟦core vs ml⟧\(runs)"),
  DocumentCase("invalid-batch-name", "batch_name: ⟦\"../b\"⟧\(runs)"),
  DocumentCase(
    "invalid-id",
    "batch_name: b\nruns: [{id: ⟦a/b⟧, \(identity)}]"
  ),
  DocumentCase(
    "invalid-id",
    "batch_name: b\nruns: [{id: ⟦\"größe\"⟧, \(identity)}]"
  ),
  DocumentCase(
    "duplicate-id",
    "batch_name: b\ndefaults: {\(identity)}\nruns: [{id: a, seed: 1}, {id: ⟦A⟧, seed: 2}]"
  ),
  DocumentCase(
    "equal-runs",
    "batch_name: b\ndefaults: {\(identity)}\nruns: [{id: a}, {id: ⟦b⟧, seed: 42, freq: 1d}]"
  ),
  DocumentCase("no-runs", "batch_name: b\n⟦runs: []⟧"),
  DocumentCase(
    "period-ends-before-it-starts",
    "batch_name: b\nruns: [{id: r, bundle_path: p, start_date: 2015-01-01, end_date: ⟦2014-12-31⟧}]"
  ),
  DocumentCase(
    "period-ends-before-it-starts",
    "batch_name: b\ndefaults: {start_date: 2015-01-01, end_date: ⟦2014-12-31⟧}\n"
      + "runs: [{id: r, bundle_path: p}, {id: s, bundle_path: q}]"
  ),
  DocumentCase(
    "bundle-weights",
    "universe: u\nfactor_set: core\nhorizon_days: 20\nfactors:\n  "
      + "⟦- {name: a, weight: 0.5, direction: positive}\n"
      + "  - {name: b, weight: 0.48, direction: negative}⟧",
    isBundle: true),
  DocumentCase(
    "given-twice",
    bundle(
      "factors: [{name: a, weight: 0.5, direction: positive}, "
        + "{name: ⟦a⟧, weight: 0.5, direction: positive}]"
    ), isBundle: true),
  DocumentCase("missing-key", bundle("factors: [⟦{⟧name: a, weight: 1.0}]"), isBundle: true),
  DocumentCase(
    "missing-key",
    "universe: u\nfactor_set: core\n⟦horizon_days⟧:\n"
      + "factors: [{name: a, weight: 1, direction: positive}]",
    isBundle: true),
  DocumentCase("wrong-type", bundle("factors: ⟦[]⟧"), isBundle: true),
  DocumentCase(
    "wrong-type", bundle("factors: [{name: a, weight: ⟦'1'⟧, direction: positive}]"), isBundle: true
  ),
  DocumentCase(
    "not-a-choice", bundle("factors: [{name: a, weight: 1, direction: ⟦up⟧}]"), isBundle: true),
  DocumentCase("out-of-range", options("winsorize_limits: ⟦[0.99, 0.01]⟧"), isBundle: true),
  DocumentCase("out-of-range", options("winsorize_limits: [⟦-0.1⟧, 0.9]"), isBundle: true),
  DocumentCase("wrong-type", options("neutralize_by: ⟦[sector]⟧"), isBundle: true),
  DocumentCase("unknown-key", options("⟦winsorise⟧: true"), isBundle: true),
  DocumentCase("invalid-document", "a: ⟦[⟧1, 2", isBundle: true),
]

private func bundle(_ factors: String) -> String {
  "universe: u\nfactor_set: core\nhorizon_days: 20\n\(factors)"
}

private func options(_ text: String) -> String {
  bundle("factors: [{name: a, weight: 1, direction: positive}]\noptions: {\(text)}")
}

@Suite struct DocumentCaseTests {
  @Test(arguments: documentCases)
  func `a mistake is one diagnostic at its place`(_ example: DocumentCase) {
    let found = example.diagnostics
    #expect(found.map(\.slug.name) == [example.slug], "\(found.map(\.message))")
    #expect(found.first?.span == marked(example.text).spans.first)
  }

  @Test(arguments: documentCases)
  func `a fix makes its mistake go away`(_ example: DocumentCase) {
    guard let fix = example.diagnostics.first?.fix else { return }
    var bytes = Array(marked(example.text).text.utf8)
    bytes.replaceSubrange(fix.span.start..<fix.span.end, with: fix.replacement.utf8)
    let mended = DocumentCase(
      "", String(decoding: bytes, as: UTF8.self), example.form, isBundle: example.isBundle)
    #expect(!mended.diagnostics.containsError, "\(mended.text)")
  }

  @Test func `every slug has a case, and every case a slug`() {
    let withCase = Set(documentCases.map(\.slug)).union(["more-problems"])
    #expect(withCase == Set(canonSlugs.map(\.name)))
    #expect(canonSlugs.count == Set(canonSlugs).count)
  }

  @Test func `a file of mistakes does not flood the terminal`() {
    let lines = (0..<500).map { "  - {id: r\($0), nonsense: 1, bundle_path: p}\n" }.joined()
    let found = load("batch_name: b\nruns:\n\(lines)").diagnostics
    #expect(found.count == 101)
    #expect(found.last?.slug.name == "more-problems")
    #expect(found.last?.message == "and 1400 more of them")
  }

  @Test func `two ids name the first place, too`() {
    let (text, spans) = marked(
      "batch_name: b\ndefaults: {\(identity)}\n"
        + "runs: [{id: ⟦a⟧, seed: 1}, {id: a, seed: 2}]")
    #expect(load(text).diagnostics.first?.secondary.first?.span == spans.first)
  }
}
