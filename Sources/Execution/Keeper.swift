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

final class Keeper {
  /// What there is to know after listening.
  enum Word { case nothing, terminate, end }

  /// Exit statuses, as in sysexits.h.
  private enum Status { static let done: Int32 = 0, usage: Int32 = 64, protocolError: Int32 = 76 }

  let work: KeeperWork
  var channel: MessageChannel
  let environment = InheritedEnvironment(ownEnvironment())
  private let coordinator = getppid()
  private var held: [LeasedRun] = []
  private var names = NameLists()
  /// Between runs that take microseconds it does not listen each time.
  private static let secondsBetweenListening = 0.0005
  private var nextListening = 0.0
  /// Whether the system kills this process when the coordinator dies.
  private var isBound = false
  /// The run under way.
  private var running: RunNumber?
  private var status = Status.done
  /// The long-lived program that runs are given to; nil where there is none now.
  var worker: LineWorker?
  /// The CPU seconds of this process, as looked at last.
  lazy var ownCPU: Double = {
    var (seconds, peak) = (0.0, 0.0)
    cp_own_usage(&seconds, &peak)
    return seconds
  }()
  /// The most memory that it has had, in MiB, as far as known.
  var workerPeak = 0.0
  /// How often in a row it could not be started, and why the last time.
  var badStarts: (count: Int, last: Failure?) = (0, nil)
  /// How many processes the kernel had killed for want of memory, as far as known.
  var oomKills = cp_oom_kills()

  init(socket: Int32, work: KeeperWork) {
    self.work = work
    channel = MessageChannel(socket: socket)
  }

  func serve() -> Int32 {
    guard fcntl(channel.socket, F_SETFD, FD_CLOEXEC) == 0 else { return Status.usage }
    _ = cp_set_subreaper(true)
    dieWithCoordinator()
    guard setUp() else { return status }
    defer { worker?.dismiss() }
    while true {
      if held.isEmpty || cp_now() >= nextListening {
        switch listen(waiting: held.isEmpty) {
        case .end: return status
        case .nothing, .terminate: break
        }
        nextListening = cp_now() + Keeper.secondsBetweenListening
      }
      guard !held.isEmpty else { continue }
      let run = held.removeFirst()
      // The end of the run before, if it waits, travels in the same packet.
      guard say(.started(run.number)) else { return status }
      running = run.number
      guard execute(run) else { return status }
      running = nil
      if held.isEmpty, !channel.flush(waiting: true) { return status }
    }
  }

  /// The system kills this process when the coordinator dies. Only while there are no descendants:
  /// a killed keeper could not take care of them.
  func dieWithCoordinator() {
    guard !isBound else { return }
    isBound = true
    _ = cp_set_death_signal(SIGKILL)
    if getppid() != coordinator { exit(Status.done) }
  }

  /// While there are descendants, and from then on until it computes itself: it listens, and hears the
  /// end of the connection.
  func outliveCoordinator() {
    guard isBound else { return }
    isBound = false
    // Wakes it up if somebody has stopped it, so that it can do what is to be done.
    _ = cp_set_death_signal(SIGCONT)
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
    channel.queue(message.frame(&names))
    return channel.flush(waiting: true)
  }

  func queueFinished(_ run: LeasedRun, _ result: RunResult) {
    channel.queue(KeeperMessage.finished(run.number, result).frame(&names))
  }

  /// Hears all that has been said; `waiting`: at least one message.
  func listen(waiting: Bool) -> Word {
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
      case .message(.ask):
        guard say(.stands(running: running, held: UInt32(held.count))) else { return .end }
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
