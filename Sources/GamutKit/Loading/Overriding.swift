// --set on a batch that came without a program: every run gets the value.

internal import Experiment
internal import Language
internal import Source

extension Plan {
  /// The plan in which every run has the values; problems where they are none.
  func overriding(_ overrides: [SettingOverride]) -> (plan: Plan, problems: [Diagnostic]) {
    var problems: [Diagnostic] = []
    var forced: [Int: Value] = [:]
    for override in overrides {
      guard let position = schema.position(of: override.name) else {
        let nearest = nearestName(to: override.name, among: schema.names)
        problems.append(
          .badOverride(
            "there is no setting '\(override.name)'",
            help: nearest.map { "did you mean '\($0)'?" } ?? "`gamut settings` lists them"))
        continue
      }
      switch schema[position].parsing(override.text) {
      case .success(let value): forced[position] = value
      case .failure(let problem):
        problems.append(.badOverride(problem.message, help: problem.help))
      }
    }
    var plan = self
    plan.root = root.forcing(forced)
    if problems.isEmpty, let twins = plan.equalRuns() {
      problems.append(
        .badOverride(
          "the runs '\(twins.0)' and '\(twins.1)' would have the same settings",
          help: "a setting that runs differ in cannot be the same for all"))
    }
    return (plan, problems)
  }
}

extension PlanNode {
  /// The same tree with these values in every run.
  fileprivate func forcing(_ values: [Int: Value]) -> PlanNode {
    switch self {
    case .row(let row): .row(row.forcing(values))
    case .table(let table): .table(table.forcing(values))
    case .union(let parts, let ends): .union(parts.map { $0.forcing(values) }, ends: ends)
    case .product(let axes, let inside, let size):
      .product(axes, inside.forcing(values), size: size)
    case .filter(let filter, let inside): .filter(filter, inside.forcing(values))
    }
  }
}

extension PlanRow {
  fileprivate func forcing(_ values: [Int: Value]) -> PlanRow {
    var assignments = self.assignments.filter { values[$0.setting] == nil }
    for (setting, value) in values {
      assignments.append(Assignment(setting: setting, formula: .constant(value), place: place))
    }
    assignments.sort { $0.setting < $1.setting }
    return PlanRow(name: name, assignments: assignments, place: place)
  }
}

extension Plan {
  /// Two runs that have the same value of every setting.
  fileprivate func equalRuns() -> (String, String)? {
    guard batch.equalRuns == .error else { return nil }
    var seen: [Settings: String] = [:]
    var twins: (String, String)?
    try? forEachRun { run in
      if let first = seen.updateValue(run.id, forKey: run.settings.identity(in: schema)) {
        twins = (first, run.id)
      }
      return twins == nil
    }
    return twins
  }
}
