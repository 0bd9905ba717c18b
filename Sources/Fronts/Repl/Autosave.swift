// The program of a session, kept in a file of its own while it is not saved: a crash, or a terminal that goes
// away, loses nothing that was accepted.

import GamutKit
import Glibc

struct Autosave {
  /// Where the sessions of this user are kept; nil: nowhere.
  private let folder: String?
  private let path: String?

  /// - Parameter history: the file of the history, beside which sessions are kept.
  init(beside history: String?) {
    let slash = history?.lastIndex(of: "/")
    folder = slash.flatMap { end in history.map { String($0[..<end]) + "/sessions" } }
    // Numbers of processes come again, in containers at each start.
    path = folder.map { "\($0)/\(getpid())-\(time(nil)).gamut" }
  }

  /// Keeps a program; an empty one, or one that is saved elsewhere, is not kept.
  func keep(_ text: String, isSaved: Bool) throws(FileProblem) {
    guard let folder, let path else { return }
    if text.isEmpty || isSaved {
      unlink(path)
      return
    }
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
      throw FileProblem("'\(folder)' cannot be made: \(String(cString: strerror(errno)))")
    }
    try writeFile(path, Array(text.utf8))
    chmod(path, 0o600)
  }

  /// Where the program is kept, if it is.
  var keptPath: String? { path.flatMap { access($0, R_OK) == 0 ? $0 : nil } }

  /// Whether a file is one of those that sessions have left.
  func has(_ path: String) -> Bool { folder.map { path.hasPrefix($0 + "/") } ?? false }

  /// What sessions have left that are no more.
  var leftovers: [String] {
    guard let folder else { return [] }
    return namesInFolder(folder).filter { name in
      guard name.hasSuffix(".gamut"), let process = pid_t(name.prefix { $0 != "-" && $0 != "." })
      else { return false }
      return kill(process, 0) != 0 || process == getpid() && "\(folder)/\(name)" != path
    }.map { "\(folder)/\($0)" }
  }
}
