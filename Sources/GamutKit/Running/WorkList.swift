// What a batch has to do: records the plan in the store, and lists the runs that are not up to date.
// It does not know how they are executed.

internal import Execution
internal import Experiment
internal import Results

/// A run that is to be executed: its number in the plan and its position.
struct PendingRun {
  let number: RunNumber
  let position: UInt64
}

struct WorkList {
  private(set) var runs: [PendingRun] = []
  private(set) var upToDate = 0
  /// The positions of the settings that are not the same in all runs.
  let varying: [Int]
  /// The SHA-256 of the keys of all runs, in order.
  let planKey: String
  /// Whether the store knew this very plan, with everything up to date and summarised.
  let isUnchanged: Bool

  /// Records a plan; what is selected and not up to date becomes the list.
  ///
  /// `onFirst` is called when it is clear that there is something to look at.
  ///
  /// A complete result in a folder that the database does not know is taken over, and a run whose
  /// folder somebody has deleted is made again.
  init(
    _ plan: Plan, _ fingerprinter: Fingerprinter, _ store: BatchStore, _ folder: BatchFolder,
    _ options: RunOptions, at time: Timestamp, onFirst: () -> Void
  ) throws {
    let paths = plan.leftPaths
    var hasher = ContentHasher()
    let earlier = try store.storedBatch()
    let recorder = try store.beginPlan(toolVersion: toolVersion, at: time)
    var number: RunNumber = 0
    var candidates: [PendingRun] = []
    var variation = Variation(of: plan)
    try plan.forEachRun { run in
      let settings = run.settings.resolved(by: plan.schema)
      variation.add(settings)
      let identity = try fingerprinter.identity(of: settings)
      hasher.update(identity.key.text)
      let standing = try recorder.record(
        PlannedRun(
          position: run.position, id: run.id, key: identity.key, fingerprint: identity.fingerprint,
          inputs: identity.inputs.list))
      if try standing != .upToDate
        || !folder.folder.hasResult(of: run.id, store.layout, leaves: paths)
      {
        if candidates.isEmpty { onFirst() }
        candidates.append(PendingRun(number: number, position: run.position))
      }
      number += 1
      return true
    }
    varying = variation.varying
    planKey = hasher.finish().text
    try recorder.finish(key: planKey)
    var leftOut = 0
    // Without folders nothing can be there that the database does not know.
    let isLookedAt = !options.selection.isEverything || !paths.isEmpty
    for pending in candidates where isLookedAt {
      guard let run = try plan.run(at: pending.position) else { continue }
      guard try options.selection.holds(run, number: Int(pending.number), of: plan.count) else {
        leftOut += 1
        continue
      }
      if try folder.folder.hasResult(of: run.id, store.layout, leaves: paths), !paths.isEmpty {
        let identity = try fingerprinter.identity(of: run.settings.resolved(by: plan.schema))
        if try store.adoptRun(
          Int(pending.number), id: run.id, fingerprint: identity.fingerprint)
        {
          continue
        }
      }
      runs.append(pending)
    }
    if !isLookedAt { runs = candidates }
    try store.flush()
    upToDate = plan.count - runs.count - leftOut
    isUnchanged =
      candidates.isEmpty && !recorder.changesRuns && earlier.planKey == planKey
      && earlier.finishedAt != nil
  }
}

extension Plan {
  /// What a successful run leaves at least.
  var leftPaths: [(part: RunPart, file: String?)] {
    switch (batch.artifacts(forRuns: count), job) {
    case (.none, _): []
    case (.full, .backtest): [(.manifest, nil), (.backtest, BacktestArtefacts.equityFile)]
    case (.summary, .worker): []
    case (.summary, _), (.full, .command), (.full, .worker): [(.manifest, nil)]
    }
  }
}

extension Folder {
  /// Whether a run's folder has what it has to leave.
  func hasResult(
    of id: String, _ layout: StoreLayout, leaves paths: [(part: RunPart, file: String?)]
  ) throws(StoreProblem) -> Bool {
    for (part, file) in paths {
      let path = layout.path(part, ofRun: id) + (file.map { "/\($0)" } ?? "")
      do throws(StoreProblem) {
        guard try contains(path) else { return false }
      } catch {
        // A program has put something else in the place of its folder.
        return false
      }
    }
    return true
  }
}
