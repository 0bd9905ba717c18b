// What a coordinator tells each of its keepers at the start: the batch as text, and where to write.
// A keeper makes the plan itself, so runs travel as positions.

internal import Canon
internal import Experiment
internal import Language
internal import Results
internal import Source

struct KeeperSetup {
  var input: BatchInput
  var options: LoadOptions
  /// The batch folder, absolute.
  var batchFolder: String
  var layout: StoreLayout
  var artifacts: Artifacts
  var profiling: Profiling
  var access: Access
  var git: RunManifest.GitState?
  /// Of the files that runs read, as the coordinator has seen them, by path.
  var hashes: [String: String]
  var limits: BatchLimits

  var bytes: [UInt8] {
    let overrides = options.overrides.map {
      JSONText.array([.string($0.name), .string($0.text)])
    }
    return Array(
      JSONText.object([
        .init("path", .string(input.path)),
        .init("form", .string(input.form.rawValue)),
        .init("text", .string(String(decoding: input.source.bytes, as: UTF8.self))),
        .init("overrides", .array(overrides)),
        .init("readings", .array((input.readings ?? []).map(\.document))),
        .init("max_runs", options.maxRuns.map { .int($0) } ?? .null),
        .init("batch_folder", .string(batchFolder)),
        .init("fans_out", .bool(layout.fansOut)),
        .init("artifacts", .string(artifacts.rawValue)),
        .init("profiling", .bool(profiling == .on)),
        .init("shared", .bool(access == .shared)),
        .init("commit", .optional(git?.commit)),
        .init("dirty", .bool(git?.isDirty ?? false)),
        .init("limits", limits.document),
        .init(
          "hashes",
          .object(hashes.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })),
      ]).text(.line).utf8)
  }

  init(
    input: BatchInput, options: LoadOptions, batchFolder: String, layout: StoreLayout,
    artifacts: Artifacts, profiling: Profiling, access: Access, git: RunManifest.GitState?,
    hashes: [String: String], limits: BatchLimits
  ) {
    self.input = input
    self.options = options
    self.batchFolder = batchFolder
    self.layout = layout
    self.artifacts = artifacts
    self.profiling = profiling
    self.access = access
    self.git = git
    self.hashes = hashes
    self.limits = limits
  }

  /// Nil for bytes that ``bytes`` did not make.
  init?(reading bytes: [UInt8]) {
    guard let node = try? JSONReader.read(bytes), let path = node.text("path"),
      let form = node.text("form").flatMap({ BatchInput.Form(rawValue: $0) }),
      let text = node.text("text"),
      let folder = node.text("batch_folder"),
      let artifacts = node.text("artifacts").flatMap({ Artifacts(rawValue: $0) }),
      case .sequence(let overrides, _)? = node["overrides"]
    else { return nil }
    input = BatchInput(path: path, form: form, bytes: Array(text.utf8))
    if case .sequence(let readings, _)? = node["readings"] {
      input.readings = readings.compactMap { Reading($0) }
    }
    options = LoadOptions(maxRuns: node.text("max_runs").flatMap { Int($0) })
    for override in overrides {
      guard case .sequence(let pair, _) = override, pair.count == 2,
        case .scalar(let name) = pair[0], case .scalar(let value) = pair[1]
      else { return nil }
      options.overrides.append(SettingOverride(name: name.text, text: value.text))
    }
    batchFolder = folder
    layout = StoreLayout(fansOut: node.text("fans_out") == "true")
    self.artifacts = artifacts
    profiling = node.text("profiling") == "true" ? .on : .off
    access = node.text("shared") == "true" ? .shared : .owner
    git = node.text("commit").flatMap { commit in
      commit == "null"
        ? nil : RunManifest.GitState(commit: commit, isDirty: node.text("dirty") == "true")
    }
    hashes = [:]
    guard let limits = node["limits"] else { return nil }
    self.limits = BatchLimits(limits)
    guard case .mapping(let members, _)? = node["hashes"] else { return nil }
    for member in members {
      if case .scalar(let hash) = member.value { hashes[member.key.text] = hash.text }
    }
  }
}
