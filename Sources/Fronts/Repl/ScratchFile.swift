// Files for a moment, where the system keeps such.

import GamutKit
import Glibc

/// Makes a file with a text that only its owner can read; the descriptor stands at its beginning.
///
/// - Throws: ``FileProblem`` where it cannot be written whole: nobody shall go on with a part of it.
func makeScratchFile(
  _ name: String, _ text: String
) throws(FileProblem) -> (path: String, descriptor: Int32) {
  let given = getenv("TMPDIR").map { String(cString: $0) } ?? ""
  let folder = given.isEmpty ? P_tmpdir : given
  var template = Array("\(folder)/gamut-XXXXXX-\(name)".utf8CString)
  let descriptor = mkstemps(&template, Int32(name.utf8.count + 1))
  func problem() -> FileProblem {
    FileProblem(
      "no temporary file can be made in '\(folder)': \(String(cString: strerror(errno)))",
      help: "make room there, or set TMPDIR to another folder")
  }
  guard descriptor >= 0 else { throw problem() }
  let path = String(
    decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  var rest = Array(text.utf8)[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { continue }
    guard count > 0 else {
      let problem = problem()
      unlink(path)
      close(descriptor)
      throw problem
    }
    rest = rest.dropFirst(count)
  }
  lseek(descriptor, 0, SEEK_SET)
  return (path, descriptor)
}
