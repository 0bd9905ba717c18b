// What programs mean: runs, ids, settings, the funnel.

import Experiment
import Language
import Source
import Testing

@Suite("Plans")
struct PlanTests {
  func plan(_ text: String, overrides: [SettingOverride] = []) throws -> Plan {
    let source = SourceText(name: "test", text)
    let compilation = compile(
      source, batchName: "test", backtestSchema: testSchema, overrides: overrides)
    let report = DiagnosticRenderer(source: source).render(compilation.diagnostics)
    return try #require(compilation.plan, "\(report)")
  }

  func runs(_ plan: Plan) throws -> [Run] {
    var runs: [Run] = []
    try plan.forEachRun { run in
      runs.append(run)
      return true
    }
    return runs
  }

  func values(_ name: String, _ text: String) throws -> [String] {
    let plan = try plan("let strategy = \"equal_weight\"\nlet period = 2015\n" + text)
    return try runs(plan).map { $0.settings.value(name, in: plan.schema).description }
  }

  func ids(_ text: String) throws -> [String] {
    try runs(plan("let strategy = \"equal_weight\"\nlet period = 2015\n" + text)).map(\.id)
  }

  @Test("the language's first file makes 33 runs, in the steps of its funnel")
  func firstFile() throws {
    let plan = try plan(
      """
      batch ai_tech "Compare"
      let symbols_file = "config/universe.txt"
      bundle core = "config/core.yaml"
      bundle core_ml = "config/core_ml.yaml"
      bundle ml_alpha = "config/ml_alpha.yaml"
      period early = 2015-01-01 .. 2020-12-31
      period late = 2021 .. 2024
      for bundle in [core, core_ml, ml_alpha], period in [early, late] {
        sweep max_gross_exposure in [0.5, 1.0, 1.5]
        sweep rebalance_freq in ["W", "M"]
        when bundle != ml_alpha or max_gross_exposure <= 1.0
        run
      }
      run ml_alpha_with_costs { bundle = ml_alpha, period = late, commission_bps = 5 }
      """)
    #expect(plan.count == 33)
    #expect(plan.funnel.map(\.total) == [6, 18, 36, 32, 33])
    let all = try runs(plan)
    #expect(all.count == 33)
    #expect(all.first?.id == "core_early_0.5_W")
    #expect(all.last?.id == "ml_alpha_with_costs")
    #expect(all.last?.settings.value("start_date", in: plan.schema).description == "2021-01-01")
  }

  @Test("a statement acts on what is below it: a run above a sweep is one run")
  func order() throws {
    #expect(try ids("run base { seed = 9 }\nsweep seed in 1 .. 3\nrun") == ["base", "1", "2", "3"])
  }

  @Test("nearest wins: default, let, inner let, run block")
  func precedence() throws {
    #expect(try values("ema_fast", "run") == ["20"])
    #expect(try values("ema_fast", "let ema_fast = 3\nrun") == ["3"])
    #expect(
      try values("ema_fast", "let ema_fast = 3\ngroup g { let ema_fast = 4\nrun }") == ["4"])
    #expect(try values("ema_fast", "let ema_fast = 3\nrun x { ema_fast = 5 }") == ["5"])
    #expect(try values("ema_fast", "let ema_fast = 3\nsweep ema_fast in [7]\nrun") == ["7"])
  }

  @Test("a let below a sweep follows it")
  func residual() throws {
    #expect(
      try values("ema_slow", "sweep ema_fast in [5, 10]\nlet ema_slow = ema_fast * 4\nrun")
        == ["20", "40"])
  }

  @Test("labels: names, canonical numbers, bools, periods, paths, pairs, given ones")
  func labels() throws {
    #expect(try ids("sweep top_quantile in [0.5, 1, 1e-5]\nrun") == ["0.5", "1.0", "1.0e-05"])
    #expect(
      try ids("sweep generate_report in [true, false]\nrun")
        == ["generate_report", "no-generate_report"])
    #expect(
      try ids("group g { sweep period in [2016, 2015Q1 .. 2016Q4, 2015-03 .. 2015-03]\nrun }")
        == ["g_2016", "g_2015-2016", "g_2015-03"])
    #expect(
      try ids("sweep symbols_file in [\"u/sp 500.txt\", \"u/b.txt\"]\nrun") == ["sp-500", "b"])
    #expect(try ids("sweep (ema_fast, ema_slow) in [(1, 2), (3, 4)]\nrun") == ["1_2", "3_4"])
    #expect(try ids("sweep ema_fast in [slow: 50, quick: 5]\nrun") == ["slow", "quick"])
  }

  @Test("an axis keeps its place in the ids with one level")
  func stableIDs() throws {
    #expect(try ids("sweep ema_fast in [5], ema_slow in [7, 8]\nrun") == ["5_7", "5_8"])
  }

  @Test("ranges have the levels that people see")
  func exactRanges() throws {
    #expect(
      try ids("sweep top_quantile in 0.1 .. 0.5 step 0.1\nrun") == [
        "0.1", "0.2", "0.3", "0.4", "0.5",
      ])
    #expect(try ids("sweep seed in 1 .. 4\nrun") == ["1", "2", "3", "4"])
    #expect(try ids("sweep ema_fast in 2 .. 9 step 3\nrun") == ["2", "5", "8"])
  }

  @Test("templates: labels for axes, formats for numbers, expressions")
  func templates() throws {
    #expect(
      try ids("sweep ema_fast in [a: 5, b: 10]\nrun \"x{ema_fast}_{ema_fast + 0:03}_{1 / 4:.2}\"")
        == ["xa_005_0.25", "xb_010_0.25"])
  }

  @Test("an id that grows too long ends in the run's key")
  func longID() throws {
    let label = String(repeating: "x", count: 60)
    let id = try #require(
      try ids("sweep ema_fast in [\(label): 5], ema_slow in [\(label): 7]\nrun").first)
    #expect(id.utf8.count == 100)
    #expect(id.hasPrefix(label + "_xxx"))
    #expect(id.dropFirst(87).first == "-")
  }

  @Test("units convert exactly")
  func units() throws {
    #expect(try values("commission_bps", "let commission_bps = 0.05%\nrun") == ["5.0"])
    #expect(try values("top_quantile", "let top_quantile = 25%\nrun") == ["0.25"])
  }

  @Test("what the command line gives wins everywhere, and shrinks an axis")
  func overrides() throws {
    let text = """
      let strategy = "equal_weight"
      let period = 2015
      sweep ema_fast in [5, 10]
      let ema_slow = ema_fast * 4
      run
      """
    let plan = try plan(text, overrides: [SettingOverride(name: "ema_fast", text: "3")])
    #expect(try runs(plan).map(\.id) == ["3"])
    #expect(try runs(plan)[0].settings.value("ema_slow", in: plan.schema) == .int(12))
  }

  @Test("equal runs are dropped where the batch says so, and counted")
  func keepFirst() throws {
    let plan = try plan(
      """
      batch b { equal_runs = "keep_first" }
      let strategy = "equal_weight"
      let period = 2015
      group coarse { sweep ema_fast in [5, 10]
        run }
      group fine { sweep ema_fast in [9, 10, 11]
        run }
      """)
    #expect(try runs(plan).map(\.id) == ["coarse_5", "coarse_10", "fine_9", "fine_11"])
    #expect(plan.count == 4)
    #expect(plan.funnel.last?.total == 4)
  }

  @Test("a run is the same when it is found by its position")
  func positions() throws {
    let plan = try plan(
      """
      let strategy = "equal_weight"
      let period = 2015
      run base { seed = 1 }
      for ema_fast in [1, 2, 3], seed in 2 .. 4 {
        sweep ema_slow in [10, 20]
        when ema_fast * 10 != ema_slow
        run
        group g { let start_capital = 5
          run }
      }
      """)
    let all = try runs(plan)
    #expect(all.count == plan.count)
    for run in all {
      let found = try #require(try plan.run(at: run.position))
      #expect(found.id == run.id)
      #expect(found.settings == run.settings)
    }
    for start in all.indices {
      var ids: [String] = []
      try plan.forEachRun(from: all[start].position) { run in
        ids.append(run.id)
        return true
      }
      #expect(ids == all[start...].map(\.id))
    }
  }

  @Test("the key is that of the settings, however they were given")
  func keys() throws {
    func key(_ text: String) throws -> String {
      let plan = try plan("let strategy = \"equal_weight\"\n" + text)
      let settings = try runs(plan)[0].settings.resolved(by: plan.schema)
      return try RunKey(job: plan.job, settings: settings, plan.schema).text
    }
    let plain = try key("let period = 2015\nrun a")
    #expect(try key("period p = 2015-01-01 .. 2015-12-31\nfor period in [p] { run }") == plain)
    #expect(try key("let period = 2015\nlet freq = \"1d\"\nrun b") == plain)
    #expect(try key("let period = 2015\nlet ema_fast = 21\nrun a") != plain)
    #expect(plain.count == 64)
  }
}
