// A word that only the processes of one test carry, in their environment or their arguments, so that
// what is left of them can be found.

public import Glibc

public struct ProcessMark: Sendable {
  public static let variable = "GAMUT_TEST_MARK"

  /// Digits with a point: an argument that `sleep` takes for many seconds.
  public let word: String

  public init() { word = "\(1000 + UInt32.random(in: 0..<1_000_000_000)).5" }

  public var environment: [String: String] { [ProcessMark.variable: word] }

  /// The living processes that carry the mark, apart from this one.
  public var carriers: [pid_t] {
    TestFolder.names(in: "/proc").compactMap { pid_t($0) }.filter { pid in
      guard pid != getpid() else { return false }
      return ["environ", "cmdline"].contains { part in
        let bytes = (try? Repository.bytes("/proc/\(pid)/\(part)")) ?? []
        return String(decoding: bytes, as: UTF8.self).contains(word)
      }
    }
  }
}
