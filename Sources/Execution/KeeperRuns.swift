// How a keeper executes one run: in its own process, as a program, or as a line to a long-lived one.
// It does not know what comes next.

internal import CProcess
internal import Experiment
internal import Glibc

extension Keeper {
  /// False where the coordinator is gone.
  func execute(_ run: LeasedRun) -> Bool {
    switch work.prepare(run) {
    case .result(let result): queueFinished(run, result)
    case .builtIn(let cpuSeconds, let body):
      dieWithCoordinator()
      queueFinished(run, measured(cpuSeconds, body))
    case .program(let task):
      guard let outcome = supervise(task) else { return false }
      var result = task.finish(outcome)
      result.usage = outcome.usage
      queueFinished(run, result)
    case .worker(let task):
      guard let result = consult(task) else { return false }
      queueFinished(run, result)
    }
    return true
  }

  private func measured(_ cpuSeconds: Double?, _ body: () -> RunResult) -> RunResult {
    // One look at the usage a run: while it waits a keeper uses next to nothing.
    let before = ownCPU
    if let cpuSeconds { cp_limit_own_cpu(before + cpuSeconds) }
    let start = cp_now()
    var result = body()
    let seconds = cp_now() - start
    var peak = 0.0
    cp_own_usage(&ownCPU, &peak)
    if cpuSeconds != nil { cp_limit_own_cpu(-1) }
    result.usage = Usage(
      runtimeSeconds: seconds, cpuSeconds: ownCPU - before, peakMemoryMB: peak)
    return result
  }

  /// Runs a program to its end; nil where the coordinator is gone, and then all is killed.
  private func supervise(_ task: ProgramTask) -> ProgramOutcome? {
    outliveCoordinator()
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
      if polled[0].revents != 0 { return program.finish(oomKills: &oomKills) }
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
    _ = cp_kill_children(CP_ALL_CHILDREN, nil, 0, 60)
  }

  // MARK: Long-lived programs

  /// Gives a run to the long-lived program; nil where the coordinator is gone.
  private func consult(_ task: WorkerTask) -> RunResult? {
    // One that has ended of itself, or talks when nobody asked, is replaced at no run's cost.
    if worker?.isOutOfStep() == true { dropWorker() }
    if worker == nil {
      let log = sizeOfFile(task.start.logPath)
      switch startWorker(task) {
      case .line: break
      case .failed(let failure):
        let outcome = WorkerOutcome(end: .failed(failure), usage: Usage(), log: log..<Int.max)
        return task.finish(outcome).result
      case .interrupted:
        return task.finish(WorkerOutcome(end: .interrupted, usage: Usage(), log: 0..<0)).result
      case .abandoned: return nil
      }
    }
    guard let held = worker else { return nil }
    let (start, cpu, log) = (cp_now(), held.cpuSeconds, held.logEnd)
    let watch = ResourceWatch(task.limits, isFresh: false)
    let deadline = task.limits.timeoutSeconds.map { start + $0 }
    var word: LineWorker.Word
    switch tell(task.request, until: deadline) {
    case .taken: word = hear(until: deadline, task.limits, watch)
    case .refused:
      if let deadline, cp_now() > deadline {
        dropWorker()
        word = .failed(.timeout(seconds: task.limits.timeoutSeconds ?? 0))
      } else {
        word = .failed(breakOff())
      }
    case .abandoned:
      killDescendants()
      return nil
    }
    var usage = Usage(runtimeSeconds: cp_now() - start)
    if let worker {
      usage.cpuSeconds = max(0, worker.cpuSeconds - cpu)
      usage.peakMemoryMB = peak(of: worker, after: usage.runtimeSeconds)
      if case .line = word, worker.saysMore {
        word = .failed(.worker("answered with more than one line"))
        dropWorker()
      }
    }
    let end: WorkerOutcome.End
    switch word {
    case .line(let line): end = .answered(line)
    case .failed(let failure): end = .failed(failure)
    case .interrupted: end = .interrupted
    case .abandoned: return nil
    }
    let outcome = WorkerOutcome(end: end, usage: usage, log: log..<max(log, worker?.logEnd ?? .max))
    var (result, isUsable) = task.finish(outcome)
    if !isUsable { dropWorker() }
    result.usage = usage
    return result
  }

  private enum Telling { case taken, refused, abandoned }

  /// Gives the program its line, which may have no room in the pipe.
  private func tell(_ line: [UInt8], until deadline: Double?) -> Telling {
    var isAbandoned = false
    let isTaken = worker?.send(line) {
      isAbandoned = listen(waiting: false) == .end
      return isAbandoned || deadline.map { cp_now() > $0 } ?? false
    }
    return isAbandoned ? .abandoned : isTaken == true ? .taken : .refused
  }

  /// The peak is looked up where a run was long enough to have changed it.
  private func peak(of worker: LineWorker, after seconds: Double) -> Double {
    if seconds > 0.002 || workerPeak == 0 { workerPeak = cp_peak_memory(worker.pid) }
    return workerPeak
  }

  private func startWorker(_ task: WorkerTask) -> LineWorker.Word {
    if badStarts.count >= Scheduler.patience, let last = badStarts.last { return .failed(last) }
    outliveCoordinator()
    func bad(_ failure: Failure) -> LineWorker.Word {
      badStarts = (badStarts.count + 1, failure)
      return .failed(failure)
    }
    do {
      worker = try LineWorker(task.start, inherited: environment)
    } catch {
      return bad(.launch(error.reason))
    }
    workerPeak = 0
    let limits = RunLimits(
      timeoutSeconds: task.start.greetingSeconds, memoryBytes: task.limits.memoryBytes)
    let word = hear(
      until: cp_now() + task.start.greetingSeconds, limits,
      ResourceWatch(limits, isFresh: true))
    switch word {
    case .line(let line):
      guard let problem = task.start.problemWithGreeting(line) else {
        badStarts = (0, nil)
        return word
      }
      dropWorker()
      return bad(.worker(problem))
    case .failed(.timeout(let seconds)):
      return bad(.worker("has not greeted within \(Int(seconds)) s"))
    case .failed(.worker(let reason)) where reason.hasSuffix(LineWorker.unanswered):
      return bad(
        .worker(reason.dropLast(LineWorker.unanswered.count) + " before it had greeted"))
    case .failed(let failure): return bad(failure)
    case .abandoned, .interrupted: return word
    }
  }

  /// Waits for a line, holding the program against its limits. Where that is not what comes the
  /// program is gone, with everything that it has started.
  private func hear(
    until deadline: Double?, _ limits: RunLimits, _ watch: ResourceWatch
  ) -> LineWorker.Word {
    var watch = watch
    var failure: Failure?
    var isInterrupted = false
    var due = deadline
    while true {
      guard let program = worker else { return .failed(failure ?? .worker("is gone")) }
      var polled = program.polled
      polled.append(pollfd(fd: channel.socket, events: Int16(POLLIN), revents: 0))
      let next = [due, watch.due].compactMap(\.self).min()
      let wait = next.map { Int32(min(max(0, (($0 - cp_now()) * 1000).rounded(.up)), 1e9)) } ?? -1
      poll(&polled, 3, wait)
      if polled[0].revents != 0 || polled[1].revents != 0 {
        switch worker?.receive() {
        case .line(let line)? where failure == nil: return .line(line)
        case .line?: continue
        case .nothing? where polled[1].revents == 0: break
        case .tooLong?:
          dropWorker()
          return .failed(
            failure
              ?? .worker("printed more than \(LineWorker.mostBytes >> 20) MB without a line end"))
        case .end?, .nothing?, nil:
          let end = breakOff()
          return isInterrupted ? .interrupted : .failed(failure ?? end)
        }
      }
      if polled[2].revents != 0 {
        switch listen(waiting: false) {
        case .end:
          killDescendants()
          worker = nil
          return .abandoned
        case .terminate where failure == nil:
          failure = .signal(Int(SIGTERM))
          isInterrupted = true
          program.askToEnd()
          due = cp_now() + programGraceSeconds
        case .terminate, .nothing: break
        }
      }
      if failure == nil, let excess = watch.check() {
        dropWorker()
        return .failed(excess.failure)
      }
      guard let over = due, cp_now() >= over else { continue }
      if failure == nil {
        failure = .timeout(seconds: limits.timeoutSeconds ?? 0)
        program.askToEnd()
        due = cp_now() + programGraceSeconds
      } else {
        dropWorker()
        return isInterrupted ? .interrupted : .failed(failure ?? .worker("was killed"))
      }
    }
  }

  /// The program has ended, or does not listen: it is removed, and this is why.
  private func breakOff() -> Failure {
    let failure = worker?.bury(oomKills: &oomKills) ?? .worker("is gone")
    worker = nil
    return failure
  }

  private func dropWorker() {
    worker?.destroy()
    worker = nil
  }
}

private func sizeOfFile(_ path: String) -> Int {
  var status = stat()
  return stat(path, &status) == 0 ? Int(status.st_size) : 0
}
