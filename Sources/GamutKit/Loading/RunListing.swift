// Runs of a plan for people: the first ones, and a table of what varies in them.

public import Experiment
public import Results

extension Plan {
  /// The run with a number, counted from 0; nil behind the last.
  ///
  /// Found at once where no filter drops points before it.
  public func run(number: Int) throws -> Run? {
    guard number >= 0, number < count else { return nil }
    if UInt64(count) == root.size { return try run(at: UInt64(number)) }
    var rest = number
    var found: Run?
    try forEachRun { run in
      if rest == 0 { found = run }
      rest -= 1
      return found == nil
    }
    return found
  }
}

/// A row for each run: its id and the settings that are not the same in all runs of the plan.
/// `reason` says how a run stands, where the batch has been run: a column more.
public func runListing(
  _ runs: [Run], of plan: Plan, reason: ((Run) throws -> String)? = nil
) rethrows -> Table {
  let settings = runs.map { $0.settings.resolved(by: plan.schema) }
  let varying = plan.root.varyingSettings(plan.schema.settings.count)
  var table = Table(
    [Table.Column("run_id")] + varying.map { Table.Column(plan.schema[$0].name, format: .exact) }
      + (reason == nil ? [] : [Table.Column("standing")]))
  for (run, settings) in zip(runs, settings) {
    let standing = try reason.map { [Cell.text(try $0(run))] } ?? []
    table.append([.text(run.id)] + varying.map { Cell(settings[$0] ?? .none) } + standing)
  }
  return table
}

extension Plan {
  /// The names of the settings that tables of the batch's results have, if they vary wherever they
  /// could.
  public var tableSettings: [String] {
    tableSettings(varying: root.varyingSettings(schema.settings.count))
  }

  /// As above, where it is known which settings vary.
  func tableSettings(varying: [Int]) -> [String] {
    SummaryFacts(
      name: "", isBacktest: job == .backtest, varying: varying.map { schema[$0].name }, metrics: []
    )
    .settings
  }
}

extension PlanNode {
  /// The positions of the settings that rows give in different ways, or that depend on an axis.
  func varyingSettings(_ count: Int) -> [Int] {
    var first: [Formula?]?
    var varying: Set<Int> = []
    func look(_ node: PlanNode) {
      switch node {
      case .row(let row):
        var given = [Formula?](repeating: nil, count: count)
        for assignment in row.assignments {
          given[assignment.setting] = assignment.formula
          if assignment.constant == nil { varying.insert(assignment.setting) }
        }
        for position in given.indices {
          if let first, first[position] != given[position] { varying.insert(position) }
        }
        if first == nil { first = given }
      case .table(let table):
        for column in table.columns where column.sharedValue == nil {
          varying.insert(column.setting)
        }
      case .union(let parts, _): for part in parts { look(part) }
      case .product(_, let inside, _), .filter(_, let inside): look(inside)
      }
    }
    look(self)
    return varying.sorted()
  }
}
