// The files that a run reads: which they are, and the hashes of what is in them.
// It does not know what the files mean.

internal import Experiment
import Glibc
internal import Results

/// Hashes of files and folders, each looked at once: what one batch run sees of a file is one state.
final class FileHashes {
  private var known: [String: String?]
  private let index: FileHashIndex?

  /// - Parameters:
  ///   - known: what another process has seen already, and what shall count here too.
  ///   - index: nil: each file is read.
  init(
    _ known: [String: String] = [:],
    index: FileHashIndex? = CacheFolder.standard.map(FileHashIndex.init)
  ) {
    self.known = known.mapValues { $0 }
    self.index = index
  }

  /// What has been looked at so far, and is there.
  var found: [String: String] { known.compactMapValues(\.self) }

  /// The SHA-256 of a file, or of the names and hashes of the files of a folder and below it; nil if
  /// it is neither. Links to folders are not followed.
  func hash(_ path: String) -> String? {
    if let hash = known[path] { return hash }
    let hash: String?
    var status = stat()
    switch stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil {
    case S_IFREG:
      let isLarge = status.st_size >= FileHashIndex.leastBytes
      hash =
        if isLarge, let index {
          index.hash(path, status) { hashOfContents(path) }
        } else {
          hashOfContents(path)
        }
    case S_IFDIR: hash = FileHashes.folderHash(filesBelow(path)) { self.hash("\(path)/\($0)") }
    default: hash = nil
    }
    known[path] = hash
    return hash
  }

  /// The hash of a folder from its files' names and hashes.
  static func folderHash(_ names: [String], _ hash: (String) -> String?) -> String {
    var hasher = ContentHasher()
    for name in names {
      guard let hash = hash(name) else { continue }
      hasher.update(Array("\(name)\0\(hash)\n".utf8))
    }
    return hasher.finish().text
  }

  /// The paths of the files below a folder, relative to it, sorted.
  private func filesBelow(_ folder: String) -> [String] {
    namesInFolder(folder).flatMap { name -> [String] in
      let path = "\(folder)/\(name)"
      var status = stat()
      guard lstat(path, &status) == 0 else { return [] }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: return filesBelow(path).map { "\(name)/\($0)" }
      case S_IFREG, S_IFLNK: return kindOfFile(path) == S_IFREG ? [name] : []
      default: return []
      }
    }
  }
}

/// The SHA-256 of a file, read a part at a time; nil where it cannot be read.
private func hashOfContents(_ path: String) -> String? {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var hasher = ContentHasher()
  var part = [UInt8](repeating: 0, count: 1 << 18)
  while true {
    let count = read(descriptor, &part, part.count)
    if count == 0 { return hasher.finish().text }
    guard count > 0 || errno == EINTR else { return nil }
    part.withUnsafeBytes {
      hasher.update(UnsafeRawBufferPointer(rebasing: $0.prefix(max(0, count))))
    }
  }
}

/// The price files that a path means: itself, or the CSV files of a folder.
func priceFiles(_ path: String) -> [String] {
  guard kindOfFile(path) == S_IFDIR else { return [path] }
  return namesInFolder(path).filter { $0.lowercased().hasSuffix(".csv") }.map { "\(path)/\($0)" }
}

/// Where a backtest's prices are when the run does not say.
enum PriceLocation {
  static let standardFolder = "data/prices"

  /// The given path, else the environment's, else the standard folder if it exists.
  static func path(given: Value) -> String? {
    if case .text(let path) = given { return path }
    if let path = Machine.environment("GAMUT_PRICES"), !path.isEmpty { return path }
    return kindOfFile(standardFolder) == nil ? nil : standardFolder
  }
}
