// A batch that runs while somebody types: `gamut run` as a process of its own, so that nothing that happens to
// it can end the session. It tells its progress by events, a JSON object a line.

import Canon
import GamutKit
import Glibc
import Source

final class BackgroundBatch {
  /// What the process has said: events on standard error, results on standard output.
  private(set) var files: (events: Int32, results: Int32)
  private let process: pid_t
  private var pending: [UInt8] = []
  private var results: [UInt8] = []
  private var messages = ""

  /// Where it stands, in a few words, for beside the prompt.
  private(set) var standing = "starting"
  private var failures = 0
  private var quarter = 0

  /// - Throws: ``FileProblem`` where no process can be made.
  init(_ request: RunRequest) throws(FileProblem) {
    var words = ["gamut", "run", "-", "--from", "gamut", "--progress", "json", "--color", "never"]
    if let file = request.file { words += ["--standing-for", file] }
    if let only = request.only { words += ["--only", only] }
    if let sample = request.sample { words += ["--sample", "\(sample)"] }
    // A file without a name: a pipe could be too short for it.
    let (path, text) = try makeScratchFile("session", request.text)
    unlink(path)
    defer { close(text) }
    let (events, results) = (BackgroundBatch.pipe(), BackgroundBatch.pipe())
    files = (events.read, results.read)
    let made = start(words, standard: [text, results.write, events.write])
    close(events.write)
    close(results.write)
    guard let made else {
      close(events.read)
      close(results.read)
      throw FileProblem("the batch cannot be started: \(String(cString: strerror(errno)))")
    }
    process = made
  }

  private static func pipe() -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { return (-1, -1) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    return (ends[0], ends[1])
  }

  /// As Ctrl-C does in a terminal: what runs may end; then it is ended; then killed.
  func cancel() {
    kill(process, SIGINT)
    // Somebody may have stopped it.
    kill(process, SIGCONT)
  }

  /// What happened since the last time, for people.
  struct News {
    var lines: [String] = []
    /// How it ended, where it did: what it has said on both ways.
    var ending: (status: Int32, results: String, messages: String)?
  }

  /// Reads what there is.
  func news() -> News {
    var news = News()
    let isOver = [read(files.results) { results += $0 }, read(files.events) { pending += $0 }]
      .allSatisfy(\.self)
    while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
      let line = Array(pending[..<end])
      pending.removeSubrange(...end)
      hear(line, &news)
    }
    guard isOver else { return news }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    close(files.events)
    close(files.results)
    files = (-1, -1)
    news.ending = (
      status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F),
      String(decoding: results, as: UTF8.self), messages
    )
    return news
  }

  /// Waits for the end, telling what happens.
  func wait(_ tell: (News) -> Void) {
    while true {
      var waits = [
        pollfd(fd: files.events, events: Int16(POLLIN), revents: 0),
        pollfd(fd: files.results, events: Int16(POLLIN), revents: 0),
      ]
      poll(&waits, 2, -1)
      let news = news()
      tell(news)
      if news.ending != nil { return }
    }
  }

  /// Whether the other end is closed.
  private func read(_ file: Int32, _ take: (ArraySlice<UInt8>) -> Void) -> Bool {
    guard file >= 0 else { return true }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(file, &buffer, buffer.count)
      if count > 0 {
        take(buffer[..<count])
      } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
        return true
      } else if errno == EAGAIN {
        return false
      }
    }
  }

  // MARK: Events

  private func hear(_ line: [UInt8], _ news: inout News) {
    guard line.first == UInt8(ascii: "{"), let event = try? JSONReader.read(line),
      let kind = event.text("event")
    else {
      messages += String(decoding: line, as: UTF8.self) + "\n"
      return
    }
    func number(_ name: String) -> Int { event.text(name).flatMap { Int($0) } ?? 0 }
    switch kind {
    case "planned":
      let fresh = number("to_run")
      standing = "0/\(fresh)"
      news.lines.append(
        "\(counted(fresh, "run")) to do, \(number("up_to_date")) up to date, in \(event.text("folder") ?? "")"
      )
    case "progress":
      let (total, done) = (number("total"), number("succeeded") + number("failed"))
      standing = "\(done)/\(total)" + (number("failed") > 0 ? ", \(number("failed")) failed" : "")
      let now = total > 0 ? 4 * done / total : 0
      if now > quarter, now < 4, total >= 20 {
        news.lines.append("\(done) of \(counted(total, "run"))")
      }
      quarter = max(now, quarter)
    case "finished":
      guard event.text("status") == "failed" else { return }
      failures += 1
      if failures <= 3 {
        news.lines.append(
          "failed: \(event.text("run_id") ?? ""): \(event.text("error") ?? "")")
      } else if failures == 4 {
        news.lines.append("more have failed; :status says which")
      }
    case "draining": news.lines.append("what has begun ends; :cancel again ends it now")
    case "terminating": news.lines.append("runs are being ended")
    case "halted": news.lines.append("halted: \(number("failures")) runs have failed")
    default: break
    }
  }
}

/// Starts this program with other words, in a process group of its own: keys of the terminal do not reach it.
private func start(_ words: [String], standard: [Int32]) -> pid_t? {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  for (number, file) in standard.enumerated() {
    posix_spawn_file_actions_adddup2(&actions, file, Int32(number))
  }
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  var signals = sigset_t()
  sigemptyset(&signals)
  posix_spawnattr_setsigmask(&attributes, &signals)
  sigaddset(&signals, SIGINT)
  posix_spawnattr_setsigdefault(&attributes, &signals)
  posix_spawnattr_setpgroup(&attributes, 0)
  posix_spawnattr_setflags(
    &attributes,
    Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
  var arguments = words.map { strdup($0) } + [nil]
  defer { for word in arguments { free(word) } }
  var process: pid_t = 0
  let result = posix_spawn(&process, "/proc/self/exe", &actions, &attributes, &arguments, environ)
  errno = result
  return result == 0 ? process : nil
}
