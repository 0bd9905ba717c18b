// A long-lived program as its keeper holds it: started once, asked line by line, watched all the while.
// It does not know what lines mean.

internal import CProcess
internal import Experiment
internal import Glibc

/// A program that takes a line on its standard input and answers with one on its standard output.
struct LineWorker {
  /// What ended a wait.
  enum Word {
    case line([UInt8])
    case failed(Failure)
    /// The coordinator has asked for the end.
    case interrupted
    /// The coordinator is gone.
    case abandoned
  }

  static let unanswered = " before it had answered"
  /// No answer is longer.
  static let mostBytes = 1 << 20
  /// Seconds that a program has to leave when there is nothing left to ask.
  private static let farewellSeconds = 0.5

  let pid: pid_t
  private let pidfd: Int32
  private let input: Int32
  private let output: Int32
  private let log: Int32
  private var heard: [UInt8] = []

  init(_ start: WorkerStart, inherited: InheritedEnvironment) throws(LaunchFailure) {
    let environment = ProgramEnvironment(
      inherited: inherited, added: start.launch.environment + start.environment)
    let program: String
    do {
      program = try findProgram(
        start.launch.argv.first ?? "", searchPath: environment.searchPath, workingDirectory: nil)
    } catch { throw LaunchFailure(reason: error.reason) }
    var toProgram: [Int32] = [-1, -1]
    var fromProgram: [Int32] = [-1, -1]
    let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW
    log = open(start.logPath, flags, 0o600)
    var number = log >= 0 ? cp_pipe(&toProgram) : errno
    if number == 0 { number = cp_pipe(&fromProgram) }
    defer {
      for descriptor in [toProgram[0], fromProgram[1]] where descriptor >= 0 { close(descriptor) }
    }
    let launch = ProcessLaunch(
      program: program, arguments: start.launch.argv, environment: environment.entries,
      input: toProgram[0], output: fromProgram[1], error: log, diesWithParent: true)
    (input, output) = (toProgram[1], fromProgram[0])
    do throws(LaunchFailure) {
      guard number == 0 else {
        throw LaunchFailure(reason: "its log or pipes cannot be made: \(systemReason(number))")
      }
      pid = try launch.start()
    } catch {
      for descriptor in [log, input, output] where descriptor >= 0 { close(descriptor) }
      throw error
    }
    pidfd = cp_pidfd(pid)
    _ = fcntl(output, F_SETFL, O_NONBLOCK)
    _ = fcntl(input, F_SETFL, O_NONBLOCK)
  }

  /// How long its log is.
  var logEnd: Int { max(0, Int(lseek(log, 0, SEEK_END))) }

  var cpuSeconds: Double { cp_cpu_of(pid) }

  /// Whether it has ended, or said something without being asked: nothing can be asked any more.
  mutating func isOutOfStep() -> Bool {
    var polled = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
    return !heard.isEmpty || poll(&polled, 1, 0) != 0
  }

  /// Sends a line; false where the program does not take it.
  func send(_ line: [UInt8], until isOver: () -> Bool) -> Bool {
    var sent = 0
    while sent < line.count {
      let count = line.withUnsafeBytes { bytes in
        write(input, bytes.baseAddress! + sent, bytes.count - sent)
      }
      if count > 0 {
        sent += count
      } else if errno == EAGAIN {
        var polled = pollfd(fd: input, events: Int16(POLLOUT), revents: 0)
        poll(&polled, 1, 20)
        if isOver() { return false }
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }

  enum Arrival { case line([UInt8]), nothing, end, tooLong }

  /// A line of what has arrived.
  mutating func receive() -> Arrival {
    while true {
      if let end = heard.firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(heard[..<end])
        heard.removeFirst(end + 1)
        return .line(line)
      }
      if heard.count > LineWorker.mostBytes { return .tooLong }
      let count = withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 8) { buffer in
        let count = read(output, buffer.baseAddress, buffer.count)
        if count > 0 { heard += buffer[..<count] }
        return count
      }
      if count == 0 { return .end }
      if count < 0, errno != EINTR { return errno == EAGAIN ? .nothing : .end }
    }
  }

  /// More than the one line that was asked for.
  var saysMore: Bool { !heard.isEmpty }

  /// To be polled: its output, and its end.
  var polled: [pollfd] {
    [
      pollfd(fd: output, events: Int16(POLLIN), revents: 0),
      pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0),
    ]
  }

  func askToEnd() {
    kill(-pid, SIGTERM)
    kill(-pid, SIGCONT)
  }

  /// Kills it with everything that it has started, and says how it ended.
  func bury(oomKills: inout Int64) -> Failure {
    // It may be about to say why: one that has closed its output is given a moment.
    var polled = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
    var ending = cp_ending()
    let hasEnded = poll(&polled, 1, 200) > 0 && cp_wait(pid, true, &ending) == 1
    destroy()
    guard hasEnded else { return .worker("closed its standard output and went on") }
    if ending.signal == SIGKILL, systemRanOut(of: &oomKills) {
      return .outOfMemory("the system had none left and killed the worker")
    }
    return ending.signal != 0
      ? .worker("was killed by \(signalName(Int(ending.signal)))")
      : .worker("ended with exit code \(ending.exit_code)\(LineWorker.unanswered)")
  }

  func destroy() {
    kill(-pid, SIGKILL)
    kill(pid, SIGKILL)
    _ = cp_kill_children(CP_ALL_CHILDREN, nil, 0, 10)
    for descriptor in [input, output, log, pidfd] where descriptor >= 0 { close(descriptor) }
  }

  /// Tells it that there is nothing left, and sees to it that it goes.
  func dismiss() {
    close(input)
    var polled = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
    poll(&polled, 1, Int32(LineWorker.farewellSeconds * 1000))
    kill(-pid, SIGKILL)
    kill(pid, SIGKILL)
    _ = cp_kill_children(CP_ALL_CHILDREN, nil, 0, 60)
    for descriptor in [output, log, pidfd] where descriptor >= 0 { close(descriptor) }
  }
}
