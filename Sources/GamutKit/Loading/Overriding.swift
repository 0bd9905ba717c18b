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
    // What comes without a program is a table.
    guard case .table(let table) = root else { return (self, problems) }
    var plan = self
    let overridden = table.forcing(forced)
    plan.root = .table(overridden)
    if problems.isEmpty, batch.equalRuns == .error,
      let twins = overridden.equalRuns(in: schema).first
    {
      problems.append(
        .badOverride(
          "the runs '\(table.ids[twins.first])' and '\(table.ids[twins.later])' would have the same "
            + "settings",
          help: "a setting that runs differ in cannot be the same for all"))
    }
    return (plan, problems)
  }
}
