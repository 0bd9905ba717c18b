// Opens what a backtest's settings name: prices, symbols, the bundle. Each file is read once.

internal import Backtest
internal import Canon
public import Experiment
import Glibc
internal import Results
internal import Source

/// The contents of files, remembered by path for as long as this lives.
final class BacktestInputs {
  private var panels: [String: PricePanel] = [:]
  private var bundles: [String: FactorBundle] = [:]
  /// Of each file that has been read.
  private var seen: [String: String] = [:]
  /// What the files are taken to have in them.
  private let hashes: FileHashes
  private let cache: PanelCache?
  /// What is doubtful in the files that have been read.
  private(set) var warnings: [FileProblem] = []
  private var symbolLists: [String: [String]] = [:]
  private var columns: [String: FactorColumns] = [:]
  private var groups: [String: GroupTable] = [:]
  /// What may be read, and whether what is read may be told.
  private let scrutiny: Scrutiny

  enum Scrutiny {
    /// For runs: whatever the settings name.
    case none
    /// For a look at a program that may be anybody's: files below these folders, and of what is in them
    /// only lines.
    case below(ReadableFolders)
  }

  init(
    _ scrutiny: Scrutiny = .none, _ hashes: FileHashes = FileHashes(),
    cache: CacheFolder? = .standard
  ) {
    self.scrutiny = scrutiny
    self.hashes = hashes
    self.cache = cache.map(PanelCache.init)
  }

  private func problem(_ problem: DataProblem) -> FileProblem {
    if case .below = scrutiny { return FileProblem(hidingContentsOf: problem) }
    return FileProblem(problem)
  }

  /// The data of a run with these resolved settings; what is missing or wrong, in one line.
  ///
  /// `expected`: the hashes of what the run's fingerprint was made of.
  func data(
    _ configuration: BacktestConfiguration, _ settings: Settings, _ schema: Schema,
    expected: [RunManifest.Input] = []
  ) throws(FileProblem) -> BacktestData {
    guard let path = PriceLocation.path(given: settings.value("prices", in: schema)) else {
      throw FileProblem(
        "this run has no prices",
        help: "set them: let prices = \"prices.csv\", or --set prices=..., or GAMUT_PRICES, "
          + "or put files into \(PriceLocation.standardFolder)")
    }
    var data = BacktestData(prices: try panel(path))
    if let symbols = configuration.symbols {
      data.symbols = symbols
    } else if let file = configuration.symbolsFilePath {
      data.symbols = try symbols(file)
    }
    if configuration.strategy == .multifactorLongShort {
      data.bundle = try configuration.bundlePath.map(bundle)
      data.columns = try configuration.factorDataPath.map(factorColumns)
      data.groups = try configuration.groupsPath.map(groupTable)
    }
    try check(expected)
    return data
  }

  /// - Parameter keepsAlways: keeps it in the cache, however small it is.
  func panel(_ path: String, keepsAlways: Bool = false) throws(FileProblem) -> PricePanel {
    if let panel = panels[path] { return panel }
    let paths = priceFiles(path)
    guard !paths.isEmpty else {
      throw FileProblem(
        "the folder '\(path)' has no price files", help: "price files are CSV and end in .csv")
    }
    for path in paths { try checkMayRead(path) }
    let kept = try cached(paths, keepsAlways: keepsAlways)
    let panel = if let kept { kept } else { try parsed(paths) }
    panels[path] = panel
    return panel
  }

  /// By way of the cache; nil where it is not kept there, or the files cannot be read.
  private func cached(
    _ paths: [String], keepsAlways: Bool
  ) throws(FileProblem) -> PricePanel? {
    guard let cache else { return nil }
    var files: [PanelCache.NamedHash] = []
    for path in paths {
      guard let hash = hashes.hash(path) else { return nil }
      files.append((path, hash))
    }
    let keeps = keepsAlways || paths.reduce(0) { $0 + sizeOfFile($1) } >= PanelCache.leastBytes
    guard keeps || cache.place(of: files).exists else { return nil }
    func parseAll() throws(FileProblem) -> PricePanel {
      let panel = try parsed(paths)
      // Only what was read is kept as such.
      try check(files.map { RunManifest.Input(path: $0.path, hash: $0.hash) })
      return panel
    }
    let panel = try cache.panel(files, parse: parseAll)
    for file in files { seen[file.path] = file.hash }
    return panel
  }

  private func parsed(_ paths: [String]) throws(FileProblem) -> PricePanel {
    var files: [PriceFile] = []
    for path in paths { files.append(PriceFile(name: path, bytes: try read(path))) }
    do {
      return try pricePanel(files)
    } catch {
      throw problem(error)
    }
  }

  private func checkMayRead(_ path: String) throws(FileProblem) {
    if case .below(let folders) = scrutiny, !folders.allow(path) {
      throw FileProblem(
        "'\(path)' lies outside the program's folder and the working folder",
        help: "if it may be read, say so: --allow-read DIR")
    }
  }

  private func read(_ path: String) throws(FileProblem) -> [UInt8] {
    try checkMayRead(path)
    let bytes = try readFile(path)
    seen[path] = ContentHash(of: bytes).text
    return bytes
  }

  /// Whether every file that has been read is what the run's inputs say.
  private func check(_ expected: [RunManifest.Input]) throws(FileProblem) {
    for input in expected {
      guard let hash = seen[input.path], hash != input.hash else { continue }
      throw FileProblem(
        "'\(input.path)' was changed while the batch was running", help: "run the batch again")
    }
  }

  private func symbols(_ path: String) throws(FileProblem) -> [String] {
    if let symbols = symbolLists[path] { return symbols }
    let bytes = try read(path)
    do {
      let symbols = try symbolList(bytes, name: path)
      symbolLists[path] = symbols
      return symbols
    } catch {
      throw problem(error)
    }
  }

  private func factorColumns(_ path: String) throws(FileProblem) -> FactorColumns {
    if let known = columns[path] { return known }
    let file = PriceFile(name: path, bytes: try read(path))
    do {
      let read = try FactorColumns(file)
      columns[path] = read
      return read
    } catch {
      throw problem(error)
    }
  }

  private func groupTable(_ path: String) throws(FileProblem) -> GroupTable {
    if let known = groups[path] { return known }
    let file = PriceFile(name: path, bytes: try read(path))
    do {
      let read = try GroupTable(file)
      groups[path] = read
      return read
    } catch {
      throw problem(error)
    }
  }

  private func bundle(_ path: String) throws(FileProblem) -> FactorBundle {
    if let bundle = bundles[path] { return bundle }
    let source = SourceText(name: path, bytes: try read(path))
    let loaded = readBundle(source)
    func problem(_ diagnostic: Diagnostic) -> FileProblem {
      let place = diagnostic.span.map { span in
        let position = source.position(at: span.start)
        return ":\(position.line):\(position.column)"
      }
      return FileProblem("\(path)\(place ?? ""): \(diagnostic.message)", help: diagnostic.help)
    }
    guard let bundle = loaded.bundle else {
      let error = loaded.diagnostics.first { $0.severity == .error }
      throw error.map(problem) ?? FileProblem("\(path): this is no bundle")
    }
    warnings += loaded.diagnostics.filter { $0.severity == .warning }.map(problem)
    bundles[path] = bundle
    return bundle
  }
}

extension FileProblem {
  init(_ problem: DataProblem) {
    let line = problem.line.map { ":\($0)" } ?? ""
    self.init("\(problem.file)\(line): \(problem.message)", help: problem.help)
  }

  /// Without what stands between quotes, which is from the file.
  init(hidingContentsOf problem: DataProblem) {
    let line = problem.line.map { ":\($0)" } ?? ""
    self.init(
      "\(problem.file)\(line): \(problem.message.hidingQuoted)",
      help: problem.help.hidingQuoted)
  }

  /// One line, for a result.
  var line: String { help.map { "\(message) (\($0))" } ?? message }
}

/// Opens the bundles, prices and symbols of every run; what is wrong or doubtful, each told once.
///
/// It reads below the program's folder and the working folder only, unless the options allow more, or the
/// environment names the prices.
public func checkData(
  of plan: Plan, in batch: CheckedBatch
) -> (errors: [FileProblem], warnings: [FileProblem]) {
  guard plan.job == .backtest else { return ([], []) }
  var options = batch.options
  if let prices = Machine.environment("GAMUT_PRICES") { options.readableFolders.append(prices) }
  let inputs = BacktestInputs(.below(ReadableFolders(of: batch.file, options)))
  let engine = BacktestEngine()
  var problems: [FileProblem] = []
  var doubts: [FileProblem] = []
  func note(_ problem: FileProblem) {
    if !problems.contains(problem) { problems.append(problem) }
  }
  var seen: Set<[Value?]> = []
  let files = [
    "bundle_path", "prices", "symbols_file", "symbols", "benchmark", "strategy", "start_date",
    "end_date", "fill", "factor", "factor_data", "groups",
  ]
  .compactMap { plan.schema.position(of: $0) }
  try? plan.forEachRun { run in
    let settings = run.settings.resolved(by: plan.schema)
    guard problems.count < 20, seen.insert(files.map { settings[$0] }).inserted else {
      return problems.count < 20
    }
    do throws(FileProblem) {
      let configuration: BacktestConfiguration
      do throws(BacktestProblem) {
        configuration = try BacktestConfiguration(settings)
      } catch {
        throw FileProblem(error.message, help: error.help)
      }
      let data = try inputs.data(configuration, settings, plan.schema)
      if let doubt = doubt(of: configuration.window, data.prices), !doubts.contains(doubt) {
        doubts.append(doubt)
      }
      do throws(BacktestProblem) {
        _ = try engine.run(configuration, on: data, keeping: .metrics)
      } catch {
        throw FileProblem(error.message, help: error.help)
      }
    } catch {
      note(error)
    }
    return true
  }
  return (problems, inputs.warnings + doubts)
}

/// What is to be said of a period that the prices do not fill; nil where they do, but for a week.
private func doubt(of period: Period, _ prices: PricePanel) -> FileProblem? {
  guard let first = prices.days.first, let last = prices.days.last,
    period.start.adding(days: 7) < first || last.adding(days: 7) < period.end
  else { return nil }
  return FileProblem(
    "the period goes from \(period.start) to \(period.end), and the prices only from \(first) to \(last)",
    help: "the run has the days that both have")
}

extension String {
  /// 'x' is '…'.
  fileprivate var hidingQuoted: String {
    split(separator: "'", omittingEmptySubsequences: false).enumerated()
      .map { $0.offset % 2 == 1 ? "…" : String($0.element) }.joined(separator: "'")
  }
}
