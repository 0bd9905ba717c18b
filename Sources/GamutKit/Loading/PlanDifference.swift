// How two plans differ, run by run. Runs with the same settings are one experiment, whatever they are
// called; of the others those with one id are one run that changed.

public import Experiment

/// The difference between an old and a new batch.
public struct PlanDifference: Sendable {
  /// A setting that a run has otherwise than before.
  public struct Change: Hashable, Sendable {
    public let setting: String
    /// Nil where the job does not have the setting.
    public let old: Value?
    public let new: Value?
  }

  /// Runs that changed in the same way.
  public struct ChangedGroup: Sendable {
    public let changes: [Change]
    public internal(set) var ids: [String]
    /// What gives the new values, or, where nothing does, gave the old ones.
    public let causes: [Cause]
  }

  /// Runs of one statement, or one entry of a document, that are only in one of the plans.
  public struct StatementGroup: Sendable {
    public internal(set) var ids: [String]
    public let cause: Cause?
  }

  /// A line of a file.
  public struct Cause: Hashable, Sendable {
    public let place: String
    public let line: String
  }

  /// How a job, or what it runs, was and is; nil where it is the same.
  public internal(set) var job: (old: String, new: String)?
  public internal(set) var same = 0
  public internal(set) var changed: [ChangedGroup] = []
  public internal(set) var renamed: [(old: String, new: String)] = []
  public internal(set) var added: [StatementGroup] = []
  public internal(set) var removed: [StatementGroup] = []

  public var isEmpty: Bool {
    job == nil && changed.isEmpty && renamed.isEmpty && added.isEmpty && removed.isEmpty
  }
}

extension PlanDifference {
  /// Compares the plans of two batches without errors.
  public init(from old: CheckedBatch, to new: CheckedBatch) throws {
    guard let oldPlan = old.plan, let newPlan = new.plan else { return }
    job = PlanDifference.jobs(oldPlan, newPlan)
    var bySettings: [ContentHash: UInt64] = [:]
    var byID: [String: UInt64] = [:]
    try oldPlan.forEachRun { run in
      bySettings[ContentHash(ofSettings: run.settings, in: oldPlan.schema)] = run.position
      byID[run.id] = run.position
      return true
    }
    // The same experiments first: what is left over may share ids with them.
    var others: [UInt64] = []
    var found: Set<UInt64> = []
    try newPlan.forEachRun { run in
      let hash = ContentHash(ofSettings: run.settings, in: newPlan.schema)
      guard let position = bySettings[hash], found.insert(position).inserted else {
        others.append(run.position)
        return true
      }
      if byID[run.id] == position {
        same += 1
      } else {
        renamed.append((try oldPlan.run(at: position)?.id ?? "", run.id))
      }
      return true
    }
    let (oldLabels, newLabels) = (oldPlan.labelsByAxis, newPlan.labelsByAxis)
    var groups = Groups()
    for position in others {
      guard let run = try newPlan.run(at: position) else { continue }
      if let before = byID[run.id], found.insert(before).inserted,
        let oldRun = try oldPlan.run(at: before)
      {
        let changes = PlanDifference.changes(oldRun, oldPlan, run, newPlan)
        try groups.addChanged(run.id, changes) {
          try PlanDifference.causes(of: changes, (old, oldRun), (new, run))
        }
      } else {
        try groups.addNew(run.id, new.statement(of: run, besides: oldLabels))
      }
    }
    changed = groups.changed
    added = groups.onlyThere
    groups = Groups()
    try oldPlan.forEachRun { run in
      if !found.contains(run.position) {
        try groups.addNew(run.id, old.statement(of: run, besides: newLabels))
      }
      return true
    }
    removed = groups.onlyThere
  }

  private static func jobs(_ old: Plan, _ new: Plan) -> (old: String, new: String)? {
    func text(_ job: Job) -> String {
      guard let command = job.program else { return job.kind }
      let variables = command.environment.map { "\($0.name) = \($0.value.text)" }
      let environment = variables.isEmpty ? "" : " with \(variables.joined(separator: ", "))"
      let worker = if case .worker = job { "worker " } else { "" }
      return "\(worker)\(command.argv.text)\(environment)"
        + (command.metrics.map { " metrics \($0.text)" } ?? "")
    }
    let (a, b) = (text(old.job), text(new.job))
    return a == b ? nil : (a, b)
  }

  private static func changes(
    _ old: Run, _ oldPlan: Plan, _ new: Run, _ newPlan: Plan
  ) -> [Change] {
    let names = newPlan.schema.settings.filter(\.isInKey).map(\.name)
    let gone = oldPlan.schema.settings.filter(\.isInKey).map(\.name).filter {
      newPlan.schema.position(of: $0) == nil
    }
    func value(_ name: String, _ run: Run, _ plan: Plan) -> Value? {
      plan.schema.position(of: name).map { run.settings[$0] ?? plan.schema[$0].fallback ?? .none }
    }
    return (names + gone).compactMap { name in
      let (a, b) = (value(name, old, oldPlan), value(name, new, newPlan))
      return a == b ? nil : Change(setting: name, old: a, new: b)
    }
  }

  /// The lines to which the changes of a run go back.
  private static func causes(
    of changes: [Change], _ old: (batch: CheckedBatch, run: Run),
    _ new: (batch: CheckedBatch, run: Run)
  ) throws -> [Cause] {
    var causes: [Cause] = []
    for change in changes {
      for (batch, run) in [new, old] {
        guard let position = batch.plan?.schema.position(of: change.setting),
          let giver = try batch.provenance(of: run, setting: position).first?.givers.first,
          let place = giver.place
        else { continue }
        let cause = Cause(place: place, line: giver.line ?? "")
        if !causes.contains(cause) { causes.append(cause) }
        break
      }
    }
    return causes
  }

  /// Runs that differ in the same way are told together.
  private struct Groups {
    private(set) var changed: [ChangedGroup] = []
    private(set) var onlyThere: [StatementGroup] = []
    private var byChanges: [[Change]: Int] = [:]
    private var byCause: [Cause?: Int] = [:]

    mutating func addChanged(
      _ id: String, _ changes: [Change], _ causes: () throws -> [Cause]
    ) rethrows {
      if let index = byChanges[changes] { return changed[index].ids.append(id) }
      byChanges[changes] = changed.count
      changed.append(ChangedGroup(changes: changes, ids: [id], causes: try causes()))
    }

    mutating func addNew(_ id: String, _ cause: Cause?) {
      if let index = byCause[cause] { return onlyThere[index].ids.append(id) }
      byCause[cause] = onlyThere.count
      onlyThere.append(StatementGroup(ids: [id], cause: cause))
    }
  }
}

extension CheckedBatch {
  /// What makes a run that another plan lacks: the axis whose level the other one does not have, or else
  /// the statement, or the entry of a document.
  fileprivate func statement(
    of run: Run, besides others: [String: Set<String>]
  ) throws -> PlanDifference.Cause? {
    guard let plan else { return nil }
    var point = Point(axes: plan.axes.count)
    guard let row = try plan.row(at: run.position, point: &point) else { return nil }
    let axis = plan.axes.indices.first { axis in
      guard let label = plan.label(ofAxis: axis, at: point) else { return false }
      return others[plan.axes[axis].title].map { !$0.contains(label) } ?? false
    }
    let place = axis.map { plan.axes[$0].place } ?? row.name.place
    return written(at: place).map { .init(place: $0.place, line: $0.line) }
  }
}

extension Plan {
  /// The labels of the axes, by what they move; of several axes over the same, all.
  fileprivate var labelsByAxis: [String: Set<String>] {
    var labels: [String: Set<String>] = [:]
    for axis in axes { labels[axis.title, default: []].formUnion(axis.levels.map(\.label)) }
    return labels
  }
}
