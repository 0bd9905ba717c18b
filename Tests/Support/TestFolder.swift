// A folder that is gone when the test is over. It does not know what is put into it.

import Glibc

public final class TestFolder: Sendable {
  /// Absolute, without links in it.
  public let path: String

  public init() throws {
    var template = Array("/tmp/gamut-test-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw Problem(call: "mkdtemp", number: errno) }
    path = String(cString: made)
  }

  deinit { TestFolder.remove(path) }

  public struct Problem: Error {
    public let call: String
    public let number: Int32
  }

  /// The absolute path of something in the folder.
  public func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  public func contains(_ name: String) -> Bool { access(self(name), F_OK) == 0 }

  public func makeFolder(_ name: String) throws {
    var made = path
    for part in name.split(separator: "/") {
      made += "/\(part)"
      guard mkdir(made, 0o755) == 0 || errno == EEXIST else {
        throw Problem(call: "mkdir \(made)", number: errno)
      }
    }
  }

  /// Writes a file, and makes the folders above it.
  public func write(_ bytes: [UInt8], to name: String) throws {
    if let slash = name.lastIndex(of: "/") { try makeFolder(String(name[..<slash])) }
    guard let stream = fopen(self(name), "wb") else {
      throw Problem(call: "fopen \(name)", number: errno)
    }
    let written = fwrite(bytes, 1, bytes.count, stream)
    guard fclose(stream) == 0, written == bytes.count else {
      throw Problem(call: "fwrite \(name)", number: errno)
    }
  }

  public func write(_ text: String, to name: String) throws {
    try write(Array(text.utf8), to: name)
  }

  public func bytes(_ name: String) throws -> [UInt8] { try Repository.bytes(self(name)) }

  public func text(_ name: String) throws -> String { try Repository.text(self(name)) }

  public func lines(_ name: String) throws -> [String] {
    try text(name).split(separator: "\n").map(String.init)
  }

  public func move(_ name: String, to other: String) throws {
    guard rename(self(name), self(other)) == 0 else {
      throw Problem(call: "rename \(name)", number: errno)
    }
  }

  public func remove(_ name: String) { TestFolder.remove(self(name)) }

  /// The paths of the files below a part of the folder, relative to that part, sorted.
  public func files(below part: String = "") -> [String] {
    TestFolder.files(below: part.isEmpty ? path : self(part))
  }

  /// The paths of the files below a folder, relative to it, sorted; links are not followed.
  public static func files(below folder: String) -> [String] {
    var found: [String] = []
    func visit(_ prefix: String) {
      for name in names(in: "\(folder)/\(prefix)") {
        if isFolder("\(folder)/\(prefix)\(name)") {
          visit("\(prefix)\(name)/")
        } else {
          found.append(prefix + name)
        }
      }
    }
    visit("")
    return found.sorted()
  }

  /// The names in one folder, sorted; none if there is no such folder.
  public static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func remove(_ path: String) {
    guard isFolder(path) else {
      _ = unlink(path)
      return
    }
    for name in names(in: path) { remove("\(path)/\(name)") }
    _ = rmdir(path)
  }
}
