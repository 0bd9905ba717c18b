// A file that is written piece by piece and appears at its path only when it is complete, and one
// that only grows. They do not know what they hold.

internal import Glibc

/// A file under construction; dropped before ``finish()``, it never stood at its path.
public final class AtomicFile {
  private let parent: Folder
  private let name: String
  private let output: OutputFile
  private var isFinished = false

  /// Starts a file below a folder; folders on the way are made.
  public init(_ relative: String, in folder: Folder) throws(StoreProblem) {
    (parent, name) = try folder.makingPlace(relative)
    output = try OutputFile(".\(name).part", in: parent, flags: O_TRUNC)
  }

  deinit {
    if !isFinished { _ = unlinkat(parent.handle, ".\(name).part", 0) }
  }

  public func append(_ bytes: some Sequence<UInt8>) throws(StoreProblem) {
    try output.append(bytes)
  }

  public func append(_ text: String) throws(StoreProblem) { try output.append(text.utf8) }

  /// Writes what is left and gives the file its name.
  public func finish() throws(StoreProblem) {
    try output.flush()
    guard !parent.isLink(name) else { throw .symbolicLink(parent.shown(name)) }
    guard renameat(parent.handle, ".\(name).part", parent.handle, name) == 0 else {
      throw StoreProblem(systemError: errno, tryingTo: "write", parent.shown(name))
    }
    isFinished = true
  }
}

/// An open file that only grows, with a buffer.
final class OutputFile {
  private let handle: Int32
  private let shown: String
  private var buffer: [UInt8] = []

  /// Opens or makes a file in a folder; `flags` say whether what it holds stays (`O_APPEND`) or goes.
  init(_ name: String, in folder: Folder, flags: Int32) throws(StoreProblem) {
    shown = folder.shown(name)
    let flags = flags | O_WRONLY | O_CLOEXEC | O_NOFOLLOW
    let new = openat(folder.handle, name, flags | O_CREAT | O_EXCL, folder.access.fileMode)
    if new >= 0 { folder.restore(folder.access.fileMode, of: new) }
    handle = new >= 0 || errno != EEXIST ? new : openat(folder.handle, name, flags)
    guard handle >= 0 else { throw StoreProblem(systemError: errno, tryingTo: "write", shown) }
  }

  deinit {
    try? flush()
    _ = close(handle)
  }

  func append(_ bytes: some Sequence<UInt8>) throws(StoreProblem) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= 1 << 16 { try flush() }
  }

  /// Hands everything to the system. What could not be written stays for the next attempt.
  func flush() throws(StoreProblem) {
    var written = 0
    var failure: Int32?
    buffer.withUnsafeBytes { bytes in
      while written < bytes.count, failure == nil {
        let count = Glibc.write(handle, bytes.baseAddress! + written, bytes.count - written)
        if count >= 0 { written += count } else if errno != EINTR { failure = errno }
      }
    }
    buffer.removeFirst(written)
    if let failure { throw StoreProblem(systemError: failure, tryingTo: "write", shown) }
  }
}
