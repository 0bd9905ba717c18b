// The three generations of the seed system's configurations, each with what it has and the contract
// has not.

import Canon
import Experiment
import Source
import Testing

@Suite struct SeedFormTests {
  private func values(_ plan: Plan, _ names: String...) throws -> [String] {
    try listed(plan).map { run in
      ([run.id] + names.map { run.settings.value($0, in: plan.schema).description })
        .joined(separator: " ")
    }
  }

  @Test func `the experiments package: base_args, tags, overrides`() throws {
    let loaded = load(
      """
      batch_name: momentum
      description: base and variants
      output_root: out
      run_tag: nightly
      seed: 7
      max_workers: 4
      fail_fast: true
      base_args: {freq: 1d, rebalance_freq: W, bundle_path: core.yaml}
      runs:
        - {id: a, start_date: 2015-01-01, end_date: 2015-12-31, overrides: {ema_fast: 10}}
        - id: b
          start_date: 2016-01-01
          end_date: 2016-12-31
          rebalance_freq: D
          overrides:
            rebalance_freq: M
      """)
    let plan = try #require(loaded.plan)
    #expect(loaded.diagnostics.map(\.slug.name) == Array(repeating: "ignored-key", count: 4))
    #expect(
      try values(plan, "ema_fast", "rebalance_freq", "bundle_path") == [
        "a 10 W core.yaml", "b 20 M core.yaml",
      ])
  }

  @Test func `the experiments package: a grid`() throws {
    let loaded = load(
      """
      batch_name: momentum
      description: a grid
      base_args: {bundle_path: core.yaml, end_date: 2020-12-31}
      grid:
        start_date: [2015-01-01, 2018-01-01]
        top_quantile: [0.1, 0.25]
        rebalance_freq: M
      """)
    let plan = try #require(loaded.plan)
    #expect(loaded.diagnostics.isEmpty)
    #expect(
      try values(plan, "top_quantile") == [
        "start_date_2015_01_01_top_quantile_0_1_rebalance_freq_M 0.1",
        "start_date_2015_01_01_top_quantile_0_25_rebalance_freq_M 0.25",
        "start_date_2018_01_01_top_quantile_0_1_rebalance_freq_M 0.1",
        "start_date_2018_01_01_top_quantile_0_25_rebalance_freq_M 0.25",
      ])
  }

  @Test(arguments: [DocumentForm.yaml, .json])
  func `the last runner: params, name, runs without a name`(_ form: DocumentForm) throws {
    let loaded = load(
      """
      {"batch_name": "b", "output_root": "out", "seed": 42,
       "defaults": {"bundle_path": "core.yaml", "strategy": "equal_weight",
         "start_date": "2015-01-01", "end_date": "2015-12-31", "universe": "u.txt",
         "params": {"ema_fast": 5, "seed": 3}},
       "runs": [
         {"name": "first", "use_factor_store": true, "factor_group": "core"},
         {"id": "second", "params": {"seed": 4}},
         {"start_date": "2015-06-01", "factor_group": "core"}]}
      """, form)
    let plan = try #require(loaded.plan, "\(loaded.diagnostics)")
    #expect(
      loaded.diagnostics.map { "\($0.slug.name) \($0.message)" }.sorted() == [
        "ignored-key 'factor_group' has no effect on a run",
        "ignored-key 'seed' has no effect on a batch",
        "ignored-key 'universe' has no effect on a run",
        "ignored-key 'use_factor_store' has no effect on a run",
        "unnamed-run a run has no 'id'",
      ])
    #expect(
      try values(plan, "ema_fast", "seed") == ["first 5 3", "second 20 4", "run_3 5 3"])
  }

  @Test func `runs of the design and of the first runner are the contract itself`() throws {
    #expect(load(seedExample).diagnostics.isEmpty)
    #expect(load(seedExample).plan?.count == 3)
  }
}
