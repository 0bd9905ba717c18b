// The working copy in which a batch is run: asked of git while other things are done.

import Glibc
internal import Results

final class GitLook {
  private let stream: UnsafeMutablePointer<FILE>?

  /// Starts to ask.
  init() {
    stream = popen(
      "git rev-parse HEAD 2>/dev/null && git status --porcelain --untracked-files=no 2>/dev/null",
      "r")
  }

  /// Waits for the answer; nil outside of a working copy, or without git.
  lazy var state: RunManifest.GitState? = {
    guard let stream else { return nil }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while bytes.count < 1 << 20 {
      let count = fread(&buffer, 1, buffer.count, stream)
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    pclose(stream)
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard let commit = lines.first, commit.utf8.count >= 40 else { return nil }
    return RunManifest.GitState(commit: String(commit), isDirty: lines.count > 1)
  }()
}
