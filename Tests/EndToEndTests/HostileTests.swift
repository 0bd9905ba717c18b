// Programs, files and settings that mean no good, or have bad luck: each costs at most its own run.

import Glibc
import TestSupport
import Testing

@Suite struct HostileTests {
  private func run(
    _ program: String, script: String = ""
  ) throws -> (work: Workspace, ending: GamutProcess.Ending) {
    let work = try Workspace()
    try work.folder.write("batch job\n" + program, to: "job.gamut")
    try work.folder.write(script, to: "job.sh")
    return (work, try work.gamut("run", "job.gamut"))
  }

  @Test func `a pipe or a link in place of the metrics fails the run at once`() throws {
    for (script, wanted) in [
      ("mkfifo \"$GAMUT_RUN_DIR/m.json\"", "no regular file"),
      ("ln -s /etc/passwd \"$GAMUT_RUN_DIR/m.json\"", "no regular file"),
    ] {
      let program =
        "job command { argv = [\"sh\", \"job.sh\"], metrics = \"m.json\", timeout = 20s }\nrun a\n"
      let (work, ending) = try run(program, script: script)
      expect(ending, endsWith: 1)
      let error = try work.summary("job")["a"]?["error"] ?? ""
      #expect(error.contains(wanted), "\(error)")
      #expect(!error.contains("root"))
    }
  }

  @Test func `a command may call its metrics as it likes`() throws {
    let script = #"echo '{"sharpe": 1.5, "status": 3, "run_id": 4, "loss": 5}'"#
    let (work, ending) = try run(
      "job command { argv = [\"sh\", \"job.sh\"] }\nrun a\nrun b { seed = 1 }\n", script: script)
    expect(ending, endsWith: 0)
    let header = try work.text("job", "batch_summary.csv").prefix { $0 != "\n" }.split(
      separator: ",")
    #expect(Set(header).count == header.count, "\(header)")
    #expect(header.contains("metric.status"))
    #expect(try work.summary("job")["b"]?["status"] == "success")
  }

  @Test func `a run that kills its parent leaves a manifest too`() throws {
    let (work, ending) = try run(
      "job command { argv = [\"sh\", \"job.sh\"] }\nrun a\n", script: "kill -9 $PPID; sleep 5")
    expect(ending, endsWith: 1)
    let manifest = try work.text("job", "runs/a/run_manifest.json")
    #expect(manifest.contains("SIGKILL"))
  }

  @Test func `no text becomes an option, however the words are put together`() throws {
    func refused(_ argv: String, _ name: String, type: String = "string") throws -> Bool {
      let (work, _) = try run(
        """
        param name : \(type)
        param force : bool = false
        job command { argv = \(argv) }
        run a { name = "\(name)" }
        """)
      return try work.summary("job")["a"]?["error"]?.contains("begins with '-'") ?? false
    }
    let hidden = #"["echo", name] + (if force then ["--force"] else [])"#
    #expect(try refused(hidden, "--force"))
    #expect(try refused(#"["echo", if force then "--force" else name]"#, "--force"))
    #expect(try !refused(#"["echo", if force then name else "--safe"]"#, "--force"))
    #expect(try !refused(#"["echo", name]"#, "-a", type: #"string in ["-a", "-b"]"#))
  }

  @Test func `an argument with U+0000, a timeout of a month`() throws {
    let work = try Workspace()
    try work.folder.write(
      "{\"batch_name\": \"job\", \"job\": {\"kind\": \"command\", \"argv\": \"[\\\"echo\\\", s]\"}, "
        + "\"params\": [{\"name\": \"s\", \"type\": \"string\"}], "
        + "\"runs\": [{\"id\": \"a\", \"s\": \"x\\u0000y\"}]}", to: "job.json")
    let ending = try work.gamut("run", "job.json")
    expect(ending, endsWith: 1)
    #expect(ending.err.contains("U+0000"))
    let (later, _) = try run(
      "param t : duration\njob command { argv = [\"true\"], timeout = t }\nrun a { t = 1m }\n")
    #expect(try later.summary("job")["a"]?["error"]?.contains("timeout") ?? false)
  }

  @Test func `an output root does not leave the working folder, whatever its letters`() throws {
    let work = try Workspace()
    let program =
      "batch job { output_root = \"../\u{301}evil\" }\njob command { argv = [\"true\"] }\nrun a\n"
    try work.folder.write(program, to: "job.gamut")
    let ending = try work.gamut("run", "job.gamut")
    expect(ending, endsWith: 1)
    #expect(ending.err.contains("--output-root"))
  }

  @Test func `a folder with somebody else's files is not taken`() throws {
    let work = try Workspace()
    try work.folder.write("job command { argv = [\"true\"] }\nrun a\n", to: "job.gamut")
    let place = Workspace.batchFolder("job")
    try work.folder.write("precious", to: "\(place)/batch_summary.csv")
    let ending = try work.gamut("run", "job.gamut")
    expect(ending, endsWith: 1)
    #expect(ending.err.contains("is no batch"))
    #expect(try work.folder.text("\(place)/batch_summary.csv") == "precious")
  }

  @Test func `a folder that a command reads counts, file by file`() throws {
    let work = try Workspace()
    try work.folder.write(
      "param data : path\njob command { argv = [\"ls\", data] }\nrun a { data = \"data\" }\n",
      to: "job.gamut")
    try work.folder.write("1", to: "data/below/a.txt")
    expect(try work.gamut("run", "job.gamut"), endsWith: 0)
    #expect(try work.gamut("run", "job.gamut").err.contains("1 up to date"))
    try work.folder.write("2", to: "data/below/a.txt")
    #expect(try work.gamut("run", "job.gamut").err.contains("1 to run"))
  }

  @Test func `more artifacts than before make runs again`() throws {
    let work = try Workspace()
    try work.folder.write(Workspace.prices, to: "p.csv")
    func program(_ artifacts: String) -> String {
      """
      batch job { artifacts = "\(artifacts)" }
      let prices = "p.csv"
      let strategy = "equal_weight"
      let period = 2013
      run a
      """
    }
    try work.folder.write(program("summary"), to: "job.gamut")
    expect(try work.gamut("run", "job.gamut"), endsWith: 0)
    #expect(!work.folder.contains("\(Workspace.batchFolder("job"))/runs/a/backtest/trades.csv"))
    try work.folder.write(program("full"), to: "job.gamut")
    expect(try work.gamut("run", "job.gamut"), endsWith: 0)
    #expect(work.folder.contains("\(Workspace.batchFolder("job"))/runs/a/backtest/trades.csv"))
  }

  @Test func `a setting given on the command line may not make two runs of a config equal`() throws
  {
    let work = try Workspace()
    let run = "start_date: 2013-01-01, end_date: 2013-12-31"
    try work.folder.write(
      """
      batch_name: "job"
      defaults: {strategy: "equal_weight"}
      runs:
        - {id: "a", \(run), max_gross_exposure: 0.5}
        - {id: "b", \(run), max_gross_exposure: 1.0}
      """, to: "job.yaml")
    let ending = try work.gamut("plan", "job.yaml", "--set", "max_gross_exposure=2")
    expect(ending, endsWith: 1)
    #expect(ending.err.contains("same settings"))
    expect(try work.gamut("plan", "job.yaml", "--set", "start_capital=2"), endsWith: 0)
  }

  @Test func `a written job is one expression`() throws {
    let work = try Workspace()
    try work.folder.write(
      """
      batch_name: "job"
      job: {kind: "command", argv: "[\\"true\\"] }\\nrun b {"}
      runs: [{id: "a"}]
      """, to: "job.yaml")
    let ending = try work.gamut("plan", "job.yaml")
    expect(ending, endsWith: 1)
    #expect(ending.err.contains("bad-written-job"))
  }

  @Test func `prices that change while a batch runs are not taken for those it began with`() throws
  {
    let work = try Workspace()
    try work.folder.write(Workspace.prices, to: "p.csv")
    try work.folder.write(
      """
      batch job { artifacts = "summary" }
      let prices = "p.csv"
      let strategy = "equal_weight"
      let period = 2013
      sweep seed in 1 .. 200
      run
      """, to: "job.gamut")
    let process = try work.start("run", "job.gamut", "--max-workers", "1")
    let first = "\(Workspace.batchFolder("job"))/runs/1/run_manifest.json"
    #expect(eventually(within: 30) { work.folder.contains(first) })
    try work.folder.write(Workspace.market(symbols: 5, from: 2012, to: 2014), to: "p.csv")
    #expect(process.wait(limit: 60).status == 0)
    let again = try work.gamut("run", "job.gamut")
    #expect(again.err.contains("200 to run"), "\(again.err.prefix(200))")
  }
}
