// The real program in a real terminal: a pseudo-terminal, at whose other end the test types.

import Glibc
import TestSupport
import Testing

/// A running `gamut repl`, at whose keyboard the test sits.
final class Terminal {
  /// TIOCSPTLCK and TIOCGPTN: macros that Swift does not see.
  private static let setLock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430

  /// Everything that has been shown, with its escape sequences.
  private(set) var output = ""
  private let keyboard: Int32
  private let pid: pid_t
  private var mark = "".startIndex
  private var hasEnded = false

  /// - Parameters:
  ///   - kind: The value of TERM.
  ///   - shell: Whether a shell is started, which can start gamut.
  init(
    in folder: TestFolder, kind: String = "xterm", shell: Bool = false, environment: [String] = [],
    _ arguments: [String] = []
  ) throws {
    keyboard = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var lock: Int32 = 0
    var number: UInt32 = 0
    var size = winsize(ws_row: 40, ws_col: 120, ws_xpixel: 0, ws_ypixel: 0)
    try #require(
      ioctl(keyboard, Terminal.setLock, &lock) == 0
        && ioctl(keyboard, Terminal.getNumber, &number) == 0
        && ioctl(keyboard, UInt(TIOCSWINSZ), &size) == 0)
    let screen = "/dev/pts/\(number)"
    let program = shell ? ["bash", "--norc", "--noprofile", "-i"] : [GamutProcess.binary, "repl"]
    pid = try Terminal.start(
      program + arguments, on: screen, in: folder, kind: kind, environment: environment)
  }

  /// Starts it in a session of its own, whose terminal this is. Between it and the tests stands a
  /// process of the tests' session: hosts in other tests take children of other sessions for orphans.
  private static func start(
    _ program: [String], on screen: String, in folder: TestFolder, kind: String,
    environment more: [String]
  ) throws -> pid_t {
    let words =
      ["/usr/bin/env", "-C", folder.path, "setsid", "--fork", "--wait", "--ctty"]
      + program
    let environment =
      [
        "TERM=\(kind)", "HOME=\(folder.path)", "GAMUT_HISTORY=\(folder("history"))",
        "PATH=/usr/bin:/bin", "SWIFT_BACKTRACE=enable=no", "PS1=$ ", "GAMUT_CACHE=",
      ] + more
    return try spawn(
      words, environment: environment,
      files: (0...2).map { ($0, screen, O_RDWR | O_NOCTTY) })
  }

  /// A terminal that goes away hangs up on whoever is still there.
  deinit {
    close(keyboard)
    if !hasEnded { waitpid(pid, nil, 0) }
  }

  func type(_ keys: String) {
    mark = output.endIndex
    let bytes = Array(keys.utf8)
    _ = write(keyboard, bytes, bytes.count)
  }

  /// Makes the terminal smaller or larger, which tells who is in it.
  func resize(columns: UInt16, rows: UInt16) {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(keyboard, UInt(TIOCSWINSZ), &size)
    usleep(100_000)
  }

  /// Waits for what cannot be seen.
  func rest() { usleep(300_000) }

  /// Sends SIGINT, as `kill -INT` does.
  func interrupt() {
    // Between prompt and read the signal would be noted and wait for the next key.
    usleep(50_000)
    var group: pid_t = 0
    if ioctl(keyboard, UInt(TIOCGPGRP), &group) == 0, group > 1 { kill(group, SIGINT) }
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
    var status: Int32 = 0
    hasEnded = eventually(within: 10) { waitpid(self.pid, &status, WNOHANG) == self.pid }
    return hasEnded && status & 0x7F == 0 ? status >> 8 & 0xFF : nil
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

extension Terminal {
  /// Types the lines of a batch of six runs, one by one.
  func typeBatch() {
    #expect(shows("gamut> "))
    for (line, answer) in [
      ("batch six", "not complete yet"), ("let strategy = \"trend_baseline\"", "not complete yet"),
      ("let period = 2015 .. 2020", "1 run"),
      ("sweep max_gross_exposure in [0.5, 1.0, 1.5]", "3 runs"),
      ("sweep rebalance_freq in [\"W\", \"M\"]", "6 runs"),
    ] {
      type(line + "\r")
      #expect(shows(answer))
      #expect(shows("gamut> "))
    }
  }
}
