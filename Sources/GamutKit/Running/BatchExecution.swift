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
    var gitLook: GitLook?
    let work = try WorkList(plan, fingerprinter, store, folder, options, at: startedAt) {
      gitLook = GitLook()
    }
    let isUnchanged = try isSameSource && work.isUnchanged && folder.hasSummary()
    if !isUnchanged { try writeConfig(in: folder) }
    let width = min(options.workerCount, max(1, work.runs.count))
    try log.line(
      "\(plan.count) runs, \(work.upToDate) up to date, at most \(width) at a time", at: startedAt)
    tell(
      .planned(
        folder: folder.path, toRun: work.runs.count, upToDate: work.upToDate, workers: width))
    var ending = ExecutionProgress()
    if !work.runs.isEmpty {
      let coordinator = Coordinator(
        batch, plan, options, folder, store, log, fingerprinter, work, gitLook ?? GitLook(), tell)
      do {
        ending = try coordinator.execute()
      } catch {
        // What has ended is kept, if that can be.
        _ = try? store.flush()
        try? log.flush()
        throw error
      }
    }
    try store.flush()
    try folder.checkPlace()
    if !isUnchanged {
      try SummaryTable(plan, store, varying: work.varying, isStoredPlan: true).write(
        of: store, in: folder)
    }
    return try conclude(
      folder, store, log, work, isUnchanged: isUnchanged, ending)
  }

  private func writeConfig(in folder: BatchFolder) throws {
    let file = try AtomicFile(BatchFile.config.rawValue, in: folder.folder)
    try writeCanonical(plan, as: .yaml, form: .contract) { try file.append($0) }
    try file.finish()
  }

  /// The counts, the end of the log, `batch_result.json`, one database file.
  private func conclude(
    _ folder: BatchFolder, _ store: BatchStore, _ log: BatchLog, _ work: WorkList,
    isUnchanged: Bool, _ ending: ExecutionProgress
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
      upToDate: work.upToDate, isInterrupted: ending.interruption != nil && !ending.isHalted,
      isHalted: ending.isHalted,
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
