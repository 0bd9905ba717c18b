// The test keeper as a child process, to be watched, interrupted and killed.
//
// It stays in the session of the tests: children with a session of their own would be taken for
// orphans by the hosts of other tests.

import CProcess
import Glibc
import Testing

/// A running `test-keeper`, with what it prints in a file.
final class Child {
  private let folder: TemporaryFolder
  private var log: String { "\(folder.path)/output" }
  private let pid: pid_t

  init(_ arguments: [String]) throws {
    folder = try TemporaryFolder()
    let log = "\(folder.path)/output"
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT, 0o600)
    // Whoever runs the tests in the background may ignore SIGINT, and then so would the child.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    let words = [Bench.keeperPath] + arguments
    var texts = words.map { strdup($0) }
    defer { for text in texts { free(text) } }
    texts.append(nil)
    var child: pid_t = 0
    try #require(
      posix_spawn(&child, words[0], &actions, &attributes, texts, cp_environment()) == 0)
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
