// The seed's contract: YAML and JSON mean the same plan as a program, and the seed's own example and
// command work unchanged.

import TestSupport
import Testing

@Suite struct ContractTests {
  private static let program = """
    batch three "Three runs"
    let strategy       = "multifactor_long_short"
    let prices         = "prices.csv"
    let rebalance_freq = "M"
    let start_capital  = 100_000
    let period         = 2013 .. 2014
    run momentum { bundle = "bundles/momentum.yaml" }
    run reversal {
      bundle              = "bundles/reversal.yaml"
      generate_tca_report = true
    }
    run dear { bundle = "bundles/momentum.yaml"; commission_bps = 2.5 }
    """

  private static let yaml = """
    batch_name: three
    description: 'Three runs'
    defaults: {strategy: multifactor_long_short, prices: prices.csv, rebalance_freq: M,
               start_capital: 1e5, start_date: 2013-01-01, end_date: "2014-12-31"}
    runs:
    - id: momentum
      bundle_path: bundles/momentum.yaml
    - {id: reversal, bundle_path: ./bundles//reversal.yaml, generate_tca_report: true}
    - id: "dear"
      bundle_path: bundles/momentum.yaml
      commission_bps: 2.50
    """

  private static let json = """
    {"batch_name": "three", "description": "Three runs",
     "defaults": {"prices": "prices.csv", "start_capital": 100000, "rebalance_freq": "M",
                  "strategy": "multifactor_long_short",
                  "start_date": "2013-01-01", "end_date": "2014-12-31"},
     "runs": [{"id": "momentum", "bundle_path": "bundles/momentum.yaml"},
              {"bundle_path": "bundles/reversal.yaml", "id": "reversal", "generate_tca_report": true},
              {"id": "dear", "bundle_path": "bundles/momentum.yaml", "commission_bps": 2.5e0}]}
    """

  private func workspace() throws -> Workspace {
    let work = try Workspace()
    try work.folder.write(ContractTests.program, to: "three.gamut")
    try work.folder.write(ContractTests.yaml, to: "three.yaml")
    try work.folder.write(ContractTests.json, to: "three.json")
    return work
  }

  @Test func `program, YAML and JSON are one plan with the same canonical text`() throws {
    let work = try workspace()
    for form in ["yaml", "json", "jsonl"] {
      let texts = try ["three.gamut", "three.yaml", "three.json"].map { file in
        let ending = try work.gamut("convert", file, "--to", form)
        expect(ending, endsWith: 0)
        return ending.out
      }
      #expect(texts[0] == texts[1] && texts[1] == texts[2], "\(texts)")
      #expect(texts[0].contains("reversal"))
    }
  }

  @Test func `the run keys of program, YAML and JSON are the same`() throws {
    let work = try workspace()
    expect(try work.gamut("run", "three.gamut"), endsWith: 0)
    let keys = try keys(work)
    #expect(Set(keys.values).count == 3)
    // So what one of them has computed is up to date for the others.
    for file in ["three.yaml", "three.json"] {
      let ending = try work.gamut("run", file, "--adopt")
      expect(ending, endsWith: 0)
      #expect(ending.err.contains("0 to run, 3 up to date"), "\(file)")
      let fresh = try work.gamut("run", file, "--fresh")
      expect(fresh, endsWith: 0)
      #expect(try self.keys(work) == keys, "\(file)")
    }
  }

  /// The key in the manifest of each run.
  private func keys(_ work: Workspace) throws -> [String: String] {
    var keys: [String: String] = [:]
    for id in ["momentum", "reversal", "dear"] {
      let lines = try work.text("three", "runs/\(id)/run_manifest.json").split(separator: "\n")
      keys[id] = lines.first { $0.contains("\"key\":") }.map(String.init)
    }
    return keys
  }

  @Test func `canonical text is what it is read from`() throws {
    let work = try workspace()
    for form in ["yaml", "json"] {
      for run in ["contract", "expanded"] {
        let first = try work.gamut("convert", "three.gamut", "--to", form, "--form", run)
        try work.folder.write(first.out, to: "again.\(form)")
        let second = try work.gamut("convert", "again.\(form)", "--to", form, "--form", run)
        expect(second, endsWith: 0)
        #expect(second.out == first.out)
      }
    }
    let written = try work.gamut("convert", "three.gamut", "--to", "yaml", "-o", "out.yaml")
    expect(written, endsWith: 0)
    #expect(written.out.isEmpty)
    #expect(
      try work.folder.text("out.yaml")
        == work.gamut("convert", "three.yaml", "--to", "yaml").out)
  }

  /// A folder as the seed's example wants it: its config, bundles, symbols, prices where they are.
  private func seedWorkspace() throws -> Workspace {
    let work = try Workspace()
    try work.folder.write(
      try Repository.text("Tests/EndToEndTests/Data/seed_example.yaml"), to: "seed.yaml")
    let bundles = "config/factor_bundles"
    try work.folder.write(
      Workspace.bundle("momentum_12m_excl_1m"), to: "\(bundles)/ai_tech_core_bundle.yaml")
    try work.folder.write(
      Workspace.bundle("rv_20", direction: "negative"), to: "\(bundles)/ai_tech_core_ml_bundle.yaml"
    )
    try work.folder.write(
      Workspace.bundle("reversal_1d"), to: "\(bundles)/ai_tech_ml_alpha_bundle.yaml")
    try work.folder.write(
      "# five of eight\nS01\nS02\nS03\nS05\nS08\n", to: "config/universe_ai_tech_tickers.txt")
    try work.folder.write(
      Workspace.market(symbols: 8, from: 2013, to: 2020), to: "data/prices/all.csv")
    return work
  }

  private static let seedBatch = "ai_tech_core_vs_mlalpha_2025"
  private static let seedRuns = ["core_2015_2020", "core_ml_2015_2020", "ml_alpha_only_2015_2020"]

  @Test func `the seed's own three runs run unchanged, with their reports`() throws {
    let work = try seedWorkspace()
    let ending = try work.gamut("batch_backtest", "--config", "seed.yaml", "--with-profiling")
    expect(ending, endsWith: 0)
    #expect(ending.err.contains("3 to run, 1 worker,"))
    let summary = try work.summary(ContractTests.seedBatch)
    #expect(summary.column("run_id") == ContractTests.seedRuns)
    #expect(summary.column("status") == ["success", "success", "success"])
    let contract = [
      "run_id", "bundle_path", "start_date", "end_date", "status", "runtime_sec", "final_pf",
      "sharpe", "trades", "risk_report_path", "tca_report_path",
    ]
    for column in contract { #expect(summary.columns.contains(column), "\(column)") }
    let root = Workspace.batchFolder(ContractTests.seedBatch)
    for row in summary.rows {
      let id = try #require(row["run_id"])
      for file in [
        "backtest/report.md", "backtest/equity_curve.csv", "backtest/metrics.json",
        "risk_report/risk_summary.csv", "profile/timings.json", "run_manifest.json",
      ] {
        #expect(work.folder.contains("\(root)/runs/\(id)/\(file)"), "\(id)/\(file)")
      }
      #expect(row["risk_report_path"] == "runs/\(id)/risk_report/risk_summary.csv")
      #expect(row["trades"].flatMap(Double.init) ?? 0 > 0)
    }
    let hasCosts = ContractTests.seedRuns.map {
      work.folder.contains("\(root)/runs/\($0)/tca/tca_summary.csv")
    }
    #expect(hasCosts == [false, false, true])
    #expect(
      summary.column("tca_report_path")
        == ["", "", "runs/ml_alpha_only_2015_2020/tca/tca_summary.csv"])
    // Only the five symbols of the file are traded.
    let trades = SummaryFile(
      try work.folder.text("\(root)/runs/core_2015_2020/backtest/trades.csv"))
    #expect(Set(trades.column("symbol")).isSubset(of: ["S01", "S02", "S03", "S05", "S08"]))
    let timings = try work.folder.text("\(root)/runs/core_2015_2020/profile/timings.json")
    for key in ["steps", "duration_ms", "job_name", "job_meta", "summary", "total_duration_ms"] {
      #expect(timings.contains("\"\(key)\""), "\(key)")
    }
    let markdown = try work.folder.text("\(root)/batch_summary.md")
    #expect(markdown.contains("Compare AI/Tech core bundle vs. ML-alpha bundles"))
    let logs = work.folder.files(below: "\(root)/logs").filter { $0.hasPrefix("batch_") }
    let log = try work.folder.text("\(root)/logs/\(try #require(logs.first))")
    for id in ContractTests.seedRuns { #expect(log.contains(id)) }
  }

  @Test(arguments: [
    ([], "1 worker,"), (["--no-parallel"], "1 worker,"),
    (["--parallel", "--max-workers", "3"], "3 workers,"),
    (["--parallel", "--max-workers", "2"], "2 workers,"),
    (["--no-parallel", "--max-workers", "2"], "1 worker,"),
  ])
  func `the seed's command runs so many at a time`(_ flags: [String], _ workers: String) throws {
    let work = try workspace()
    let ending = try GamutProcess.run(
      ["batch_backtest", "--config", "three.json"] + flags, in: work.folder)
    expect(ending, endsWith: 0)
    #expect(ending.err.contains("3 to run, \(workers)"), "\(ending.err)")
  }

  @Test func `the environment says how many run at a time, and a flag wins over it`() throws {
    let work = try workspace()
    func workers(_ flags: [String], _ environment: [String: String]) throws -> String {
      let ending = try GamutProcess.run(
        ["run", "three.yaml", "--fresh"] + flags, in: work.folder, environment: environment)
      let words = ending.err.split(separator: " ")
      return words.firstIndex { $0.hasPrefix("worker") }.map { String(words[$0 - 1]) } ?? ""
    }
    let seed = ["ASSEMBLED_BATCH_MAX_WORKERS": "3"]
    let both = seed.merging(["GAMUT_MAX_WORKERS": "1"]) { $1 }
    #expect(try workers([], seed) == "3")
    #expect(try workers([], both) == "1")
    #expect(try workers(["--max-workers", "2"], both) == "2")
    #expect(try workers(["--no-parallel"], seed) == "1")
  }

  @Test func `the seed's exit codes hold`() throws {
    let work = try workspace()
    let half = ContractTests.yaml.replacing("./bundles//reversal.yaml", with: "none.yaml")
    try work.folder.write(half, to: "half.yaml")
    expect(try work.gamut("batch_backtest", "--config", "half.yaml"), endsWith: 0)
    #expect(try work.summary("three").column("status") == ["success", "failed", "success"])
    try work.folder.write(half.replacing("prices.csv", with: "none.csv"), to: "none.yaml")
    let none = try work.gamut("run", "none.yaml", "--output-root", "other")
    expect(none, endsWith: 1)
    expect(try work.gamut("batch_backtest", "--config", "missing.yaml"), endsWith: 1)
    expect(try work.gamut("batch_backtest"), endsWith: 64)
  }
}
