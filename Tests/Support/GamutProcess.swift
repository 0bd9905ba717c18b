// The built command line as a child process: run to its end, or watched, interrupted and killed.
// It stays in the session of the tests: a child with a session of its own would be taken for an
// orphan by hosts that other tests have open in this process.

public import Glibc

public final class GamutProcess {
  /// What became of a process.
  public struct Ending: Sendable, CustomStringConvertible {
    /// The exit code; the negative number of the signal that killed it.
    public let status: Int32
    public let out: String
    public let err: String

    public var description: String { "status \(status)\n--- out\n\(out)--- err\n\(err)" }
  }

  /// `gamut`, beside the executable of the tests.
  public static let binary = binaryFolder + "/gamut"

  public static let binaryFolder: String = {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = max(0, readlink("/proc/self/exe", &buffer, buffer.count - 1))
    let executable = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    return "/" + executable.split(separator: "/").dropLast().joined(separator: "/")
  }()

  public let pid: pid_t
  private let logs: TestFolder
  private var ending: Ending?

  /// Starts a program with arguments, a working folder, standard input, and no more environment
  /// than PATH, HOME, TERM=dumb and what is given.
  public init(
    _ arguments: [String], program: String = GamutProcess.binary, in folder: String,
    environment: [String: String] = [:], input: String = "", mergesErrors: Bool = false
  ) throws {
    logs = try TestFolder()
    try logs.write(input, to: "in")
    let flags = O_WRONLY | O_CREAT | O_APPEND
    var whole = ["TERM": "dumb", "GAMUT_CACHE": ""]
    for name in ["PATH", "HOME"] {
      if let value = getenv(name) { whole[name] = String(cString: value) }
    }
    whole.merge(environment) { $1 }
    pid = try spawn(
      ["/usr/bin/env", "-C", folder, program] + arguments,
      environment: whole.map { "\($0.key)=\($0.value)" },
      files: [
        (0, logs("in"), O_RDONLY), (1, logs("out"), flags),
        (2, logs(mergesErrors ? "out" : "err"), flags),
      ])
  }

  deinit {
    if ending == nil {
      kill(pid, SIGKILL)
      waitpid(pid, nil, 0)
    }
  }

  public func send(_ signal: Int32) { kill(pid, signal) }

  public var outSoFar: String { (try? logs.text("out")) ?? "" }
  public var errSoFar: String { (try? logs.text("err")) ?? "" }

  /// Waits for its end; after `limit` seconds it is killed, and its status says so.
  public func wait(limit: Double = 120) -> Ending {
    if let ending { return ending }
    var status: Int32 = 0
    if !eventually(within: limit, { waitpid(pid, &status, WNOHANG) == pid }) {
      kill(pid, SIGKILL)
      waitpid(pid, &status, 0)
    }
    let signal = status & 0x7F
    let ended = Ending(
      status: signal == 0 ? status >> 8 & 0xFF : -signal, out: outSoFar, err: errSoFar)
    ending = ended
    return ended
  }

  /// Runs `gamut` to its end.
  public static func run(
    _ arguments: [String], in folder: TestFolder, environment: [String: String] = [:],
    input: String = "", program: String = GamutProcess.binary
  ) throws -> Ending {
    try GamutProcess(
      arguments, program: program, in: folder.path, environment: environment, input: input
    ).wait()
  }
}

/// Whether something becomes true within so many seconds.
public func eventually(within seconds: Double = 20, _ isTrue: () -> Bool) -> Bool {
  var passed = 0.0
  var pause = 0.001
  while !isTrue() {
    guard passed < seconds else { return false }
    usleep(UInt32(pause * 1e6))
    passed += pause
    pause = min(0.02, pause * 1.5)
  }
  return true
}
