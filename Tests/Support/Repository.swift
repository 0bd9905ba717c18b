// Where the tests find the files of the repository.

import Glibc

public enum Repository {
  /// The folder that holds Package.swift, without a slash at the end.
  public static let root: String = {
    var parts = #filePath.split(separator: "/").map(String.init)
    parts.removeLast(3)
    return "/" + parts.joined(separator: "/")
  }()

  /// The bytes of a file by its path below the root.
  public static func bytes(_ path: String) throws -> [UInt8] {
    let file = path.hasPrefix("/") ? path : "\(root)/\(path)"
    guard let stream = fopen(file, "rb") else { throw MissingFile(path: file) }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, stream)
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  public static func text(_ path: String) throws -> String {
    String(decoding: try bytes(path), as: UTF8.self)
  }

  /// The paths below the root of the files of a folder that end so, sorted.
  public static func files(_ folder: String, endingWith suffix: String) -> [String] {
    guard let directory = opendir("\(root)/\(folder)") else { return [] }
    defer { closedir(directory) }
    var found: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(suffix) { found.append("\(folder)/\(name)") }
    }
    return found.sorted()
  }

  public struct MissingFile: Error { public let path: String }
}
