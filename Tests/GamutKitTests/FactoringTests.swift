// The way back: a generated program, expanded to YAML, comes back as a program that is no longer.

import Experiment
import GamutKit
import Source
import TestSupport
import Testing

/// Programs of up to three axes, with a zip and a dropped corner at times.
private struct ProgramGenerator {
  private var random: SeededGenerator
  private var lines: [String] = []
  private var declarations: [String] = []

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  private struct Axis {
    let sweep: String
    /// Names and spellings of levels by which a corner can be told.
    let name: String
    let levels: [String]
  }

  mutating func program() -> String {
    declarations = ["batch generated \"made by a generator\""]
    var free = ["bundle", "period", "number", "int", "choice", "bool", "zip"]
    var axes: [Axis] = []
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let kind = free.remove(at: Int.random(in: free.indices, using: &random))
      axes.append(axis(kind))
    }
    if free.contains("bundle") { lines.append("let bundle = \"bundles/one.yaml\"") }
    if free.contains("period") { lines.append("let period = 2010 .. 2019") }
    if chance() { lines.append("let start_capital = 250_000") }
    if chance() { lines.append("let freq = \"1d\"") }
    lines += axes.map(\.sweep)
    if chance(), axes.count > 1 {
      let corner = [axes[0], axes[axes.count - 1]].map { axis in
        "\(axis.name) == \(pick(axis.levels))"
      }
      lines.append("except \(corner.joined(separator: " and "))")
    }
    lines.append(
      pick([
        "run", "run", "run variant",
        "run \"x-\(axes.map { "{\($0.name)}" }.joined(separator: "-"))\"",
      ]))
    return (declarations + lines).joined(separator: "\n") + "\n"
  }

  private mutating func axis(_ kind: String) -> Axis {
    switch kind {
    case "bundle":
      let names = some(["core", "core_ml", "alpha", "value"])
      for name in names { declarations.append("bundle \(name) = \"config/\(name)_v2.yaml\"") }
      return Axis(sweep: sweep("bundle", names), name: "bundle", levels: names)
    case "period":
      if chance() {
        let years = some(["2012", "2014", "2015", "2018"])
        for year in years { declarations.append("period y\(year) = \(year) .. 2019") }
        let names = years.map { "y\($0)" }
        return Axis(sweep: sweep("period", names), name: "period", levels: names)
      }
      return Axis(
        sweep: "sweep period in years(2011 .. 2015)", name: "period.year",
        levels: ["2011", "2013", "2015"])
    case "number":
      let levels = some(["0.5", "1.0", "1.25", "2.0"])
      return Axis(
        sweep: sweep("max_gross_exposure", levels), name: "max_gross_exposure", levels: levels)
    case "int":
      return Axis(sweep: "sweep seed in 1 .. 6", name: "seed", levels: ["1", "3", "6"])
    case "choice":
      let levels = some(["\"D\"", "\"W\"", "\"M\""])
      return Axis(sweep: sweep("rebalance_freq", levels), name: "rebalance_freq", levels: levels)
    case "bool":
      return Axis(
        sweep: "sweep generate_report in [true, false]", name: "generate_report",
        levels: ["true", "false"])
    default:
      // Both names move: where only one does, the other is a default, and found to be one.
      var pairs = some(["(0.1, 0.2)", "(0.2, 0.2)", "(0.3, 0.1)", "(0.4, 0.4)"])
      if !pairs.contains(where: { $0.hasPrefix("(0.3") || $0.hasPrefix("(0.4") }) {
        pairs.append("(0.3, 0.1)")
      }
      return Axis(
        sweep: sweep("(top_quantile, bottom_quantile)", pairs), name: "top_quantile",
        levels: pairs.map { String($0.dropFirst().prefix(3)) })
    }
  }

  private func sweep(_ name: String, _ levels: [String]) -> String {
    "sweep \(name) in [\(levels.joined(separator: ", "))]"
  }

  private mutating func some(_ all: [String]) -> [String] {
    Array(all.shuffled(using: &random).prefix(Int.random(in: 2...all.count, using: &random)))
  }

  private mutating func pick(_ all: [String]) -> String { all.randomElement(using: &random) ?? "" }

  private mutating func chance() -> Bool { Bool.random(using: &random) }
}

/// How many statements a formatted program has.
private func clauses(_ program: String) -> Int {
  let words = [
    "let", "bundle", "period", "sweep", "for", "when", "except", "group", "run", "batch",
  ]
  return program.split(separator: "\n").count { line in
    words.contains(String(line.drop { $0 == " " }.prefix { $0.isLetter }))
  }
}

private func plan(_ program: String) throws -> Plan {
  let batch = BatchInput(statements: program).load()
  return try #require(batch.plan, "\(program)\n\(batch.diagnostics.map(\.message))")
}

@Suite struct FactoringTests {
  @Test(arguments: 0..<200)
  func `a generated program comes back in no more clauses`(_ seed: Int) throws {
    var generator = ProgramGenerator(seed: UInt64(seed))
    let program = generator.program()
    let found = try plan(program).program()
    #expect(!found.isListing)
    #expect(clauses(found.text) <= clauses(program), "\(program)\n\(found.text)")
    #expect(BatchInput(statements: found.text).load().diagnostics.isEmpty, "\(found.text)")
  }
}

@Suite struct FactoredDocumentTests {
  private static let goldens = Repository.files("examples", endingWith: ".plan.yaml")

  @Test(arguments: goldens)
  func `the examples' plans come back as programs that are proved`(_ name: String) throws {
    let golden = try loadBatch("\(Repository.root)/\(name)")
    let found = try #require(golden.plan).program()
    #expect(!found.isListing)
    let rows = try #require(golden.plan).count
    #expect(found.text.split(separator: "\n").count < rows + 40, "\(found.text)")
  }

  @Test func `a flat configuration of 96 runs comes back as a screenful`() throws {
    var text =
      "batch_name: study\ndefaults: {strategy: multifactor_long_short, rebalance_freq: M}\nruns:\n"
    let bundles = [("core", "core.yaml"), ("core-ml", "core_ml.yaml"), ("alpha", "ml_alpha.yaml")]
    let periods = [
      ("gfc", "2007-06-01", "2009-12-31"), ("bull", "2010-01-01", "2019-12-31"),
      ("covid", "2020-01-01", "2021-12-31"), ("late", "2022-01-01", "2024-06-30"),
    ]
    for universe in ["sp500", "nasdaq100"] {
      for (bundle, path) in bundles {
        for (period, start, end) in periods {
          for quantile in ["0.1", "0.2"] {
            for (costs, bps) in [("gross", 0), ("net", 5)] {
              text += """
                - id: \(universe)-\(bundle)-\(period)-q\(quantile)-\(costs)
                  symbols_file: universes/\(universe).txt
                  bundle_path: config/bundles/\(path)
                  start_date: \(start)
                  end_date: \(end)
                  top_quantile: \(quantile)
                  bottom_quantile: \(quantile)
                  commission_bps: \(bps)

                """
            }
          }
        }
      }
    }
    let batch = try document(text)
    #expect(batch.count == 96)
    let found = try batch.program()
    #expect(!found.isListing)
    #expect(found.text.split(separator: "\n").count <= 24, "\(found.text)")
  }

  /// Runs of any values under any ids, some of them giving less than others.
  @Test(arguments: 0..<60)
  func `any list of runs can be told as a program`(_ seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    func pick(_ all: [String]) -> String { all.randomElement(using: &random) ?? "" }
    var text = "batch_name: any\nequal_runs: keep_first\nmax_runs: 500\nruns:\n"
    let settings = [
      ("benchmark", ["\"no\"", "\"{a} \\\"b\\\" \\\\ \\n ü \\u2028\"", "\"\"", "null"]),
      ("symbols", ["[]", "[\"A\", \"b c\"]", "[\"1\"]"]),
      ("seed", ["1", "2", "7000000"]),
      ("max_gross_exposure", ["1.0", "1e-7", "12345.5", "250000"]),
      ("generate_report", ["true", "false"]), ("rebalance_freq", ["W", "M"]),
      ("start_capital", ["1e22", "100000"]), ("tags", ["[a]", "[a, \"b-c\"]"]),
      ("train_start_date", ["2001-01-01", "2002-02-02"]),
    ]
    let given = settings.filter { _ in Bool.random(using: &random) }
    for number in 0..<Int.random(in: 1...40, using: &random) {
      text += "  - id: \(pick(["run", "a-b", "x.1", "1", "core_2015"]))_\(number)\n"
      text += "    bundle_path: \(pick(["a.yaml", "b/c d.yaml", "b/c d.yaml"]))\n"
      text += "    start_date: \(pick(["2015-01-01", "2016-04-01", "2015-02-03"]))\n"
      text += "    end_date: \(pick(["2020-12-31", "2020-06-30", "2020-02-29"]))\n"
      for (name, values) in given where Int.random(in: 0..<6, using: &random) > 0 {
        text += "    \(name): \(pick(values))\n"
      }
    }
    #expect(try !document(text).program().text.isEmpty)
  }

  @Test func `one run that was changed by hand is an exception, not the end of the sweep`() throws {
    var text =
      "batch_name: b\ndefaults: {bundle_path: b.yaml, start_date: 2015-01-01, end_date: 2016-12-31}\nruns:\n"
    for quantile in ["0.1", "0.2", "0.3"] {
      for frequency in ["W", "M", "D"] {
        let spread = quantile == "0.2" && frequency == "M" ? "3.5" : "1.0"
        text +=
          "  - {id: q\(quantile)-\(frequency), top_quantile: \(quantile), "
          + "rebalance_freq: \(frequency), spread_bps: \(spread)}\n"
      }
    }
    let found = try document(text).program()
    #expect(!found.isListing)
    #expect(
      found.text.contains(
        "let spread_bps = if top_quantile == 0.2 and rebalance_freq == \"M\" then 3.5 else 1.0"),
      "\(found.text)")
  }

  @Test func `windows of a walk-forward test are found, pairs in ids, padded numbers`() throws {
    let program = """
      let strategy = "trend_baseline"
      sweep period in walk_forward(2012 .. 2019, train: 3y, test: 1y)
      sweep (ema_fast, ema_slow) in [(10, 40), (20, 60), (20, 100)]
      sweep seed in 1 .. 4
      run "wf{period}.ema{ema_fast}-{ema_slow}_s{seed:03}"

      """
    let found = try plan(program).program()
    #expect(found.text.contains("walk_forward(2012 .. 2019, train: 3y, test: 1y, step: 1y)"))
    #expect(
      found.text.contains("run \"wf{period}.ema{ema_fast}-{ema_slow}_s{seed:03}\""), "\(found.text)"
    )
  }

  @Test func `names that are no plain names, and a job with everything`() throws {
    let text = """
      batch_name: "in-1"
      description: "says \\"x\\" {y}"
      output_root: out
      tags: [a]
      artifacts: summary
      job: {kind: command, argv: '["true", `for`]', timeout: 30min, env: {A: '"1"'}}
      params:
        - {name: for, type: int, min: 1, max: 9, help: "how often"}
        - {name: ratio, type: number?, unit: fraction}
        - {name: kind, type: string, choices: [a, b], default: b}
        - {name: n, type: list of int, default: [1, 2]}
      runs:
        - {id: r_1_a, for: 1, kind: a}
        - {id: r_1_b, for: 1, kind: b}
        - {id: r_2_a, for: 2, kind: a}
        - {id: r_2_b, for: 2, kind: b}
      """
    let found = try document(text).program()
    #expect(!found.isListing)
    #expect(found.text.contains("sweep `for` in [1, 2]"), "\(found.text)")
  }

  private func document(_ text: String) throws -> Plan {
    let folder = try TestFolder()
    try folder.write(text, to: "batch.yaml")
    let batch = try loadBatch(folder("batch.yaml"))
    return try #require(batch.plan, "\(batch.diagnostics.map(\.message)) \(text)")
  }
}
