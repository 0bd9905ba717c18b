// What was typed in earlier sessions: one JSON string a line in a file of the user's own. Entries
// are appended one by one, so that two sessions do not overwrite each other.

import Canon
package import GamutKit
import Glibc
import Source

package struct History: Sendable {
  /// How many entries are kept.
  package static let limit = 1000

  package let path: String
  /// Oldest first, none twice.
  package private(set) var entries: [String] = []

  /// `$GAMUT_HISTORY`, else `gamut/history` in `$XDG_STATE_HOME`, else in `~/.local/state`; nil
  /// where `GAMUT_HISTORY` is empty, or nothing says where home is.
  package static func path(in environment: (String) -> String?) -> String? {
    if let path = environment("GAMUT_HISTORY") { return path.isEmpty ? nil : path }
    if let state = environment("XDG_STATE_HOME"), state.hasPrefix("/") {
      return "\(state)/gamut/history"
    }
    guard let home = environment("HOME"), home.hasPrefix("/") else { return nil }
    return "\(home)/.local/state/gamut/history"
  }

  /// The history in a file; empty where there is none yet. Lines that are no entries are skipped.
  package init(path: String) {
    self.path = path
    guard let bytes = try? readFile(path) else { return }
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    entries = History.bounded(lines.compactMap { History.entry(Array($0)) })
    if lines.count > 2 * History.limit { compact() }
  }

  /// Adds an entry and writes it to the file, which only its owner can read.
  package mutating func append(_ entry: String) throws(FileProblem) {
    guard entries.last != entry else { return }
    entries = History.bounded(entries + [entry])
    let descriptor = try open(path, O_WRONLY | O_CREAT | O_APPEND)
    defer { close(descriptor) }
    // Even an old file that others could read.
    fchmod(descriptor, 0o600)
    try write([entry], to: descriptor)
  }

  /// Without what came again later, and without the oldest beyond the limit.
  private static func bounded(_ entries: [String]) -> [String] {
    var seen: Set<String> = []
    let latest = entries.reversed().filter { seen.insert($0).inserted }
    return latest.prefix(limit).reversed()
  }

  private static func entry(_ line: [UInt8]) -> String? {
    guard case .scalar(let scalar)? = try? JSONReader.read(line), scalar.style == .quoted,
      !scalar.text.isEmpty
    else { return nil }
    return scalar.text
  }

  /// Puts a file with only these entries in the place of one that has grown too long.
  private func compact() {
    let draft = "\(path).\(getpid()).tmp"
    guard let descriptor = try? open(draft, O_WRONLY | O_CREAT | O_EXCL) else { return }
    defer { close(descriptor) }
    do {
      try write(entries, to: descriptor)
      if rename(draft, path) != 0 { unlink(draft) }
    } catch {
      unlink(draft)
    }
  }

  private func open(_ path: String, _ flags: Int32) throws(FileProblem) -> Int32 {
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      try makePrivateFolder(String(path[..<slash]))
    }
    let descriptor = Glibc.open(path, flags | O_CLOEXEC | O_NOCTTY, 0o600)
    guard descriptor >= 0 else { throw problem(path) }
    return descriptor
  }

  /// Makes a folder and those above it where they are missing, for the owner alone.
  private func makePrivateFolder(_ folder: String) throws(FileProblem) {
    guard access(folder, F_OK) != 0 else { return }
    if let slash = folder.lastIndex(of: "/"), slash != folder.startIndex {
      try makePrivateFolder(String(folder[..<slash]))
    }
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw problem(folder) }
  }

  /// One write for all lines, so that those of two sessions do not mix.
  private func write(_ entries: [String], to descriptor: Int32) throws(FileProblem) {
    let bytes = Array(entries.map { quotedText($0) + "\n" }.joined().utf8)
    let count = Glibc.write(descriptor, bytes, bytes.count)
    guard count == bytes.count else {
      let problem = count < 0 ? problem(path) : full(path)
      // Half an entry would spoil the next one.
      if count > 0 { ftruncate(descriptor, lseek(descriptor, 0, SEEK_END) - count) }
      throw problem
    }
  }

  private func full(_ path: String) -> FileProblem {
    FileProblem("the history '\(path)' cannot be written: the disk is full")
  }

  private func problem(_ path: String) -> FileProblem {
    FileProblem("the history '\(path)' cannot be written: \(String(cString: strerror(errno)))")
  }
}
