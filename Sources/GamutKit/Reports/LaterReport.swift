// Reports of a run that has ended, from the files that it left; or of files that somebody else has made.
// Nothing of the run itself is changed.

internal import Backtest
internal import Canon
internal import Experiment
import Glibc
internal import Results

/// What a run has left, ready for reports.
public struct LaterReport {
  private let record: RunRecord
  private let kinds: [ReportKind]
  private let facts: RunFacts
  /// Reports go to `reports/` in it, where nothing else stands.
  private let folder: String
  /// What the reports cannot tell, and why.
  public var gap: String? { facts.gap }

  /// A run of a batch.
  ///
  /// - Throws: ``BatchProblem`` where there is no such run, or it has left no equity curve.
  public init(ofRun id: String, inBatch batch: String, _ kinds: [ReportKind]) throws {
    let store = try BatchStore.reading(batch)
    guard let run = try store.run(id) else {
      throw BatchProblem(
        "the batch '\(batch)' has no run '\(id)'", help: "gamut query BATCH 'select id from run'")
    }
    let files = "\(batch)/\(store.layout.path(.backtest, ofRun: id))"
    guard kindOfFile("\(files)/\(BacktestArtefacts.equityFile)") == S_IFREG else {
      throw BatchProblem(
        run.result.status == .success
          ? "the run '\(id)' has kept no equity curve" : "the run '\(id)' has not succeeded",
        help: run.result.status == .success
          ? "run the batch with artifacts = \"full\"" : "gamut status BATCH says why")
    }
    let bytes = try? readFile("\(batch)/\(store.layout.path(.manifest, ofRun: id))")
    try self.init(
      files, title: id, bytes.flatMap { RunManifest(reading: $0) },
      in: "\(batch)/\(store.layout.runFolder(id))", kinds)
  }

  /// A folder with `equity_curve.csv`, and perhaps `trades.csv`, `positions.csv` and `factor_returns.csv`.
  public init(ofFolder folder: String, _ kinds: [ReportKind]) throws {
    let parts = folder.split(separator: "/")
    try self.init(folder, title: parts.last.map(String.init) ?? folder, nil, in: folder, kinds)
  }

  private init(
    _ source: String, title: String, _ manifest: RunManifest?, in folder: String,
    _ kinds: [ReportKind]
  ) throws {
    precondition(!kinds.isEmpty, "at least one report")
    (self.folder, self.kinds) = (folder, kinds)
    let settings = manifest.map { Settings(reading: $0.parameters) }
    let configuration = settings.flatMap { try? BacktestConfiguration($0) }
    var facts = RunFacts(title: title, gates: configuration?.reports.gates ?? QualityGate.standard)
    facts.settings = manifest?.parameters ?? []
    facts.inputs = manifest?.inputs ?? []
    func file(_ name: String) throws(FileProblem) -> PriceFile? {
      let path = "\(source)/\(name)"
      return kindOfFile(path) == nil ? nil : PriceFile(name: path, bytes: try readFile(path))
    }
    guard let equity = try file(BacktestArtefacts.equityFile) else {
      throw FileProblem(
        "the folder '\(source)' has no \(BacktestArtefacts.equityFile)",
        help: "give a batch and the id of a run, or a folder with the files of one")
    }
    var files = RunFiles(equity: equity)
    files.trades = try file("trades.csv")
    files.positions = try file("positions.csv")
    files.profits = try file("profits.csv")
    if manifest == nil { files.factorReturns = try file("factor_returns.csv") }
    var record: RunRecord
    do {
      record = try files.record(startCapital: configuration?.account.startCapital)
    } catch {
      throw FileProblem(error)
    }
    // Numbers of others may be other definitions.
    if manifest != nil, let metrics = try file("metrics.json") {
      record.metrics = (try? readMetrics(metrics.bytes)) ?? []
    } else {
      record.metrics = record.computedMetrics
    }
    if kinds != [.performance], let manifest, let settings, let configuration {
      do {
        let data = try BacktestInputs().data(
          configuration, settings, backtestSchema, expected: manifest.inputs)
        record.addSurroundings(configuration, data, for: kinds, on: BacktestEngine())
      } catch {
        facts.gap =
          "The files that the run has read are not there as they were, so returns of factors and volumes are "
          + "not known: \(error.line)."
      }
    }
    self.record = record
    self.facts = facts
  }

  /// Writes all files of the reports; gives the paths of the pages, for people.
  public func write() throws(FileProblem) -> [String] {
    var pages: [String] = []
    for kind in kinds {
      try makeFolder("\(folder)/reports/\(kind.rawValue)")
      for file in facts.files(kind, record) {
        let path = "\(folder)/reports/\(file.path)"
        try writeFile(path, Array(file.text.utf8))
        if path.hasSuffix(".html") { pages.append(path) }
      }
    }
    return pages
  }

  /// Writes the page of the first report: Markdown if the name ends in `.md`, else HTML.
  public func writePage(to path: String) throws(FileProblem) {
    let end = path.hasSuffix(".md") ? ".md" : ".html"
    for file in facts.files(kinds[0], record) where file.path.hasSuffix(end) {
      try writeFile(path, Array(file.text.utf8))
    }
  }
}

extension Settings {
  /// The settings of the built-in backtest among the parameters of a manifest, with their types.
  fileprivate init(reading parameters: [RunManifest.Parameter]) {
    self.init(count: backtestSchema.settings.count)
    for parameter in parameters where parameter.value != .none {
      guard let position = backtestSchema.position(of: parameter.name),
        case .success(let value) = backtestSchema[position].converting(parameter.value)
      else { continue }
      self[position] = value
    }
  }
}

extension RunRecord {
  /// What the prices tell beside the run: returns of the market and of factors, volumes.
  mutating func addSurroundings(
    _ configuration: BacktestConfiguration, _ data: BacktestData, for kinds: [ReportKind],
    on engine: BacktestEngine
  ) {
    if kinds.contains(.risk) {
      factorReturns = try? engine.factorReturns(configuration, on: data)
    }
    if kinds.contains(.costs) { liquidity = Liquidity.of(self, in: data.prices) }
  }
}
