// One metric over two settings: what a sweep looks like from above.

public import Experiment
public import Results
internal import Source

/// The medians of a metric by the values of two settings.
public struct MetricGrid: Sendable {
  /// A row for each value of the first setting, a column for each of the second.
  public let table: Table
  /// The successes that were looked at, and the most that are behind one cell.
  public let runs: Int
  public let mostInACell: Int

  /// - Throws: ``BatchProblem`` where there is no such setting or metric, or no run has succeeded.
  public init(
    of metric: String, over rows: String, _ columns: String, _ plan: Plan, inBatch folder: String
  ) throws {
    func position(_ name: String) throws -> Int {
      let setting = ["bundle": "bundle_path", "period": "start_date"][name] ?? name
      if let position = plan.schema.position(of: name) ?? plan.schema.position(of: setting) {
        return position
      }
      throw BatchProblem(
        "there is no setting '\(name)'",
        help: nearestName(to: name, among: plan.schema.settings.map(\.name))
          .map { "did you mean '\($0)'?" } ?? ":settings lists them")
    }
    let settings = [try position(rows), try position(columns)]
    let store = try BatchStore.reading(folder)
    let names = try store.metricNames()
    guard names.contains(metric) else {
      throw BatchProblem(
        "no run has a metric '\(metric)'",
        help: nearestName(to: metric, among: names).map { "did you mean '\($0)'?" }
          ?? (names.isEmpty ? "no run has succeeded" : "there are \(names.joined(separator: ", "))")
      )
    }
    var values: [String: Double] = [:]
    let runs = try store.runs()
    while let run = try runs.next() {
      if run.result.status == .success { values[run.id] = run.result.metric(metric) }
    }
    var (first, second): ([Value], [Value]) = ([], [])
    var cells: [[Value]: [Double]] = [:]
    try plan.forEachRun { run in
      guard let value = values[run.id] else { return true }
      let resolved = run.settings.resolved(by: plan.schema)
      let place = settings.map { resolved[$0] ?? .none }
      if !first.contains(place[0]) { first.append(place[0]) }
      if !second.contains(place[1]) { second.append(place[1]) }
      cells[place, default: []].append(value)
      return true
    }
    guard !cells.isEmpty else {
      throw BatchProblem("no run of the program has succeeded yet", help: ":run")
    }
    var table = Table(
      [Table.Column("\(rows) \\ \(columns)")]
        + second.map { Table.Column($0.description, .trailing) })
    for row in first {
      table.append(
        [.text(row.description)]
          + second.map { column in cells[[row, column]].map { .number(median($0)) } ?? .empty })
    }
    self.table = table
    self.runs = cells.values.reduce(0) { $0 + $1.count }
    mostInACell = cells.values.map(\.count).max() ?? 0
  }
}
