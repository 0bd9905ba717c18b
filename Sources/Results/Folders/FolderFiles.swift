// Files below an open folder: read, written as a whole, moved. Nothing is ever deleted here.

internal import Glibc

extension Folder {
  /// Whether anything has this path; a link counts as itself.
  public func contains(_ relative: String) throws(StoreProblem) -> Bool {
    guard let (parent, name) = try place(relative) else { return false }
    var status = stat()
    if fstatat(parent.handle, name, &status, AT_SYMLINK_NOFOLLOW) == 0 { return true }
    guard errno == ENOENT else {
      throw StoreProblem(systemError: errno, tryingTo: "look at", shown(relative))
    }
    return false
  }

  /// The bytes of a file; nil if there is none.
  ///
  /// Refused if it has more than `limit` bytes.
  public func bytes(_ relative: String, limit: Int = 1 << 26) throws(StoreProblem) -> [UInt8]? {
    guard let (parent, name) = try place(relative) else { return nil }
    let file = openat(parent.handle, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw StoreProblem(systemError: errno, tryingTo: "read", shown(relative))
    }
    defer { _ = close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw StoreProblem(.damaged, "'\(shown(relative))' is not a plain file")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(limit, Int(status.st_size)))
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(file, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw StoreProblem(systemError: errno, tryingTo: "read", shown(relative))
      }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
      guard bytes.count <= limit else {
        throw StoreProblem(.refused, "'\(shown(relative))' has more than \(limit) bytes")
      }
    }
  }

  /// Writes a whole file: readers see what was there before, or all of the new.
  public func write(_ bytes: some Sequence<UInt8>, to relative: String) throws(StoreProblem) {
    let file = try AtomicFile(relative, in: self)
    try file.append(bytes)
    try file.finish()
  }

  public func write(_ text: String, to relative: String) throws(StoreProblem) {
    try write(text.utf8, to: relative)
  }

  /// Moves what stands at `source` to `target`, where nothing may stand.
  ///
  /// Only the one writer of a batch may call this: between looking and moving nobody else may come.
  func move(_ source: String, to target: String) throws(StoreProblem) {
    guard let (from, fromName) = try place(source) else {
      throw StoreProblem(systemError: ENOENT, tryingTo: "move", shown(source))
    }
    let (to, toName) = try makingPlace(target)
    guard try !to.contains(toName) else {
      throw StoreProblem(systemError: EEXIST, tryingTo: "move '\(source)' to", shown(target))
    }
    guard renameat(from.handle, fromName, to.handle, toName) == 0 else {
      throw StoreProblem(systemError: errno, tryingTo: "move", shown(source))
    }
  }

  /// The first of the paths that `candidate` makes of 1, 2, 3 ... at which nothing stands.
  func firstFree(_ candidate: (Int) -> String) throws(StoreProblem) -> String {
    var number = 1
    while try contains(candidate(number)) { number += 1 }
    return candidate(number)
  }

  /// Takes the files away whose names are not among these; folders stay.
  public func removeFiles(but kept: Set<String>) throws(StoreProblem) {
    for name in try names() where !kept.contains(name) { _ = unlinkat(handle, name, 0) }
  }

  /// The folder that holds a path, and the name there; nil if that folder does not exist.
  private func place(_ relative: String) throws(StoreProblem) -> (Folder, String)? {
    let (parent, name) = split(relative)
    do {
      return (try folder(parent), name)
    } catch  where error.kind == .missing {
      return nil
    }
  }

  func makingPlace(_ relative: String) throws(StoreProblem) -> (Folder, String) {
    let (parent, name) = split(relative)
    return (try makingFolder(parent), name)
  }

  private func split(_ relative: String) -> (parent: String, name: String) {
    guard let slash = relative.lastIndex(of: "/") else { return ("", relative) }
    return (String(relative[..<slash]), String(relative[relative.index(after: slash)...]))
  }
}
