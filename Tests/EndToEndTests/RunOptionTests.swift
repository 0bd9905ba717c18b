// The options of gamut run that change how it runs, and what --help says there is.

import Glibc
import TestSupport
import Testing

@Suite struct RunOptionTests {
  private func workspace() throws -> Workspace {
    let work = try Workspace()
    try work.folder.write(
      """
      batch options
      let strategy = "equal_weight"
      let period   = 2013 .. 2014
      for prices in ["prices.csv", "none.csv"] { run }
      """, to: "options.gamut")
    return work
  }

  @Test func `progress for programs is one JSON object a line`() throws {
    let work = try workspace()
    let ending = try work.gamut("run", "options.gamut", "--progress", "json")
    expect(ending, endsWith: 0)
    let events = ending.err.split(separator: "\n").filter { $0.hasPrefix("{\"event\": ") }
    #expect(events.first?.contains("\"planned\"") == true)
    #expect(events.first?.contains("\"to_run\": 2, \"up_to_date\": 0") == true)
    #expect(events.count { $0.contains("\"finished\"") } == 2)
    #expect(
      events.contains {
        $0.contains("\"run_id\": \"none\", \"status\": \"failed\", \"error\": \"'none.csv' cannot")
      })
    #expect(events.allSatisfy { $0.hasSuffix("}") })
  }

  @Test func `without progress only the end is told`() throws {
    let work = try workspace()
    let ending = try work.gamut("run", "options.gamut", "--progress", "none")
    expect(ending, endsWith: 0)
    #expect(ending.err.hasPrefix("options: 1 succeeded, 1 failed in "))
    #expect(ending.err.split(separator: "\n").count == 2)
  }

  @Test(arguments: [(false, 0o700, 0o600), (true, 0o755, 0o644)])
  func `a batch folder is private unless it is shared`(
    isShared: Bool, folderMode: Int, fileMode: Int
  ) throws {
    let work = try workspace()
    let flags = isShared ? ["--shared"] : []
    expect(try GamutProcess.run(["run", "options.gamut"] + flags, in: work.folder), endsWith: 0)
    let root = work.folder(Workspace.batchFolder("options"))
    for folder in ["", "/logs", "/runs", "/runs/prices", "/runs/prices/backtest"] {
      #expect(mode(root + folder) == folderMode, "\(folder)")
    }
    for file in TestFolder.files(below: root) where !file.hasPrefix("logs/keepers") {
      #expect(mode("\(root)/\(file)") == fileMode, "\(file)")
    }
  }

  private func mode(_ path: String) -> Int {
    var status = stat()
    return lstat(path, &status) == 0 ? Int(status.st_mode & 0o777) : -1
  }

  @Test func `nothing is written through a link`() throws {
    let work = try workspace()
    try work.folder.makeFolder("output/batch_backtests")
    try work.folder.makeFolder("elsewhere")
    #expect(
      symlink(work.folder("elsewhere"), work.folder(Workspace.batchFolder("options"))) == 0)
    let ending = try work.gamut("run", "options.gamut")
    expect(ending, endsWith: 1)
    #expect(ending.err.contains("is a symbolic link"))
    #expect(work.folder.files(below: "elsewhere") == [])
  }

  @Test func `an absolute output root is used when it is asked for`() throws {
    let work = try workspace()
    let root = work.folder("there/deep")
    expect(try work.gamut("run", "options.gamut", "--output-root", root), endsWith: 0)
    #expect(work.folder.contains("there/deep/options/batch_summary.csv"))
    #expect(!work.folder.contains("output"))
  }

  @Test func `prices come from the setting, the environment or the standard folder`() throws {
    let work = try Workspace()
    let program = "let strategy = \"equal_weight\"; let period = 2013; run a"
    try work.folder.write(program, to: "p.gamut")
    let environment = ["GAMUT_PRICES": "prices.csv"]
    expect(try work.gamut("run", "p.gamut", "--fresh", environment: environment), endsWith: 0)
    expect(try work.gamut("run", "p.gamut", "--fresh", "--set", "prices=prices.csv"), endsWith: 0)
    expect(try work.gamut("run", "p.gamut", "--fresh"), endsWith: 1)
    try work.folder.write(Workspace.prices, to: "data/prices/x.csv")
    expect(try work.gamut("run", "p.gamut"), endsWith: 0)
  }

  @Test func `parts of a batch are run apart, and together are all of it`() throws {
    let work = try Workspace()
    try work.folder.write("echo '{\"loss\": 1}'\n", to: "p.sh")
    try work.folder.write(
      """
      job command { argv = ["sh", "p.sh"] }
      sweep seed in 1 .. 10
      when seed != 4
      run

      """, to: "p.gamut")
    var listed: [Substring] = []
    for part in ["1/4", "2/4", "3/4", "4/4"] {
      let own = try work.gamut(
        "plan", "p.gamut", "--shard", part, "--list", "--format", "csv"
      ).out.split(separator: "\n").dropFirst()
      let count = try work.gamut("plan", "p.gamut", "--shard", part, "--count").out
      #expect(count == "\(own.count)\n")
      listed += own.map { $0.prefix { $0 != "," } }
    }
    #expect(listed == ["1", "2", "3", "5", "6", "7", "8", "9", "10"])
    let first = try work.gamut("run", "p.gamut", "--shard", "2/4")
    expect(first, endsWith: 0)
    #expect(first.err.contains("p: 2 succeeded, 7 not run"))
    let rest = try work.gamut("run", "p.gamut")
    #expect(rest.err.contains("7 to run, 2 up to date"))
    for wrong in ["0/4", "5/4", "1", "1/0", "a/b"] {
      expect(try work.gamut("plan", "p.gamut", "--shard", wrong), endsWith: 64)
    }
  }

  @Test func `help names every verb, and each verb has its own`() throws {
    let folder = try TestFolder()
    let help = try GamutProcess.run(["--help"], in: folder)
    expect(help, endsWith: 0)
    let verbs = help.out.split(separator: "\n").drop { !$0.hasPrefix("SUBCOMMANDS") }.dropFirst()
      .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") && !$0.hasPrefix("  See") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
    #expect(
      Set(verbs) == [
        "demo", "check", "plan", "convert", "run", "batch_backtest", "top", "why", "diff", "fmt",
        "settings",
        "explain", "repl", "status", "logs", "query", "report", "profile", "verify", "replay",
        "factors",
        "data",
      ])
    for verb in verbs {
      let own = try GamutProcess.run([verb, "--help"], in: folder)
      expect(own, endsWith: 0)
      #expect(own.out.contains("USAGE: gamut \(verb)"))
    }
    #expect(try GamutProcess.run(["--version"], in: folder).out.count { $0 == "." } == 2)
  }
}
