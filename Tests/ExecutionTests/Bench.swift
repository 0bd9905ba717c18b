// Executes runs on this machine with the test keeper, and looks for what is left afterwards.

import Execution
import Experiment
import Glibc
import Testing

/// A batch of payloads on real keepers.
struct Bench {
  /// `.build/debug/test-keeper`, beside the executable of the tests.
  static let keeperPath: String = {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = max(0, readlink("/proc/self/exe", &buffer, buffer.count - 1))
    let executable = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    let folder = executable.split(separator: "/").dropLast().joined(separator: "/")
    return "/\(folder)/test-keeper"
  }()

  private(set) var results: [RunResult] = []
  private(set) var lostKeepers: [KeeperEnd] = []
  private(set) var progress = ExecutionProgress()

  /// Results stand in the order of the payloads.
  init(
    _ payloads: [String], width: Int = 2, leaseSize: Int = 1, setup: String = "",
    keeper path: String = keeperPath
  ) throws {
    let log = open("/dev/null", O_WRONLY | O_CLOEXEC)
    defer { close(log) }
    let host = LocalHost(keeper: KeeperLaunch(path: path, log: log), setup: Array(setup.utf8))
    var next = 0
    var byNumber: [RunNumber: RunResult] = [:]
    var lost: [KeeperEnd] = []
    progress = try execute(
      width: width, leaseSize: leaseSize, on: host,
      nextRun: {
        guard next < payloads.count else { return nil }
        defer { next += 1 }
        return LeasedRun(
          number: RunNumber(next), position: UInt64(next), id: "r\(next)",
          payload: Array(payloads[next].utf8))
      },
      onEvent: { event in
        switch event {
        case .runFinished(let run, let result, _):
          #expect(byNumber[run.number] == nil, "two outcomes for \(run.id)")
          byNumber[run.number] = result
        case .keeperLost(_, let end): lost.append(end)
        case .runStarted, .interrupted, .halted, .tick: break
        }
      })
    lostKeepers = lost
    results = byNumber.sorted { $0.key < $1.key }.map(\.value)
    #expect(results.count == payloads.count)
  }
}

/// A word that no other process carries, to know the processes of a test by.
func uniqueSeconds() -> String { "\(1000 + UInt32.random(in: 0..<1_000_000_000)).5" }

/// How many processes have this text among their arguments.
func processes(mentioning text: String) -> Int {
  guard let folder = opendir("/proc") else { return 0 }
  defer { closedir(folder) }
  var count = 0
  while let entry = readdir(folder) {
    let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    guard let pid = Int32(name), pid != getpid() else { continue }
    if contents(of: "/proc/\(pid)/cmdline").contains(text) { count += 1 }
  }
  return count
}

/// The text of a file; empty where there is none.
func contents(of path: String) -> String {
  let file = open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return "" }
  defer { close(file) }
  var text: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 4096)
  while case let count = read(file, &buffer, buffer.count), count > 0 { text += buffer[..<count] }
  return String(decoding: text, as: UTF8.self)
}
