// Which children of this process are living keepers, whichever host they belong to, so that the
// others can be known as orphans and killed. It does not know what keepers do.

internal import CProcess
internal import Glibc
internal import Synchronization

enum Offspring {
  private struct State {
    var hosts = 0
    var wasSubreaper = false
    /// Children that were there before the first host, and living keepers.
    var spared: Set<pid_t> = []
  }

  private static let state = Mutex(State())

  /// Seconds for which orphans are hunted.
  private static let sweepSeconds = 10.0

  static func hostOpens() {
    state.withLock { state in
      state.hosts += 1
      guard state.hosts == 1 else { return }
      let capacity = 4096
      state.spared = Set(
        [pid_t](unsafeUninitializedCapacity: capacity) { pids, count in
          count = cp_children(CP_OTHER_SESSIONS, pids.baseAddress, capacity)
        })
      state.wasSubreaper = cp_set_subreaper(true) == 1
    }
  }

  static func hostCloses() {
    state.withLock { state in
      sweep(state)
      state.hosts -= 1
      if state.hosts == 0, !state.wasSubreaper { _ = cp_set_subreaper(false) }
    }
  }

  static func keeper(
    _ launch: KeeperLaunch, environment: [String]
  ) throws(LaunchFailure) -> KeeperProcess {
    try state.withLock { state throws(LaunchFailure) in
      let keeper = try KeeperProcess(launch, environment: environment)
      state.spared.insert(keeper.pid)
      return keeper
    }
  }

  /// Makes sure that a keeper and everything that came of it are dead.
  static func bury(_ keeper: KeeperProcess) -> KeeperEnd {
    state.withLock { state in
      let end = keeper.bury()
      state.spared.remove(keeper.pid)
      sweep(state)
      return end
    }
  }

  private static func sweep(_ state: State) {
    let spared = Array(state.spared)
    _ = cp_kill_children(CP_OTHER_SESSIONS, spared, spared.count, sweepSeconds)
  }
}
