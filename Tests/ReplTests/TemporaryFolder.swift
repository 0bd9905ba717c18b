// A folder for the files of one test.

import Glibc
import TestSupport
import Testing

/// It is gone when the test is over.
final class TemporaryFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/gamut-repl-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit { TemporaryFolder.remove(path) }

  private static func remove(_ path: String) {
    var names: [String] = []
    if let folder = opendir(path) {
      while let entry = readdir(folder) {
        names.append(
          withUnsafeBytes(of: entry.pointee.d_name) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
          })
      }
      closedir(folder)
    }
    for name in names where name != "." && name != ".." { remove("\(path)/\(name)") }
    Glibc.remove(path)
  }

  func write(_ name: String, _ text: String) throws {
    let bytes = Array(text.utf8)
    let descriptor = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    try #require(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
  }

  func text(_ name: String) throws -> String { try Repository.text("\(path)/\(name)") }

  func contains(_ name: String) -> Bool { access("\(path)/\(name)", F_OK) == 0 }

  /// The permissions of a file; 0 where there is none.
  func mode(_ name: String) -> mode_t {
    var status = stat()
    return stat("\(path)/\(name)", &status) == 0 ? status.st_mode & 0o777 : 0
  }
}
