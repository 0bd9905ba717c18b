// The folder of a batch, opened for its one writer: made, locked, or moved aside and made anew.
// It does not know what is in the database.

/// A batch folder with its lock. Dropping it gives the lock back.
public final class BatchFolder: Sendable {
  public let folder: Folder
  /// Where an earlier batch of this name was moved; nil if nothing was.
  public let earlierPath: String?
  private let lock: FolderLock

  private init(folder: Folder, earlierPath: String?, lock: FolderLock) {
    self.folder = folder
    self.earlierPath = earlierPath
    self.lock = lock
  }

  public var path: String { folder.path }

  /// A batch whose folder somebody has moved or deleted cannot go on: its programs write by path.
  public func checkPlace() throws(StoreProblem) {
    if let there = try? Folder.opening(path), there.isSame(as: folder) { return }
    throw StoreProblem(
      .missing, "the batch folder '\(path)' was moved or deleted while the batch was running",
      help: "put it back and run again: the batch goes on from there")
  }

  /// Opens `{output_root}/{batch_name}` for writing and makes it if it is missing.
  ///
  /// `fresh` moves a batch that stands there to `{batch_name}.old-{n}`. The output root may be
  /// reached through links; the batch folder and all below it may not.
  public static func opening(
    outputRoot: String, name: String, access: Access = .owner, fresh: Bool = false,
    holder: LockHolder
  ) throws(StoreProblem) -> BatchFolder {
    guard !name.isEmpty, !name.contains("/"), name != ".", name != ".." else {
      throw StoreProblem(.refused, "'\(name)' cannot be the name of a batch folder")
    }
    let root = try Folder.making(outputRoot.isEmpty ? "." : outputRoot, access: access)
    var earlier: String?
    if fresh, try root.contains(name) {
      let (folder, lock) = try locked(root, name, holder)
      let target = try root.firstFree { StoreLayout.earlierBatch(name, $0) }
      try withExtendedLifetime((folder, lock)) { () throws(StoreProblem) in
        try root.move(name, to: target)
      }
      earlier = root.shown(target)
    }
    let (folder, lock) = try locked(root, name, holder)
    return BatchFolder(folder: folder, earlierPath: earlier, lock: lock)
  }

  /// The folder with its lock; again, if somebody moved it aside between the two.
  private static func locked(
    _ root: Folder, _ name: String, _ holder: LockHolder
  ) throws(StoreProblem) -> (Folder, FolderLock) {
    while true {
      let folder = try root.makingFolder(name)
      try refuseForeign(folder)
      let lock = try FolderLock(in: folder, holder: holder)
      if try root.makingFolder(name).isSame(as: folder) { return (folder, lock) }
    }
  }

  /// A folder that holds files but no batch belongs to somebody else. (Links are refused one by one.)
  private static func refuseForeign(_ folder: Folder) throws(StoreProblem) {
    let ours =
      [BatchFile.lock.rawValue, BatchFile.database.rawValue, StoreLayout.runs, StoreLayout.logs]
      + SourceKind.allCases.map { StoreLayout.source($0) }
    let names = try folder.names()
    guard !names.contains(where: ours.contains), names.contains(where: { !folder.isLink($0) })
    else { return }
    throw StoreProblem(
      .refused, "the folder '\(folder.path)' holds files and is no batch",
      help: "give the batch another name, or another place with --output-root")
  }

  /// Keeps the source of the batch, byte for byte, and the files that it imports, in order. Gives
  /// whether all of that was there already.
  public func keepSource(
    _ bytes: [UInt8], _ kind: SourceKind, imports: [(path: String, bytes: [UInt8])] = []
  ) throws(StoreProblem) -> Bool {
    var files = [(path: StoreLayout.source(kind), bytes: bytes)]
    for (place, file) in imports.enumerated() {
      files.append((StoreLayout.importedSource(file.path, number: place + 1), file.bytes))
    }
    var wasThere = true
    for file in files where try folder.bytes(file.path) != file.bytes {
      wasThere = false
      try folder.write(file.bytes, to: file.path)
    }
    return wasThere
  }
}
