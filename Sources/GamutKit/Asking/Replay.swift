// One run of a batch again, beside the batch, and how it compares. The batch itself is not touched.

internal import Experiment
import Glibc
public import Results

/// A run that was executed again.
public struct Replay: Sendable {
  public struct Difference: Hashable, Sendable {
    /// A metric's or a file's name, or `status`.
    public let name: String
    public let before: String
    public let now: String
  }

  public let id: String
  /// Metrics and status that are not the same, to the last bit.
  public let differences: [Difference]
  /// Files that are not the same.
  public let files: [Difference]
  /// How many metrics and files were compared.
  public let metricCount: Int
  public let fileCount: Int
  /// Files of the run's inputs that have changed since.
  public let changedInputs: [String]
  /// Where the new results are.
  public let folder: String

  /// Whether files belong to the result: a backtest writes the same bytes, a program may write times.
  public let filesCount: Bool

  public var isSame: Bool { differences.isEmpty && (!filesCount || files.isEmpty) }

  /// Runs one run of a batch folder again, in `replays/` of that folder.
  ///
  /// - Throws: ``BatchProblem`` where the batch has no such run, or it never ended.
  public init(run id: String, ofBatch path: String, options: RunOptions = RunOptions()) throws {
    let store = try BatchStore.reading(path)
    guard let before = try store.run(id), before.attempt != nil else {
      throw BatchProblem(
        "the batch '\(path)' has no result of a run '\(id)'", help: "gamut status \(path)")
    }
    let config = "\(path)/\(BatchFile.config.rawValue)"
    let batch =
      kindOfFile(config) == S_IFREG
      ? try loadBatch(config, form: .yaml, options: LoadOptions(maxRuns: .max)) : nil
    guard let batch, let plan = batch.plan else {
      throw BatchProblem("'\(config)' cannot be read any more", help: "gamut check \(config)")
    }
    var number: Int?
    var count = 0
    try plan.forEachRun { run in
      if run.id == id { number = count }
      count += 1
      return number == nil
    }
    guard number != nil else {
      throw BatchProblem("the run '\(id)' is retired: its batch does not have it any more")
    }
    var options = options
    options.outputRoot = "\(path)/\(StoreLayout.replays)"
    options.existing = .fresh
    options.workers = 1
    options.selection = RunSelection(id: id)
    let report = try runBatch(batch, options: options)
    let again = try BatchStore.reading(report.path)
    let now = try again.run(id)
    self.id = id
    folder = "\(report.path)/\(again.layout.runFolder(id))"
    filesCount = plan.job == .backtest
    let metrics = Replay.compare(before.result, now?.result)
    differences = metrics.differences
    metricCount = metrics.count
    let old = try Replay.files(path, store.layout, id)
    let new = try Replay.files(report.path, again.layout, id)
    fileCount = old.count
    files = Set(old.keys).union(new.keys).sorted().compactMap { name in
      old[name] == new[name]
        ? nil
        : Difference(
          name: name, before: old[name].map { String($0.prefix(12)) } ?? "none",
          now: new[name].map { String($0.prefix(12)) } ?? "none")
    }
    changedInputs =
      before.fingerprint == now?.fingerprint ? [] : try Replay.changedInputs(path, store.layout, id)
  }

  private static func compare(
    _ before: RunResult, _ now: RunResult?
  ) -> (differences: [Difference], count: Int) {
    var differences: [Difference] = []
    func text(_ result: RunResult?) -> String {
      guard let result else { return "none" }
      return result.failure.map { "failed: \($0.message)" } ?? result.status.rawValue
    }
    if text(before) != text(now) {
      differences.append(Difference(name: "status", before: text(before), now: text(now)))
    }
    var names: [String] = []
    for name in before.metrics.names + (now?.metrics.names ?? []) where !names.contains(name) {
      names.append(name)
    }
    for name in names {
      let (a, b) = (before.metric(name), now?.metric(name) ?? .nan)
      guard a.bitPattern != b.bitPattern, !(a.isNaN && b.isNaN) else { continue }
      differences.append(
        Difference(name: name, before: numberText(a), now: numberText(b)))
    }
    return (differences, names.count)
  }

  private static func files(
    _ path: String, _ layout: StoreLayout, _ id: String
  ) throws -> [String: String] {
    let folder = try Folder.opening(path)
    guard try folder.contains(layout.runFolder(id)) else { return [:] }
    let files = try folder.folder(layout.runFolder(id)).fileHashes(without: RunFolders.measured)
    return Dictionary(files.map { ($0.path, $0.hash) }, uniquingKeysWith: { a, _ in a })
  }

  private static func changedInputs(
    _ path: String, _ layout: StoreLayout, _ id: String
  ) throws -> [String] {
    let bytes = try Folder.opening(path).bytes(layout.path(.manifest, ofRun: id)) ?? []
    let hashes = FileHashes(index: nil)
    return (RunManifest(reading: bytes)?.inputs ?? [])
      .filter { (hashes.hash($0.path) ?? "missing") != $0.hash }.map(\.path)
  }

  public var table: Table {
    var table = Table(["kind", "name", "before", "now"].map { Table.Column($0) })
    for difference in differences {
      let kind = difference.name == "status" ? "status" : "metric"
      table.append([
        .text(kind), .text(difference.name), .text(difference.before), .text(difference.now),
      ])
    }
    for file in files {
      table.append([.text("file"), .text(file.name), .text(file.before), .text(file.now)])
    }
    return table
  }
}
