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
  private let facts: RunFacts
  private let kinds: [ReportKind]
  /// Reports go below it, into a folder of their own.
  private let folder: Folder
  private let target: String
  /// What the reports cannot tell, and why.
  public var gap: String? { facts.gap }

  /// A run of a batch. Reports go to `reports/ID` in the batch folder.
  ///
  /// - Throws: ``BatchProblem`` where there is no such run, or it has left no equity curve.
  public init(ofRun id: String, inBatch batch: String, _ kinds: [ReportKind]) throws {
    let store = try BatchStore.reading(batch)
    guard let run = try store.run(id) else {
      throw BatchProblem(
        "the batch '\(batch)' has no run '\(id)'", help: "gamut query BATCH 'select id from run'")
    }
    let files = store.layout.path(.backtest, ofRun: id)
    guard kindOfFile("\(batch)/\(files)/\(BacktestArtefacts.equityFile)") == S_IFREG else {
      throw BatchProblem(
        run.result.status == .success
          ? "the run '\(id)' has kept no equity curve" : "the run '\(id)' has not succeeded",
        help: run.result.status == .success
          ? "run the batch with artifacts = \"full\"" : "gamut status BATCH says why")
    }
    let folder = try LaterReport.open(batch)
    let bytes = try folder.bytes(store.layout.path(.manifest, ofRun: id))
    try self.init(
      files, title: id, bytes.flatMap { RunManifest(reading: $0) }, in: folder,
      to: StoreLayout.reports(ofRun: id), kinds)
  }

  /// As much as others may see of a folder, they may see of what is added.
  private static func open(_ path: String) throws(StoreProblem) -> Folder {
    var status = stat()
    let isShared = stat(path, &status) == 0 && status.st_mode & 0o005 != 0
    return try Folder.opening(path, access: isShared ? .shared : .owner)
  }

  /// A folder with `equity_curve.csv`, and perhaps `trades.csv`, `positions.csv` and `factor_returns.csv`.
  public init(ofFolder path: String, _ kinds: [ReportKind]) throws {
    let parts = path.split(separator: "/")
    try self.init(
      "", title: parts.last.map(String.init) ?? path, nil, in: try LaterReport.open(path),
      to: StoreLayout.reports, kinds)
  }

  private init(
    _ source: String, title: String, _ manifest: RunManifest?, in folder: Folder,
    to target: String, _ kinds: [ReportKind]
  ) throws {
    precondition(!kinds.isEmpty, "at least one report")
    (self.folder, self.target, self.kinds) = (folder, target, kinds)
    let settings = manifest.map { Settings(reading: $0.parameters) }
    let configuration = settings.flatMap { try? BacktestConfiguration($0) }
    var facts = RunFacts(title: title, gates: configuration?.reports.gates ?? QualityGate.standard)
    facts.settings = manifest?.parameters ?? []
    facts.inputs = manifest?.inputs ?? []
    func file(_ name: String) throws(StoreProblem) -> PriceFile? {
      let path = source.isEmpty ? name : "\(source)/\(name)"
      return try folder.bytes(path, limit: 1 << 30).map {
        PriceFile(name: "\(folder.path)/\(path)", bytes: $0)
      }
    }
    guard let equity = try file(BacktestArtefacts.equityFile) else {
      throw FileProblem(
        "the folder '\(folder.path)' has no \(BacktestArtefacts.equityFile)",
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
      let hashes = FileHashes()
      facts.gap = LaterReport.change(of: manifest.inputs, hashes)
      do {
        if facts.gap == nil {
          let data = try BacktestInputs(.none, hashes).data(configuration, settings, backtestSchema)
          record.addSurroundings(configuration, data, for: kinds, on: BacktestEngine())
        }
      } catch {
        facts.gap = LaterReport.unknown(error.line)
      }
    }
    self.record = record
    self.facts = facts
  }

  /// Why the files that a run has read cannot be asked any more; nil if they are what they were.
  private static func change(
    of inputs: [RunManifest.Input], _ hashes: FileHashes
  ) -> String? {
    for input in inputs {
      let now = hashes.hash(input.path)
      if now != input.hash, !(now == nil && input.hash == "missing") {
        return unknown(
          now == nil
            ? "'\(input.path)' is not there (paths are taken from the folder in which the batch was run)"
            : "'\(input.path)' has changed since the run")
      }
    }
    return nil
  }

  private static func unknown(_ reason: String) -> String {
    "Returns of factors and volumes are not known, for the files that the run has read cannot be asked: \(reason)."
  }

  /// Writes all files of the reports in the place of earlier ones; gives the paths of the pages, for people.
  public func write() throws -> [String] {
    var pages: [String] = []
    for kind in kinds {
      let place = "\(target)/\(kind.part.rawValue)"
      var files = facts.files(kind, record)
      if kind == .performance {
        let members = record.metrics.map { JSONText.Member($0.name, .number($0.value)) }
        files.append(ReportFile("metrics.json", JSONText.object(members).text(.indented) + "\n"))
      }
      for file in files { try folder.write(file.text, to: "\(place)/\(file.name)") }
      try folder.folder(place).removeFiles(but: Set(files.map(\.name)))
      pages += files.filter { $0.name.hasSuffix(".html") }
        .map { "\(folder.path)/\(place)/\($0.name)" }
    }
    return pages
  }

  /// Writes the page of the first report: Markdown if the name ends in `.md`, else HTML.
  public func writePage(to path: String) throws(FileProblem) {
    let end = path.hasSuffix(".md") ? ".md" : ".html"
    for file in facts.files(kinds[0], record) where file.name.hasSuffix(end) {
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
      marketHistory = (try? engine.marketHistory(configuration, on: data)) ?? []
    }
    if kinds.contains(.costs) { liquidity = Liquidity.of(self, in: data.prices) }
  }
}
