// Runs of a plan for people: the first ones, and a table of what varies in them.

public import Experiment
public import Results

extension Plan {
  /// The first runs in plan order, at most so many.
  public func firstRuns(_ count: Int) throws -> [Run] {
    var runs: [Run] = []
    guard count > 0 else { return runs }
    try forEachRun { run in
      runs.append(run)
      return runs.count < count
    }
    return runs
  }
}

/// A row for each run: its id and the settings that are not the same in all of them.
public func runTable(_ runs: [Run], of plan: Plan) -> Table {
  let settings = runs.map { $0.settings.resolved(by: plan.schema) }
  let varying = plan.schema.settings.indices.filter { position in
    settings.contains { $0[position] != settings.first?[position] }
  }
  var table = Table(
    [Table.Column("run_id")] + varying.map { Table.Column(plan.schema[$0].name, format: .exact) })
  for (run, settings) in zip(runs, settings) {
    table.append([.text(run.id)] + varying.map { Cell(settings[$0] ?? .none) })
  }
  return table
}
