// Runs a batch: opens its folder, finds what is up to date, executes the rest, writes the summary.
// It alone writes the database. It does not know what a run computes.

internal import Canon
internal import Execution
internal import Experiment
import Glibc
internal import Language
internal import Results
internal import Source

final class BatchExecution {
  private let batch: CheckedBatch
  private let plan: Plan
  private let options: RunOptions
  private let tell: (BatchNews) -> Void
  private let startedAt = Machine.now
  private let start = Machine.monotonicSeconds
  private let fingerprinter: Fingerprinter

  init(
    _ batch: CheckedBatch, _ plan: Plan, _ options: RunOptions,
    _ tell: @escaping (BatchNews) -> Void
  ) {
    self.batch = batch
    self.plan = plan
    self.options = options
    self.tell = tell
    fingerprinter = Fingerprinter(plan)
  }

  private var workers: Int { max(1, options.workers ?? RunOptions.defaultWorkers) }

  func run() throws -> BatchReport {
    let folder = try BatchFolder.opening(
      outputRoot: options.outputRoot ?? plan.batch.outputRoot, name: plan.batch.name,
      access: options.access, fresh: options.existing == .fresh,
      holder: LockHolder(
        processID: Int(getpid()), host: Machine.hostName, startedAt: startedAt))
    let path = batch.file.path
    let source = BatchSource(
      path: path.hasPrefix("-") ? path : Machine.realPath(path),
      kind: SourceKind(rawValue: batch.file.form.rawValue) ?? .gamut)
    let store = try BatchStore.opening(
      folder, name: plan.batch.name, source: source, adopt: options.existing == .adopt,
      runs: plan.count)
    let read = batch.readings.compactMap { reading -> (path: String, bytes: [UInt8])? in
      guard case .success(let answer) = reading.answer,
        case .contents(let path, let bytes) = answer
      else { return nil }
      return (path: path, bytes: bytes)
    }
    let isSameSource = try folder.keepSource(
      batch.file.source.bytes, source.kind, imports: read)
    let log = try BatchLog(in: folder, startedAt: startedAt)
    let work = try WorkList(plan, fingerprinter, store, folder, options, at: startedAt)
    let isUnchanged = try isSameSource && work.isUnchanged && folder.hasSummary()
    if !isUnchanged { try writeConfig(in: folder) }
    let width = min(workers, max(1, work.runs.count))
    try log.line(
      "\(plan.count) runs, \(work.upToDate) up to date, at most \(width) at a time", at: startedAt)
    tell(
      .planned(
        folder: folder.path, toRun: work.runs.count, upToDate: work.upToDate, workers: width))
    var isInterrupted = false
    if !work.runs.isEmpty {
      isInterrupted = try execute(work.runs, folder, store, log, upToDate: work.upToDate)
    }
    try store.flush()
    if !isUnchanged { try SummaryTable(plan, store).write(of: store, in: folder) }
    return try conclude(
      folder, store, log, work, isUnchanged: isUnchanged, isInterrupted: isInterrupted)
  }

  private func writeConfig(in folder: BatchFolder) throws {
    let file = try AtomicFile(BatchFile.config.rawValue, in: folder.folder)
    try writeCanonical(plan, as: .yaml, form: .contract) { try file.append($0) }
    try file.finish()
  }

  /// Executes the runs; whether an interruption ended it.
  private func execute(
    _ todo: [PendingRun], _ folder: BatchFolder, _ store: BatchStore, _ log: BatchLog, upToDate: Int
  ) throws -> Bool {
    var input = batch.file
    input.readings = batch.readings
    let setup = KeeperSetup(
      input: input, options: batch.options, batchFolder: Machine.realPath(folder.path),
      layout: store.layout, artifacts: plan.batch.artifacts(forRuns: plan.count),
      profiling: options.profiling, access: options.access, git: Machine.gitState,
      hashes: fingerprinter.hashes.found)
    let keeperLog = open(
      "\(folder.path)/\(StoreLayout.keeperLog)",
      O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
      options.access == .owner ? 0o600 : 0o644)
    defer { if keeperLog >= 0 { close(keeperLog) } }
    let width = min(workers, todo.count)
    let host = LocalHost(
      keeper: KeeperLaunch(
        path: options.keeper.path, arguments: options.keeper.arguments,
        log: keeperLog >= 0 ? keeperLog : nil),
      setup: setup.bytes, catchesInterrupts: true)
    var next = 0
    var startTimes: [RunNumber: Timestamp] = [:]
    let progress = try Execution.execute(
      width: width, leaseSize: leaseSize(todo.count, width), on: host,
      nextRun: {
        guard next < todo.count else { return nil }
        defer { next += 1 }
        return try self.leased(todo[next])
      },
      onEvent: { event in
        switch event {
        case .runStarted(let run, _):
          startTimes[run.number] = Machine.now
          store.runStarted(Int(run.number), at: Machine.now)
        case .runFinished(let run, let result):
          let now = Machine.now
          let started = startTimes.removeValue(forKey: run.number) ?? now
          let result = try self.toldInFull(result, run, started, store, git: setup.git)
          try store.runFinished(Int(run.number), result, startedAt: started, finishedAt: now)
          try log.run(result, at: now)
          self.tell(.finished(result))
        case .keeperLost(let slot, let end):
          try log.line("keeper \(slot) \(end.description)", at: Machine.now)
        case .interrupted(let level, let waiting):
          try log.line("interrupted", at: Machine.now)
          self.tell(level == .drain ? .draining(waitingFor: waiting.map(\.id)) : .terminating)
        case .tick(let progress):
          try store.flush()
          try log.flush()
          self.tell(.progress(self.news(progress, total: todo.count, upToDate: upToDate)))
        }
      })
    self.tell(.progress(news(progress, total: todo.count, upToDate: upToDate)))
    return progress.interruption != nil
  }

  /// A run whose keeper was lost left no manifest: the coordinator writes it.
  private func toldInFull(
    _ result: RunResult, _ leased: LeasedRun, _ startedAt: Timestamp, _ store: BatchStore,
    git: RunManifest.GitState?
  ) throws -> RunResult {
    guard result.status == .failed, let folders = store.runFolders, let folder = store.batchFolder,
      try folder.folder.contains(store.layout.runFolder(leased.id)),
      try !folder.folder.contains(store.layout.path(.manifest, ofRun: leased.id)),
      let run = try plan.run(at: leased.position)
    else { return result }
    let settings = run.settings.resolved(by: plan.schema)
    let identity = try fingerprinter.identity(of: settings)
    var result = result
    let now = Machine.now
    result.usage.runtimeSeconds = Double(now.milliseconds - startedAt.milliseconds) / 1000
    try folders.finish(
      leased.id,
      RunManifest(
        result: result, key: identity.key.text, fingerprint: identity.fingerprint,
        startedAt: startedAt, finishedAt: now,
        parameters: RunManifest.parameters(settings, plan.schema),
        git: git, toolVersion: toolVersion, host: Machine.hostName, inputs: identity.inputs.list))
    return result
  }

  private func news(
    _ progress: ExecutionProgress, total: Int, upToDate: Int
  ) -> BatchProgress {
    BatchProgress(
      total: total, succeeded: progress.succeeded, failed: progress.failed,
      running: progress.running, upToDate: upToDate, seconds: Machine.monotonicSeconds - start)
  }

  /// Programs go one at a time; built-in runs in slices, so that neighbours share their work.
  private func leaseSize(_ count: Int, _ width: Int) -> Int {
    guard case .backtest = plan.job else { return 1 }
    return max(1, min(64, count / (width * 4)))
  }

  private func leased(_ pending: PendingRun) throws -> LeasedRun {
    guard let run = try plan.run(at: pending.position) else {
      throw BatchProblem("the plan lost the run at position \(pending.position)")
    }
    return LeasedRun(
      number: pending.number, position: pending.position, attempt: 1, id: run.id)
  }

  /// The counts, the end of the log, `batch_result.json`, one database file.
  private func conclude(
    _ folder: BatchFolder, _ store: BatchStore, _ log: BatchLog, _ work: WorkList,
    isUnchanged: Bool, isInterrupted: Bool
  ) throws -> BatchReport {
    let stored = try store.counts()
    let skipped = stored.total - stored[.success] - stored[.failed]
    let counts: [RunStatus: Int] = [
      .success: stored[.success], .failed: stored[.failed], .skipped: skipped,
    ]
    let finishedAt = Machine.now
    if !isUnchanged {
      try folder.write(
        BatchOutcome(
          name: plan.batch.name, startedAt: startedAt, finishedAt: finishedAt, counts: counts,
          toolVersion: toolVersion, planKey: work.planKey))
    }
    // From now on the summary is known to be that of the database.
    try store.finishBatch(at: finishedAt)
    try log.ended(counts, at: finishedAt)
    try log.flush()
    store.seal()
    return BatchReport(
      name: plan.batch.name, path: folder.path, earlierPath: folder.earlierPath,
      succeeded: stored[.success], failed: stored[.failed], skipped: skipped,
      upToDate: work.upToDate, isInterrupted: isInterrupted,
      seconds: Machine.monotonicSeconds - start)
  }
}

extension BatchFolder {
  /// Whether everything stands there that the end of a batch writes.
  fileprivate func hasSummary() throws(StoreProblem) -> Bool {
    for file in [BatchFile.config, .summaryCSV, .summaryMarkdown, .result] {
      guard try folder.contains(file.rawValue) else { return false }
    }
    return true
  }
}
