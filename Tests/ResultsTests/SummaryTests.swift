import Canon
import Experiment
import Results
import TestSupport
import Testing

@Suite struct SummaryTests {
  let place = TemporaryFolder()

  static var facts: SummaryFacts {
    var facts = SummaryFacts(
      name: "momentum_2015", description: "Does *momentum* pay | after costs?", isBacktest: true,
      varying: ["bundle_path", "commission_bps"], metrics: ["sharpe", "trades", "max_drawdown"],
      axes: ["bundle", "commission_bps"])
    facts.luckLine = "Expected best of 4 runs by luck alone: 1.03."
    facts.definitions = ["sharpe: mean / standard deviation x sqrt(252)"]
    return facts
  }

  static func row(_ id: String, _ bundle: String, _ bps: Int64, _ result: RunResult) -> SummaryRow {
    SummaryRow(
      settings: [
        .text("bundles/\(bundle).yaml"), .day(Day(number: 16436)), .day(Day(number: 16800)),
        .number(Decimal(bps)),
      ],
      levels: [bundle, "\(bps)"], result: result)
  }

  static var rows: [SummaryRow] {
    func result(_ id: String, _ sharpe: Double) -> RunResult {
      var result = success(id, sharpe: sharpe)
      result.metrics.append(Metric("max_drawdown", -0.0123456))
      result.riskReportPath = "runs/\(id)/risk_report/report.md"
      return result
    }
    var failed = RunResult(
      runID: "slow_0", status: .failed, failure: .engine("=cmd|'x'\nsecond line"))
    failed.logExcerpt = "Traceback\n\u{1B}[31m  boom | ```\n"
    failed.usage.runtimeSeconds = 0.125
    return [
      row("core_0", "core", 0, result("core_0", 0.5)),
      row("core_10", "core", 10, result("core_10", -0.25)),
      row("slow_0", "slow", 0, failed),
      row("slow_10", "slow", 10, result("slow_10", 1.5)),
      row("-x_0", "-x", 0, RunResult(runID: "-x_0", status: .skipped)),
      row("-x_10", "-x", 10, result("-x_10", .nan)),
    ]
  }

  @Test func `batch_summary csv is as it was agreed`() throws {
    var text = SummaryTests.facts.csvHeader
    for row in SummaryTests.rows { text += SummaryTests.facts.csvLine(row) }
    expectGolden(text, "batch_summary.csv")
  }

  @Test func `batch_summary md is as it was agreed`() throws {
    var summary = BatchSummary(SummaryTests.facts)
    for row in SummaryTests.rows { summary.add(row) }
    expectGolden(summary.markdown, "batch_summary.md")
  }

  @Test func `a command shows its own metrics and ranks by the first`() {
    let facts = SummaryFacts(
      name: "train", isBacktest: false, varying: ["rate"], metrics: ["loss", "epochs"])
    #expect(
      facts.columns == [
        "run_id", "rate", "status", "loss", "epochs", "risk_report_path", "tca_report_path",
        "error", "runtime_sec", "cpu_sec", "peak_memory_mb",
      ])
    #expect(facts.rankingMetric == "loss")
    #expect(
      SummaryFacts(name: "t", isBacktest: false, varying: [], metrics: []).rankingMetric == nil)
  }

  @Test func `lowest first is best for a loss`() {
    var facts = SummaryFacts(
      name: "train", isBacktest: false, varying: [], metrics: ["loss"], axes: ["rate"])
    facts.order = .ascending
    var summary = BatchSummary(facts)
    for (id, loss) in [("a", 3.0), ("b", 1), ("c", 2)] {
      let result = RunResult(runID: id, status: .success, metrics: [Metric("loss", loss)])
      summary.add(SummaryRow(settings: [], levels: ["r"], result: result))
    }
    #expect(summary.markdown.contains("Best: b (loss 1). Worst: a (loss 3)."))
    #expect(summary.markdown.contains("| r | 3 | 2 | 1 |"))
  }

  @Test func `a long batch keeps only what it shows, and shows the right`() {
    let facts = SummaryFacts(
      name: "long", isBacktest: false, varying: [], metrics: ["m"], axes: ["axis"])
    var generator = SeededGenerator(seed: 3)
    var values = (0..<20_000).map { Double($0) }
    values.shuffle(using: &generator)
    var summary = BatchSummary(facts)
    for value in values {
      let result = RunResult(
        runID: "r\(Int(value))", status: .success, metrics: [Metric("m", value)])
      summary.add(SummaryRow(settings: [], levels: ["\(Int(value) % 50)"], result: result))
    }
    let text = summary.markdown
    for place in 1...20 { #expect(text.contains("| \(place) | r\(20_000 - place) |")) }
    #expect(!text.contains("| 21 | r"))
    #expect(text.contains("The first 20 of 20000 runs that succeeded."))
    #expect(text.contains("Best: r19999 (m 19999). Worst: r0 (m 0)."))
    #expect(text.contains("| 7 | 400 | 9982 | 19957 |"))
    #expect(text.contains("and 20 more levels."))
    #expect(text.utf8.count < 5000)
  }

  @Test func `a batch of nothing but failures has no ranking`() {
    var summary = BatchSummary(SummaryTests.facts)
    for number in 0..<25 {
      let result = RunResult(runID: "r\(number)", status: .failed, failure: .exitCode(number))
      summary.add(SummaryRow(settings: [], result: result))
    }
    #expect(!summary.markdown.contains("## Ranking"))
    #expect(summary.markdown.contains("25 runs: 0 success, 25 failed, 0 skipped."))
    #expect(summary.markdown.contains("- r19: exit code 19\n"))
    #expect(summary.markdown.contains("and 5 more; batch_summary.csv has them all."))
  }

  @Test func `the order of execution does not show`() throws {
    var generator = SeededGenerator(seed: 11)
    var texts: Set<String> = []
    for name in ["a", "b", "c"] {
      let store = try place.store(name)
      let rows = SummaryTests.rows
      try store.plan(rows.map { planned($0.result.runID) })
      for number in rows.indices.shuffled(using: &generator) {
        store.runStarted(number, at: moment)
        try store.runFinished(number, rows[number].result)
        if Bool.random(using: &generator) { try store.flush() }
      }
      let batch = try #require(store.batchFolder)
      var facts = SummaryTests.facts
      facts.metrics = try store.metricNames()
      try batch.writeSummary(facts, of: store) { run in
        SummaryRow(
          settings: rows[run.number ?? 0].settings, levels: rows[run.number ?? 0].levels,
          result: run.result)
      }
      for file in ["batch_summary.csv", "batch_summary.md"] {
        texts.insert(try #require(place.text("output/\(name)/\(file)")))
      }
    }
    #expect(texts.count == 2)
  }

  @Test func `the result says how the batch came out`() throws {
    let batch = try place.batch()
    try batch.write(
      BatchOutcome(
        name: "momentum", startedAt: moment, finishedAt: moment, counts: [.success: 3, .failed: 1],
        toolVersion: "1.0", planKey: "p"))
    #expect(
      place.text("output/momentum/batch_result.json") == """
        {
          "batch_name": "momentum",
          "started_at": "2026-01-02T03:04:05.678Z",
          "finished_at": "2026-01-02T03:04:05.678Z",
          "counts": {
            "success": 3,
            "failed": 1,
            "skipped": 0
          },
          "tool_version": "1.0",
          "plan_key": "p"
        }

        """)
  }

  @Test func `the log has a line for each thing, without controls`() throws {
    let batch = try place.batch()
    do {
      let log = try BatchLog(in: batch, startedAt: moment)
      try log.started("momentum", runs: 3, upToDate: 1, at: moment)
      var result = success("a")
      result.backtestFolder = "runs/a/backtest"
      try log.run(result, at: moment)
      try log.run(
        RunResult(runID: "b", status: .failed, failure: .input("no \u{1B}[31m")), at: moment)
      try log.ended([.success: 2, .failed: 1], at: moment)
    }
    let log = try BatchLog(in: batch, startedAt: moment)
    try log.line("again", at: moment)
    try log.flush()
    #expect(log.path == "logs/batch_20260102T030405Z.log")
    let time = "2026-01-02T03:04:05.678Z"
    #expect(
      place.text("output/momentum/\(log.path)") == """
        \(time) start: batch 'momentum', 3 runs, 1 of them up to date
        \(time) run a: success, 0.500 s, runs/a/backtest
        \(time) run b: failed, 0.000 s, no \\u{1b}[31m
        \(time) end: 2 success, 1 failed, 0 skipped
        \(time) again

        """)
  }
}
