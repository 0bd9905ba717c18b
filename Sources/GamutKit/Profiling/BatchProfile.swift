// Where the time of a batch went that was run with profiling, for people.

internal import Experiment
public import Results

public struct BatchProfile: Sendable {
  /// The steps of all runs, longest first.
  public let steps: Table
  /// The longest runs of the batch, whenever they were executed.
  public let slowest: Table
  /// The trace of the last execution.
  public let tracePath: String

  /// - Throws: ``BatchProblem`` where there is none.
  public init(ofBatch path: String, slowest count: Int = 10) throws {
    let store = try BatchStore.reading(path)
    guard let totals = StepTotals(in: try Folder.opening(path)) else {
      throw BatchProblem(
        "the batch '\(path)' has not been run with profiling",
        help: "gamut run FILE --fresh --with-profiling")
    }
    steps = totals.table
    tracePath = "\(path)/\(StoreLayout.trace)"
    var leaders = Leaders<RunResult>(count, .descending)
    let runs = try store.runs()
    while let run = try runs.next() {
      guard run.attempt != nil else { continue }
      leaders.add(run.result, run.result.usage.runtimeSeconds)
    }
    var table = Table([
      Table.Column("run_id"), Table.Column("status"), Table.Column("runtime_sec", .trailing),
      Table.Column("cpu_sec", .trailing), Table.Column("peak_memory_mb", .trailing),
    ])
    for run in leaders.best {
      table.append([
        .text(run.runID), .text(run.status.rawValue), .number(run.usage.runtimeSeconds),
        .number(run.usage.cpuSeconds), .number(run.usage.peakMemoryMB),
      ])
    }
    slowest = table
  }
}
