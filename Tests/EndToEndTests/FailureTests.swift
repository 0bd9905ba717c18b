// Each failure is named for what it was, limits hold for whole trees of processes, and what fails can
// be tried again or end the batch.

import Glibc
import TestSupport
import Testing

@Suite struct FailureTests {
  private func workspace(_ program: String, _ script: String) throws -> Workspace {
    let work = try Workspace()
    try work.folder.write(program, to: "b.gamut")
    try work.folder.write(script, to: "job.sh")
    return work
  }

  /// One run for each line of the script's `case`, with the batch's own fields.
  private func batch(_ fields: String, kinds: [String], job: String = "") -> String {
    """
    batch b { \(fields) }
    param kind : string
    job command { argv = ["sh", "job.sh"]\(job) }
    sweep kind in [\(kinds.map { "\"\($0)\"" }.joined(separator: ", "))]
    run
    """
  }

  private static let hog = """
    python3 -c 'x = bytearray(300 << 20); import time; time.sleep(30)'
    """

  /// A run for each way to fail.
  private static let ways = """
    batch b { memory = "100MB", timeout = 3s, cpu_time = 1s }
    param kind : string
    param program : string = "sh"
    job command { argv = [program, "job.sh"] }
    group _ {
      sweep kind in ["exit", "segv", "kill", "parent", "hang", "hog", "child", "spin", "metrics", "ok"]
      run "{kind}"
    }
    run missing { kind = "ok", program = "no-such-program" }
    """

  private static let wayScript = """
    case $GAMUT_KIND in
      exit) echo "could not find the data" >&2; exit 3 ;;
      segv) kill -SEGV $$ ;;
      kill) kill -KILL $$ ;;
      parent) kill -KILL $PPID; sleep 30 ;;
      hang) trap '' TERM; sleep 60 & wait; sleep 60 ;;
      hog) exec \(FailureTests.hog) ;;
      child) setsid \(FailureTests.hog) & wait ;;
      spin) while :; do :; done ;;
      metrics) echo '{"x": '; exit 0 ;;
    esac
    echo '{"x": 1}'
    """

  @Test func `each failure is named for what it was, and costs one run`() throws {
    let work = try workspace(FailureTests.ways, FailureTests.wayScript)
    let mark = ProcessMark()
    let ending = try work.gamut(
      "run", "b.gamut", "--max-workers", "4", environment: mark.environment)
    expect(ending, endsWith: 0)
    #expect(mark.carriers == [])
    let table = try work.gamut(
      "query", "b.gamut", "--format", "csv",
      "SELECT id, failure_kind FROM run JOIN attempt USING (run) ORDER BY number")
    expect(table, endsWith: 0)
    #expect(
      table.out == """
        id,failure_kind
        exit,exit-code
        segv,signal
        kill,signal
        parent,signal
        hang,timeout
        hog,out-of-memory
        child,out-of-memory
        spin,limit
        metrics,invalid-metrics
        ok,
        missing,launch

        """)
    let summary = try work.summary("b")
    #expect(summary["exit"]?["error"] == "exit code 3")
    #expect(summary["segv"]?["error"] == "killed by SIGSEGV")
    #expect(summary["hang"]?["error"] == "no end after 3.0 s (timeout)")
    #expect(summary["hog"]?["error"]?.hasSuffix("and it may have 100 MB") == true)
    #expect(summary["spin"]?["error"]?.hasSuffix("of CPU time, and it may have 1.0 s") == true)
    #expect(summary["missing"]?["error"]?.contains("no-such-program") == true)
    let markdown = try work.text("b", "batch_summary.md")
    #expect(markdown.contains("could not find the data"))
    let explained = try work.gamut("explain", "out-of-memory")
    #expect(explained.out.contains("more memory than its limit"))
  }

  @Test func `a built-in run over its time or memory costs that run, by name`() throws {
    let work = try Workspace()
    try work.folder.write(
      """
      batch b { timeout = 4s, memory = "400MB", cpu_time = 1s }
      let strategy = "equal_weight"
      let prices   = "prices.csv"
      let period   = 2013 .. 2014
      sweep start_capital in [1000, 2000, 3000, 4000]
      run
      """, to: "b.gamut")
    for (fault, error) in [
      ("hang", "no end after 4.0 s (timeout)"), ("hog", "and it may have 400 MB"),
      ("spin", "all of its CPU time is used up"),
    ] {
      let ending = try work.gamut(
        "run", "b.gamut", "--fresh", environment: ["GAMUT_TEST_FAULT": "\(fault):2000.0"])
      expect(ending, endsWith: 0)
      let summary = try work.summary("b")
      #expect(summary["2000.0"]?["error"]?.contains(error) == true, "\(ending)")
      #expect(summary.column("status").count { $0 == "success" } == 3)
    }
  }

  @Test func `a run that fails is tried again, each attempt is on record, and success ends it`()
    throws
  {
    let work = try workspace(
      batch("retries = 2", kinds: ["flaky", "bad", "metrics"]),
      """
      echo x >> count-$GAMUT_KIND
      case $GAMUT_KIND in
        flaky) [ $(wc -l < count-flaky) -ge 2 ] || exit 1 ;;
        bad) exit 1 ;;
        metrics) echo '{"x": "no number"}'; exit 0 ;;
      esac
      echo '{"x": 1}'
      """)
    let ending = try work.gamut("run", "b.gamut", "--max-workers", "3")
    expect(ending, endsWith: 0)
    #expect(ending.err.contains("again in 1 s: flaky: exit code 1"), "\(ending)")
    let table = try work.gamut(
      "query", "b.gamut", "--format", "csv",
      "SELECT id, n, status FROM run JOIN attempt USING (run) ORDER BY number, n")
    #expect(
      table.out == """
        id,n,status
        flaky,1,failed
        flaky,2,success
        bad,1,failed
        bad,2,failed
        bad,3,failed
        metrics,1,failed

        """)
    // The flag wins over the file.
    let once = try work.gamut("run", "b.gamut", "--retries", "0", "--strict")
    expect(once, endsWith: 1)
    #expect(try work.folder.lines("count-bad").count == 4)
  }

  @Test(arguments: ["soon", "now"])
  func `failures halt the batch when that is wanted`(manner: String) throws {
    let work = try workspace(
      """
      batch b
      param n : int
      job command { argv = ["sh", "job.sh"] }
      sweep n in 1 .. 20
      run
      """, "sleep 0.05; [ $GAMUT_N -lt 3 ] || exit 1; echo '{\"x\": 1}'")
    let ending = try work.gamut("run", "b.gamut", "--halt", "\(manner),fail=10%")
    expect(ending, endsWith: 1)
    #expect(ending.err.contains("halting: 2 runs have failed"), "\(ending)")
    #expect(ending.err.contains("halted; the same command goes on with the rest"))
    let status = try work.summary("b").column("status")
    #expect(status.contains("skipped") && status.count { $0 == "success" } == 2)
    let never = try work.gamut("run", "b.gamut")
    expect(never, endsWith: 0)
    #expect(never.err.contains("18 failed"))
    expect(try work.gamut("run", "b.gamut", "--halt", "sometimes"), endsWith: 64)
    expect(try work.gamut("run", "b.gamut", "--halt", "soon,fail=0"), endsWith: 64)
  }

  @Test func `limits belong to the batch in every written form`() throws {
    let work = try workspace(
      batch("timeout = 90s, memory = \"2GB\", cpu_time = 1h, retries = 3", kinds: ["a", "b"]), "")
    let yaml = try work.gamut("convert", "b.gamut", "--to", "yaml", "-o", "b.yaml")
    expect(yaml, endsWith: 0)
    let text = try work.folder.text("b.yaml")
    for line in ["timeout: \"1min30s\"", "memory: \"2GB\"", "cpu_time: \"1h\"", "retries: 3"] {
      #expect(text.contains(line), "\(text)")
    }
    expect(try work.gamut("convert", "b.yaml", "--to", "gamut", "-o", "c.gamut"), endsWith: 0)
    expect(try work.gamut("convert", "c.gamut", "--to", "yaml", "-o", "c.yaml"), endsWith: 0)
    #expect(try work.folder.text("c.yaml") == text)
    for wrong in ["timeout = 0s", "timeout = 2m", "memory = \"2\"", "memory = 5", "retries = -1"] {
      try work.folder.write(batch(wrong, kinds: ["a"]), to: "w.gamut")
      let refused = try work.gamut("check", "w.gamut")
      expect(refused, endsWith: 1)
      #expect(refused.err.contains("bad-batch"), "\(wrong)")
    }
    for wrong in ["timeout: 0s", "memory: lots", "retries: 1000", "cpu_time: 1y"] {
      try work.folder.write(
        text.replacing("retries: 3", with: wrong), to: "w.yaml")
      expect(try work.gamut("check", "w.yaml"), endsWith: 1)
    }
  }

  @Test func `the status names some failures and counts the others`() throws {
    let work = try Workspace()
    try work.folder.write(
      "batch f\nparam n : int = 1\njob command { argv = [\"false\"] }\nsweep n in 1 .. 9\nrun\n",
      to: "f.gamut")
    expect(try work.gamut("run", "f.gamut"), endsWith: 1)
    let status = try work.gamut("status", "f")
    let named = status.out.split(separator: "\n").count { $0.hasPrefix("failed: ") }
    #expect(named > 0 && named < 9)
    #expect(status.out.hasSuffix("and \(9 - named) more have failed\n"), "\(status.out)")
  }
}
