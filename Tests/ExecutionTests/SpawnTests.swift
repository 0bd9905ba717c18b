// The start of a process, below the keepers: limits, descriptors, and where a start can fail.

import CProcess
import Glibc
import Testing

@Suite(.timeLimit(.minutes(1))) struct SpawnTests {
  /// What a script says on its standard error or descriptor 3, and then how it ended.
  private func lines(
    _ script: String, cpu: Int = -1, memory: Int = -1, folder: String = "/",
    program: String = "/bin/sh"
  ) throws -> [String] {
    let child = try Child(["spawn", "\(cpu)", "\(memory)", folder, program, "sh", "-c", script])
    #expect(child.end() == 0)
    return child.lines
  }

  @Test("limits hold in the process, and only where they are asked for")
  func limits() throws {
    let script = "(ulimit -t; ulimit -v) >&2"
    #expect(try lines(script, cpu: 7, memory: 1 << 30) == ["7", "1048576", "ended 0 0"])
    #expect(try lines(script).first != "7")
  }

  @Test("a process that uses up its processor time is killed")
  func processorTime() throws {
    let end = try lines("while :; do :; done", cpu: 1)
    #expect(end == ["ended -1 \(SIGKILL)"])
  }

  @Test("a process has a session of its own, blocks no signal and ignores none")
  func cleanSlate() throws {
    let script = "(grep -E 'Sig(Blk|Ign)' /proc/self/status; cut -d ' ' -f 6 /proc/$$/stat) >&2"
    let found = try lines("\(script); echo $$ >&2")
    try #require(found.count == 5)
    // 32 and 33 belong to the C library, which does not let them be set.
    let reserved: UInt64 = 3 << 31
    for line in found[0..<2] {
      let signals = UInt64(line.dropFirst("SigBlk:\t".count), radix: 16)
      #expect(signals.map { $0 & ~reserved } == 0, "\(line)")
    }
    #expect(found[2] == found[3])
  }

  @Test("descriptors arrive where they should, crosswise and twice, and nothing else does")
  func descriptors() throws {
    #expect(try lines("echo a >&2; echo b >&3; echo c; cat") == ["a", "b", "ended 0 0"])
    let listing = try lines("exec >&2; ls /proc/$$/fd")
    #expect(listing == ["0", "1", "2", "3", "ended 0 0"])
  }

  @Test("a start that fails says where, and leaves no child")
  func failures() throws {
    let missing = try lines("true", program: "/no/such/program")
    #expect(missing == ["failed \(ENOENT) \(CP_STEP_EXEC.rawValue) -1"])
    let nowhere = try lines("true", folder: "/no/such/folder")
    #expect(nowhere == ["failed \(ENOENT) \(CP_STEP_DIRECTORY.rawValue) -1"])
  }
}
