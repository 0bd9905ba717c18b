// What people ask of a batch: status and logs while it runs, queries, whether everything is as it was,
// one run again, and why a run would be run.

import Glibc
import TestSupport
import Testing

@Suite struct QuestionTests {
  private static let program = """
    batch asked
    param n : int
    param file : path = "data.txt"
    job command { argv = ["sh", "job.sh"] }
    sweep n in 1 .. 4
    run
    """

  private static let script = """
    echo "run $GAMUT_N begins"
    echo "a warning" >&2
    if [ $GAMUT_N -eq 3 ]; then while [ ! -e go ]; do sleep 0.02; done; fi
    printf 'an escape \\033[2J\\n'
    echo "{\\"n\\": $GAMUT_N}"
    """

  private func workspace() throws -> Workspace {
    let work = try Workspace()
    try work.folder.write(QuestionTests.program, to: "asked.gamut")
    try work.folder.write(QuestionTests.script, to: "job.sh")
    try work.folder.write("1\n", to: "data.txt")
    return work
  }

  @Test func `another terminal sees what is going on, and follows a log to its end`() throws {
    let work = try workspace()
    let process = try work.start("run", "asked.gamut", "--max-workers", "1")
    let isSeen = eventually {
      (try? work.gamut("status", "asked.gamut"))?.out.contains("running: 3 for ") == true
    }
    try #require(isSeen, "\(process.errSoFar)")
    let status = try work.gamut("status", Workspace.batchFolder("asked"))
    expect(status, endsWith: 0)
    #expect(status.out.contains("asked: being run by process \(process.pid) on "))
    #expect(status.out.contains("4 runs: 2 success, 0 failed, 1 running, 1 to run"), "\(status)")
    #expect(status.out.contains(" runs a second, about "))
    let csv = try work.gamut("status", "asked.gamut", "--format", "csv")
    #expect(csv.out.hasPrefix("batch,state,holder,success,failed,running,waiting,"))
    #expect(csv.out.contains("asked,running,process \(process.pid) on "))

    // From the first byte, before the run has ended.
    let early = try work.gamut("logs", "asked.gamut", "3")
    expect(early, endsWith: 0)
    #expect(early.out == "run 3 begins\n" && early.err == "a warning\n")
    let follower = try work.start("logs", "asked.gamut", "3", "--follow")
    try #require(eventually { follower.outSoFar == "run 3 begins\n" })
    try work.folder.write("", to: "go")
    let followed = follower.wait()
    expect(followed, endsWith: 0)
    #expect(followed.out.hasSuffix("{\"n\": 3}\n"), "\(followed)")
    expect(process.wait(), endsWith: 0)
    let after = try work.gamut("status", "asked.gamut")
    #expect(after.out.contains("nobody runs it; the last execution came to its end"))
    #expect(after.out.contains("4 runs: 4 success, 0 failed, 0 running, 0 to run"))
  }

  @Test func `queries read, and do nothing else`() throws {
    let work = try workspace()
    try work.folder.write("", to: "go")
    expect(try work.gamut("run", "asked.gamut"), endsWith: 0)
    let answer = try work.gamut(
      "query", "asked.gamut", "--format", "csv",
      "SELECT run_id, n FROM result WHERE n > 2 ORDER BY n DESC")
    #expect(answer.out == "run_id,n\n4,4.0\n3,3.0\n")
    for (sql, message) in [
      ("DELETE FROM run", "more than read"), ("ATTACH 'x.db' AS x", "more than read"),
      ("SELECT 1; SELECT 2", "one statement at a time"), ("SELEC 1", "syntax error"),
      ("PRAGMA journal_mode = DELETE", "more than read"),
    ] {
      let refused = try work.gamut("query", "asked.gamut", sql)
      expect(refused, endsWith: 1)
      #expect(refused.err.contains(message), "\(sql): \(refused)")
    }
    let long = try work.gamut(
      "query", "asked.gamut", "--timeout", "200ms",
      "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT max(x) FROM c")
    expect(long, endsWith: 1)
    #expect(long.err.contains("the query took longer than 0.2 s"), "\(long)")
    expect(try work.gamut("status", "asked.gamut"), endsWith: 0)
  }

  @Test func `verify finds what is not as it was`() throws {
    let work = try workspace()
    try work.folder.write("", to: "go")
    expect(try work.gamut("run", "asked.gamut"), endsWith: 0)
    let fine = try work.gamut("verify", "asked.gamut")
    expect(fine, endsWith: 0)
    #expect(
      fine.err.contains("4 successful runs, 2 input files, 8 result files: all as they were"),
      "\(fine)")
    let runs = "\(Workspace.batchFolder("asked"))/runs"
    try work.folder.write("2\n", to: "data.txt")
    try work.folder.write("tampered\n", to: "\(runs)/2/stdout.log")
    work.folder.remove("\(runs)/3/stderr.log")
    try work.folder.write("new", to: "\(runs)/4/extra")
    let found = try work.gamut("verify", "asked.gamut", "--format", "csv")
    expect(found, endsWith: 1)
    #expect(
      found.out == """
        kind,run_id,path,message
        input,,data.txt,has other contents than the runs have read
        result,2,stdout.log,has other contents
        result,3,stderr.log,is gone
        result,4,extra,was not there

        """)
    let config = "\(Workspace.batchFolder("asked"))/batch_config.yaml"
    work.folder.remove(config)
    #expect(try work.gamut("verify", "asked.gamut").err.contains("5 changed"))
    #expect(mkfifo(work.folder(config), 0o600) == 0)
    let piped = try work.gamut("verify", "asked.gamut", "--format", "csv")
    #expect(
      piped.out.contains("config,,batch_config.yaml,\"is gone, or cannot be read\""), "\(piped)")
    #expect(try work.gamut("replay", "asked.gamut", "2").err.contains("cannot be read any more"))
    let asked = try work.gamut("query", "asked.gamut", "SELECT * FROM result", "--format", "csv")
    #expect(asked.out.split(separator: "\n").count == 5, "\(asked)")
  }

  @Test func `settings are columns of a query`() throws {
    let work = try workspace()
    try work.folder.write("", to: "go")
    expect(try work.gamut("run", "asked.gamut"), endsWith: 0)
    let sum = try work.gamut(
      "query", "asked.gamut", "--format", "csv",
      "SELECT setting_n, n, run_id FROM result WHERE setting_n > 2")
    #expect(sum.out == "setting_n,n,run_id\n3,3.0,3\n4,4.0,4\n", "\(sum)")
    let typo = try work.gamut("query", "asked.gamut", "SELECT stat FROM result")
    #expect(typo.err.contains("did you mean 'state'?"), "\(typo)")
  }

  @Test func `replay runs one run again and compares, and touches nothing`() throws {
    let work = try Workspace()
    try work.folder.write(
      """
      batch again
      let strategy = "equal_weight"
      let prices   = "prices.csv"
      let period   = 2013 .. 2014
      sweep start_capital in [1000, 2000]
      run
      """, to: "again.gamut")
    expect(try work.gamut("run", "again.gamut"), endsWith: 0)
    let summary = try work.text("again", "batch_summary.csv")
    let same = try work.gamut("replay", "again.gamut", "2000.0")
    expect(same, endsWith: 0)
    #expect(same.err.contains("2000.0: the same (35 metrics, 5 files)"), "\(same)")
    try work.folder.write(Workspace.market(symbols: 7, from: 2012, to: 2014), to: "prices.csv")
    let other = try work.gamut("replay", "again.gamut", "2000.0", "--format", "csv")
    expect(other, endsWith: 1)
    #expect(other.out.contains("metric,final_pf,"), "\(other)")
    #expect(other.out.contains("file,backtest/equity_curve.csv,"))
    #expect(other.err.contains("'prices.csv' has changed since the run"))
    #expect(try work.text("again", "batch_summary.csv") == summary)
    let none = try work.gamut("replay", "again.gamut", "3000.0")
    expect(none, endsWith: 1)
    #expect(none.err.contains("has no result of a run '3000.0'"))
  }

  @Test func `plan says of each run whether it would be run, and why`() throws {
    let work = try workspace()
    try work.folder.write("", to: "go")
    let before = try work.gamut("plan", "asked.gamut", "--list")
    #expect(!before.out.contains("standing"))
    expect(try work.gamut("run", "asked.gamut", "--only", "n < 4"), endsWith: 0)
    func plan(_ arguments: String...) throws -> String {
      try GamutProcess.run(["plan", "asked.gamut"] + arguments, in: work.folder).out
    }
    #expect(try plan().contains("  3 up to date: 1, 2, 3\n  1 not finished: 4\n"))
    #expect(
      try plan("--set", "file=job.sh").contains("3 changed: file data.txt -> job.sh: 1, 2, 3"))
    try work.folder.write("2\n", to: "data.txt")
    #expect(try plan().contains("3 changed: data.txt: 1, 2, 3"))
    try work.folder.write("1\n", to: "data.txt")
    try work.folder.write(QuestionTests.script + "\nexit $((GAMUT_N % 2))\n", to: "job.sh")
    expect(try work.gamut("run", "asked.gamut"), endsWith: 0)
    #expect(try plan().contains("  2 up to date: 2, 4\n  2 failed before: 1, 3\n"))
    work.folder.remove("\(Workspace.batchFolder("asked"))/runs/2/run_manifest.json")
    try work.folder.write(
      QuestionTests.program.replacing("1 .. 4", with: "2 .. 5"), to: "asked.gamut")
    let list = try plan("--list", "--format", "csv")
    #expect(
      list == """
        run_id,n,standing
        2,2,to be made again (its folder is gone)
        3,3,failed before
        4,4,up to date
        5,5,new

        """)
  }
}
