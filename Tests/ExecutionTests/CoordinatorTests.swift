// A coordinator in a process of its own: what interrupts do, and what is left when it is killed.

import Glibc
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct CoordinatorTests {
  @Test("kill -9 of the coordinator leaves nothing alive after one second")
  func killed() throws {
    let mark = uniqueSeconds()
    let script = "sh - setsid sleep \(mark) & sh -c 'sleep \(mark)'; true"
    let coordinator = try Child.coordinator(count: 4, payload: script)
    #expect(eventually { processes(mentioning: mark) >= 6 })
    coordinator.send(SIGKILL)
    #expect(coordinator.end() == SIGKILL)
    #expect(eventually(within: 1) { processes(mentioning: mark) == 0 })
  }

  @Test("kill -9 of the coordinator ends keepers in the middle of a built-in run")
  func killedWhileComputing() throws {
    let mark = uniqueSeconds()
    let coordinator = try Child.coordinator(count: 2, payload: "wait - \(mark)")
    #expect(coordinator.waitFor("started", times: 2))
    let keepers = coordinator.keepers
    #expect(keepers.count == 2)
    coordinator.send(SIGKILL)
    #expect(coordinator.end() == SIGKILL)
    #expect(
      eventually(within: 1) { keepers.allSatisfy { contents(of: "/proc/\($0)/cmdline").isEmpty } })
  }

  @Test(
    "the first interrupt lets what runs end, and begins nothing more", arguments: [SIGINT, SIGTERM])
  func drain(signal: Int32) throws {
    let coordinator = try Child.coordinator(count: 50, payload: "sh - sleep 0.3")
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
    let coordinator = try Child.coordinator(count: 50, payload: script)
    #expect(coordinator.waitFor("started", times: 2))
    for level in ["drain", "terminate"] {
      coordinator.send(SIGINT)
      #expect(coordinator.waitFor("interrupted \(level) 2"))
    }
    #expect(coordinator.end() == 0)
    #expect(coordinator.lines.last == "done 0 0")
    #expect(coordinator.lines.count { $0.hasSuffix("skipped") } == 2)
    #expect(processes(mentioning: mark) == 0)
  }

  @Test("the third interrupt kills what does not want to end")
  func kills() throws {
    let mark = uniqueSeconds()
    let script = "sh - trap '' TERM; setsid sleep \(mark) & sleep \(mark)"
    let coordinator = try Child.coordinator(count: 50, payload: script)
    // Each shell has set its trap once its two children are there.
    #expect(eventually { processes(mentioning: mark) >= 6 })
    for level in ["drain", "terminate", "kill"] {
      coordinator.send(SIGINT)
      #expect(coordinator.waitFor("interrupted \(level) 2"))
    }
    #expect(coordinator.end() == 0)
    #expect(coordinator.lines.last == "done 0 0")
    #expect(coordinator.lines.count { $0.hasSuffix("skipped") } == 2)
    #expect(processes(mentioning: mark) == 0)
  }
}

extension Child {
  /// Two slots, so many equal runs.
  fileprivate static func coordinator(count: Int, payload: String) throws -> Child {
    try Child(["coordinate", "2", "\(count)", payload])
  }
}
