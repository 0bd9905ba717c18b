// Writes the summary of a batch that has been run, from what its database holds.

internal import Experiment
import Glibc
internal import Results

struct SummaryRewriter {
  private let batch: CheckedBatch
  private let plan: Plan
  private let outputRoot: String

  init(_ batch: CheckedBatch, _ plan: Plan, outputRoot: String?) {
    self.batch = batch
    self.plan = plan
    self.outputRoot = outputRoot ?? plan.batch.outputRoot
  }

  func write() throws {
    let path = StoreLayout.batchFolder(outputRoot: outputRoot, name: plan.batch.name)
    guard kindOfFile(path) == S_IFDIR else {
      throw StoreProblem(
        .missing, "there is no batch folder '\(path)'", help: "run the batch first")
    }
    let folder = try BatchFolder.opening(
      outputRoot: outputRoot, name: plan.batch.name,
      holder: LockHolder(
        processID: Int(getpid()), host: Machine.hostName, startedAt: Machine.now))
    let store = try BatchStore.opening(
      folder, name: plan.batch.name,
      source: BatchSource(
        path: Machine.realPath(batch.file.path),
        kind: SourceKind(rawValue: batch.file.form.rawValue) ?? .gamut),
      runs: plan.count)
    try SummaryTable(plan, store, varying: plan.varyingSettings(), isStoredPlan: false).write(
      of: store, in: folder)
  }
}
