// The verbs that only look: plan, convert, check, top, settings, explain; and how batches are named.

import Backtest
import Experiment
import TestSupport
import Testing

@Suite struct VerbTests {
  private func firstProgram() throws -> Workspace {
    let work = try Workspace()
    try work.folder.write(
      try Repository.text("Tests/EndToEndTests/Data/first_program.gamut"), to: "first.gamut")
    return work
  }

  private static let small = """
    let strategy = "equal_weight"; let prices = "prices.csv"; let period = 2013; sweep seed in 1 .. 3; run
    """

  @Test func `plan shows the funnel of the first program`() throws {
    let work = try firstProgram()
    let before = work.folder.files()
    let ending = try work.gamut("plan", "first.gamut")
    expect(ending, endsWith: 0)
    let rows = ending.out.split(separator: "\n").map { row in
      row.split(separator: " ").joined(separator: " ")
    }
    #expect(
      rows == [
        "for bundle x period 3 x 2 6",
        "sweep max_gross_exposure x 3 18",
        "sweep rebalance_freq x 2 36",
        "when ... (line 22) - 4 32",
        "run ml_alpha_with_costs + 1 33 runs",
      ])
    #expect(work.folder.files() == before)
  }

  @Test func `plan counts, lists and picks runs`() throws {
    let work = try firstProgram()
    #expect(try work.gamut("plan", "first.gamut", "--count").out == "33\n")
    let list = SummaryFile(try work.gamut("plan", "first.gamut", "--list", "--format", "csv").out)
    #expect(list.rows.count == 33)
    #expect(Set(list.column("run_id")).count == 33)
    #expect(list.rows.first?["run_id"] == "core_early_0.5_W")
    #expect(list.rows.last?["run_id"] == "ml_alpha_with_costs")
    let head = SummaryFile(
      try work.gamut("plan", "first.gamut", "--head", "5", "--format", "csv").out)
    #expect(head.column("run_id") == Array(list.column("run_id").prefix(5)))
    for index in [0, 17, 32] {
      let nth = try work.gamut("plan", "first.gamut", "--nth", "\(index)", "--format", "csv")
      let settings = SummaryFile(nth.out)
      let values = Dictionary(
        zip(settings.column("setting"), settings.column("value")), uniquingKeysWith: { $1 })
      #expect(values["id"] == list.rows[index]["run_id"])
      #expect(values["bundle_path"] == list.rows[index]["bundle_path"])
      #expect(values["freq"] == "1d")
    }
    let beyond = try work.gamut("plan", "first.gamut", "--nth", "33")
    expect(beyond, endsWith: 1)
    #expect(beyond.err.contains("there is no run 33: the batch has 33"))
    #expect(try work.gamut("plan", "first.gamut", "--list", "--format", "json").out.hasPrefix("["))
    expect(try work.gamut("plan", "first.gamut", "--count", "--list"), endsWith: 64)
    for shape in [[], ["--count"]] {
      let arguments = ["plan", "first.gamut", "--format", "json"] + shape
      expect(try GamutProcess.run(arguments, in: work.folder), endsWith: 64)
    }
  }

  @Test func `an override wins over everything and shrinks an axis`() throws {
    let work = try firstProgram()
    func lines(_ flags: String...) throws -> SummaryFile {
      let ending = try GamutProcess.run(
        ["plan", "first.gamut", "--list", "--format", "csv"] + flags, in: work.folder)
      expect(ending, endsWith: 0)
      return SummaryFile(ending.out)
    }
    let monthly = try lines("--set", "rebalance_freq=M")
    #expect(monthly.rows.count == 17)
    #expect(!monthly.columns.contains("rebalance_freq"))
    let costs = try lines("--set", "commission_bps=7", "--set", "rebalance_freq=W")
    #expect(costs.rows.count == 17)
    #expect(!costs.columns.contains("commission_bps"))
    // It wins over the run's own braces.
    let last = try work.gamut(
      "plan", "first.gamut", "--nth", "32", "--format", "csv", "--set", "commission_bps=7")
    #expect(last.out.contains("commission_bps,7.0,given"))
    // And in a config, over defaults and runs.
    let config = try work.gamut("convert", "first.gamut", "--to", "yaml", "-o", "first.yaml")
    expect(config, endsWith: 0)
    let written = try work.gamut(
      "plan", "first.yaml", "--nth", "32", "--format", "csv", "--set", "commission_bps=7")
    #expect(written.out.contains("commission_bps,7.0,given"))
  }

  @Test func `a batch comes from statements or from standard input`() throws {
    let work = try Workspace()
    #expect(try work.gamut("plan", "-e", VerbTests.small, "--count").out == "3\n")
    for flags in [["-", "--from", "gamut"]] {
      let ending = try GamutProcess.run(
        ["plan", "--count"] + flags, in: work.folder, input: VerbTests.small)
      #expect(ending.out == "3\n", "\(ending)")
    }
    for form in ["yaml", "json"] {
      let text = try work.gamut("convert", "-e", VerbTests.small, "--to", form).out
      let ending = try work.gamut("plan", "-", "--from", form, "--count", input: text)
      #expect(ending.out == "3\n", "\(ending)")
    }
    let unknown = try work.gamut("plan", "-", input: VerbTests.small)
    expect(unknown, endsWith: 1)
    #expect(unknown.err.contains("--from"))
    let run = try work.gamut("run", "-e", VerbTests.small)
    expect(run, endsWith: 0)
    #expect(try work.summary("batch").rows.count == 3)
    let piped = try work.gamut("run", "-", "--from", "gamut", "--fresh", input: VerbTests.small)
    expect(piped, endsWith: 0)
    expect(try work.gamut("run", "first.gamut", "-e", "run"), endsWith: 64)
  }

  @Test func `check tells machines what it tells people`() throws {
    let work = try Workspace()
    try work.folder.write("let strategi = 1\nrun a\n", to: "bad.gamut")
    try work.folder.write("batch_name: x\nruns: []\n", to: "bad.yaml")
    try work.folder.write(VerbTests.small, to: "good.gamut")
    let json = try work.gamut(
      "check", "bad.gamut", "bad.yaml", "good.gamut", "none.gamut", "--format", "json")
    expect(json, endsWith: 1)
    let lines = json.out.split(separator: "\n")
    #expect(lines.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
    #expect(
      lines.first?.contains("\"file\": \"bad.gamut\", \"slug\": \"unknown-setting\"") == true)
    #expect(lines.contains { $0.contains("\"slug\": \"no-runs\"") && $0.contains("\"line\": 2") })
    #expect(lines.last?.contains("none.gamut") == true)
    let text = try work.gamut("check", "bad.gamut", "bad.yaml", "good.gamut")
    expect(text, endsWith: 1)
    #expect(text.err.contains("error[unknown-setting]") && text.err.contains("bad.gamut:1:5"))
    #expect(text.err.contains("good.gamut: 3 runs"))
    expect(try work.gamut("check", "good.gamut"), endsWith: 0)
  }

  @Test func `colour is there when it is asked for, and not in a pipe`() throws {
    let work = try Workspace()
    try work.folder.write("let strategi = 1\nrun a\n", to: "bad.gamut")
    for verb in ["check", "plan", "run"] {
      #expect(try work.gamut(verb, "bad.gamut", "--color", "always").err.contains("\u{1B}[1;31m"))
      #expect(try !work.gamut(verb, "bad.gamut", "--color", "never").err.contains("\u{1B}"))
      #expect(try !work.gamut(verb, "bad.gamut").err.contains("\u{1B}"))
    }
    expect(try work.gamut("check", "bad.gamut", "--color", "blue"), endsWith: 64)
  }

  @Test func `top ranks by the metric that is asked for`() throws {
    let work = try Workspace()
    try work.folder.write(
      """
      batch ranks
      let strategy = "equal_weight"
      let prices   = "prices.csv"
      let period   = 2013 .. 2014
      sweep commission_bps in [0, 20, 40]
      run
      """, to: "ranks.gamut")
    expect(try work.gamut("run", "ranks.gamut"), endsWith: 0)
    func ids(_ flags: String...) throws -> [String] {
      let ending = try GamutProcess.run(
        ["top", "ranks.gamut", "--format", "csv"] + flags, in: work.folder)
      expect(ending, endsWith: 0)
      return SummaryFile(ending.out).column("run_id")
    }
    #expect(try ids("--by", "final_pf") == ["0.0", "20.0", "40.0"])
    #expect(try ids("--by", "final_pf", "--order", "ascending") == ["40.0", "20.0", "0.0"])
    #expect(try ids("--by", "sharpe", "-n", "1") == ["0.0"])
    let folder = try work.gamut("top", Workspace.batchFolder("ranks"), "--by", "trades")
    expect(folder, endsWith: 0)
    #expect(folder.out.contains("trades:"))
    let nameOnly = try work.gamut("top", "ranks", "--by", "trades")
    // The name of a batch below the usual root will do.
    expect(nameOnly, endsWith: 0)
    #expect(nameOnly.out.contains("final_pf"))
    let wrong = try work.gamut("top", "ranks.gamut", "--by", "sharp")
    expect(wrong, endsWith: 1)
    #expect(wrong.err.contains("did you mean 'sharpe'?"))
    let none = try work.gamut("top", "output/batch_backtests/none")
    expect(none, endsWith: 1)
    #expect(none.err.contains("none"))
  }

  @Test func `settings lists every setting with its meaning`() throws {
    let work = try Workspace()
    let table = SummaryFile(try work.gamut("settings", "--format", "csv").out)
    #expect(table.columns == ["setting", "type", "unit", "default", "meaning"])
    #expect(table.rows.count == backtestSchema.settings.count)
    for row in table.rows {
      #expect(["setting", "type", "default", "meaning"].allSatisfy { row[$0]?.isEmpty == false })
    }
    #expect(try work.gamut("settings", "command").out.contains("seed"))
    expect(try work.gamut("settings", "worker"), endsWith: 64)
  }
}
