// Reading whole files. It does not know what is in them.

import Glibc
internal import Source

/// Why a file cannot be used, and what to do.
public struct FileProblem: Error, Hashable, Sendable {
  public let message: String
  public let help: String?

  public init(_ message: String, help: String? = nil) {
    self.message = message
    self.help = help
  }
}

/// The largest program or config: it travels to each keeper as one message.
let maximumSourceBytes = 40 << 20

/// The bytes of a file; `-` is standard input.
public func readFile(
  _ path: String, limit maximumBytes: Int = 1 << 32
) throws(FileProblem) -> [UInt8] {
  let descriptor = path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else {
    let reason = String(cString: strerror(errno))
    throw FileProblem(
      "'\(path)' cannot be read: \(reason)",
      help: similarFile(path).map { "did you mean '\($0)'?" }
        ?? "paths are taken from the working folder")
  }
  defer { close(descriptor) }
  var status = stat()
  if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
    throw FileProblem("'\(path)' is a folder, and a file is wanted", help: "name a file in it")
  }
  // What the file says it has goes straight to where it stays; then what there is besides.
  let size = min(max(0, Int(status.st_size)), maximumBytes)
  var bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
    while count < size {
      let added = read(descriptor, buffer.baseAddress! + count, size - count)
      if added == 0 || (added < 0 && errno != EINTR) { break }
      count += max(0, added)
    }
  }
  var rest = [UInt8](repeating: 0, count: 1 << 14)
  while bytes.count < maximumBytes {
    let count = read(descriptor, &rest, rest.count)
    if count == 0 { return bytes }
    guard count > 0 || errno == EINTR else {
      throw FileProblem("'\(path)' cannot be read: \(String(cString: strerror(errno)))")
    }
    if count > 0 { bytes += rest[..<count] }
  }
  throw FileProblem("'\(path)' is larger than \(maximumBytes >> 20) MiB")
}

/// The last bytes of a file that a program left, at most 4 MiB: it can be longer than memory. Links are
/// not followed, and pipes and devices are not read: they could lead anywhere, or never end.
func readEnd(of path: String) throws(FileProblem) -> [UInt8] {
  let limit = 1 << 22
  // Programs that print nothing are common: one look at their output is enough.
  var look = stat()
  if lstat(path, &look) == 0, look.st_mode & S_IFMT == S_IFREG, look.st_size == 0 { return [] }
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
  guard descriptor >= 0 else {
    throw FileProblem(
      errno == ELOOP
        ? "'\(path)' is a link, and a file is wanted"
        : "'\(path)' cannot be read: \(String(cString: strerror(errno)))")
  }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
    throw FileProblem("'\(path)' is no regular file")
  }
  let size = Int(lseek(descriptor, 0, SEEK_END))
  return bytes(of: descriptor, max(0, size - limit)..<max(0, size))
}

/// A part of a file, as far as there is one; of a long part the last four megabytes.
func readPart(of path: String, _ range: Range<Int>) throws(FileProblem) -> [UInt8] {
  guard !range.isEmpty else { return [] }
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
  guard descriptor >= 0 else {
    throw FileProblem("'\(path)' cannot be read: \(String(cString: strerror(errno)))")
  }
  defer { close(descriptor) }
  let end = min(range.upperBound, max(0, Int(lseek(descriptor, 0, SEEK_END))))
  guard range.lowerBound < end else { return [] }
  return bytes(of: descriptor, max(range.lowerBound, end - 1 << 22)..<end)
}

private func bytes(of descriptor: Int32, _ range: Range<Int>) -> [UInt8] {
  [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
    while filled < range.count {
      let count = pread(
        descriptor, buffer.baseAddress! + filled, range.count - filled, range.lowerBound + filled)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      filled += count
    }
  }
}

/// Whether a path names a regular file, a folder, or neither.
func kindOfFile(_ path: String) -> mode_t? {
  var status = stat()
  return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
}

/// 0 where there is none.
func sizeOfFile(_ path: String) -> Int {
  var status = stat()
  return stat(path, &status) == 0 ? Int(status.st_size) : 0
}

/// The names in a folder, sorted; empty if it cannot be read.
public func namesInFolder(_ path: String) -> [String] {
  guard let folder = opendir(path) else { return [] }
  defer { closedir(folder) }
  var names: [String] = []
  while let entry = readdir(folder) {
    let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if name != ".", name != ".." { names.append(name) }
  }
  return names.sorted()
}

/// A file beside the missing one with nearly the same name.
func similarFile(_ path: String) -> String? {
  let slash = path.lastIndex(of: "/")
  let folder = slash.map { String(path[...$0]) } ?? ""
  let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
  return nearestName(to: name, among: namesInFolder(folder.isEmpty ? "." : folder))
    .map { folder + $0 }
}
