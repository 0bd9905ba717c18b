// A report of a run that has ended, from the files that it left; or of files that somebody else has made.

internal import Backtest
internal import Canon
internal import Experiment
import Glibc
internal import Results

/// A page about a run.
public struct LaterReport {
  /// HTML, one file with all in it.
  public let html: String
  /// Where it belongs if nobody says otherwise.
  public let standardPath: String

  /// The report of a run of a batch.
  ///
  /// - Throws: ``BatchProblem`` where there is no such run, or it has left no equity curve.
  public init(ofRun id: String, inBatch folder: String) throws {
    let store = try BatchStore.reading(folder)
    guard let run = try store.run(id) else {
      throw BatchProblem(
        "the batch '\(folder)' has no run '\(id)'", help: "gamut query BATCH 'select id from run'")
    }
    let files = "\(folder)/\(store.layout.path(.backtest, ofRun: id))"
    guard kindOfFile("\(files)/\(BacktestArtefacts.equityFile)") == S_IFREG else {
      throw BatchProblem(
        run.result.status == .success
          ? "the run '\(id)' has kept no equity curve" : "the run '\(id)' has not succeeded",
        help: run.result.status == .success
          ? "run the batch with artifacts = \"full\"" : "gamut status BATCH says why")
    }
    let manifest = try? readFile("\(folder)/\(store.layout.path(.manifest, ofRun: id))")
    let parameters = manifest.flatMap { RunManifest(reading: $0) }?.parameters ?? []
    try self.init(files, title: id, parameters)
  }

  /// The report of a folder with `equity_curve.csv`, and perhaps `trades.csv` and `positions.csv`.
  public init(ofFolder folder: String) throws {
    let parts = folder.split(separator: "/")
    try self.init(folder, title: parts.last.map(String.init) ?? folder, [])
  }

  private init(_ folder: String, title: String, _ parameters: [RunManifest.Parameter]) throws {
    func file(_ name: String) throws(FileProblem) -> PriceFile? {
      let path = "\(folder)/\(name)"
      return kindOfFile(path) == nil ? nil : PriceFile(name: path, bytes: try readFile(path))
    }
    guard let equity = try file(BacktestArtefacts.equityFile) else {
      throw FileProblem(
        "the folder '\(folder)' has no \(BacktestArtefacts.equityFile)",
        help: "give a batch and the id of a run, or a folder with the files of one")
    }
    var files = RunFiles(equity: equity)
    files.trades = try file("trades.csv")
    files.positions = try file("positions.csv")
    files.profits = try file("profits.csv")
    let capital: Double? =
      switch parameters.first(where: { $0.name == "start_capital" })?.value {
      case .int(let number): Double(number)
      case .number(let number): number.double
      default: nil
      }
    var record: RunRecord
    do {
      record = try files.record(startCapital: capital)
    } catch {
      throw FileProblem(error)
    }
    // Numbers of others may be other definitions.
    if !parameters.isEmpty, let metrics = try file("metrics.json") {
      record.metrics = (try? readMetrics(metrics.bytes)) ?? []
    } else {
      record.metrics = record.computedMetrics
    }
    html = PerformancePage(title: title, record, parameters).html
    standardPath = "\(folder)/report.html"
  }

  /// Writes the page, whole or not at all.
  public func write(to path: String) throws { try writeFile(path, Array(html.utf8)) }
}
