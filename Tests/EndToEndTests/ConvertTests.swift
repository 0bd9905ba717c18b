// gamut convert --to gamut: the way back on the command line, and documents that are asked about.

import TestSupport
import Testing

@Suite struct ConvertTests {
  private static let runs = """
    batch_name: pairs
    defaults: {strategy: equal_weight, start_date: 2015-01-01, end_date: 2016-12-31}
    runs:

    """

  private func document(_ runs: [String]) -> String {
    ConvertTests.runs + runs.map { "  - {\($0)}\n" }.joined()
  }

  @Test func `a list becomes a program, in a file or on the output`() throws {
    let work = try Workspace()
    var runs: [String] = []
    for fast in [5, 10, 20] {
      for slow in [10, 20, 40] where fast < slow {
        runs.append("id: ma_\(fast)_\(slow), ema_fast: \(fast), ema_slow: \(slow)")
      }
    }
    try work.folder.write(document(runs), to: "pairs.yaml")
    let shown = try work.gamut("convert", "pairs.yaml", "--to", "gamut")
    expect(shown, endsWith: 0)
    #expect(
      shown.out == """
        batch pairs

        let period   = 2015 .. 2016
        let strategy = "equal_weight"

        sweep ema_fast in [5, 10, 20]
        sweep ema_slow in [10, 20, 40]
        when ema_fast < ema_slow
        run "ma_{ema_fast}_{ema_slow}"

        """)
    expect(
      try work.gamut("convert", "pairs.yaml", "--to", "gamut", "-o", "pairs.gamut"), endsWith: 0)
    #expect(try work.folder.text("pairs.gamut") == shown.out)
    let same = try work.gamut("diff", "pairs.yaml", "pairs.gamut")
    #expect(same.out == "6 the same, 0 changed, 0 renamed, 0 added, 0 removed\n")
  }

  @Test func `a form of lists is refused for a program`() throws {
    let work = try Workspace()
    try work.folder.write(document(["id: a"]), to: "one.yaml")
    let ending = try work.gamut("convert", "one.yaml", "--to", "gamut", "--form", "expanded")
    expect(ending, endsWith: 64)
    #expect(ending.err.contains("--form shapes lists of runs"))
  }

  @Test func `what no program can say is said, and nothing written`() throws {
    let work = try Workspace()
    try work.folder.write(
      """
      batch_name: b
      job: {kind: command, argv: '["true"]'}
      params: [{name: x, type: number, above: 0}]
      runs: [{id: a, x: 1.5}]
      """, to: "bound.yaml")
    let ending = try work.gamut("convert", "bound.yaml", "--to", "gamut", "-o", "bound.gamut")
    expect(ending, endsWith: 1)
    #expect(ending.err.contains("cannot be told as a program"))
    #expect(!work.folder.contains("bound.gamut"))
  }

  @Test func `why tells the line of a value, also behind dropped runs, and who forced it`() throws {
    let work = try Workspace()
    try work.folder.write(
      document(["id: a, seed: 1", "id: b, seed: 1", "id: c, seed: 3"])
        .replacing("batch_name: pairs", with: "batch_name: pairs\nequal_runs: keep_first"),
      to: "runs.yaml")
    let seed = try work.gamut("why", "runs.yaml", "c.seed")
    expect(seed, endsWith: 0)
    #expect(seed.out.contains("runs.yaml:7:19"), "\(seed.out)")
    let shared = try work.gamut("why", "runs.yaml", "c.strategy")
    #expect(shared.out.contains("runs.yaml:3:22"), "\(shared.out)")
    let forced = try work.gamut("why", "runs.yaml", "c.fill", "--set", "fill=close")
    #expect(forced.out.contains("--set"), "\(forced.out)")
    #expect(!forced.out.contains("runs.yaml:"), "\(forced.out)")
  }

  @Test func `one mistake among many thousand runs is told soon, at its place`() throws {
    let work = try Workspace()
    var runs = (0..<20_000).map { "id: r\($0), seed: \($0)" }
    runs[19_999] = "id: r0, sed: 5"
    try work.folder.write(document(runs), to: "many.yaml")
    let ending = try work.gamut("check", "many.yaml")
    expect(ending, endsWith: 1)
    #expect(ending.err.contains("many.yaml:20003:10"), "\(ending.err)")
    #expect(ending.err.contains("many.yaml:20003:14"), "\(ending.err)")
    try work.folder.write(document(runs.map { "\($0), bogus: 1" }), to: "all.yaml")
    let all = try work.gamut("check", "all.yaml")
    #expect(all.err.contains("and 19982 more"), "\(all.err.suffix(300))")
  }

  @Test func `JSON Lines come back, too, under their file's name`() throws {
    let work = try Workspace()
    try work.folder.write(document(["id: a", "id: b, seed: 2"]), to: "pairs.yaml")
    expect(
      try work.gamut("convert", "pairs.yaml", "--to", "jsonl", "-o", "pairs.jsonl"), endsWith: 0)
    let same = try work.gamut("diff", "pairs.yaml", "pairs.jsonl")
    #expect(same.out == "2 the same, 0 changed, 0 renamed, 0 added, 0 removed\n")
    let back = try work.gamut("convert", "pairs.jsonl", "--to", "yaml", "--form", "expanded")
    let wanted = try work.gamut("convert", "pairs.yaml", "--to", "yaml", "--form", "expanded")
    #expect(back.out == wanted.out)
    let plan = try work.gamut("plan", "pairs.jsonl")
    #expect(plan.err.contains("output/batch_backtests/pairs"), "\(plan)")
  }

  @Test func `a bundle that is nothing is missing`() throws {
    let work = try Workspace()
    let text = document(["id: a, bundle_path: ~"]).replacing("strategy: equal_weight, ", with: "")
    try work.folder.write(text, to: "none.yaml")
    let ending = try work.gamut("check", "none.yaml")
    expect(ending, endsWith: 1)
    #expect(ending.err.contains("'bundle_path' is required, and this is nothing"))
  }

  @Test func `the file that is read is not written over`() throws {
    let work = try Workspace()
    try work.folder.write(document(["id: a"]), to: "one.yaml")
    let ending = try work.gamut("convert", "one.yaml", "--to", "gamut", "-o", "./one.yaml")
    expect(ending, endsWith: 1)
    #expect(ending.err.contains("would replace the file that it reads"), "\(ending.err)")
    #expect(try work.folder.text("one.yaml") == document(["id: a"]))
  }

  @Test func `a count says how it was made`() throws {
    let work = try Workspace()
    try work.folder.write(document(["id: a", "id: b, seed: 2"]), to: "list.yaml")
    let listed = try work.gamut("plan", "list.yaml", "--count")
    #expect(listed.out == "2\n")
    #expect(listed.err.hasSuffix("counted from the list\n"))
    let program = """
      batch b { max_runs = 10, equal_runs = "keep_first" }
      let strategy = "equal_weight"
      let period = 2015
      for seed in 1 .. 20 { run "a{seed}" }
      for seed in 10 .. 30 { run "b{seed}" }

      """
    try work.folder.write(program, to: "twice.gamut")
    let uncompared = try work.gamut("plan", "twice.gamut", "--count")
    #expect(uncompared.out == "41\n")
    #expect(uncompared.err.contains("warning[not-compared]"))
    let compared = try work.gamut("plan", "twice.gamut", "--count", "--max-runs", "50")
    #expect(compared.out == "30\n")
    #expect(!compared.err.contains("not-compared"))
  }

  @Test func `what a filter drops need not have a value`() throws {
    let work = try Workspace()
    try work.folder.write(
      """
      let strategy = "trend_baseline"
      let period = 2015
      for x in 0 .. 4 {
        sweep seed in 1 .. 2
        let ema_slow = mod(x, 3)
        when x == 1
        run
      }
      run b { seed = 3, ema_slow = 70 }

      """, to: "a.gamut")
    for form in ["yaml", "json", "jsonl", "gamut"] {
      let converted = try work.gamut("convert", "a.gamut", "--to", form)
      #expect(converted.status == 0, "\(converted.err)")
      #expect(converted.out.contains("1_2") || form == "gamut", "\(converted.out)")
    }
    let expanded = try work.gamut("convert", "a.gamut", "--to", "jsonl", "--form", "expanded")
    #expect(expanded.out.split(separator: "\n").count == 3, "\(expanded)")
    // The runs fail for want of prices; the batch is made.
    let ran = try work.gamut("run", "a.gamut")
    #expect(ran.err.contains("3 to run"), "\(ran)")
    #expect(!ran.err.contains("'ema_slow' is 0"), "\(ran)")
  }

  @Test func `many runs on one line are read in one go`() throws {
    let work = try Workspace()
    let runs = (0..<20_000).map { "{seed: \($0)}" }.joined(separator: ", ")
    try work.folder.write(
      ConvertTests.runs.replacing("runs:\n", with: "runs: [\(runs)]\n"), to: "line.yaml")
    let ending = try work.gamut("plan", "line.yaml", "--count")
    expect(ending, endsWith: 0)
    #expect(ending.out == "20000\n")
  }
}
