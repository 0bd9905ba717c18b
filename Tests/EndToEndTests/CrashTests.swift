// The coordinator is killed at random moments of a batch, again and again, and asked in between what is
// a success: none of those is ever started again, nothing is left running, and at the end all is there.

import Glibc
import TestSupport
import Testing

@Suite struct CrashTests {
  /// How many kills: 20, or what GAMUT_SOAK_KILLS says.
  static let kills = getenv("GAMUT_SOAK_KILLS").flatMap { Int(String(cString: $0)) } ?? 20

  /// Each run notes that it was started; one of them leaves an escapee.
  private static let script = """
    echo $GAMUT_RUN_ID >> started
    if [ $GAMUT_N -eq 5 ]; then setsid sleep "$GAMUT_TEST_MARK" & fi
    sleep 0.0$((GAMUT_N % 4))
    echo "{\\"n\\": $GAMUT_N}"
    """

  private struct Kind: Sendable, CustomTestStringConvertible {
    let name: String
    let fields: String
    let job: String
    let runs: Int
    var testDescription: String { name }
  }

  private static let kinds = [
    Kind(name: "folders", fields: "", job: "job command { argv = [\"sh\", \"job.sh\"] }", runs: 60),
    Kind(
      name: "database", fields: "artifacts = \"none\"",
      job: "job command { argv = [\"sh\", \"job.sh\"] }", runs: 60),
  ]

  @Test("no success is lost or started again", arguments: kinds)
  private func kill(kind: Kind) throws {
    var random = SeededGenerator(seed: 20_261_123)
    var left = CrashTests.kills / CrashTests.kinds.count
    while left > 0 {
      let work = try Workspace()
      try work.folder.write(
        """
        batch b { \(kind.fields) }
        param n : int
        \(kind.job)
        sweep n in 1 .. \(kind.runs)
        run
        """, to: "b.gamut")
      try work.folder.write(CrashTests.script, to: "job.sh")
      left -= try killUntilDone(work, kind, &random, most: left)
    }
  }

  /// Runs one batch to its end through kills; gives how many there were.
  private func killUntilDone(
    _ work: Workspace, _ kind: Kind, _ random: inout SeededGenerator, most: Int
  ) throws -> Int {
    let mark = ProcessMark()
    var kills = 0
    var safe: Set<String> = []
    while true {
      let started = try startedRuns(work)
      let process = try work.start(
        "run", "b.gamut", "--max-workers", "2", environment: mark.environment)
      // From before the folder exists to the last run.
      usleep(UInt32(random.next() % 400_000))
      if kills < most { process.send(SIGKILL) }
      let ending = process.wait()
      let again = try startedRuns(work)[started.count...].filter { safe.contains($0) }
      #expect(again.isEmpty, "listed as a success and started again: \(Array(again))")
      let isGone = eventually(within: 1) { mark.carriers.isEmpty }
      #expect(isGone, "processes are left a second later: \(mark.carriers)")
      guard ending.status == -SIGKILL else {
        expect(ending, endsWith: 0)
        break
      }
      kills += 1
      safe.formUnion(try successes(work))
      let status = try work.gamut("status", "b.gamut")
      #expect(status.status == 0 || safe.isEmpty, "\(status)")
    }
    let summary = try work.summary("b")
    #expect(summary.column("status") == Array(repeating: "success", count: kind.runs))
    for row in summary.rows {
      #expect(row["n"].flatMap(Double.init) == Double(row["run_id"] ?? ""))
    }
    #expect(try work.gamut("verify", "b.gamut").status == 0)
    return max(1, kills)
  }

  private func startedRuns(_ work: Workspace) throws -> [String] {
    (try? work.folder.lines("started")) ?? []
  }

  /// What `status` and `query` count as successes now.
  private func successes(_ work: Workspace) throws -> Set<String> {
    let answer = try work.gamut(
      "query", "b.gamut", "--format", "csv", "SELECT id FROM run WHERE state = 'success'")
    guard answer.status == 0 else {
      // Killed before there was a database with a plan.
      #expect(answer.err.contains("no batch") || answer.err.contains("empty"), "\(answer)")
      return []
    }
    return Set(answer.out.split(separator: "\n").dropFirst().map(String.init))
  }
}
