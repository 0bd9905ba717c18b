// Executes the runs of a work list on keepers, and writes down what becomes of them. It alone writes
// the database meanwhile. It does not know what a run computes.

internal import Execution
internal import Experiment
import Glibc
internal import Results

final class Coordinator {
  private let batch: CheckedBatch
  private let plan: Plan
  private let options: RunOptions
  private let folder: BatchFolder
  private let store: BatchStore
  private let log: BatchLog
  private let fingerprinter: Fingerprinter
  private let work: WorkList
  private let tell: (BatchNews) -> Void
  private let limits: BatchLimits
  private let gitLook: GitLook
  private var git: RunManifest.GitState? { gitLook.state }
  private let start = Machine.monotonicSeconds
  private var next = 0
  /// The order of the work list; nil: its own.
  private var order: [Int]?
  private var estimates: RunEstimates?
  /// Of the estimated seconds: those of runs that have ended, and all.
  private var estimatedDone = 0.0
  private var estimatedTotal = 0.0
  private var estimateOf: [RunNumber: Double] = [:]
  private var startTimes: [RunNumber: Timestamp] = [:]
  private var trace: BatchTrace?

  init(
    _ batch: CheckedBatch, _ plan: Plan, _ options: RunOptions, _ folder: BatchFolder,
    _ store: BatchStore, _ log: BatchLog, _ fingerprinter: Fingerprinter, _ work: WorkList,
    _ gitLook: GitLook, _ tell: @escaping (BatchNews) -> Void
  ) {
    self.batch = batch
    self.plan = plan
    self.options = options
    self.folder = folder
    self.store = store
    self.log = log
    self.fingerprinter = fingerprinter
    self.work = work
    self.gitLook = gitLook
    self.tell = tell
    limits = BatchLimits(of: plan.batch, options)
  }

  /// Executes the runs, and gives what came of it.
  func execute() throws -> ExecutionProgress {
    let keeperLog = open(
      "\(folder.path)/\(StoreLayout.keeperLog)",
      O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
      options.access == .owner ? 0o600 : 0o644)
    defer { if keeperLog >= 0 { close(keeperLog) } }
    let isBuiltIn = plan.job == .backtest
    estimates = try RunEstimates(work, plan, store)
    order = estimates?.order
    estimatedTotal = estimates?.seconds.reduce(0, +) ?? 0
    let host = LocalHost(
      keeper: KeeperLaunch(
        path: options.keeper.path, arguments: options.keeper.arguments,
        log: keeperLog >= 0 ? keeperLog : nil),
      setup: setup.bytes, catchesInterrupts: true,
      keeperMemory: isBuiltIn ? limits.policy.memory?.bytes : nil,
      wantedMemory: limits.policy.memory?.bytes)
    let width = min(options.workerCount, work.runs.count)
    if options.profiling == .on { trace = try BatchTrace(in: folder, origin: start) }
    var policy = ExecutionPolicy(
      retry: RetryPolicy(retries: limits.policy.retries), halt: halt,
      runSeconds: isBuiltIn ? limits.policy.timeout?.seconds : nil)
    policy.keepersListen = !isBuiltIn
    let progress = try Execution.execute(
      width: width, leaseSize: leaseSize(width), policy: policy, on: host,
      nextRun: nextRun, onEvent: hear)
    try trace?.finish(workers: width)
    tell(.progress(news(progress)))
    return progress
  }

  private var setup: KeeperSetup {
    var input = batch.file
    input.readings = batch.readings
    return KeeperSetup(
      input: input, options: batch.options, batchFolder: Machine.realPath(folder.path),
      layout: store.layout, artifacts: plan.batch.artifacts(forRuns: plan.count),
      profiling: options.profiling, access: options.access, git: git,
      hashes: fingerprinter.hashes.found, limits: limits)
  }

  private var halt: HaltPolicy {
    guard let manner = HaltPolicy.Manner(rawValue: options.halt.manner.rawValue) else {
      return HaltPolicy()
    }
    switch options.halt.amount {
    case .runs(let count): return HaltPolicy(manner, failures: count)
    case .percent(let share):
      return HaltPolicy(
        manner, failures: Int((Double(work.runs.count) * share / 100).rounded(.up)))
    }
  }

  /// Runs go in slices, so that neighbours share their work and none waits for its next one; those of
  /// programs as long as they are quick.
  private func leaseSize(_ width: Int) -> Int {
    // A run over its limits takes its keeper along: none shall stand behind it.
    if plan.job == .backtest, limits.policy.timeout != nil || limits.policy.memory != nil {
      return 1
    }
    return max(1, min(64, work.runs.count / (width * 4)))
  }

  private func nextRun() throws -> LeasedRun? {
    guard next < work.runs.count else { return nil }
    let place = order?[next] ?? next
    let pending = work.runs[place]
    next += 1
    if let estimates { estimateOf[pending.number] = estimates.seconds[place] }
    guard let id = try plan.id(at: pending.position) else {
      throw BatchProblem("the plan lost the run at position \(pending.position)")
    }
    return LeasedRun(number: pending.number, position: pending.position, id: id)
  }

  private func hear(_ event: ExecutionEvent) throws {
    switch event {
    case .runStarted(let run, let slot):
      let now = Machine.now
      startTimes[run.number] = now
      store.runStarted(Int(run.number), at: now)
      trace?.started(run, slot: slot)
      tell(.started(id: run.id, attempt: run.attempt))
    case .runFinished(let run, let result, let retryAfter):
      let now = Machine.now
      let started = startTimes.removeValue(forKey: run.number) ?? now
      // What cannot be started may have lost its folder.
      if result.failure?.kind == .launch { try folder.checkPlace() }
      let result = try toldInFull(result, run, started, now)
      try store.runFinished(Int(run.number), result, startedAt: started, finishedAt: now)
      try log.run(result, at: now)
      try trace?.ended(run, result)
      if let retryAfter {
        let text = "attempt \(run.attempt) failed, the next in \(numberText(retryAfter)) s"
        store.note(BatchEvent(at: now, "retry", run: Int(run.number), text: text))
        try log.line("run \(run.id): \(text)", at: now)
        tell(.retrying(result, attempt: run.attempt, seconds: retryAfter))
      } else {
        estimatedDone += estimateOf.removeValue(forKey: run.number) ?? 0
        tell(.finished(result))
      }
    case .keeperLost(let slot, let end):
      try note("keeper-lost", "keeper \(slot) \(end.description)")
    case .halted(let failures):
      try note("halted", "halted: \(failures) runs have failed")
      tell(.halted(failures: failures))
    case .interrupted(let level, let waiting):
      try note("interrupted", "interrupted")
      tell(
        level == .drain
          ? .draining(waitingFor: waiting.map(\.id)) : .terminating(isKilling: level == .kill))
    case .tick(let progress):
      try folder.checkPlace()
      try store.flush()
      try log.flush()
      tell(.progress(news(progress)))
    }
  }

  private func note(_ kind: String, _ text: String) throws {
    let now = Machine.now
    store.note(BatchEvent(at: now, kind, text: text))
    try log.line(text, at: now)
  }

  /// A run whose keeper was lost left no manifest: the coordinator writes it, if the run has left it a
  /// folder to write to.
  private func toldInFull(
    _ result: RunResult, _ leased: LeasedRun, _ startedAt: Timestamp, _ now: Timestamp
  ) throws -> RunResult {
    do {
      return try withManifest(result, leased, startedAt, now)
    } catch let problem as StoreProblem where problem.kind != .diskFull {
      return result
    }
  }

  private func withManifest(
    _ result: RunResult, _ leased: LeasedRun, _ startedAt: Timestamp, _ now: Timestamp
  ) throws -> RunResult {
    guard result.status == .failed, let folders = store.runFolders,
      try folder.folder.contains(store.layout.runFolder(leased.id)),
      try !folder.folder.contains(store.layout.path(.manifest, ofRun: leased.id)),
      let run = try plan.run(at: leased.position)
    else { return result }
    let settings = run.settings.resolved(by: plan.schema)
    let identity = try fingerprinter.identity(of: settings)
    var result = result
    result.usage.runtimeSeconds = Double(now.milliseconds - startedAt.milliseconds) / 1000
    try folders.finish(
      leased.id,
      RunManifest(
        result: result, key: identity.key.text, fingerprint: identity.fingerprint,
        startedAt: startedAt, finishedAt: now,
        parameters: RunManifest.parameters(settings, plan.schema),
        git: git, toolVersion: toolVersion, host: Machine.hostName, inputs: identity.inputs.list,
        machine: Machine.description, environmentNames: Machine.environmentNames))
    return result
  }

  private func news(_ progress: ExecutionProgress) -> BatchProgress {
    BatchProgress(
      total: work.runs.count, succeeded: progress.succeeded, failed: progress.failed,
      running: progress.running, delayed: progress.delayed, upToDate: work.upToDate,
      seconds: Machine.monotonicSeconds - start,
      share: estimatedTotal > 0 ? estimatedDone / estimatedTotal : nil)
  }
}
