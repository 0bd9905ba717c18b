// The hashes of the files below a folder: what a run left, to be compared later. It does not know
// what the files mean.

internal import Experiment
internal import Glibc

extension Folder {
  /// Larger files are told by their size alone.
  static let hashedBytes = 1 << 28

  /// The files below this folder, sorted by path, without those whose name or first folder is in
  /// `without` or begins with a point. Links are not followed and not told.
  public func fileHashes(without: Set<String> = []) throws(StoreProblem) -> [RunManifest.Input] {
    var found: [RunManifest.Input] = []
    for name in try names().sorted() where !name.hasPrefix(".") && !without.contains(name) {
      var status = stat()
      guard fstatat(handle, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFDIR:
        for file in try folder(name).fileHashes() {
          found.append(.init(path: "\(name)/\(file.path)", hash: file.hash))
        }
      case S_IFREG:
        found.append(.init(path: name, hash: try hash(name, Int(status.st_size))))
      default: break
      }
    }
    return found
  }

  private func hash(_ name: String, _ size: Int) throws(StoreProblem) -> String {
    guard size > 0 else { return Folder.emptyHash }
    guard size <= Folder.hashedBytes else { return "\(size) bytes" }
    let file = openat(handle, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else {
      throw StoreProblem(systemError: errno, tryingTo: "read", shown(name))
    }
    defer { _ = close(file) }
    var hasher = ContentHasher()
    withUnsafeTemporaryAllocation(byteCount: 1 << 17, alignment: 16) { buffer in
      while case let count = read(file, buffer.baseAddress, buffer.count), count > 0 {
        hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
    }
    return hasher.finish().text
  }

  private static let emptyHash = ContentHash(of: [UInt8]()).text
}
