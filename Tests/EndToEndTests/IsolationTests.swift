// A run that kills itself, its parent or the engine costs that run only, and nothing stays behind.

import Glibc
import TestSupport
import Testing

@Suite struct IsolationTests {
  /// A hundred runs of a shell script; 13 kills itself, 57 its parent, 31 leaves an escapee.
  private static let program = """
    batch hundred
    param n : int
    param mark : string
    job command { argv = ["sh", "job.sh"] }
    let mark = "MARK"
    sweep n in 1 .. 100
    run
    """

  private static let script = #"""
    case $GAMUT_N in
      13) kill -9 $$ ;;
      57) kill -9 $PPID; sleep 30 ;;
      31) setsid sleep "$GAMUT_MARK" & ;;
      32) (setsid sh -c 'sleep "$GAMUT_MARK"; :' >/dev/null 2>&1 &) ;;
    esac
    echo "{\"n\": $GAMUT_N}"
    """#

  @Test(arguments: [1, 4])
  func `of a hundred runs the two that kill themselves or their parent fail`(workers: Int) throws {
    let work = try Workspace()
    let mark = ProcessMark()
    try work.folder.write(
      IsolationTests.program.replacing("MARK", with: mark.word), to: "hundred.gamut")
    try work.folder.write(IsolationTests.script, to: "job.sh")
    let ending = try work.gamut(
      "run", "hundred.gamut", "--max-workers", "\(workers)", environment: mark.environment)
    expect(ending, endsWith: 0)
    #expect(mark.carriers == [], "processes are left")
    let summary = try work.summary("hundred")
    #expect(summary.rows.count == 100)
    let failed = summary.rows.filter { $0["status"] == "failed" }
    #expect(Set(failed.compactMap { $0["run_id"] }) == ["13", "57"])
    for row in failed { #expect(row["error"]?.contains("SIGKILL") == true, "\(row)") }
    #expect(summary.rows.count { $0["status"] == "success" } == 98)
    for row in summary.rows where row["status"] == "success" {
      #expect(row["n"].flatMap(Double.init) == row["run_id"].flatMap(Double.init))
    }
    #expect(ending.err.contains("98 succeeded, 2 failed"))
  }

  @Test func `a run that puts something else in the place of its folder costs that run only`()
    throws
  {
    let work = try Workspace()
    try work.folder.write(
      IsolationTests.program.replacing("MARK", with: "x").replacing("100\n", with: "6\n"),
      to: "hundred.gamut")
    try work.folder.write(
      """
      case $GAMUT_N in
        2) rm -rf "$GAMUT_RUN_DIR"; ln -s /tmp "$GAMUT_RUN_DIR" ;;
        3) rm -rf "$GAMUT_RUN_DIR"; echo x > "$GAMUT_RUN_DIR" ;;
        4) ln -s /x "$GAMUT_RUN_DIR/.run_manifest.json.part" ;;
        5) rm -rf "$GAMUT_RUN_DIR" ;;
      esac
      echo "{\\"n\\": $GAMUT_N}"
      """, to: "job.sh")
    for _ in 1...2 {
      let ending = try work.gamut("run", "hundred.gamut", "--max-workers", "2")
      expect(ending, endsWith: 0)
      let status = try work.summary("hundred").column("status")
      #expect(
        status == ["success", "failed", "failed", "failed", "failed", "success"], "\(ending)")
    }
    try work.folder.write("echo '{\"n\": 1}'", to: "job.sh")
    expect(try work.gamut("run", "hundred.gamut", "--strict"), endsWith: 0)
    let batch = Workspace.batchFolder("hundred")
    work.folder.remove("\(batch)/runs/6")
    let verified = try work.gamut("verify", "hundred.gamut", "--format", "csv")
    expect(verified, endsWith: 1)
    #expect(verified.out.contains("result,6,,its folder is gone"))
  }

  @Test func `a keeper that its run has stopped dies with the coordinator`() throws {
    let work = try Workspace()
    try work.folder.write(
      IsolationTests.program.replacing("MARK", with: "x"), to: "hundred.gamut")
    try work.folder.write("touch begun; kill -STOP $PPID; sleep 60", to: "job.sh")
    let mark = ProcessMark()
    let process = try work.start("run", "hundred.gamut", environment: mark.environment)
    try #require(eventually { work.folder.contains("begun") })
    usleep(100_000)
    process.send(SIGKILL)
    expect(process.wait(), endsWith: -SIGKILL)
    let isGone = eventually(within: 1) { mark.carriers.isEmpty }
    #expect(isGone, "processes are left: \(mark.carriers)")
  }

  @Test func `a built-in run that breaks costs that run only`() throws {
    let work = try Workspace()
    try work.folder.write(
      """
      batch broken
      let strategy = "equal_weight"
      let prices   = "prices.csv"
      let period   = 2013 .. 2014
      sweep start_capital in [1000, 2000, 3000, 4000, 5000, 6000]
      run
      """, to: "broken.gamut")
    let mark = ProcessMark()
    let ending = try work.gamut(
      "run", "broken.gamut", "--max-workers", "2",
      environment: mark.environment.merging(["GAMUT_TEST_FAULT": "3000.0"]) { $1 })
    expect(ending, endsWith: 0)
    let summary = try work.summary("broken")
    let failed = summary.rows.filter { $0["status"] == "failed" }
    #expect(failed.compactMap { $0["run_id"] } == ["3000.0"])
    #expect(failed.first?["error"]?.isEmpty == false)
    #expect(summary.rows.count { $0["status"] == "success" } == 5)
    #expect(mark.carriers == [])
    // Without the fault, the same command runs that one run.
    let again = try work.gamut("run", "broken.gamut")
    expect(again, endsWith: 0)
    #expect(again.err.contains("1 to run, 5 up to date"))
    #expect(try work.summary("broken").column("status").allSatisfy { $0 == "success" })
  }
}
