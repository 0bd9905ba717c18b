// Where the output of a program goes: a file, a file in memory, or nowhere.

internal import Glibc

/// The place of a program's standard output or error.
public enum OutputPlace: Hashable, Sendable {
  case nowhere
  /// Written from the first byte; created with mode 0600, emptied if it is there.
  case file(String)
  /// An open descriptor, emptied before. It stays the caller's.
  case descriptor(Int32)

  func open() throws(LaunchFailure) -> Int32 {
    switch self {
    case .nowhere: return -1
    case .descriptor(let descriptor):
      guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
        throw LaunchFailure(reason: "its log cannot be emptied: \(systemReason(errno))")
      }
      return descriptor
    case .file(let path):
      let flags = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC
      let descriptor = Glibc.open(path, flags, 0o600)
      guard descriptor >= 0 else {
        throw LaunchFailure(reason: "its log '\(path)' cannot be written: \(systemReason(errno))")
      }
      return descriptor
    }
  }

  func close(_ descriptor: Int32) {
    if case .file = self { Glibc.close(descriptor) }
  }
}
