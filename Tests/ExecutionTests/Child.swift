// The test keeper as a child process, to be watched, interrupted and killed.
//
// It stays in the session of the tests: children with a session of their own would be taken for
// orphans by the hosts of other tests.

import Glibc
import TestSupport

/// A running `test-keeper`, with what it prints in a file.
final class Child {
  private let folder: TestFolder
  private var log: String { "\(folder.path)/output" }
  private let pid: pid_t

  init(_ arguments: [String]) throws {
    folder = try TestFolder()
    let path = getenv("PATH").map { "PATH=\(String(cString: $0))" }
    pid = try spawn(
      [Bench.keeperPath] + arguments, environment: [path].compactMap(\.self),
      files: [(1, "\(folder.path)/output", O_WRONLY | O_CREAT)])
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
