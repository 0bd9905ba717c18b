// Writing one file at any path, whole or not at all.

internal import Experiment
import Glibc

/// Writes a file through `body`; it appears under its name only when all of it is there.
public func writeFile(
  _ path: String, _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
) throws {
  // A device or a pipe is written to; put another file in its place, and it would be gone.
  if let kind = kindOfFile(path), kind != S_IFREG { return try writeInto(path, body) }
  let draft = "\(path).\(getpid()).tmp"
  let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
  guard descriptor >= 0 else { throw problem(path) }
  do {
    try body { bytes in try writeAll(bytes, to: descriptor, path) }
    guard close(descriptor) == 0, rename(draft, path) == 0 else { throw problem(path) }
  } catch {
    close(descriptor)
    unlink(draft)
    throw error
  }
}

/// Writes to what is no regular file.
private func writeInto(
  _ path: String, _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
) throws {
  let descriptor = open(path, O_WRONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw problem(path) }
  defer { close(descriptor) }
  try body { bytes in try writeAll(bytes, to: descriptor, path) }
}

func writeAll(
  _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ path: String
) throws {
  var rest = bytes
  while !rest.isEmpty {
    let count = write(descriptor, rest.baseAddress, rest.count)
    if count < 0, errno == EINTR { continue }
    guard count > 0 else { throw problem(path) }
    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
  }
}

public func writeFile(_ path: String, _ bytes: [UInt8]) throws(FileProblem) {
  do {
    try writeFile(path) { write in try bytes.withUnsafeBytes { try write($0) } }
  } catch let problem as FileProblem {
    throw problem
  } catch {
    throw FileProblem("'\(path)' cannot be written")
  }
}

/// Puts other bytes in an existing file's place, at once. Its permissions stay, and where it is a link
/// the link does.
public func replaceFile(_ path: String, with bytes: [UInt8]) throws(FileProblem) {
  guard let resolved = realpath(path, nil) else { throw problem(path) }
  defer { free(resolved) }
  let target = String(cString: resolved)
  var status = stat()
  guard stat(target, &status) == 0, access(target, W_OK) == 0 else { throw problem(path) }
  try writeFile(target, bytes)
  guard chmod(target, status.st_mode & 0o7777) == 0 else { throw problem(path) }
}

/// Makes a folder and those above it, where they are missing.
public func makeFolder(_ path: String) throws(FileProblem) {
  var made = isAbsolutePath(path) ? "/" : ""
  for part in pathParts(path) {
    made += made.isEmpty || made.hasSuffix("/") ? String(part) : "/\(part)"
    guard mkdir(made, 0o755) == 0 || errno == EEXIST else { throw problem(made) }
  }
}

private func problem(_ path: String) -> FileProblem {
  FileProblem("'\(path)' cannot be written: \(String(cString: strerror(errno)))")
}
