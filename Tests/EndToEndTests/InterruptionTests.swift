// A batch that is interrupted, killed or started twice: what was finished counts, what was not runs
// again, and no process is left.

import Glibc
import TestSupport
import Testing

@Suite struct InterruptionTests {
  /// Runs that wait until somebody makes the file `go`; each notes that it was started.
  private static let program = """
    batch slow
    param n : int
    job command { argv = ["sh", "job.sh"] }
    sweep n in 1 .. 6
    run
    """

  private static let script = """
    echo $GAMUT_RUN_ID >> started
    if [ $GAMUT_N -gt 2 ]; then
      while [ ! -e go ]; do sleep 0.02; done
    fi
    echo '{"done": 1}'
    """

  private func workspace() throws -> Workspace {
    let work = try Workspace()
    try work.folder.write(InterruptionTests.program, to: "slow.gamut")
    try work.folder.write(InterruptionTests.script, to: "job.sh")
    return work
  }

  private func started(_ work: Workspace) -> [String] {
    (try? work.folder.lines("started")) ?? []
  }

  /// Starts the batch with two workers and waits until two runs are done and two are under way.
  private func begun(_ work: Workspace, _ mark: ProcessMark) throws -> GamutProcess {
    let process = try work.start(
      "run", "slow.gamut", "--max-workers", "2", environment: mark.environment)
    let isUnderWay = eventually { Set(started(work)).count >= 4 }
    try #require(isUnderWay, "\(process.errSoFar)")
    return process
  }

  @Test func `SIGINT lets runs end, exits with 130, and the next run goes on`() throws {
    let work = try workspace()
    let mark = ProcessMark()
    let process = try begun(work, mark)
    process.send(SIGINT)
    try #require(eventually { process.errSoFar.contains("interrupted: waiting for") })
    try work.folder.write("", to: "go")
    let ending = process.wait()
    expect(ending, endsWith: 130)
    #expect(mark.carriers == [])
    let summary = try work.summary("slow")
    #expect(summary.rows.count == 6)
    #expect(summary.column("status").count { $0 == "success" } == 4)
    #expect(summary.column("status").count { $0 == "skipped" } == 2)
    let again = try work.gamut("run", "slow.gamut")
    expect(again, endsWith: 0)
    #expect(again.err.contains("2 to run, 4 up to date"))
    #expect(started(work).sorted() == ["1", "2", "3", "4", "5", "6"])
  }

  @Test func `a second SIGINT ends what runs`() throws {
    let work = try workspace()
    let mark = ProcessMark()
    let process = try begun(work, mark)
    process.send(SIGINT)
    try #require(eventually { process.errSoFar.contains("interrupted: waiting for") })
    process.send(SIGINT)
    let ending = process.wait()
    expect(ending, endsWith: 130)
    #expect(mark.carriers == [])
    let status = try work.summary("slow").column("status")
    #expect(status.count { $0 == "success" } == 2)
    try work.folder.write("", to: "go")
    expect(try work.gamut("run", "slow.gamut", "--strict"), endsWith: 0)
    #expect(try work.summary("slow").column("status").allSatisfy { $0 == "success" })
  }

  @Test func `a third SIGINT kills what does not end, and leaves a summary`() throws {
    let work = try workspace()
    try work.folder.write(
      "trap '' TERM INT\n" + InterruptionTests.script.replacing("sleep 0.02", with: "sleep 0.5"),
      to: "job.sh")
    let mark = ProcessMark()
    let process = try begun(work, mark)
    for said in ["interrupted: waiting for", "ending what runs", "killing what runs"] {
      process.send(SIGINT)
      try #require(eventually { process.errSoFar.contains(said) }, "\(process.errSoFar)")
    }
    let ending = process.wait(limit: 4)
    expect(ending, endsWith: 130)
    #expect(mark.carriers == [])
    #expect(try work.summary("slow").column("status").count { $0 == "success" } == 2)
    try work.folder.write("", to: "go")
    expect(try work.gamut("run", "slow.gamut", "--strict"), endsWith: 0)
  }

  @Test func `after kill -9 of the coordinator nothing is left and nothing is lost`() throws {
    let work = try workspace()
    let mark = ProcessMark()
    let process = try begun(work, mark)
    // What was told as a success is recorded: the rows of the database say which.
    try #require(eventually { recorded(work).count == 2 }, "\(process.errSoFar)")
    process.send(SIGKILL)
    expect(process.wait(), endsWith: -SIGKILL)
    let isGone = eventually { mark.carriers.isEmpty }
    #expect(isGone, "processes are left: \(mark.carriers)")
    try work.folder.write("", to: "go")
    let again = try work.gamut("run", "slow.gamut", "--strict")
    expect(again, endsWith: 0)
    #expect(again.err.contains("4 to run, 2 up to date"))
    #expect(try work.summary("slow").column("status") == Array(repeating: "success", count: 6))
    let starts = started(work)
    #expect(starts.count { $0 == "1" } == 1 && starts.count { $0 == "2" } == 1)
    #expect(Set(starts).count == 6)
    #expect(mark.carriers == [])
  }

  @Test func `backtests that were killed half-way end as if they had not been`() throws {
    let program = """
      batch many
      let strategy = "equal_weight"
      let prices   = "prices.csv"
      let period   = 2013 .. 2014
      sweep commission_bps in 1 .. 20 step 1
      sweep seed in 1 .. 15
      run
      """
    let work = try Workspace()
    try work.folder.write(program, to: "many.gamut")
    let mark = ProcessMark()
    let process = try work.start("run", "many.gamut", environment: mark.environment)
    let root = Workspace.batchFolder("many")
    let isUnderWay = eventually { TestFolder.names(in: work.folder("\(root)/runs")).count > 40 }
    try #require(isUnderWay, "\(process.errSoFar)")
    process.send(SIGKILL)
    expect(process.wait(), endsWith: -SIGKILL)
    let isGone = eventually { mark.carriers.isEmpty }
    #expect(isGone)
    let again = try work.gamut("run", "many.gamut", "--strict")
    expect(again, endsWith: 0)
    #expect(!again.err.contains("300 to run"))
    #expect(!again.err.contains("0 to run, 300 up to date"))

    let other = try Workspace()
    try other.folder.write(program, to: "many.gamut")
    expect(try other.gamut("run", "many.gamut"), endsWith: 0)
    #expect(try work.summary("many").lasting == other.summary("many").lasting)
    #expect(try work.text("many", "batch_summary.md") == other.text("many", "batch_summary.md"))
    let files = other.folder.files(below: "\(root)/runs").filter { $0.contains("/backtest/") }
    #expect(files.count == 1500)
    for file in files {
      #expect(
        try work.text("many", "runs/\(file)") == other.text("many", "runs/\(file)"), "\(file)")
    }
  }

  @Test func `a second coordinator is refused and told who has the batch`() throws {
    let work = try workspace()
    let mark = ProcessMark()
    let process = try begun(work, mark)
    let second = try work.gamut("run", "slow.gamut")
    expect(second, endsWith: 1)
    #expect(second.err.contains("is being run by process \(process.pid) on "))
    #expect(second.err.contains("help: "))
    try work.folder.write("", to: "go")
    expect(process.wait(), endsWith: 0)
    #expect(try work.summary("slow").column("status").allSatisfy { $0 == "success" })
  }

  /// The runs that the batch's database holds as successes.
  private func recorded(_ work: Workspace) -> [String] {
    let folder = Workspace.batchFolder("slow")
    guard
      let ranking = try? work.gamut("top", folder, "--by", "done", "--format", "csv", "-n", "99")
    else { return [] }
    return SummaryFile(ranking.out).column("run_id")
  }
}
