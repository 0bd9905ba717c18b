// The files that a run reads: which they are, and the hashes of what is in them.
// It does not know what the files mean.

internal import Experiment
import Glibc
internal import Results

/// Hashes of files and folders, each looked at once: what one batch run sees of a file is one state.
final class FileHashes {
  private var known: [String: String?] = [:]

  /// The SHA-256 of a file, or of the names and hashes of the files of a folder and below it; nil if
  /// it is neither. Links to folders are not followed.
  func hash(_ path: String) -> String? {
    if let hash = known[path] { return hash }
    let hash: String?
    switch kindOfFile(path) {
    case S_IFREG: hash = (try? readFile(path)).map { ContentHash(of: $0).text }
    case S_IFDIR: hash = FileHashes.folderHash(filesBelow(path)) { self.hash("\(path)/\($0)") }
    default: hash = nil
    }
    known[path] = hash
    return hash
  }

  /// The hash of a folder from its files' names and hashes.
  static func folderHash(_ names: [String], _ hash: (String) -> String?) -> String {
    var hasher = ContentHasher()
    for name in names {
      guard let hash = hash(name) else { continue }
      hasher.update(Array("\(name)\0\(hash)\n".utf8))
    }
    return hasher.finish().text
  }

  /// The paths of the files below a folder, relative to it, sorted.
  private func filesBelow(_ folder: String) -> [String] {
    namesInFolder(folder).flatMap { name -> [String] in
      let path = "\(folder)/\(name)"
      var status = stat()
      guard lstat(path, &status) == 0 else { return [] }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: return filesBelow(path).map { "\(name)/\($0)" }
      case S_IFREG, S_IFLNK: return kindOfFile(path) == S_IFREG ? [name] : []
      default: return []
      }
    }
  }
}

/// The price files that a path means: itself, or the CSV files of a folder.
func priceFiles(_ path: String) -> [String] {
  guard kindOfFile(path) == S_IFDIR else { return [path] }
  return namesInFolder(path).filter { $0.lowercased().hasSuffix(".csv") }.map { "\(path)/\($0)" }
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
    for (position, setting) in plan.schema.settings.enumerated()
    where setting.type == .path || setting.type == .list(of: .path) {
      if plan.job == .backtest, setting.name == "prices" {
        if let path = PriceLocation.path(given: settings[position] ?? .none) {
          paths += priceFiles(path)
        }
      } else if plan.job == .backtest, !plan.schema.applies(position, to: settings) {
        continue
      } else {
        paths += pathTexts(settings[position]).filter {
          plan.job == .backtest || kindOfFile($0) != nil
        }
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

  private func pathTexts(_ value: Value?) -> [String] {
    switch value {
    case .text(let path): [path]
    case .list(let values): values.flatMap { pathTexts($0) }
    default: []
    }
  }
}
