// A run's program from start to end: its files, its process group, its clock and its usage.
// It does not know the coordinator; the keeper tells it when to ask the program to end.

internal import CProcess
internal import Experiment
internal import Glibc

/// Seconds between SIGTERM and SIGKILL, after a timeout or a request to end.
public let programGraceSeconds = 5.0

/// Seconds for which a keeper tries to kill what a program has left behind, before it goes on.
private let sweepSeconds = 10.0

struct RunningProgram {
  /// Why the program is being ended.
  private enum Request {
    case timeout(seconds: Double)
    case excess(ResourceWatch.Excess)
    case termination
  }

  /// Becomes readable when the program has ended.
  let pidfd: Int32
  private let pid: pid_t
  private let timeoutSeconds: Double?
  private let started: Double
  private var watch: ResourceWatch
  private var request: Request?
  /// When the next, harder step is due, on the clock of `cp_now`.
  private var due: Double?

  init(_ task: ProgramTask, inherited: InheritedEnvironment) throws(LaunchFailure) {
    let environment = ProgramEnvironment(
      inherited: inherited, added: task.launch.environment + task.environment)
    let program: String
    do {
      program = try findProgram(
        task.launch.argv.first ?? "", searchPath: environment.searchPath,
        workingDirectory: task.workingDirectory)
    } catch { throw LaunchFailure(reason: error.reason) }
    let output = try task.stdout.open()
    defer { task.stdout.close(output) }
    let isShared = task.stderr == task.stdout
    let error = isShared ? output : try task.stderr.open()
    defer { if !isShared { task.stderr.close(error) } }
    let launch = ProcessLaunch(
      program: program, arguments: task.launch.argv, environment: environment.entries,
      directory: task.workingDirectory, output: output, error: error, diesWithParent: true)
    started = cp_now()
    pid = try launch.start()
    pidfd = cp_pidfd(pid)
    watch = ResourceWatch(task.limits, isFresh: true)
    timeoutSeconds = task.limits.timeoutSeconds
    due = timeoutSeconds.map { [started] in started + $0 }
    guard pidfd >= 0 else {
      let reason = systemReason(errno)
      _ = cp_kill_children(CP_ALL_CHILDREN, nil, 0, sweepSeconds)
      throw LaunchFailure(reason: "the system cannot watch processes (pidfd_open): \(reason)")
    }
  }

  /// Milliseconds until ``advance()`` has something to do, for `poll`; -1: nothing.
  var pollTimeout: Int32 {
    guard let next = [due, watch.due].compactMap(\.self).min() else { return -1 }
    return Int32(min(max(0, ((next - cp_now()) * 1000).rounded(.up)), 1e9))
  }

  /// Asks the program to end, and kills it after the grace time.
  mutating func terminate() { askToEnd(.termination) }

  /// Takes the step that is due, if one is.
  mutating func advance() {
    if request == nil, let excess = watch.check() {
      askToEnd(.excess(excess))
      // What grows without bounds has no time to say goodbye.
      if case .memory = excess { killAll() }
    }
    guard let due, cp_now() >= due else { return }
    if request == nil { askToEnd(.timeout(seconds: timeoutSeconds ?? 0)) } else { killAll() }
  }

  private mutating func killAll() {
    kill(-pid, SIGKILL)
    kill(pid, SIGKILL)
    due = nil
  }

  private mutating func askToEnd(_ request: Request) {
    guard self.request == nil else { return }
    self.request = request
    due = cp_now() + programGraceSeconds
    kill(-pid, SIGTERM)
    kill(-pid, SIGCONT)
  }

  /// Reaps the program, which has ended, and kills all that it has left behind.
  ///
  /// `oomKills` is the kernel's count as it was known before; it is looked at again where it matters.
  func finish(oomKills: inout Int64) -> ProgramOutcome {
    var ending = cp_ending()
    let isKnown = cp_wait(pid, true, &ending) == 1
    let seconds = cp_now() - started
    close(pidfd)
    _ = cp_kill_children(CP_ALL_CHILDREN, nil, 0, sweepSeconds)
    let end: ProgramOutcome.End =
      switch request {
      case .timeout(let seconds): .timedOut(seconds: seconds)
      case .excess(let excess): .exceeded(excess.failure)
      case .termination: .interrupted
      case nil where !isKnown: .launchFailed("its end was reported to somebody else")
      case nil where ending.signal == SIGKILL && systemRanOut(of: &oomKills):
        .exceeded(.outOfMemory("the system had none left and killed the program"))
      case nil where ending.signal != 0: .signalled(Int(ending.signal))
      case nil: .exited(code: Int(ending.exit_code))
      }
    return ProgramOutcome(
      end: end,
      usage: Usage(
        runtimeSeconds: seconds, cpuSeconds: ending.cpu_seconds,
        peakMemoryMB: ending.peak_memory_mb))
  }
}

/// Whether the kernel has killed processes for want of memory since it was looked at last.
func systemRanOut(of oomKills: inout Int64) -> Bool {
  let before = oomKills
  oomKills = cp_oom_kills()
  return before >= 0 && oomKills > before
}
