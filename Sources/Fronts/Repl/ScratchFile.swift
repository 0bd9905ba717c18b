// Files for a moment, where the system keeps such.

import Glibc

/// Makes a file that only its owner can read; nil where that cannot be.
func makeScratchFile(_ name: String) -> (path: String, descriptor: Int32)? {
  let folder = getenv("TMPDIR").map { String(cString: $0) } ?? P_tmpdir
  var path = Array("\(folder)/gamut-XXXXXX-\(name)".utf8CString)
  let descriptor = mkstemps(&path, Int32(name.utf8.count + 1))
  guard descriptor >= 0 else { return nil }
  return (
    String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self), descriptor
  )
}
