// Disks that are full, folders that cannot be written or that vanish, databases that somebody holds: a
// clear message, no wrong result, and the batch goes on when the trouble is over. A file system of
// its own for each test is made in a namespace of its own.

import Glibc
import TestSupport
import Testing

@Suite struct DiskTests {
  /// Whether this user may have a namespace with mounts of its own.
  private static let canMount =
    (try? GamutProcess(
      ["-rm", "sh", "-c", "mount -t tmpfs tmpfs /mnt"], program: "unshare", in: "/"
    ).wait().status)
    == 0

  private static let program = """
    batch b
    param n : int
    job command { argv = ["sh", "job.sh"] }
    sweep n in 1 .. 60
    run
    """

  private func workspace() throws -> Workspace {
    let work = try Workspace()
    try work.folder.write(DiskTests.program, to: "b.gamut")
    try work.folder.write(
      "head -c 30000 /dev/zero | tr '\\0' x; echo; echo \"{\\\"n\\\": $GAMUT_N}\"", to: "job.sh")
    try work.folder.makeFolder("disk")
    return work
  }

  /// A shell script in a namespace in which mounts can be made; `$G` is gamut.
  private func inNamespace(_ script: String, _ work: Workspace) throws -> GamutProcess.Ending {
    try GamutProcess(
      ["-rm", "sh", "-c", "G=\(GamutProcess.binary); \(script)"], program: "unshare",
      in: work.folder.path
    ).wait()
  }

  private func expectWhole(_ ending: GamutProcess.Ending, runs: Int = 60) {
    #expect(ending.out.contains("\n\(runs)\nall there\n"), "\(ending)")
  }

  /// Counts the successes whose folders are complete, and lets gamut verify them.
  private static let check = """
    cd disk/b && ls runs/*/run_manifest.json | xargs grep -l '"status": "success"' | wc -l; cd ../..
    $G query disk/b 'PRAGMA integrity_check' >/dev/null 2>&1
    $G verify disk/b && echo "all there"
    """

  @Test(.enabled(if: canMount), arguments: ["500k", "1m", "1500k"])
  func `a full disk ends the batch with a message, and it goes on where there is room`(
    size: String
  ) throws {
    let work = try workspace()
    let ending = try inNamespace(
      """
      mount -t tmpfs -o size=\(size) tmpfs disk
      $G run b.gamut --output-root disk --max-workers 2 >first.out 2>first.err; echo "first $?"
      $G status disk/b >status.out 2>&1
      mount -o remount,size=64m disk
      $G run b.gamut --output-root disk --max-workers 2 --strict >second.out 2>&1; echo "second $?"
      \(DiskTests.check)
      """, work)
    let said = (try? work.folder.text("first.err")) ?? ""
    #expect(ending.out.contains("second 0"), "\(ending) \(said)")
    #expect(!ending.out.contains("first 0") || said.contains("failed"), "\(ending) \(said)")
    // The database may be the first to hear of it.
    let isTold = ["no space left", "disk is full"].contains { said.lowercased().contains($0) }
    #expect(isTold, "\(said)")
    expectWhole(ending)
  }

  @Test(.enabled(if: canMount))
  func `a folder that cannot be written is refused, and nothing is started`() throws {
    let work = try workspace()
    let ending = try inNamespace(
      """
      mount -t tmpfs tmpfs disk; mount -o remount,ro disk
      $G run b.gamut --output-root disk 2>first.err; echo "first $?"
      mount -o remount,rw disk
      $G run b.gamut --output-root disk --strict >/dev/null 2>&1; echo "second $?"
      \(DiskTests.check)
      """, work)
    #expect(ending.out.contains("first 1\nsecond 0"), "\(ending)")
    let said = try work.folder.text("first.err")
    #expect(said.contains("error: ") && said.contains("read-only file system"), "\(said)")
    expectWhole(ending)
  }

  @Test func `a folder that is deleted while its batch runs ends it with a message`() throws {
    let work = try workspace()
    try work.folder.write("sleep 0.05; echo '{\"x\": 1}'", to: "job.sh")
    let mark = ProcessMark()
    let process = try work.start(
      "run", "b.gamut", "--output-root", "disk", environment: mark.environment)
    try #require(eventually { TestFolder.names(in: work.folder("disk/b/runs")).count > 8 })
    try work.folder.move("disk/b", to: "gone")
    let ending = process.wait()
    #expect(ending.status == 1, "\(ending)")
    #expect(ending.err.contains("was moved or deleted while the batch was running"), "\(ending)")
    #expect(mark.carriers == [])
    // What was there goes on when it is back.
    if work.folder.contains("disk/b") { try work.folder.move("disk/b", to: "other") }
    try work.folder.move("gone", to: "disk/b")
    let again = try work.gamut("run", "b.gamut", "--output-root", "disk", "--strict")
    expect(again, endsWith: 0)
    #expect(again.err.contains("60 succeeded ("), "\(again)")
  }

  @Test
  func `a reader of the database does not disturb a batch, and a lock ends it with a message`()
    throws
  {
    let work = try workspace()
    expect(
      try work.gamut("run", "b.gamut", "--output-root", "disk", "--only", "n < 5"), endsWith: 0)
    func hold(_ statement: String) throws -> GamutProcess {
      let holder = try GamutProcess(
        [
          "-c",
          """
          import sqlite3, time
          d = sqlite3.connect("disk/b/batch.sqlite", isolation_level=None)
          d.execute("\(statement)"); d.execute("SELECT count(*) FROM run").fetchall()
          print("held", flush=True); time.sleep(60)
          """,
        ], program: "python3", in: work.folder.path)
      try #require(eventually { holder.outSoFar.contains("held") })
      return holder
    }
    // WAL: one who reads keeps nobody from writing.
    var holder = try hold("PRAGMA journal_mode = WAL")
    holder.send(SIGKILL)
    _ = holder.wait()
    holder = try hold("BEGIN")
    let read = try work.gamut("run", "b.gamut", "--output-root", "disk", "--only", "n < 9")
    expect(read, endsWith: 0)
    holder.send(SIGKILL)
    _ = holder.wait()
    holder = try hold("BEGIN EXCLUSIVE")
    let locked = try work.gamut("run", "b.gamut", "--output-root", "disk")
    expect(locked, endsWith: 1)
    #expect(locked.err.contains("another program keeps it locked"), "\(locked)")
    holder.send(SIGKILL)
    _ = holder.wait()
    let again = try work.gamut("run", "b.gamut", "--output-root", "disk", "--strict")
    expect(again, endsWith: 0)
    #expect(again.err.contains("52 to run, 8 up to date"), "\(again)")
  }
}
