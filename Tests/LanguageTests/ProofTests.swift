// What is proved without making the runs, against all runs made: small programs whose names, labels
// and values often meet.

import Experiment
import Language
import Source
import TestSupport
import Testing

@Suite struct ProofTests {
  /// A statement as the test knows it: its text, and the ids and settings of its runs.
  private struct Item {
    var text: String
    var runs: [(id: String, fast: Int, seed: Int)]
  }

  private static let names = ["a", "b", "A", "a_b", "b_a", "c", "a_b_c"]

  private func item(_ random: inout SeededGenerator) -> Item {
    func some<T>(_ values: [T]) -> T { values.randomElement(using: &random)! }
    func levels() -> [(label: String, value: Int)] {
      let labels = Self.names.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random))
      var used: Set<String> = []
      return labels.filter { used.insert($0.lowercased()).inserted }.enumerated().map {
        ($0.element, 5 + $0.offset + Int.random(in: 0...1, using: &random))
      }
    }
    var runs: [(id: String, fast: Int, seed: Int)] = [("", 20, 42)]
    var lines: [String] = []
    func append(_ word: String, to id: String) -> String { id.isEmpty ? word : "\(id)_\(word)" }
    let group = Bool.random(using: &random) ? some(Self.names) : nil
    if let group { runs[0].id = group }
    if Bool.random(using: &random) {
      let levels = levels()
      let text = levels.map { "\($0.label): \($0.value)" }.joined(separator: ", ")
      lines.append("sweep ema_fast in [\(text)]")
      runs = runs.flatMap { run in levels.map { (append($0.label, to: run.id), $0.value, run.seed) }
      }
    }
    if Bool.random(using: &random) {
      let first = Int.random(in: 41...43, using: &random)
      lines.append("sweep seed in \(first) .. \(first + 1)")
      runs = runs.flatMap { run in
        [first, first + 1].map { (append("\($0)", to: run.id), run.fast, $0) }
      }
    }
    let name = Bool.random(using: &random) ? some(Self.names) : nil
    let isSwept = lines.contains { $0.hasPrefix("sweep seed") }
    let seed =
      isSwept || Bool.random(using: &random) ? nil : Int.random(in: 41...43, using: &random)
    lines.append("run \(name ?? "")\(seed.map { " { seed = \($0) }" } ?? "")")
    runs = runs.map { run in
      let id = name.map { append($0, to: run.id) } ?? run.id
      return (id.isEmpty ? "run" : id, run.fast, seed ?? run.seed)
    }
    return Item(text: "group \(group ?? "") {\n\(lines.joined(separator: "\n"))\n}", runs: runs)
  }

  @Test func `runs are refused where two have one id or the same settings, and nowhere else`() {
    var random = SeededGenerator(seed: 20_261_122)
    var refusals = 0
    for _ in 0..<3000 {
      let count = Int.random(in: 1...4, using: &random)
      let items = (0..<count).map { _ in item(&random) }
      let text = """
        let strategy = "equal_weight"
        let period = 2015
        \(items.map(\.text).joined(separator: "\n"))

        """
      let runs = items.flatMap(\.runs)
      let isUnique =
        Set(runs.map { $0.id.lowercased() }).count == runs.count
        && Set(runs.map { [$0.fast, $0.seed] }).count == runs.count
      let compilation = compile(
        SourceText(name: "test", text), batchName: "test", backtestSchema: testSchema)
      let refused = compilation.diagnostics.filter { $0.severity == .error }.map(\.slug.name)
      #expect(refused.allSatisfy { $0 == "duplicate-id" || $0 == "equal-runs" }, "\(text)")
      #expect(refused.isEmpty == isUnique, "\(refused)\n\(text)")
      #expect(compilation.plan.map { $0.count == runs.count } ?? true, "\(text)")
      refusals += isUnique ? 0 : 1
    }
    #expect((500...2500).contains(refusals), "\(refusals) of 3000: both kinds matter")
  }

  private static let schema = Schema(
    testSchema.settings.filter { $0.name != "bundle_path" } + [
      Setting(
        "bundle_path", .path, isRequired: true, or: "factor", isOptional: true, help: "bundle"),
      Setting("factor", .text, isOptional: true, help: "in place of a bundle"),
      Setting("drift", .number(NumberRange()), isOptional: true, help: "any number"),
      Setting("shift", .number(NumberRange()), isOptional: true, help: "any number"),
      Setting("d", .day, isOptional: true, help: "any day"),
      Setting("day", .int(1...20), isOptional: true, help: "a day of the month"),
    ])

  private func compilation(_ text: String) -> Compilation {
    compile(
      SourceText(name: "test", text), batchName: "test", backtestSchema: Self.schema,
      maxRuns: 200, refusesTooMany: false)
  }

  @Test(arguments: [
    "let period = 2015\nlet bundle = \"a.yaml\"\nsweep seed in 1 .. 1000000\nrun",
    "let period = 2015\nlet factor = \"f\"\nsweep seed in 0 .. 999999\nrun",
    "let period = 2015\nfor factor in [\"f\", \"g\"] {\nsweep seed in 1 .. 500000\nrun \"{factor}-{seed}\" }",
    "let period = 2015\nlet factor = \"f\"\nsweep top_quantile in 0.000001 .. 1.0 step 0.000001\nrun",
    "let period = 2015\nlet factor = \"f\"\nsweep top_quantile in 0.0001% .. 100% step 0.0001%\nrun",
    "let period = 2015\nlet factor = \"f\"\nsweep seed in 1 .. 1000, ema_slow in 1 .. 1000\nrun",
    "let period = 2015\nlet factor = \"f\"\nsweep seed in 1 .. 1000000\nrun \"s{seed + 0:07}-x\"",
    "let period = 2015\nlet factor = \"f\"\nfor n in 1 .. 1000000 {\n"
      + "let seed = 3000000 - 2 * n\nrun \"{2 * n + 1}\" }",
    "let end_date = 2023-12-31\nlet factor = \"f\"\n"
      + "sweep start_date in 2023-12-22 .. 2023-12-31, seed in 1 .. 100000\nrun",
  ])
  func `sweeps of a million runs are proved from their ends`(text: String) throws {
    let compilation = compilation(text)
    #expect(compilation.diagnostics.isEmpty, "\(compilation.diagnostics)")
    let plan = try #require(compilation.plan)
    #expect(plan.count == 1_000_000)
  }

  @Test(arguments: [
    ("for n in 1 .. 9 {\nlet seed = n * n - 10 * n + 30\nrun }", "equal-runs"),
    ("for n in 1 .. 9 {\nlet seed = n\nrun \"{0 * n}\" }", "duplicate-id"),
    ("for n in 1 .. 9 {\nlet seed = n\nrun \"{n / 2:.0}\" }", "duplicate-id"),
    ("for n in 1 .. 9 {\nlet seed = n - 5\nrun }", "out-of-range"),
    ("for n in 1 .. 9 {\nlet seed = 5 - n\nrun }", "out-of-range"),
    ("for n in 1 .. 9, m in 1 .. 9 {\nlet seed = n + m\nrun }", "equal-runs"),
    (
      "for n in 1 .. 11, m in 1 .. 11 {\nlet seed = n\nlet ema_slow = m\nrun \"{n}{m + 1}\" }",
      "duplicate-id"
    ),
  ])
  func `what meets between the ends of a range is found`(text: String, slug: String) {
    let compilation = compilation(
      "let period = 2015\nlet factor = \"f\"\n" + text)
    #expect(compilation.diagnostics.map(\.slug.name).contains(slug), "\(compilation.diagnostics)")
  }

  @Test func `formulas over ranges make no two equal runs, however they round`() throws {
    var random = SeededGenerator(seed: 4)
    func some<T>(_ values: [T]) -> T { values.randomElement(using: &random)! }
    func constant() -> String {
      some([
        "1", "2", "3", "0", "0.5", "0.1", "1e34", "1e33", "1e-18", "9007199254740000.0", "7e15",
      ])
    }
    func formula(_ depth: Int) -> String {
      if depth == 0 { return some(["n", "n", constant()]) }
      let sides = (formula(depth - 1), formula(Int.random(in: 0..<depth, using: &random)))
      return some([
        "(\(sides.0) + \(sides.1))", "(\(sides.0) - \(sides.1))", "(\(sides.0) * \(sides.1))",
        "(-\(sides.0))",
      ])
    }
    var accepted = 0
    for _ in 0..<1500 {
      let range = some(["-6 .. 6", "1 .. 12", "995 .. 1005", "-0.5 .. 0.5 step 0.1", "-100 .. 20"])
      let name = some([
        "", " \"{\(formula(2))}\"", " \"x{\(formula(1))}_{n}\"", " \"{n}{\(formula(1))}\"",
      ])
      let (kind, between) = some([("def", "y"), ("let", "drift")])
      let text =
        "let period = 2015\nlet factor = \"f\"\nfor n in \(range) {\n\(kind) \(between) = \(formula(2))\n"
        + "let shift = \(between) - \(constant())\nrun\(name) }"
      guard let plan = compilation(text).plan else { continue }
      accepted += 1
      var (ids, settings): (Set<String>, Set<[Value?]>) = ([], [])
      try plan.forEachRun { run in
        ids.insert(run.id.lowercased())
        settings.insert(run.settings.values)
        #expect(RunName.problem(with: run.id) == nil, "\(text)")
        return true
      }
      #expect(ids.count == plan.count && settings.count == plan.count, "\(text)")
    }
    #expect(accepted > 100, "\(accepted)")
  }

  @Test(arguments: [
    "(n * 1e34 + 1) - n * 1e34 + n", "(n + 1e34) - 1e34", "n * n", "n * 0",
  ])
  func `ends that stand right prove nothing where the middle is rounded`(formula: String) {
    let text =
      "let period = 2015\nlet factor = \"f\"\nfor n in -100 .. 20 {\nlet shift = \(formula)\nrun }"
    #expect(compilation(text).diagnostics.map(\.slug.name) == ["equal-runs"])
  }

  @Test func `members of days go up and down, and long numbers are looked at one by one`() {
    let month =
      "let period = 2015\nlet factor = \"f\"\nsweep d in 2023-01-15 .. 2023-02-15\nlet day = d.day\nrun"
    #expect(compilation(month).diagnostics.map(\.slug.name) == ["out-of-range"])
    let long =
      "let period = 2015\nlet factor = \"f\"\n"
      + "sweep shift in 0.0 .. 1.234567890123456 step 0.1234567890123456\nrun"
    #expect(compilation(long).diagnostics.map(\.slug.name) == ["out-of-range"])
  }

  @Test func `filters far out, and mistakes far in, are not waited for`() {
    let head = "batch b { max_runs = 100000000 }\nlet period = 2015\nlet factor = \"f\"\n"
    func slugs(_ text: String) -> [String] {
      compile(
        SourceText(name: "test", head + text), batchName: "test", backtestSchema: Self.schema
      ).diagnostics.map(\.slug.name)
    }
    // Ten thousand million points before the first run, and as many before a mistake.
    #expect(
      slugs(
        """
        for a in 1 .. 1000, b in 1 .. 1000, c in 1 .. 10000 {
        when a == 1000 and b == 1000
        let seed = a + b + c
        run }
        """) == ["not-compared"])
    #expect(
      slugs(
        """
        for m in 1 .. 1000000 {
        when m == 1 or m == 1000000
        for k in 1 .. 4000 { let shift = 10 / (m - 1000000) + k; run } }
        """) == ["no-value"])
  }

  @Test func `equal runs that are to be dropped must all be found`() {
    let text =
      "batch b { max_runs = 10000000, equal_runs = \"keep_first\" }\nlet period = 2015\n"
      + "let factor = \"f\"\nfor n in 1 .. 1000000, m in 1 .. 3 { let seed = n + m; run }"
    let compilation = compile(
      SourceText(name: "test", text), batchName: "test", backtestSchema: Self.schema)
    #expect(compilation.plan == nil)
    #expect(compilation.diagnostics.map(\.slug.name) == ["not-compared"])
    let seen = compile(
      SourceText(name: "test", text), batchName: "test", backtestSchema: Self.schema,
      attention: PlanAttention(comparedRuns: 100, isStopped: { false }))
    #expect(seen.plan?.count == 3_000_000)
  }

  @Test func `a level without what is required is no proof`() {
    let text = "let period = 2015\nsweep bundle_path in [\"a.yaml\", none]\nrun"
    #expect(compilation(text).diagnostics.map(\.slug.name) == ["missing-setting"])
  }
}
