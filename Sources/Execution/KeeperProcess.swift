// One keeper as its coordinator holds it: a pid, a socket, and what it has said so far.
// It does not know its slot, nor the other keepers.

internal import CProcess
internal import Glibc

struct KeeperProcess {
  let pid: pid_t
  private let pidfd: Int32
  var channel: MessageChannel
  private var names = NameLists()
  /// Why it could not get ready, if it said so.
  private(set) var refusal: String?

  init(_ launch: KeeperLaunch, environment: [String]) throws(LaunchFailure) {
    var ends: [Int32] = [-1, -1]
    let number = cp_socketpair(&ends)
    guard number == 0 else {
      throw LaunchFailure(reason: "no socket can be made: \(systemReason(number))")
    }
    defer { close(ends[1]) }
    let log = launch.log ?? 2
    let process = ProcessLaunch(
      program: launch.path, arguments: [CommandLine.arguments.first ?? "gamut"] + launch.arguments,
      environment: environment, output: log, error: log, channel: ends[1], ownSession: true,
      diesWithParent: false)
    do {
      pid = try process.start()
    } catch {
      close(ends[0])
      throw error
    }
    pidfd = cp_pidfd(pid)
    channel = MessageChannel(socket: ends[0])
  }

  /// Two entries: the socket, the process.
  var polled: [pollfd] {
    let events = channel.hasOutgoing ? POLLIN | POLLOUT : POLLIN
    return [
      pollfd(fd: channel.socket, events: Int16(events), revents: 0),
      pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0),
    ]
  }

  /// Tells the complete messages of what has been received, in order; a refusal is kept back.
  mutating func takeMessages(
    slot: Int, into events: inout [HostEvent]
  ) throws(MalformedBytes) {
    while let frame = try channel.nextFrame() {
      switch try KeeperMessage(frame: frame, &names) {
      case .ready(protocolVersion): events.append(.keeperReady(slot: slot))
      case .ready(let version):
        throw MalformedBytes("version \(version) instead of \(protocolVersion)")
      case .refused(let reason): refusal = reason
      case .started(let run): events.append(.started(slot: slot, run))
      case .finished(let run, let result): events.append(.finished(slot: slot, run, result))
      case .stands(let running, let held):
        events.append(.stands(slot: slot, running: running, held: Int(held)))
      case .returned(let runs): events.append(.returned(slot: slot, runs))
      }
    }
  }

  /// Kills the process if it still lives, reaps it and closes what belongs to it.
  ///
  /// Where the socket has closed the process is on its way out, its status is set, and the signal
  /// changes nothing.
  func bury() -> KeeperEnd {
    kill(pid, SIGKILL)
    var ending = cp_ending()
    let isKnown = cp_wait(pid, true, &ending) == 1
    close(channel.socket)
    if pidfd >= 0 { close(pidfd) }
    guard isKnown else { return .couldNotStart("its end was reported to somebody else") }
    return ending.signal != 0
      ? .signalled(Int(ending.signal)) : .exited(code: Int(ending.exit_code))
  }
}
