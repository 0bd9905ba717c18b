// The hashes of large files, so that they need not be read to know that they are the same.

internal import Experiment
import Glibc
internal import Results

/// Remembers the hash of a file by what the file system says of it: device, inode, size, and the times of
/// its last change of contents and of properties. The latter nobody can set.
struct FileHashIndex {
  private let cache: CacheFolder

  /// Smaller files are read: that takes no longer than a look here.
  static let leastBytes = 1 << 20

  init(_ cache: CacheFolder) { self.cache = cache }

  /// The hash of a file's contents: as remembered, or computed and remembered.
  func hash(_ path: String, _ status: stat, compute: () -> String?) -> String? {
    let look = FileHashIndex.look(status)
    let entry = entry(path)
    if kindOfFile(entry) == S_IFREG, let bytes = try? readFile(entry, limit: 1024) {
      let words = String(decoding: bytes, as: UTF8.self).split(separator: " ").map(String.init)
      // A damaged entry is none.
      if words.count == 3, words[0] == look, words[2] == FileHashIndex.seal(look, words[1]) {
        CacheFolder.touch(entry)
        return words[1]
      }
    }
    guard let hash = compute() else { return nil }
    // Clocks of files are coarse: what was changed just now may change again without another time.
    let changed = max(status.st_ctim.tv_sec, status.st_mtim.tv_sec)
    guard time(nil) - changed > 2, cache.make("files") else { return hash }
    if kindOfFile(entry) == nil { cache.tidy("files") }
    try? writeFile(entry, Array("\(look) \(hash) \(FileHashIndex.seal(look, hash))".utf8))
    return hash
  }

  private static func seal(_ look: String, _ hash: String) -> String {
    ContentHash(of: Array("\(look) \(hash)".utf8)).text
  }

  private func entry(_ path: String) -> String {
    let name = ContentHash(of: Array(Machine.realPath(path).utf8)).text.prefix(32)
    return "\(cache.path)/files/\(name)"
  }

  private static func look(_ status: stat) -> String {
    func text(_ time: timespec) -> String { "\(time.tv_sec).\(time.tv_nsec)" }
    return "\(status.st_dev):\(status.st_ino):\(status.st_size):\(text(status.st_mtim)):"
      + text(status.st_ctim)
  }
}
