// Finds the file of a program before it is started, as a shell would, and says why there is none.

internal import Glibc

struct ProgramNotFound: Error { let reason: String }

/// The path to execute, with a slash in it.
///
/// A name with a slash is itself, from the working directory of the program. Empty and relative
/// folders of the search path are taken from there too.
func findProgram(
  _ name: String, searchPath: String, workingDirectory: String?
) throws(ProgramNotFound) -> String {
  guard !name.isEmpty else { throw ProgramNotFound(reason: "the program's name is empty") }
  func resolved(_ path: String) -> String {
    guard let workingDirectory, !path.hasPrefix("/") else { return path }
    return "\(workingDirectory)/\(path)"
  }
  if name.utf8.contains(UInt8(ascii: "/")) {
    if let problem = problem(with: resolved(name)) {
      throw ProgramNotFound(reason: "'\(name)' \(problem)")
    }
    return name
  }
  var denied: String?
  for folder in searchPath.split(separator: ":", omittingEmptySubsequences: false) {
    let path = folder.isEmpty ? "./\(name)" : "\(folder)/\(name)"
    guard access(resolved(path), F_OK) == 0 else { continue }
    guard let problem = problem(with: resolved(path)) else { return path }
    denied = denied ?? "'\(path)' \(problem)"
  }
  throw ProgramNotFound(
    reason: denied
      ?? "there is no program '\(name)' in PATH; install it, or write the path to it")
}

/// What keeps a file from being executed; nil if nothing does.
private func problem(with path: String) -> String? {
  var status = stat()
  guard stat(path, &status) == 0 else {
    return errno == ENOENT || errno == ENOTDIR
      ? "does not exist" : "cannot be reached: \(systemReason(errno))"
  }
  if status.st_mode & S_IFMT == S_IFDIR { return "is a folder" }
  return access(path, X_OK) == 0 ? nil : "may not be executed (chmod +x makes it executable)"
}

/// The system's words for an errno.
func systemReason(_ number: Int32) -> String { String(cString: strerror(number)) }
