// What makes a run up to date: its key, the contents of its inputs, and the version of this program.
// It does not know what has been executed.

internal import Experiment
import Glibc
internal import Results

/// Who a run is, and what it reads.
struct RunIdentity {
  let key: RunKey
  let fingerprint: String
  /// Alike for neighbours, as a rule: one list, shared.
  let inputs: RunInputs
}

/// The files that runs read, with the hashes of what is in them.
final class RunInputs {
  let list: [RunManifest.Input]
  /// What a fingerprint begins with: the version of this program, and they.
  fileprivate let hasher: ContentHasher

  init(_ list: [RunManifest.Input]) {
    self.list = list
    var hasher = ContentHasher()
    hasher.update("\(toolVersion)\n")
    for input in list { hasher.update("\(input.path)\0\(input.hash)\n") }
    self.hasher = hasher
  }
}

/// Gives runs of one plan their identities; what neighbours have in common is found once.
final class Fingerprinter {
  let hashes: FileHashes
  private let plan: Plan
  private var keys: RunKeyMaker
  /// The settings whose values decide which files a run reads.
  private let deciding: [Int]
  private var lastValues: [Value?] = []
  private var lastWords: [String] = []
  private var lastInputs: RunInputs?
  private var kinds: [String: mode_t?] = [:]

  init(_ plan: Plan, _ hashes: FileHashes = FileHashes()) {
    self.plan = plan
    self.hashes = hashes
    keys = RunKeyMaker(job: plan.job, plan.schema)
    deciding = plan.schema.inputSettings
  }

  /// The identity of a run with these *resolved* settings.
  func identity(of settings: Settings) throws(EvaluationFailure) -> RunIdentity {
    let key = try keys.key(of: settings)
    let inputs = try inputs(of: settings)
    var hasher = inputs.hasher
    hasher.update(key.text)
    return RunIdentity(key: key, fingerprint: hasher.finish().text, inputs: inputs)
  }

  /// The files that a run with these *resolved* settings reads.
  func inputs(of settings: Settings) throws(EvaluationFailure) -> RunInputs {
    let words = try programFiles(settings)
    if let lastInputs, words == lastWords,
      deciding.indices.allSatisfy({ settings[deciding[$0]] == lastValues[$0] })
    {
      return lastInputs
    }
    var seen: Set<String> = []
    let paths = (inputPaths(settings) + words).filter { seen.insert($0).inserted }
    // A missing file is an input too: the run fails now, and is tried again once it is there.
    let inputs = RunInputs(
      paths.map { RunManifest.Input(path: $0, hash: hashes.hash($0) ?? "missing") })
    lastWords = words
    lastValues = deciding.map { settings[$0] }
    lastInputs = inputs
    return inputs
  }

  private func inputPaths(_ settings: Settings) -> [String] {
    var paths: [String] = []
    for (position, setting) in plan.schema.settings.enumerated() where setting.type.isPath {
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
    return paths
  }

  /// Of a program's words those that are files to read: the program itself, and the script that an
  /// interpreter is given. Other words may be files that the program writes; what it reads is
  /// declared as a param of type path.
  private func programFiles(_ settings: Settings) throws(EvaluationFailure) -> [String] {
    guard let command = plan.job.program else { return [] }
    let argv = try command.launch(settings: settings, schema: plan.schema, run: [:]).argv
    var files: [String] = []
    if let program = argv.first, program.contains("/"), isFile(program) { files.append(program) }
    if let script = argv.dropFirst().first(where: isFile) { files.append(script) }
    return files
  }

  /// Words come again and again, and in a sweep ever new ones: what was looked up is kept for a while.
  private func isFile(_ path: String) -> Bool {
    if let known = kinds[path] { return known == S_IFREG }
    if kinds.count >= 4096 { kinds = [:] }
    let kind = kindOfFile(path)
    kinds[path] = .some(kind)
    return kind == S_IFREG
  }

  private func pathTexts(_ value: Value?) -> [String] {
    switch value {
    case .text(let path): [path]
    case .list(let values): values.flatMap { pathTexts($0) }
    default: []
    }
  }
}

extension SettingType {
  fileprivate var isPath: Bool { self == .path || self == .list(of: .path) }
}

extension Schema {
  /// Paths, and the settings on which it depends whether a path applies.
  fileprivate var inputSettings: [Int] {
    var positions: [Int] = []
    for (position, setting) in settings.enumerated() where setting.type.isPath {
      positions.append(position)
      if let condition = setting.condition, let other = self.position(of: condition.setting) {
        positions.append(other)
      }
    }
    return positions
  }
}
