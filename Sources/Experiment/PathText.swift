// Paths as texts. Only bytes count: to Swift a slash with a combining mark is one character that is no
// slash, to the system it is a slash.

/// The parts of a path between its slashes.
public func pathParts(_ path: String) -> [String] {
  path.utf8.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
}

public func isAbsolutePath(_ path: String) -> Bool { path.utf8.first == UInt8(ascii: "/") }

/// Whether a path could leave the folder from which it is taken.
public func leavesItsFolder(_ path: String) -> Bool {
  isAbsolutePath(path) || pathParts(path).contains("..")
}

/// A path as the key holds it: without `./` and `//`, otherwise as it was written.
public func cleanedPath(_ path: String) -> String {
  let joined = pathParts(path).filter { $0 != "." }.joined(separator: "/")
  if isAbsolutePath(path) { return "/" + joined }
  return joined.isEmpty ? "." : joined
}

/// The last part of a path without its extension: `bundles/core.yaml` gives `core`.
public func pathStem(_ path: String) -> String {
  let file = pathParts(path).last ?? path
  guard let point = file.lastIndex(of: "."), point != file.startIndex else { return file }
  return String(file[..<point])
}
