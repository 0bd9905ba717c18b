// Long-lived workers: a line in, a line out; whatever a worker does wrong costs one run.

import Glibc
import TestSupport
import Testing

@Suite struct WorkerTests {
  /// A worker in a shell's words would be slow: Python, without packages.
  private static let worker = """
    import json, os, subprocess, sys, time
    answers, sys.stdout = sys.stdout, sys.stderr
    def say(text):
        answers.write(text + "\\n"); answers.flush()
    with open("starts", "a") as f: f.write("x\\n")
    if os.environ.get("SLEEPER"): subprocess.Popen(["setsid", "sleep", os.environ["SLEEPER"]])
    say('{"gamut": 1}')
    for line in sys.stdin:
        run = json.loads(line)
        n, id = run["settings"]["n"], run["run"]
        print("working on", id, flush=True)
        kind = run["settings"]["kind"]
        with open("begun", "a") as f: f.write(id + "\\n")
        good = json.dumps({"run": id, "metrics": {"square": n * n, "pid": os.getpid()}})
        if kind == "die" and n == 5: os._exit(7)
        if kind == "kill" and n == 5: os.kill(os.getpid(), 9)
        if kind == "hang" and n == 5: time.sleep(60)
        if kind == "hog" and n == 5: hoard = bytearray(400 << 20); time.sleep(60)
        if kind == "spin" and n == 5:
            while True: pass
        if kind == "nonsense" and n == 5: say("hello"); continue
        if kind == "twice" and n == 5: answers.write(good + "\\n" + good + "\\n"); answers.flush(); continue
        if kind == "other" and n == 5: say(json.dumps({"run": "7_x", "metrics": {}})); continue
        if kind == "error" and n == 5: say(json.dumps({"run": id, "error": "no data"})); continue
        if kind == "words" and n == 5: say(json.dumps({"run": id, "metrics": {"square": "x"}})); continue
        if kind == "wait": time.sleep(0.05)
        say(good)
    """

  private func workspace(_ fields: String = "", last: Int = 20) throws -> Workspace {
    let work = try Workspace()
    try work.folder.write(WorkerTests.worker, to: "worker.py")
    try work.folder.write(
      """
      batch b { \(fields) }
      param n : int
      param kind : string = "good"
      job worker { argv = ["python3", "worker.py"] }
      sweep n in 1 .. \(last)
      run
      """, to: "b.gamut")
    return work
  }

  @Test func `a worker is started once for each slot and gets all its runs`() throws {
    let work = try workspace()
    let mark = ProcessMark()
    let ending = try work.gamut(
      "run", "b.gamut", "--max-workers", "2",
      environment: mark.environment.merging(["SLEEPER": mark.word]) { $1 })
    expect(ending, endsWith: 0)
    #expect(ending.err.contains("worker: python3 worker.py"))
    #expect(mark.carriers == [], "what a worker left behind is gone with it")
    let summary = try work.summary("b")
    #expect(summary.rows.count == 20)
    for row in summary.rows {
      let n = row["n"].flatMap(Double.init) ?? 0
      #expect(row["square"].flatMap(Double.init) == n * n)
    }
    #expect(Set(summary.column("pid")).count == 2)
    #expect(try work.folder.lines("starts").count == 2)
    // Each run's part of the log, and its manifest, are in its folder.
    #expect(try work.text("b", "runs/3/stderr.log") == "working on 3\n")
    #expect(try work.text("b", "runs/3/run_manifest.json").contains("\"status\": \"success\""))
    let again = try work.gamut("run", "b.gamut")
    #expect(again.err.contains("0 to run, 20 up to date"))
    // The script is an input.
    try work.folder.write(WorkerTests.worker + "\n# changed\n", to: "worker.py")
    #expect(try work.gamut("plan", "b.gamut").out.contains("20 changed: worker.py"))
  }

  @Test(arguments: [
    ("die", "worker", "the worker ended with exit code 7 before it had answered"),
    ("kill", "worker", "the worker was killed by SIGKILL"),
    ("hang", "timeout", "no end after 1.0 s (timeout)"),
    ("hog", "out-of-memory", "and it may have 200 MB"),
    ("spin", "limit", "of CPU time, and it may have 1.0 s"),
    ("nonsense", "worker", "the worker answered 'hello', which is no JSON object"),
    ("twice", "worker", "the worker answered with more than one line"),
    ("other", "worker", "the worker answered for the run '7_x' instead"),
    ("error", "worker", "the worker reports: no data"),
    ("words", "invalid-metrics", "no number stands in this JSON object"),
  ])
  func `what a worker does wrong costs one run`(kind: String, word: String, error: String) throws {
    let limits = "timeout = \(kind == "hang" ? "1s" : "1min"), memory = \"200MB\", cpu_time = 1s"
    let work = try workspace(limits, last: 12)
    let ending = try work.gamut(
      "run", "b.gamut", "--max-workers", "2", "--set", "kind=\(kind)")
    expect(ending, endsWith: 0)
    let summary = try work.summary("b")
    #expect(summary.column("status").count { $0 == "success" } == 11, "\(ending)")
    #expect(summary["5"]?["error"]?.contains(error) == true, "\(ending)")
    let kinds = try work.gamut(
      "query", "b.gamut", "--format", "csv",
      "SELECT failure_kind FROM attempt WHERE status = 'failed'")
    #expect(kinds.out == "failure_kind\n\(word)\n")
    #expect(try work.folder.lines("begun").count == 12)
  }

  @Test(arguments: [
    ("print('hello')", "greeted with 'hello', and its first line should be {\"gamut\": 1}"),
    ("print('{\"gamut\": 2}')", "speaks version 2 of the protocol, and this gamut speaks 1"),
    (
      "raise ImportError('no numpy')",
      "ended with exit code 1 before it had greeted: ImportError: no numpy"
    ),
  ])
  func `a worker that does not greet is tried three times, not once for each run`(
    script: String, error: String
  ) throws {
    let work = try workspace(last: 9)
    try work.folder.write(
      "open('starts', 'a').write('x\\n')\n\(script)\nimport time; time.sleep(5)\n", to: "worker.py")
    let ending = try work.gamut("run", "b.gamut", "--max-workers", "1")
    expect(ending, endsWith: 1)
    #expect(ending.err.contains(error), "\(ending)")
    #expect(ending.err.contains("6 more"), "\(ending)")
    #expect(try work.folder.lines("starts").count == 3)
    if script.hasPrefix("raise") {
      #expect(try work.text("b", "batch_summary.md").contains("no numpy"))
    }
  }

  @Test func `kill -9 of the coordinator leaves no worker, and the rest goes on`() throws {
    let work = try workspace(last: 40)
    let mark = ProcessMark()
    let process = try work.start(
      "run", "b.gamut", "--max-workers", "2", "--set", "kind=wait",
      environment: mark.environment.merging(["SLEEPER": mark.word]) { $1 })
    let isUnderWay = eventually {
      (try? work.gamut("status", "b.gamut", "--format", "csv"))?.out.contains("running") == true
        && ((try? work.folder.lines("begun").count) ?? 0) > 10
    }
    try #require(isUnderWay, "\(process.errSoFar)")
    process.send(SIGKILL)
    expect(process.wait(), endsWith: -SIGKILL)
    let isGone = eventually(within: 1) { mark.carriers.isEmpty }
    #expect(isGone, "processes are left: \(mark.carriers)")
    let status = try work.gamut("status", "b.gamut")
    #expect(status.out.contains("the last execution was cut off"), "\(status)")
    let again = try work.gamut("run", "b.gamut", "--set", "kind=wait", "--strict")
    expect(again, endsWith: 0)
    #expect(try work.summary("b").column("status").allSatisfy { $0 == "success" })
  }

  @Test func `the examples speak the protocol, in Python and in C`() throws {
    let work = try Workspace()
    let compiled = try GamutProcess(
      [
        "-O2", "-Wall", "-Werror", "\(Repository.root)/examples/scripts/worker.c", "-o", "worker",
        "-lm",
      ],
      program: "clang", in: work.folder.path
    ).wait()
    expect(compiled, endsWith: 0)
    for (name, argv) in [
      ("c", "\"./worker\""),
      ("python", "\"python3\", \"\(Repository.root)/examples/scripts/worker.py\""),
    ] {
      try work.folder.write(
        """
        batch \(name)
        param lr : number
        param steps : int = 100
        job worker { argv = [\(argv)] }
        sweep lr   in [0.01, 0.1]
        sweep seed in 1 .. 3
        run
        """, to: "\(name).gamut")
      expect(try work.gamut("run", "\(name).gamut", "--strict"), endsWith: 0)
    }
    let (c, python) = (try work.summary("c"), try work.summary("python"))
    #expect(c.column("loss").count == 6)
    for (a, b) in zip(c.column("loss"), python.column("loss")) {
      #expect(Double(a) == Double(b))
    }
  }

  @Test func `what a worker's job cannot be is said before anything is started`() throws {
    let work = try Workspace()
    for (job, message) in [
      ("argv = [\"w\", n]", "a worker is started once for many runs, and this is another for each"),
      ("argv = [\"w\", run.id]", "a worker is started once for many runs"),
      ("argv = [\"w\"], env = { N = n }", "a worker is started once for many runs"),
      ("argv = [\"w\"], metrics = \"m.json\"", "a worker has no 'metrics'"),
      ("env = {}", "this worker has no 'argv'"),
    ] {
      try work.folder.write(
        "batch b\nparam n : int\njob worker { \(job) }\nsweep n in 1 .. 2\nrun\n", to: "w.gamut")
      let ending = try work.gamut("check", "w.gamut")
      expect(ending, endsWith: 1)
      #expect(ending.err.contains(message), "\(job)\n\(ending)")
    }
  }
}
