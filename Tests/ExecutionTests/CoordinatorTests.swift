// A coordinator in a process of its own: what interrupts do, and what is left when it is killed.

import CProcess
import Execution
import Glibc
import Testing

/// A running `test-keeper coordinate`, with what it prints in a file.
private final class Coordinator {
  private let log = "\(temporaryFolder())/events"
  private let pid: pid_t

  init(width: Int, count: Int, payload: String) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT, 0o600)
    // Whoever runs the tests in the background may ignore SIGINT, and then so would the coordinator.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    let words = [Bench.keeperPath, "coordinate", "\(width)", "\(count)", payload]
    var arguments = words.map { strdup($0) }
    defer { for argument in arguments { free(argument) } }
    arguments.append(nil)
    var child: pid_t = 0
    try #require(
      posix_spawn(&child, words[0], &actions, &attributes, arguments, cp_environment()) == 0)
    pid = child
  }

  var lines: [String] { contents(of: log).split(separator: "\n").map(String.init) }

  /// The pids of its children.
  var keepers: [pid_t] {
    contents(of: "/proc/\(pid)/task/\(pid)/children").split(separator: " ").compactMap { pid_t($0) }
  }

  func waitFor(_ line: String, times: Int = 1) -> Bool {
    eventually { lines.count { $0.hasPrefix(line) } >= times }
  }

  deinit { kill(pid, SIGKILL) }

  func send(_ signal: Int32) { kill(pid, signal) }

  /// The wait status of its end.
  func end() -> Int32 {
    var status: Int32 = -1
    waitpid(pid, &status, 0)
    return status
  }
}

@Suite(.timeLimit(.minutes(1))) struct CoordinatorTests {
  @Test("kill -9 of the coordinator leaves nothing alive after one second")
  func killed() throws {
    let mark = uniqueSeconds()
    let script = "sh - setsid sleep \(mark) & sh -c 'sleep \(mark)'; true"
    let coordinator = try Coordinator(width: 2, count: 4, payload: script)
    #expect(eventually { processes(mentioning: mark) >= 6 })
    coordinator.send(SIGKILL)
    #expect(coordinator.end() == SIGKILL)
    #expect(eventually(seconds: 1) { processes(mentioning: mark) == 0 })
  }

  @Test("kill -9 of the coordinator ends keepers in the middle of a built-in run")
  func killedWhileComputing() throws {
    let mark = uniqueSeconds()
    let coordinator = try Coordinator(width: 2, count: 2, payload: "wait - \(mark)")
    #expect(coordinator.waitFor("started", times: 2))
    let keepers = coordinator.keepers
    #expect(keepers.count == 2)
    coordinator.send(SIGKILL)
    #expect(coordinator.end() == SIGKILL)
    #expect(
      eventually(seconds: 1) { keepers.allSatisfy { contents(of: "/proc/\($0)/cmdline").isEmpty } })
  }

  @Test(
    "the first interrupt lets what runs end, and begins nothing more", arguments: [SIGINT, SIGTERM])
  func drain(signal: Int32) throws {
    let coordinator = try Coordinator(width: 2, count: 50, payload: "sh - sleep 0.3")
    #expect(coordinator.waitFor("started", times: 2))
    coordinator.send(signal)
    #expect(coordinator.end() == 0)
    let lines = coordinator.lines
    #expect(lines.contains("interrupted drain 2"))
    #expect(lines.last == "done 2 0", "\(lines)")
    #expect(lines.count { $0.hasPrefix("started") } == 2)
  }

  @Test("the second interrupt asks what runs to end")
  func terminate() throws {
    let mark = uniqueSeconds()
    let script = "sh - setsid sleep \(mark) & sleep \(mark)"
    let coordinator = try Coordinator(width: 2, count: 50, payload: script)
    #expect(coordinator.waitFor("started", times: 2))
    for level in ["drain", "terminate"] {
      coordinator.send(SIGINT)
      #expect(coordinator.waitFor("interrupted \(level) 2"))
    }
    #expect(coordinator.end() == 0)
    #expect(coordinator.lines.last == "done 0 2")
    #expect(coordinator.lines.count { $0.hasSuffix("killed by SIGTERM") } == 2)
    #expect(processes(mentioning: mark) == 0)
  }

  @Test("the third interrupt kills what does not want to end")
  func kills() throws {
    let mark = uniqueSeconds()
    let script = "sh - trap '' TERM; setsid sleep \(mark) & sleep \(mark)"
    let coordinator = try Coordinator(width: 2, count: 50, payload: script)
    #expect(coordinator.waitFor("started", times: 2))
    for level in ["drain", "terminate", "kill"] {
      coordinator.send(SIGINT)
      #expect(coordinator.waitFor("interrupted \(level) 2"))
    }
    #expect(coordinator.end() == 0)
    #expect(coordinator.lines.last == "done 0 2")
    #expect(coordinator.lines.count { $0.hasSuffix("killed by SIGKILL") } == 4)
    #expect(processes(mentioning: mark) == 0)
  }
}
