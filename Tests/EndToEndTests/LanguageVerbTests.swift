// The verbs of the language: fmt, why, check --fix, --only, and what a program may read.

import Glibc
import TestSupport
import Testing

@Suite struct LanguageVerbTests {
  private func work(_ program: String, as name: String = "p.gamut") throws -> Workspace {
    let work = try Workspace()
    try work.folder.write(program, to: name)
    return work
  }

  private static let sweep = """
    let strategy = "equal_weight"
    let prices   = "prices.csv"
    let period   = 2013
    """

  @Test func `fmt writes the one layout, and keeps the file's permissions`() throws {
    let work = try work("let strategy=\"equal_weight\"  # why\nlet period =2013\nrun\n")
    chmod(work.folder("p.gamut"), 0o640)
    let check = try work.gamut("fmt", "--check", "p.gamut")
    expect(check, endsWith: 1)
    #expect(check.err.contains("p.gamut: not in the layout"))
    let diff = try work.gamut("fmt", "--diff", "p.gamut")
    #expect(diff.out.contains("-let period =2013\n") && diff.out.contains("+let period   = 2013\n"))
    expect(try work.gamut("fmt", "p.gamut"), endsWith: 0)
    #expect(
      try work.folder.text("p.gamut")
        == "let strategy = \"equal_weight\"  # why\nlet period   = 2013\nrun\n")
    var status = stat()
    stat(work.folder("p.gamut"), &status)
    #expect(status.st_mode & 0o777 == 0o640)
    expect(try work.gamut("fmt", "--check", "p.gamut"), endsWith: 0)
    let piped = try work.gamut("fmt", "-", input: "run   a")
    #expect(piped.out == "run a\n")
  }

  @Test func `fmt leaves a wrong program alone`() throws {
    let work = try work("let x = [1,\n")
    let ending = try work.gamut("fmt", "p.gamut")
    expect(ending, endsWith: 1)
    #expect(ending.err.contains("unclosed-bracket"))
    #expect(try work.folder.text("p.gamut") == "let x = [1,\n")
  }

  @Test
  func `a plan of any size is counted, and shows single runs; only what lists it has a limit`()
    throws
  {
    let work = try work(
      """
      let bundle = "b"
      let period = 2015
      sweep seed in 1 .. 1000
      sweep max_weight in 0.001 .. 1.0 step 0.001
      sweep commission_bps in 0.0 .. 99.9 step 0.1
      sweep start_capital in 1000 .. 1_000_000 step 1000
      sweep top_quantile in 0.001 .. 1.0 step 0.001
      run

      """)
    let count = try work.gamut("plan", "p.gamut", "--count")
    #expect(count.out == "1000000000000000\n")
    #expect(count.err.hasSuffix("counted from the axes, no run was made\n"))
    let some = try work.gamut(
      "plan", "-e",
      "let bundle = \"b\"\nlet period = 2015\nsweep seed in 1 .. 9\n"
        + "sweep commission_bps in [0.0, 1.0]\nwhen seed != 4\nrun", "--count")
    #expect(some.out == "16\n" && some.err.contains("filters on the axes that they mention"))
    let last = try work.gamut("plan", "p.gamut", "--nth", "999999999999999", "--format", "csv")
    #expect(last.out.contains("id,1000_1.0_99.9_1000000.0_1.0,\n"))
    let head = try work.gamut("plan", "p.gamut", "--head", "2", "--format", "csv")
    #expect(head.out.contains("1_0.001_0.0_1000.0_0.002,"))
    let funnel = try work.gamut("plan", "p.gamut")
    #expect(funnel.out.hasSuffix("1000000000000000 runs\n"))
    #expect(funnel.err.contains("these are more than max_runs (100000)"))
    let part = try work.gamut(
      "plan", "p.gamut", "--shard", "1000000000000/1000000000000", "--list", "--format", "csv")
    #expect(part.out.split(separator: "\n").count == 1001)
    #expect(part.out.contains("\n1000_1.0_99.9_1000000.0_1.0,"))
    for refused in [
      try work.gamut("plan", "p.gamut", "--list", "--shard", "1/2"),
      try work.gamut("plan", "p.gamut", "--list"),
      try work.gamut("plan", "p.gamut", "--count", "--only", "seed == 3"),
    ] {
      expect(refused, endsWith: 1)
      #expect(refused.err.contains("max_runs"))
    }
  }

  @Test func `why tells every place that gave a setting its value, the nearest first`() throws {
    let work = try work(
      LanguageVerbTests.sweep + """

        let commission_bps = 1
        preset dear { commission_bps = 7 }
        for preset in [dear] {
          sweep start_capital in [1000, 2000]
          run r { seed = 5 }
        }

        """)
    let one = try work.gamut("why", "p.gamut", "dear_1000.0_r.commission_bps", "--format", "csv")
    expect(one, endsWith: 0)
    let table = SummaryFile(one.out)
    #expect(table.column("given by") == ["preset", "let", "default"])
    #expect(table.column("value") == ["7.0", "1.0", "0.0"])
    #expect(table.column("place") == ["p.gamut:6:5", "p.gamut:4:5", ""])
    let all = try work.gamut("why", "p.gamut", "dear_1000.0_r")
    #expect(all.out.contains("axis") && all.out.contains("run block"))
    let wrong = try work.gamut("why", "p.gamut", "dear_1000.0_s")
    expect(wrong, endsWith: 1)
    #expect(wrong.err.contains("did you mean 'dear_1000.0_r'?"))
    let forced = try work.gamut(
      "why", "p.gamut", "dear_1000.0_r.seed", "--set", "seed=9", "--format", "csv")
    #expect(SummaryFile(forced.out).column("value").first == "9")
  }

  /// A mistake, its place, what must be said, and all of it mended by --fix.
  static let mistakes: [(String, Int, Int, [String])] = [
    ("let start_captial = 100_000\nrun", 4, 5, ["start_captial", "did you mean 'start_capital'"]),
    ("sweep seed in [1, 2]\nwhen sead != 3\nwhen seed > 1\nrun", 5, 6, ["'sead'", "'seed'"]),
    ("sweep seed in [1, 2\nrun", 4, 15, ["never closed", "']'"]),
    ("let start_capital = \"20\"\nrun", 4, 21, ["is a number", "write 20"]),
    ("let seed = 3\nlet seed = 3\nrun", 5, 5, ["set twice", "set here", "remove one"]),
  ]

  @Test(arguments: mistakes)
  func `five mistakes that others tell badly`(
    program: String, line: Int, column: Int, says: [String]
  ) throws {
    let work = try work(LanguageVerbTests.sweep + "\n" + program + "\n")
    let told = try work.gamut("check", "p.gamut")
    expect(told, endsWith: 1)
    #expect(told.err.contains(" p.gamut:\(line):\(column)\n"), "\(told.err)")
    for text in says { #expect(told.err.contains(text), "\(told.err)") }
    let message = told.err.split(separator: "\n\n").first?.split(separator: "\n") ?? []
    #expect(message.count <= 8, "\(told.err)")
    let fixed = try work.gamut("check", "--fix", "p.gamut")
    expect(fixed, endsWith: 0)
    expect(try work.gamut("check", "p.gamut"), endsWith: 0)
  }

  @Test func `only some runs are run, and the rest later`() throws {
    let work = try work(
      LanguageVerbTests.sweep + "\n"
        + "group a { sweep seed in [1, 2]\nrun }\nrun b { seed = 9 }\n")
    #expect(try work.gamut("plan", "p.gamut", "--only", "\"a\" in tags", "--count").out == "2\n")
    let list = try work.gamut(
      "plan", "p.gamut", "--only", "seed >= 2", "--list", "--format", "csv")
    #expect(SummaryFile(list.out).column("run_id") == ["a_2", "b"])
    let first = try work.gamut("run", "p.gamut", "--only", "id == \"b\"", "--progress", "none")
    expect(first, endsWith: 0)
    #expect(try work.summary("p").column("status") == ["skipped", "skipped", "success"])
    let second = try work.gamut("run", "p.gamut", "--progress", "none")
    expect(second, endsWith: 0)
    #expect(second.err.contains("(1 up to date)"), "\(second.err)")
    let wrong = try work.gamut("run", "p.gamut", "--only", "sead == 2")
    expect(wrong, endsWith: 64)
    #expect(wrong.err.contains("did you mean 'seed'?"))
  }

  @Test func `what a program reads is read once, kept, and the same for every keeper`() throws {
    let work = try work(
      "import \"lib/common.gamut\"\nsweep preset in csv(\"grid.csv\")\nrun\n")
    try work.folder.write(LanguageVerbTests.sweep + "\n", to: "lib/common.gamut")
    try work.folder.write("label,seed\none,1\ntwo,2\n", to: "grid.csv")
    let ending = try work.gamut("run", "p.gamut", "--progress", "none", "--max-workers", "2")
    expect(ending, endsWith: 0)
    #expect(try work.summary("p").column("run_id") == ["one", "two"])
    let kept = work.folder.files().filter { $0.contains("batch_source.imports/") }
    #expect(kept.count == 2, "\(kept)")
  }

  @Test func `a program reads below its folder and the working folder, and nowhere else`() throws {
    let elsewhere = try TestFolder()
    try elsewhere.write("label,seed\none,1\n", to: "grid.csv")
    let work = try work(LanguageVerbTests.sweep + "\nsweep preset in csv(\"x/grid.csv\")\nrun\n")
    symlink(elsewhere.path, work.folder("x"))
    let refused = try work.gamut("plan", "p.gamut", "--count")
    expect(refused, endsWith: 1)
    #expect(refused.err.contains("lies outside") && refused.err.contains("--allow-read"))
    let allowed = try work.gamut("plan", "p.gamut", "--count", "--allow-read", elsewhere.path)
    #expect(allowed.out == "1\n", "\(allowed.err)")
    try work.folder.write("import \"secrets.env\"\nrun a\n", to: "q.gamut")
    try work.folder.write("TOKEN=hunter2\n", to: "secrets.env")
    let secret = try work.gamut("check", "q.gamut")
    expect(secret, endsWith: 1)
    #expect(!secret.err.contains("hunter2") && !secret.err.contains("TOKEN"))
  }

  @Test func `a pipe is written to, not replaced`() throws {
    let work = try work(LanguageVerbTests.sweep + "\nrun\n")
    mkfifo(work.folder("pipe"), 0o600)
    let reader = open(work.folder("pipe"), O_RDWR | O_NONBLOCK)
    defer { close(reader) }
    expect(try work.gamut("convert", "p.gamut", "--to", "yaml", "-o", "pipe"), endsWith: 0)
    var status = stat()
    stat(work.folder("pipe"), &status)
    #expect(status.st_mode & S_IFMT == S_IFIFO)
    var bytes = [UInt8](repeating: 0, count: 4096)
    #expect(read(reader, &bytes, bytes.count) > 100)
  }
}
