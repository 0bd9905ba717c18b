// Keepers as child processes of this one, in one thread that polls.
// It does not decide anything; it carries requests out and tells what it sees.

internal import CProcess
internal import Experiment
internal import Glibc

/// How keepers are started.
public struct KeeperLaunch: Sendable {
  /// The program: one that calls ``runKeeper(socket:work:)``.
  public var path: String
  /// What follows the program's name.
  public var arguments: [String]
  /// Where keepers write standard output and error; nil: where this process writes its errors.
  /// The descriptor stays the caller's.
  public var log: Int32?

  public init(
    path: String = "/proc/self/exe", arguments: [String] = ["keeper"], log: Int32? = nil
  ) {
    self.path = path
    self.arguments = arguments
    self.log = log
  }
}

/// Executes runs on this machine.
///
/// From `init` to ``shutDown()`` orphaned descendants of keepers come to this process and are
/// killed. They are told from its other children by their session: a child that the process starts
/// meanwhile with a session of its own would be taken for one of them. Keepers may die with the
/// thread that started them, so a host belongs to one thread.
public final class LocalHost: Host {
  private let launch: KeeperLaunch
  private let setup: [UInt8]
  private let environment: [String]
  private let keeperMemory: Int?
  private let wantedMemory: Int?
  /// When the memory of keepers was looked at last, on the clock of `cp_now`.
  private var memoryCheck = 0.0
  /// Readable when somebody interrupts; -1: not caught.
  private let interrupts: Int32
  private var keepers: [Int: KeeperProcess] = [:]
  /// When it was last ready to hear, and how many times in a row that came soon after the time before.
  private var latestRound = 0.0
  private var thickRounds = 0
  /// What happened outside of a poll.
  private var pending: [HostEvent] = []
  private var isShutDown = false

  /// - Parameters:
  ///   - setup: what each keeper's `setUp` receives; less than 64 MiB.
  ///   - keeperMemory: the bytes that a keeper itself may have, which executes runs in its own process.
  ///   - wantedMemory: the bytes that must be free before another run begins; nil: a twentieth of all.
  ///   - catchesInterrupts: whether SIGINT and SIGTERM become ``HostEvent/interrupt``; for one host
  ///     of a process at a time, and not where they were ignored before.
  public init(
    keeper launch: KeeperLaunch, setup: [UInt8], catchesInterrupts: Bool = false,
    keeperMemory: Int? = nil, wantedMemory: Int? = nil
  ) {
    self.launch = launch
    self.keeperMemory = keeperMemory
    self.wantedMemory = wantedMemory
    self.setup = setup
    var environment = ownEnvironment()
    if !environment.contains(where: { $0.hasPrefix("SWIFT_BACKTRACE=") }) {
      environment.append(quietBacktrace)
    }
    self.environment = environment
    Offspring.hostOpens()
    interrupts = catchesInterrupts ? cp_interrupts_open() : -1
  }

  deinit { shutDown() }

  public var now: Instant { Instant(seconds: cp_now()) }

  public var isShortOfMemory: Bool {
    var total = 0.0
    let free = cp_free_memory(&total)
    return free >= 0 && free < wantedMemory.map(Double.init) ?? total / 20
  }

  // MARK: Requests

  public func startKeeper(slot: Int) {
    do {
      keepers[slot] = try Offspring.keeper(launch, environment: environment)
      send(.setup(version: protocolVersion, setup), to: slot)
    } catch {
      pending.append(.keeperDied(slot: slot, .couldNotStart(error.reason)))
    }
  }

  public func lease(_ runs: [LeasedRun], to slot: Int) { send(.lease(runs), to: slot) }

  public func recall(slot: Int) { send(.recall, to: slot) }

  public func terminate(slot: Int) { send(.terminate, to: slot) }

  public func ask(slot: Int) { send(.ask, to: slot) }

  public func kill(slot: Int) {
    if let keeper = keepers[slot] { Glibc.kill(keeper.pid, SIGKILL) }
  }

  public func closeKeeper(slot: Int) {
    if let keeper = keepers[slot] { shutdown(keeper.channel.socket, Int32(SHUT_WR)) }
  }

  private func send(_ message: CoordinatorMessage, to slot: Int) {
    keepers[slot]?.channel.queue(message.frame)
    _ = keepers[slot]?.channel.flush(waiting: false)
  }

  // MARK: Events

  public func nextEvents(timeout seconds: Double) -> [HostEvent] {
    var events = pending
    pending = []
    let slots = keepers.keys.sorted()
    if let keeperMemory { checkMemory(keeperMemory, &events) }
    var polled = slots.flatMap { keepers[$0]?.polled ?? [] }
    polled.append(pollfd(fd: interrupts, events: Int16(POLLIN), revents: 0))
    let limit = keeperMemory == nil ? 1e6 : LocalHost.secondsBetweenMemoryChecks * 1000
    let wait = events.isEmpty ? Int32(min(limit, max(0, seconds * 1000)).rounded(.up)) : 0
    if wait > 0 { napWhereEventsAreThick() }
    guard poll(&polled, nfds_t(polled.count), wait) > 0 else { return events }
    for (index, slot) in slots.enumerated() {
      let isHeard = polled[2 * index].revents != 0
      let hasEnded = polled[2 * index + 1].revents != 0
      if isHeard || hasEnded { attend(to: slot, hasEnded: hasEnded, &events) }
    }
    if polled[polled.count - 1].revents != 0 { events += readInterrupts() }
    return events
  }

  /// Where runs take microseconds, hearing of several at once is cheaper for both sides. Keepers have
  /// more runs at hand than end meanwhile.
  private func napWhereEventsAreThick() {
    let now = cp_now()
    thickRounds = now - latestRound < LocalHost.thickSeconds ? thickRounds + 1 : 0
    if thickRounds >= 8 { usleep(LocalHost.napMicroseconds) }
    latestRound = cp_now()
  }

  private static let thickSeconds = 0.00005
  private static let napMicroseconds: UInt32 = 100
  private static let secondsBetweenMemoryChecks = 0.02

  private func checkMemory(_ limit: Int, _ events: inout [HostEvent]) {
    let now = cp_now()
    guard now >= memoryCheck + LocalHost.secondsBetweenMemoryChecks else { return }
    memoryCheck = now
    for (slot, keeper) in keepers {
      let bytes = Int(cp_memory(keeper.pid))
      if bytes > limit { events.append(.overMemory(slot: slot, bytes: bytes, limit: limit)) }
    }
  }

  /// Everything that a keeper has said, and its end if that is what it was.
  private func attend(to slot: Int, hasEnded: Bool, _ events: inout [HostEvent]) {
    guard var keeper = keepers[slot] else { return }
    var isAlive = keeper.channel.flush(waiting: false) && !hasEnded
    var broken: String?
    reading: while true {
      switch keeper.channel.receive() {
      case .nothing: break reading
      case .end:
        isAlive = false
        break reading
      case .bytes:
        do {
          try keeper.takeMessages(slot: slot, into: &events)
        } catch {
          broken = error.reason
          break reading
        }
        // A keeper that talks without end does not keep the others waiting.
        if isAlive { break reading }
      }
    }
    keepers[slot] = keeper
    if let broken {
      bury(slot, .brokeProtocol(broken), &events)
    } else if !isAlive {
      bury(slot, keeper.refusal.map { .refused($0) }, &events)
    }
  }

  /// Makes sure that a keeper and all its descendants are dead, and tells it.
  private func bury(_ slot: Int, _ knownEnd: KeeperEnd?, _ events: inout [HostEvent]) {
    guard let keeper = keepers.removeValue(forKey: slot) else { return }
    let end = Offspring.bury(keeper)
    events.append(.keeperDied(slot: slot, knownEnd ?? end))
  }

  private func readInterrupts() -> [HostEvent] {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = read(interrupts, &bytes, bytes.count)
    return Array(repeating: .interrupt, count: max(0, count))
  }

  public func shutDown() {
    guard !isShutDown else { return }
    isShutDown = true
    for keeper in keepers.values { Glibc.kill(keeper.pid, SIGKILL) }
    for keeper in keepers.values { _ = Offspring.bury(keeper) }
    keepers = [:]
    if interrupts >= 0 { cp_interrupts_close() }
    Offspring.hostCloses()
  }
}
