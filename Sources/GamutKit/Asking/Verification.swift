// Whether what a batch left is what it was: the files that its runs read, the files that they wrote,
// and the database. Nothing is changed.

internal import Experiment
import Glibc
public import Results

/// What is not as it was in a batch folder.
public struct Verification: Sendable {
  public struct Finding: Hashable, Sendable {
    /// `input`, `result`, `manifest`, `key`, `config` or `database`.
    public let kind: String
    /// The run, or nil where all runs are concerned that read a file.
    public let run: String?
    public let path: String?
    public let message: String
  }

  public private(set) var findings: [Finding] = []
  /// How many runs and files were looked at.
  public private(set) var runs = 0
  public private(set) var inputs = 0
  public private(set) var results = 0

  /// Looks at every run that has succeeded. Paths of inputs are taken from the working folder, as the
  /// runs took them.
  public init(ofBatch path: String) throws {
    let store = try BatchStore.reading(path)
    for problem in try store.integrityProblems() { add("database", message: problem) }
    let folder = try Folder.opening(path)
    let (planned, leaves) = try Verification.planned(path)
    let successes = try store.successes()
    if planned == nil, !successes.isEmpty {
      add("config", path: BatchFile.config.rawValue, message: "is gone, or cannot be read")
    }
    let hashes = FileHashes(index: nil)
    var seen: Set<RunManifest.Input> = []
    for run in successes {
      runs += 1
      if let planned, planned[run.id] != run.key {
        add(
          "key", run: run.id,
          message: "its settings in batch_config.yaml are others than it ran with")
      }
      for file in run.inputs where seen.insert(file).inserted { check(input: file, hashes) }
      if leaves, try !folder.contains(store.layout.runFolder(run.id)) {
        add("result", run: run.id, message: "its folder is gone")
      } else {
        try check(resultsOf: run.id, run.key, folder, store.layout)
      }
    }
    inputs = seen.count
  }

  private mutating func add(
    _ kind: String, run: String? = nil, path: String? = nil, message: String
  ) {
    findings.append(Finding(kind: kind, run: run, path: path, message: message))
  }

  private mutating func check(input file: RunManifest.Input, _ hashes: FileHashes) {
    switch hashes.hash(file.path) {
    case file.hash?: break
    case nil where file.hash == "missing": break
    case nil: add("input", path: file.path, message: "is gone; runs have read it")
    default: add("input", path: file.path, message: "has other contents than the runs have read")
    }
  }

  private mutating func check(
    resultsOf id: String, _ key: RunKey, _ folder: Folder, _ layout: StoreLayout
  ) throws(StoreProblem) {
    let place = layout.runFolder(id)
    // Runs without folders are told by the database alone.
    guard try folder.contains(place) else { return }
    guard let bytes = try folder.bytes(layout.path(.manifest, ofRun: id)),
      let manifest = RunManifest(reading: bytes)
    else { return add("manifest", run: id, message: "is missing or cannot be read") }
    if manifest.key != key.text {
      add("key", run: id, message: "its manifest is that of other settings")
    }
    let now = try folder.folder(place).fileHashes(without: RunFolders.measured)
    results += manifest.outputs.count
    let before = Dictionary(
      manifest.outputs.map { ($0.path, $0.hash) }, uniquingKeysWith: { a, _ in a })
    for file in now where before[file.path] != file.hash {
      add(
        "result", run: id, path: file.path,
        message: before[file.path] == nil ? "was not there" : "has other contents")
    }
    let names = Set(now.map(\.path))
    for file in manifest.outputs where !names.contains(file.path) {
      add("result", run: id, path: file.path, message: "is gone")
    }
  }

  /// The keys of the runs of `batch_config.yaml`, by id, and whether they leave folders; nil where it
  /// cannot be read.
  private static func planned(
    _ path: String
  ) throws -> (keys: [String: RunKey]?, leaveFolders: Bool) {
    guard let plan = try StoredSettings.plan(ofBatch: path) else { return (nil, false) }
    var maker = RunKeyMaker(job: plan.job, plan.schema)
    var keys: [String: RunKey] = [:]
    try plan.forEachRun { run in
      keys[run.id] = try maker.key(of: run.settings.resolved(by: plan.schema))
      return true
    }
    return (keys, !plan.leftPaths.isEmpty)
  }

  public var table: Table {
    var table = Table(["kind", "run_id", "path", "message"].map { Table.Column($0) })
    for finding in findings {
      table.append([
        .text(finding.kind), Cell(finding.run), Cell(finding.path), .text(finding.message),
      ])
    }
    return table
  }
}
