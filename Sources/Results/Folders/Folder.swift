// An open folder, and what is done below it: by handle, component by component, never through a
// symbolic link. It does not know what a batch is.

internal import Experiment
import Glibc

/// Who may look at what a batch leaves behind.
public enum Access: Sendable {
  /// Folders 0700, files 0600.
  case owner
  /// Folders 0755, files 0644.
  case shared

  var folderMode: mode_t { self == .owner ? 0o700 : 0o755 }
  var fileMode: mode_t { self == .owner ? 0o600 : 0o644 }
}

/// An open folder. Paths are relative to it, and every component of them is opened by handle.
public final class Folder: Sendable {
  let handle: Int32
  /// The path under which people know it.
  public let path: String
  let access: Access
  /// What the system takes away from the rights of new files.
  private let mask: mode_t

  private init(handle: Int32, path: String, access: Access, mask: mode_t) {
    self.handle = handle
    self.path = path
    self.access = access
    self.mask = mask
  }

  /// Gives a new file or folder the rights that it was made with, where the system took some away.
  func restore(_ mode: mode_t, of handle: Int32) {
    if mode & mask != 0 { _ = fchmod(handle, mode) }
  }

  deinit { _ = close(handle) }

  private static let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC

  /// Opens a folder by any path, through links if there are some.
  public static func opening(
    _ path: String, access: Access = .owner
  ) throws(StoreProblem) -> Folder {
    let handle = open(path, flags)
    guard handle >= 0 else {
      throw StoreProblem(systemError: errno, tryingTo: "open the folder", path)
    }
    return Folder(handle: handle, path: path, access: access, mask: modeMask())
  }

  /// Opens a folder by any path and makes it, and those above it, where they are missing.
  public static func making(_ path: String, access: Access) throws(StoreProblem) -> Folder {
    var made = isAbsolutePath(path) ? "/" : ""
    for part in pathParts(path) {
      made += made.isEmpty || made == "/" ? String(part) : "/\(part)"
      if mkdir(made, access.folderMode) == 0 {
        guard chmod(made, access.folderMode) == 0 else {
          throw StoreProblem(systemError: errno, tryingTo: "make the folder", made)
        }
      } else if errno != EEXIST {
        throw StoreProblem(systemError: errno, tryingTo: "make the folder", made)
      }
    }
    return try opening(path, access: access)
  }

  /// Opens a folder below this one.
  public func folder(_ relative: String) throws(StoreProblem) -> Folder {
    try walk(relative, making: false)
  }

  /// Opens a folder below this one and makes what is missing of it.
  public func makingFolder(_ relative: String) throws(StoreProblem) -> Folder {
    try walk(relative, making: true)
  }

  private func walk(_ relative: String, making: Bool) throws(StoreProblem) -> Folder {
    var current = self
    for part in pathParts(relative) {
      current = try current.child(String(part), making: making)
    }
    return current
  }

  private func child(_ name: String, making: Bool) throws(StoreProblem) -> Folder {
    let path = shown(name)
    guard name != ".." else { throw StoreProblem(.refused, "'\(path)' climbs out of the folder") }
    var child = openat(handle, name, Folder.flags | O_NOFOLLOW)
    if child < 0, errno == ENOENT, making {
      let isNew = mkdirat(handle, name, access.folderMode) == 0
      if !isNew, errno != EEXIST {
        throw StoreProblem(systemError: errno, tryingTo: "make the folder", path)
      }
      child = openat(handle, name, Folder.flags | O_NOFOLLOW)
      if child >= 0, isNew { restore(access.folderMode, of: child) }
    }
    guard child >= 0 else {
      let number = errno
      throw isLink(name)
        ? .symbolicLink(path) : .init(systemError: number, tryingTo: "open the folder", path)
    }
    return Folder(handle: child, path: path, access: access, mask: mask)
  }

  /// Makes a folder in this one and opens it; nil where something has the name.
  func makingNewFolder(_ name: String) throws(StoreProblem) -> Folder? {
    guard mkdirat(handle, name, access.folderMode) == 0 else {
      if errno == EEXIST { return nil }
      throw StoreProblem(systemError: errno, tryingTo: "make the folder", shown(name))
    }
    let child = openat(handle, name, Folder.flags | O_NOFOLLOW)
    guard child >= 0 else {
      throw StoreProblem(systemError: errno, tryingTo: "open the folder", shown(name))
    }
    restore(access.folderMode, of: child)
    return Folder(handle: child, path: shown(name), access: access, mask: mask)
  }

  /// Writes a new file in this folder.
  public func create(_ name: String, _ text: String) throws(StoreProblem) {
    let file = try OutputFile(name, in: self, flags: O_TRUNC)
    try file.append(text.utf8)
    try file.flush()
  }

  /// A path below this folder, as people know it.
  func shown(_ relative: String) -> String {
    path.isEmpty || path == "."
      ? relative : path.hasSuffix("/") ? path + relative : "\(path)/\(relative)"
  }

  func isLink(_ name: String) -> Bool {
    var status = stat()
    return fstatat(handle, name, &status, AT_SYMLINK_NOFOLLOW) == 0
      && status.st_mode & S_IFMT == S_IFLNK
  }

  /// What stands in this folder, without `.` and `..`, in no order.
  func names() throws(StoreProblem) -> [String] {
    let copy = openat(handle, ".", Folder.flags)
    guard copy >= 0, let stream = fdopendir(copy) else {
      throw StoreProblem(systemError: errno, tryingTo: "read the folder", path)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Whether both are one folder.
  func isSame(as other: Folder) -> Bool {
    var mine = stat()
    var theirs = stat()
    return fstat(handle, &mine) == 0 && fstat(other.handle, &theirs) == 0
      && mine.st_dev == theirs.st_dev && mine.st_ino == theirs.st_ino
  }

  /// The folder's path without any link, for libraries that open files by path.
  func realPath() throws(StoreProblem) -> String {
    guard let text = realpath("/proc/self/fd/\(handle)", nil) else {
      throw StoreProblem(systemError: errno, tryingTo: "find the real place of", path)
    }
    defer { free(text) }
    return String(cString: text)
  }
}

/// The mask of this process, as the system tells it without changing it; all where it does not.
private func modeMask() -> mode_t {
  let file = open("/proc/self/status", O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return 0o777 }
  defer { _ = close(file) }
  var buffer = [UInt8](repeating: 0, count: 512)
  let count = read(file, &buffer, buffer.count)
  for line in String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).split(separator: "\n")
  where line.hasPrefix("Umask:") {
    return line.split(whereSeparator: \.isWhitespace).last.flatMap { mode_t($0, radix: 8) } ?? 0o777
  }
  return 0o777
}
