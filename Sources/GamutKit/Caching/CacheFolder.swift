// Where things are kept that can be made again: parsed prices, factors of them, hashes of large files.
// Whatever goes wrong here, work goes on without it.

internal import Experiment
import Glibc
internal import Source

/// A folder that all processes of a user share. What is in it may vanish at any time, and nobody has to be
/// asked.
public struct CacheFolder: Sendable {
  public let path: String

  /// What nobody has used for so long is thrown away.
  static let daysKept = 30

  public init(path: String) { self.path = path }

  /// `$GAMUT_CACHE`, else `gamut` in `$XDG_CACHE_HOME`, else in `~/.cache`; nil where `GAMUT_CACHE` is
  /// empty, or nothing says where home is.
  static let standard: CacheFolder? = {
    if let path = Machine.environment("GAMUT_CACHE") {
      return path.isEmpty ? nil : CacheFolder(path: Machine.absolutePath(path))
    }
    if let path = Machine.environment("XDG_CACHE_HOME"), path.hasPrefix("/") {
      return CacheFolder(path: "\(path)/gamut")
    }
    guard let home = Machine.environment("HOME"), home.hasPrefix("/") else { return nil }
    return CacheFolder(path: "\(home)/.cache/gamut")
  }()

  /// Makes a folder in the cache, for its user alone; false where that cannot be.
  func make(_ folder: String) -> Bool {
    guard (try? makeFolder(path)) != nil else { return false }
    var made = path
    for part in pathParts(folder) {
      made += "/\(part)"
      guard mkdir(made, 0o700) == 0 || errno == EEXIST else { return false }
    }
    return true
  }

  /// Notes that something was of use.
  static func touch(_ path: String) { utimensat(AT_FDCWD, path, nil, 0) }

  /// Throws away what was of no use for long, and drafts whose writers are gone.
  func tidy(_ folder: String) {
    let parent = "\(path)/\(folder)"
    let now = Int(time(nil))
    for name in namesInFolder(parent) {
      var status = stat()
      guard lstat("\(parent)/\(name)", &status) == 0 else { continue }
      let days = (now - Int(status.st_mtim.tv_sec)) / 86_400
      if days > (name.hasPrefix(".") ? 1 : CacheFolder.daysKept) {
        CacheFolder.remove("\(parent)/\(name)")
      }
    }
  }

  /// Takes away a file, or a folder with all that is in it. Links are not followed.
  static func remove(_ path: String) {
    if unlink(path) == 0 { return }
    for name in namesInFolder(path) { remove("\(path)/\(name)") }
    rmdir(path)
  }

  /// The mutual exclusion of those who would make the same thing. It ends with this, or its process.
  final class Lock {
    private let descriptor: Int32
    private let path: String

    /// Waits for its turn; nil where the cache cannot be written.
    init?(_ path: String) {
      self.path = path
      descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard descriptor >= 0 else { return nil }
      while flock(descriptor, LOCK_EX) != 0 {
        guard errno == EINTR else { break }
      }
    }

    /// Who waits for the file that goes away here gets its turn, too: the thing is made then.
    deinit {
      unlink(path)
      close(descriptor)
    }
  }
}
