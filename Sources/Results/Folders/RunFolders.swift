// The folders of runs: begun at their final path, complete when the manifest stands in them, moved
// aside when they are not. It does not know what a run does in its folder.

internal import Experiment

/// The run folders of a batch. Also for a process that executes runs without being the writer.
public struct RunFolders: Sendable {
  private let batch: Folder
  public let layout: StoreLayout

  public init(in batch: Folder, layout: StoreLayout) {
    self.batch = batch
    self.layout = layout
  }

  /// Makes an empty folder for an attempt; what stood there is moved to `runs/.old/{id}-{n}`.
  public func begin(_ id: String) throws(StoreProblem) -> Folder {
    try check(id)
    try putAside(id)
    return try batch.makingFolder(layout.runFolder(id))
  }

  /// The last act of an attempt: from now on its folder counts.
  public func finish(_ id: String, _ manifest: RunManifest) throws(StoreProblem) {
    try check(id)
    try batch.write(manifest.text, to: layout.path(.manifest, ofRun: id))
  }

  /// What stands in the place of a run's folder.
  public enum Standing: Sendable {
    case absent
    /// An attempt that came to its end.
    case complete(RunManifest)
    /// An attempt that was cut off. Its folder now has this path.
    case putAside(String)
  }

  /// Looks into the folder of a run that nobody executes; an attempt that was cut off is moved away.
  public func settle(_ id: String) throws(StoreProblem) -> Standing {
    try check(id)
    guard try batch.contains(layout.runFolder(id)) else { return .absent }
    let bytes = try batch.bytes(layout.path(.manifest, ofRun: id))
    if let bytes, let manifest = RunManifest(reading: bytes), manifest.runID == id {
      return .complete(manifest)
    }
    return try putAside(id).map(Standing.putAside) ?? .absent
  }

  @discardableResult
  private func putAside(_ id: String) throws(StoreProblem) -> String? {
    let path = layout.runFolder(id)
    guard try batch.contains(path) else { return nil }
    _ = try batch.folder(path)
    let target = try batch.firstFree { StoreLayout.earlierRun(id, $0) }
    try batch.move(path, to: target)
    return target
  }

  private func check(_ id: String) throws(StoreProblem) {
    if let problem = RunName.problem(with: id) { throw StoreProblem(.refused, problem) }
  }
}
