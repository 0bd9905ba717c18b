// One run of a batch, or two beside each other, for people: settings, metrics, the course of equity.

internal import Backtest
internal import Experiment
import Glibc
public import Results
internal import Source

/// What became of a run.
public struct RunSheet: Sendable {
  public let id: String
  public let status: String
  /// Why it failed, where it did.
  public let error: String?
  public let metrics: Table
  /// Equity by session, where the run has kept it, and the first and last day.
  public let equity: (values: [Double], first: String, last: String)?
  let result: RunResult
  let settings: [RunManifest.Parameter]

  /// - Throws: ``BatchProblem`` where the batch has no such run, or it was not executed.
  public init(ofRun id: String, inBatch folder: String) throws {
    let store = try BatchStore.reading(folder)
    guard let run = try store.run(id) else {
      throw BatchProblem("the batch has no run '\(id)'", help: try store.nearest(to: id))
    }
    guard run.attempt != nil else {
      throw BatchProblem("the run '\(id)' was not executed yet", help: ":run executes it")
    }
    self.id = id
    result = run.result
    status = result.status.rawValue
    error = result.failure?.message
    var table = Table([Table.Column("metric"), Table.Column("value", .trailing)])
    for metric in result.metrics { table.append([.text(metric.name), .number(metric.value)]) }
    metrics = table
    let manifest = try? readFile("\(folder)/\(store.layout.path(.manifest, ofRun: id))")
    settings = manifest.flatMap { RunManifest(reading: $0) }?.parameters ?? []
    let path =
      "\(folder)/\(store.layout.path(.backtest, ofRun: id))/\(BacktestArtefacts.equityFile)"
    let file = (try? readFile(path)).map { PriceFile(name: path, bytes: $0) }
    let record = file.flatMap { try? RunFiles(equity: $0).record(startCapital: nil) }
    equity = record.flatMap { record in
      guard let first = record.days.first, let last = record.days.last else { return nil }
      return (record.equity, first.description, last.description)
    }
  }
}

/// Two runs of a batch side by side.
public struct RunComparison: Sendable {
  /// What they were told, where it is not the same.
  public let settings: Table
  /// Their metrics, and how the second differs.
  public let metrics: Table

  public init(_ first: RunSheet, _ second: RunSheet) {
    var settings = Table(["setting", first.id, second.id].map { Table.Column($0) })
    for parameter in first.settings {
      let other = second.settings.first { $0.name == parameter.name }?.value ?? .none
      if other != parameter.value {
        settings.append([
          .text(parameter.name), .text(parameter.value.description), .text(other.description),
        ])
      }
    }
    self.settings = settings
    var metrics = Table(
      [Table.Column("metric")]
        + [first.id, second.id, "difference"].map { Table.Column($0, .trailing) })
    for metric in first.result.metrics {
      let other = second.result.metric(metric.name)
      metrics.append([
        .text(metric.name), .number(metric.value), .number(other), .number(other - metric.value),
      ])
    }
    self.metrics = metrics
  }
}

extension BatchStore {
  /// What to do instead of naming a run that is not there.
  fileprivate func nearest(to id: String) throws -> String {
    var ids: [String] = []
    let runs = try runs()
    while ids.count < 100_000, let run = try runs.next() { ids.append(run.id) }
    return nearestName(to: id, among: ids).map { "did you mean '\($0)'?" } ?? ":runs lists them"
  }
}
