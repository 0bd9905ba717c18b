// The folders of runs: begun at their final path, complete when the manifest stands in them, moved
// aside when they are not. It does not know what a run does in its folder.

internal import Experiment

/// The run folders of a batch. Also for a process that executes runs without being the writer.
public final class RunFolders {
  private let batch: Folder
  public let layout: StoreLayout
  /// The folders in which run folders stand, opened once: one, or 256.
  private var parents: [String: Folder] = [:]
  /// The folder that was begun last.
  private var latest: (id: String, folder: Folder)?

  public init(in batch: Folder, layout: StoreLayout) {
    self.batch = batch
    self.layout = layout
  }

  private func parent(of id: String) throws(StoreProblem) -> Folder {
    let path = layout.parentOfRun(id)
    if let known = parents[path] { return known }
    let folder = try batch.makingFolder(path)
    parents[path] = folder
    return folder
  }

  /// Makes an empty folder for an attempt; what stood there is moved to `runs/.old/{id}-{n}`.
  public func begin(_ id: String) throws(StoreProblem) -> Folder {
    try check(id)
    latest = nil
    if let folder = try parent(of: id).makingNewFolder(id) {
      latest = (id, folder)
      return folder
    }
    try putAside(id)
    // Somebody may have moved or deleted the folder that this one has open.
    parents = [:]
    guard let folder = try parent(of: id).makingNewFolder(id) else {
      throw StoreProblem(.refused, "the folder of the run '\(id)' cannot be moved aside")
    }
    return folder
  }

  /// The last act of an attempt: from now on its folder counts. The manifest gets the hashes of what
  /// stands there.
  public func finish(_ id: String, _ manifest: RunManifest) throws(StoreProblem) {
    try check(id)
    let folder: Folder
    if let latest, latest.id == id {
      folder = latest.folder
    } else {
      folder = try parent(of: id).folder(id)
    }
    latest = nil
    var manifest = manifest
    manifest.outputs = try folder.fileHashes(without: RunFolders.measured)
    try folder.write(manifest.text, to: RunPart.manifest.rawValue)
  }

  /// What differs between two executions of the same run, or is no result.
  public static let measured: Set<String> = [
    RunPart.manifest.rawValue, RunPart.settings.rawValue, RunPart.profile.rawValue,
  ]

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
    // Behind a link or a file in its place there is nothing of ours.
    let bytes = try? batch.bytes(layout.path(.manifest, ofRun: id))
    if let bytes, let manifest = RunManifest(reading: bytes), manifest.runID == id {
      return .complete(manifest)
    }
    return try putAside(id).map(Standing.putAside) ?? .absent
  }

  @discardableResult
  private func putAside(_ id: String) throws(StoreProblem) -> String? {
    let path = layout.runFolder(id)
    guard try batch.contains(path) else { return nil }
    // Also a link or a file that a program has put there: it is moved, and not followed.
    let target = try batch.firstFree { StoreLayout.earlierRun(id, $0) }
    try batch.move(path, to: target)
    return target
  }

  private func check(_ id: String) throws(StoreProblem) {
    if let problem = RunName.problem(with: id) { throw StoreProblem(.refused, problem) }
  }
}
