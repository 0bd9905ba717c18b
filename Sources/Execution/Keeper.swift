// The keeper's side: a process that receives runs over a socket and executes them one by one.
// It does not know what the runs mean; the caller's closures do.

internal import CProcess
internal import Experiment
internal import Glibc

/// Where a keeper finds the socket to its coordinator.
public let keeperSocket: Int32 = 3

/// Serves a coordinator until it closes the connection; returns the exit status for the process.
///
/// Call it on the main thread of a process that ``LocalHost`` has started and that has no children.
/// While no program runs the process is killed by the system when the coordinator dies; while one
/// runs the keeper lives on for as long as it needs to kill everything that came of the program.
public func runKeeper(socket: Int32 = keeperSocket, work: KeeperWork) -> Int32 {
  let keeper = Keeper(socket: socket, work: work)
  return keeper.serve()
}

private final class Keeper {
  /// What there is to know after listening.
  private enum Word { case nothing, terminate, end }

  /// Exit statuses, as in sysexits.h.
  private enum Status { static let done: Int32 = 0, usage: Int32 = 64, protocolError: Int32 = 76 }

  private let work: KeeperWork
  private var channel: MessageChannel
  private let environment = ownEnvironment()
  private let coordinator = getppid()
  private var held: [LeasedRun] = []
  private var status = Status.done

  init(socket: Int32, work: KeeperWork) {
    self.work = work
    channel = MessageChannel(socket: socket)
  }

  func serve() -> Int32 {
    guard fcntl(channel.socket, F_SETFD, FD_CLOEXEC) == 0 else { return Status.usage }
    _ = cp_set_subreaper(true)
    dieWithCoordinator()
    guard setUp() else { return status }
    while true {
      switch listen(waiting: held.isEmpty) {
      case .end: return status
      case .nothing, .terminate: break
      }
      guard !held.isEmpty else { continue }
      let run = held.removeFirst()
      // The end of the run before, if it waits, travels in the same packet.
      guard say(.started(run.number)), execute(run) else { return status }
      if held.isEmpty, !channel.flush(waiting: true) { return status }
    }
  }

  /// The system kills this process when the coordinator dies. Only while there are no descendants:
  /// a killed keeper could not take care of them.
  private func dieWithCoordinator() {
    _ = cp_set_death_signal(SIGKILL)
    if getppid() != coordinator { exit(Status.done) }
  }

  // MARK: Runs

  /// False where the coordinator is gone.
  private func execute(_ run: LeasedRun) -> Bool {
    switch work.prepare(run) {
    case .result(let result): queueFinished(run, result)
    case .builtIn(let body): queueFinished(run, measured(body))
    case .program(let task):
      guard let outcome = supervise(task) else { return false }
      var result = task.finish(outcome)
      result.usage = outcome.usage
      queueFinished(run, result)
    }
    return true
  }

  private func measured(_ body: () -> RunResult) -> RunResult {
    var before = 0.0
    var after = 0.0
    var peak = 0.0
    cp_own_usage(&before, &peak)
    let start = cp_now()
    var result = body()
    let seconds = cp_now() - start
    cp_own_usage(&after, &peak)
    result.usage = Usage(
      runtimeSeconds: seconds, cpuSeconds: after - before, peakMemoryMB: peak)
    return result
  }

  /// Runs a program to its end; nil where the coordinator is gone, and then all is killed.
  private func supervise(_ task: ProgramTask) -> ProgramOutcome? {
    _ = cp_set_death_signal(0)
    defer { dieWithCoordinator() }
    var program: RunningProgram
    do {
      program = try RunningProgram(task, inherited: environment)
    } catch {
      return ProgramOutcome(end: .launchFailed(error.reason), usage: Usage())
    }
    while true {
      var polled = [
        pollfd(fd: program.pidfd, events: Int16(POLLIN), revents: 0),
        pollfd(fd: channel.socket, events: Int16(POLLIN), revents: 0),
      ]
      poll(&polled, 2, program.pollTimeout)
      if polled[0].revents != 0 { return program.finish() }
      if polled[1].revents != 0 {
        switch listen(waiting: false) {
        case .end:
          killDescendants()
          return nil
        case .terminate: program.terminate()
        case .nothing: break
        }
      }
      program.advance()
    }
  }

  private func killDescendants() {
    // Longer than any process needs to die that can: the coordinator is not waiting any more.
    _ = cp_kill_children(nil, 0, 60)
  }

  // MARK: Messages

  private func setUp() -> Bool {
    while true {
      switch message(waiting: true) {
      case .end, .nothing: return false
      case .message(.setup(let version, let payload)):
        guard version == protocolVersion else {
          return refuse("it speaks version \(protocolVersion), the coordinator version \(version)")
        }
        if let reason = work.setUp(payload) { return refuse(reason) }
        return say(.ready(version: protocolVersion))
      case .message: continue
      }
    }
  }

  private func refuse(_ reason: String) -> Bool {
    _ = say(.refused(reason))
    return false
  }

  /// False where the coordinator is gone.
  private func say(_ message: KeeperMessage) -> Bool {
    channel.queue(message.frame)
    return channel.flush(waiting: true)
  }

  private func queueFinished(_ run: LeasedRun, _ result: RunResult) {
    channel.queue(KeeperMessage.finished(run.number, result).frame)
  }

  /// Hears all that has been said; `waiting`: at least one message.
  private func listen(waiting: Bool) -> Word {
    var word = Word.nothing
    var waiting = waiting
    while true {
      switch message(waiting: waiting) {
      case .nothing: return word
      case .end: return .end
      case .message(.lease(let runs)): held += runs
      case .message(.recall):
        let runs = held.map(\.number)
        held = []
        guard say(.returned(runs)) else { return .end }
      case .message(.terminate): word = .terminate
      case .message(.setup): return broken()
      }
      waiting = false
    }
  }

  private enum Heard { case message(CoordinatorMessage), nothing, end }

  private func message(waiting: Bool) -> Heard {
    while true {
      do {
        if let frame = try channel.nextFrame() { return .message(try .init(frame: frame)) }
      } catch {
        _ = broken()
        return .end
      }
      switch channel.receive() {
      case .bytes: continue
      case .end: return .end
      case .nothing:
        guard waiting else { return .nothing }
        var polled = pollfd(fd: channel.socket, events: Int16(POLLIN), revents: 0)
        poll(&polled, 1, -1)
      }
    }
  }

  private func broken() -> Word {
    status = Status.protocolError
    return .end
  }
}
