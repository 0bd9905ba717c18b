// The only place that builds the paths of what a batch leaves behind.
// It does not know whether anything exists there.

internal import Experiment

/// The language in which the source of a batch is written; the end of its file's name.
public enum SourceKind: String, Hashable, Sendable, CaseIterable { case gamut, yaml, json, jsonl }

/// The files that stand directly in a batch folder, by name.
public enum BatchFile: String, Sendable, CaseIterable {
  case config = "batch_config.yaml"
  case summaryCSV = "batch_summary.csv"
  case summaryMarkdown = "batch_summary.md"
  case result = "batch_result.json"
  case database = "batch.sqlite"
  case lock = ".lock"
}

/// What stands in a run's folder, by name.
public enum RunPart: String, Sendable, CaseIterable {
  case manifest = "run_manifest.json"
  /// The settings, for a program.
  case settings = "run.json"
  case standardOutput = "stdout.log"
  case standardError = "stderr.log"
  case backtest = "backtest"
  case riskReport = "risk_report"
  case tca = "tca"
  case profile = "profile"
}

/// Where the parts of one batch stand; paths are relative to the batch folder unless they say so.
public struct StoreLayout: Hashable, Sendable {
  /// Whether run folders are spread over 256 folders.
  ///
  /// Decided when the batch folder is made, and kept: a plan that grows later moves no folder.
  public let fansOut: Bool

  /// Above so many runs, folders are spread.
  public static let fanOutLimit = 10_000

  public init(fansOut: Bool) { self.fansOut = fansOut }

  /// The layout of a new batch of so many runs.
  public init(runs: Int) { fansOut = runs > StoreLayout.fanOutLimit }

  public static let runs = "runs"
  public static let earlierRuns = "runs/.old"
  public static let logs = "logs"

  /// Where reports stand that were made after a run had ended.
  public static let reports = "reports"

  public static func reports(ofRun id: String) -> String { "\(reports)/\(id)" }

  /// Where runs are executed again for a comparison.
  public static let replays = "replays"

  /// What keepers write when they break.
  public static let keeperLog = "logs/keepers.log"

  /// Where the time of the batch went: for a viewer, and summed up.
  public static let trace = "profile/trace.json"
  static let steps = "profile/steps.csv"

  /// Where an earlier trace is kept; `number` counts from 1.
  static func earlierTrace(_ number: Int) -> String { "profile/trace-\(number).json" }

  /// What long-lived workers of one keeper write as errors.
  public static func workerLog(ofProcess id: Int) -> String { "logs/worker-\(id).log" }

  /// `{output_root}/{batch_name}`.
  public static func batchFolder(outputRoot: String, name: String) -> String {
    outputRoot.hasSuffix("/") ? outputRoot + name : "\(outputRoot)/\(name)"
  }

  /// The name, beside the batch folder, under which an earlier one is kept; `number` counts from 1.
  static func earlierBatch(_ name: String, _ number: Int) -> String { "\(name).old-\(number)" }

  /// The copy of the source, byte for byte.
  public static func source(_ kind: SourceKind) -> String { "batch_source.\(kind.rawValue)" }

  /// The copy of a file that the source imports; `number` is its place in the order of import.
  public static func importedSource(_ path: String, number: Int) -> String {
    let name = path.split(separator: "/").last.map { pathSafe(String($0)) } ?? "import"
    return "batch_source.imports/\(number)-\(name)"
  }

  public static func log(startedAt time: Timestamp) -> String { "logs/batch_\(time.compact).log" }

  /// The folder of a run: `runs/{id}`, or spread by the first two digits of the id's SHA-256.
  public func runFolder(_ id: String) -> String {
    "\(parentOfRun(id))/\(id)"
  }

  /// The folder in which the folder of a run stands.
  func parentOfRun(_ id: String) -> String {
    fansOut ? "runs/\(ContentHash(of: id.utf8).text.prefix(2))" : StoreLayout.runs
  }

  public func path(_ part: RunPart, ofRun id: String) -> String {
    "\(runFolder(id))/\(part.rawValue)"
  }

  /// Where the folder of an earlier attempt is kept; `number` counts from 1.
  static func earlierRun(_ id: String, _ number: Int) -> String { "runs/.old/\(id)-\(number)" }
}
