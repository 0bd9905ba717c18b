// The real program in a real terminal (a pseudo-terminal), or at the end of a pipe.

import Glibc
import Testing

/// A running `gamut repl`, at whose keyboard the test sits.
final class Terminal {
  /// `gamut`, beside the executable of the tests.
  static let gamut: String = {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = max(0, readlink("/proc/self/exe", &buffer, buffer.count - 1))
    let executable = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    return "/" + executable.split(separator: "/").dropLast().joined(separator: "/") + "/gamut"
  }()

  /// TIOCSPTLCK and TIOCGPTN, POSIX_SPAWN_SETSID: macros that Swift does not see.
  private static let setLock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430
  private static let newSession: Int32 = 0x80

  /// Everything that has been shown, with its escape sequences.
  private(set) var output = ""
  private let keyboard: Int32
  private let pid: pid_t
  private var mark = "".startIndex

  /// - Parameter kind: The value of TERM.
  init(in folder: TemporaryFolder, kind: String = "xterm", _ arguments: [String] = []) throws {
    keyboard = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var lock: Int32 = 0
    var number: UInt32 = 0
    var size = winsize(ws_row: 40, ws_col: 120, ws_xpixel: 0, ws_ypixel: 0)
    try #require(
      ioctl(keyboard, Terminal.setLock, &lock) == 0
        && ioctl(keyboard, Terminal.getNumber, &number) == 0
        && ioctl(keyboard, UInt(TIOCSWINSZ), &size) == 0)
    let screen = "/dev/pts/\(number)"
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // In a session of its own the first terminal that is opened becomes the controlling one.
    posix_spawn_file_actions_addopen(&actions, 0, screen, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    pid = try Terminal.start(arguments, in: folder, kind: kind, &actions)
  }

  static func start(
    _ arguments: [String], in folder: TemporaryFolder, kind: String,
    _ actions: inout posix_spawn_file_actions_t
  ) throws -> pid_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    // The threads of the tests block signals, and children inherit that.
    var blocked = sigset_t()
    sigemptyset(&blocked)
    posix_spawnattr_setsigmask(&attributes, &blocked)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | newSession))
    let words = ["/usr/bin/env", "-C", folder.path, gamut, "repl"] + arguments
    let environment = [
      "TERM=\(kind)", "HOME=\(folder.path)", "GAMUT_HISTORY=\(folder.path)/history",
      "PATH=/usr/bin:/bin", "SWIFT_BACKTRACE=enable=no",
    ]
    var argv = words.map { strdup($0) } + [nil]
    var variables = environment.map { strdup($0) } + [nil]
    defer { for text in argv + variables { free(text) } }
    var child: pid_t = 0
    try #require(posix_spawn(&child, words[0], &actions, &attributes, &argv, &variables) == 0)
    return child
  }

  deinit {
    kill(pid, SIGKILL)
    waitpid(pid, nil, 0)
    close(keyboard)
  }

  func type(_ keys: String) {
    mark = output.endIndex
    let bytes = Array(keys.utf8)
    _ = write(keyboard, bytes, bytes.count)
  }

  /// Sends SIGINT, as `kill -INT` does.
  func interrupt() {
    // Between prompt and read the signal would be noted and wait for the next key.
    usleep(50_000)
    kill(pid, SIGINT)
  }

  /// Waits, for 10 seconds at most, until a text is shown: after the last typing, and behind what
  /// was waited for since.
  func shows(_ text: String) -> Bool {
    let deadline = Terminal.now + 10
    while true {
      if let found = output[mark...].firstRange(of: text) {
        mark = found.upperBound
        return true
      }
      guard readMore(until: deadline) else { return false }
    }
  }

  /// Waits, for 10 seconds at most, for the end of the program; its exit code.
  func end() -> Int32? {
    let deadline = Terminal.now + 10
    while readMore(until: deadline) {}
    return Terminal.exitCode(of: pid, until: deadline)
  }

  static func exitCode(of pid: pid_t, until deadline: Double) -> Int32? {
    var status: Int32 = 0
    while waitpid(pid, &status, WNOHANG) == 0 {
      guard now < deadline else { return nil }
      usleep(2000)
    }
    return status & 0x7F == 0 ? status >> 8 & 0xFF : nil
  }

  private func readMore(until deadline: Double) -> Bool {
    var wait = pollfd(fd: keyboard, events: Int16(POLLIN), revents: 0)
    let milliseconds = Int32(max(0, (deadline - Terminal.now) * 1000))
    guard poll(&wait, 1, milliseconds) > 0 else { return false }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(keyboard, &buffer, buffer.count)
    guard count > 0 else { return false }
    let offset = output.utf8.distance(from: output.startIndex, to: mark)
    output += String(decoding: buffer[..<count], as: UTF8.self)
    mark = output.utf8.index(output.startIndex, offsetBy: offset)
    return true
  }

  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// `gamut repl` that reads from a file instead of a keyboard.
struct Piped {
  let output: String
  let errors: String
  let exitCode: Int32?

  init(_ text: String, in folder: TemporaryFolder, _ arguments: String...) throws {
    try folder.write("stdin", text)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "\(folder.path)/stdin", O_RDONLY, 0)
    for (descriptor, name) in [(1, "stdout"), (2, "stderr")] {
      posix_spawn_file_actions_addopen(
        &actions, Int32(descriptor), "\(folder.path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }
    let pid = try Terminal.start(arguments, in: folder, kind: "xterm", &actions)
    exitCode = Terminal.exitCode(of: pid, until: Terminal.now + 10)
    if exitCode == nil { kill(pid, SIGKILL) }
    output = try folder.text("stdout")
    errors = try folder.text("stderr")
  }
}
