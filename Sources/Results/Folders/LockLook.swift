// Who works on a batch, seen from outside: nothing is locked and nobody is disturbed.

internal import Glibc

/// What the lock file of a batch folder says, if the system's lock on it is held now; nil: nobody works
/// on the batch.
public func holder(ofBatch path: String) throws(StoreProblem) -> String? {
  let folder = try Folder.opening(path)
  var status = stat()
  guard fstatat(folder.handle, BatchFile.lock.rawValue, &status, AT_SYMLINK_NOFOLLOW) == 0,
    heldInodes().contains(UInt(status.st_ino))
  else { return nil }
  let text = try folder.bytes(BatchFile.lock.rawValue, limit: 4096) ?? []
  let line = String(decoding: text, as: UTF8.self).split(separator: "\n").first
  return line.map(String.init) ?? "another process"
}

/// The inodes on which somebody holds a lock of `flock`, from lines such as
/// `3: FLOCK  ADVISORY  WRITE 4711 fe:00:131 0 EOF`.
private func heldInodes() -> Set<UInt> {
  let file = open("/proc/locks", O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return [] }
  defer { _ = close(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 14)
  while case let count = read(file, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
  var inodes: Set<UInt> = []
  for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
    let words = line.split(separator: " ")
    guard words.count > 5, words[1] == "FLOCK", let inode = words[5].split(separator: ":").last
    else { continue }
    if let inode = UInt(inode) { inodes.insert(inode) }
  }
  return inodes
}
