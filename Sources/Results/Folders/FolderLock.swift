// One coordinator a batch: a lock that ends with the process that holds it, however it ends.
// The text in the lock file is for people; only the system's lock counts.

internal import Glibc

/// Who works on a batch.
public struct LockHolder: Hashable, Sendable {
  public let processID: Int
  public let host: String
  public let startedAt: Timestamp

  public init(processID: Int, host: String, startedAt: Timestamp) {
    self.processID = processID
    self.host = host
    self.startedAt = startedAt
  }

  var text: String { "process \(processID) on \(host) since \(startedAt)\n" }
}

/// A held lock; it is given back when this is dropped.
final class FolderLock: Sendable {
  private let handle: Int32

  /// Takes the lock of a batch folder, or says who has it.
  init(in folder: Folder, holder: LockHolder) throws(StoreProblem) {
    let name = BatchFile.lock.rawValue
    let path = folder.shown(name)
    let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW
    handle = openat(folder.handle, name, flags, folder.access.fileMode)
    guard handle >= 0 else {
      throw StoreProblem(systemError: errno, tryingTo: "open the lock", path)
    }
    guard flock(handle, LOCK_EX | LOCK_NB) == 0 else {
      let number = errno
      guard number == EWOULDBLOCK else {
        throw StoreProblem(systemError: number, tryingTo: "take the lock", path)
      }
      throw FolderLock.held(by: (try? folder.bytes(name, limit: 4096)) ?? [], folder)
    }
    let text = Array(holder.text.utf8)
    guard ftruncate(handle, 0) == 0, pwrite(handle, text, text.count, 0) == text.count else {
      throw StoreProblem(systemError: errno, tryingTo: "write the lock", path)
    }
  }

  deinit { _ = close(handle) }

  private static func held(by text: [UInt8], _ folder: Folder) -> StoreProblem {
    let first = String(decoding: text, as: UTF8.self).split(separator: "\n").first
    return StoreProblem(
      .locked, "the batch '\(folder.path)' is being run by \(first ?? "another process")",
      help: "wait for its end, or end it")
  }
}
