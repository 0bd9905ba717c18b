// How long the steps of all runs of a batch took: profile/steps.csv, and the same as a table.

internal import Experiment

/// One step of all runs.
public struct StepTotal: Hashable, Sendable {
  public let name: String
  public private(set) var count = 0
  public private(set) var seconds = 0.0
  /// Of the longest one.
  public private(set) var longest = 0.0

  public init(name: String) { self.name = name }

  fileprivate init(name: String, count: Int, seconds: Double, longest: Double) {
    (self.name, self.count, self.seconds, self.longest) = (name, count, seconds, longest)
  }

  public mutating func add(_ seconds: Double) {
    count += 1
    self.seconds += seconds
    longest = max(longest, seconds)
  }
}

/// The steps of a batch that was executed with profiling.
public struct StepTotals: Hashable, Sendable {
  /// By their total time, longest first; what of runs is in no step is `other`, and what of the workers' time
  /// was in no run is `idle`.
  public let rows: [StepTotal]

  private static let header = ["step", "count", "total_sec", "share", "mean_ms", "max_ms"]

  /// - Parameters:
  ///   - busy: the runs.
  ///   - available: seconds of all workers.
  public init(steps: [StepTotal], busy: StepTotal, available: Double) {
    let inSteps = steps.reduce(0) { $0 + $1.seconds }
    let other = StepTotal(
      name: "other", count: busy.count, seconds: max(0, busy.seconds - inSteps), longest: .nan)
    let idle = StepTotal(
      name: "idle", count: 0, seconds: max(0, available - busy.seconds), longest: .nan)
    rows =
      (steps + [other]).sorted { ($1.seconds, $0.name) < ($0.seconds, $1.name) }
      .filter { $0.seconds > 0 } + [idle]
  }

  /// Nil where the batch has not been executed with profiling.
  public init?(in folder: Folder) {
    guard let bytes = try? folder.bytes(StoreLayout.steps) else { return nil }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard lines.first == StepTotals.header.joined(separator: ",")[...] else { return nil }
    rows = lines.dropFirst().compactMap { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      guard cells.count == StepTotals.header.count, let count = Int(cells[1]),
        let seconds = Double(cells[2])
      else { return nil }
      return StepTotal(
        name: String(cells[0]), count: count, seconds: seconds,
        longest: Double(cells[5]).map { $0 / 1000 } ?? .nan)
    }
  }

  /// Shares are of the time of all workers.
  public var table: Table {
    let all = rows.reduce(0) { $0 + $1.seconds }
    var table = Table(
      StepTotals.header.enumerated().map {
        Table.Column($1, $0 == 0 ? .leading : .trailing)
      })
    for row in rows {
      table.append([
        .text(row.name), .int(row.count), .number(row.seconds), .number(row.seconds / all),
        .number(row.count > 0 ? row.seconds / Double(row.count) * 1000 : .nan),
        .number(row.longest * 1000),
      ])
    }
    return table
  }

  public func write(in folder: BatchFolder) throws(StoreProblem) {
    try folder.folder.write(table.csv, to: StoreLayout.steps)
  }
}

extension BatchFolder {
  /// Moves the trace of an earlier execution aside.
  public func keepEarlierTrace() throws(StoreProblem) {
    guard try folder.contains(StoreLayout.trace) else { return }
    try folder.move(StoreLayout.trace, to: try folder.firstFree(StoreLayout.earlierTrace))
  }
}
