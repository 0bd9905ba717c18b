// The files that a run reads: which they are, and the hashes of what is in them.
// It does not know what the files mean.

internal import Experiment
import Glibc
internal import Results

/// Hashes of files and folders, each computed once for each state of the file.
final class FileHashes {
  private struct State: Hashable {
    let path: String
    let device: dev_t
    let inode: ino_t
    let size: off_t
    let seconds: Int
    let nanoseconds: Int
  }

  private var known: [State: String] = [:]

  /// The SHA-256 of a file, or of the names and hashes of the files of a folder; nil if it is neither.
  func hash(_ path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return hash(file: path, status)
    case S_IFDIR:
      var hasher = ContentHasher()
      for name in namesInFolder(path) {
        guard let hash = hash("\(path)/\(name)") else { continue }
        hasher.update(Array("\(name)\0\(hash)\n".utf8))
      }
      return hasher.finish().text
    default: return nil
    }
  }

  private func hash(file path: String, _ status: stat) -> String? {
    let state = State(
      path: path, device: status.st_dev, inode: status.st_ino, size: status.st_size,
      seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
    if let hash = known[state] { return hash }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var hasher = ContentHasher()
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { break }
      buffer.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
    let hash = hasher.finish().text
    known[state] = hash
    return hash
  }
}

/// Where a backtest's prices are when the run does not say.
enum PriceLocation {
  static let standardFolder = "data/prices"

  /// The given path, else the environment's, else the standard folder if it exists.
  static func path(given: Value) -> String? {
    if case .text(let path) = given { return path }
    if let path = Machine.environment("GAMUT_PRICES"), !path.isEmpty { return path }
    return kindOfFile(standardFolder) == nil ? nil : standardFolder
  }
}

/// What makes a run up to date: its key, the contents of its inputs, and the engine's version.
struct Fingerprinter {
  let plan: Plan
  private let hashes = FileHashes()

  init(_ plan: Plan) { self.plan = plan }

  struct Identity {
    let key: RunKey
    let fingerprint: String
    let inputs: [RunManifest.Input]
  }

  func identity(of run: Run) throws(EvaluationFailure) -> Identity {
    let settings = run.settings.resolved(by: plan.schema)
    let key = try RunKey(job: plan.job, settings: settings, plan.schema)
    var inputs: [RunManifest.Input] = []
    for path in try inputPaths(settings) {
      // A missing file is an input too: the run fails now, and is tried again once it is there.
      inputs.append(RunManifest.Input(path: path, hash: hashes.hash(path) ?? "missing"))
    }
    var text = "\(key.text)\n\(toolVersion)\n"
    for input in inputs { text += "\(input.path)\0\(input.hash)\n" }
    return Identity(
      key: key, fingerprint: ContentHash(of: text.utf8).text, inputs: inputs)
  }

  private func inputPaths(_ settings: Settings) throws(EvaluationFailure) -> [String] {
    var paths: [String] = []
    for (position, setting) in plan.schema.settings.enumerated() where setting.type == .path {
      if plan.job == .backtest, setting.name == "prices" {
        if let path = PriceLocation.path(given: settings[position] ?? .none) { paths.append(path) }
      } else if plan.job == .backtest, !plan.schema.applies(position, to: settings) {
        continue
      } else if case .text(let path)? = settings[position],
        plan.job == .backtest || kindOfFile(path) == S_IFREG
      {
        paths.append(path)
      }
    }
    if case .command(let command) = plan.job {
      let launch = try command.launch(settings: settings, schema: plan.schema, run: [:])
      // The program itself, and the script that an interpreter is given. Other words may be files that
      // the program writes; what it reads is declared as a param of type path.
      if let program = launch.argv.first, program.contains("/"), kindOfFile(program) == S_IFREG {
        paths.append(program)
      }
      if let script = launch.argv.dropFirst().first(where: { kindOfFile($0) == S_IFREG }) {
        paths.append(script)
      }
    }
    var seen: Set<String> = []
    return paths.filter { seen.insert($0).inserted }
  }
}
