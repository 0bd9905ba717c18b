// How the runs of a plan stand against what has been executed, and why: what 'gamut run' would do.
// Nothing is changed.

public import Experiment
import Glibc
internal import Results

/// What would be executed, and why.
public struct PlanStanding: Sendable {
  /// Runs with one reason.
  public struct Group: Hashable, Sendable {
    public let reason: String
    public internal(set) var ids: [String]
    public internal(set) var count: Int
  }

  /// Up to date first, then in the order in which runs bring them.
  public let groups: [Group]

  /// Nil where the batch has not been run.
  public init?(of batch: CheckedBatch, selection: RunSelection = RunSelection()) throws {
    guard let standing = try StandingReader(batch) else { return nil }
    groups = try PlanStanding.groups(standing, selection)
  }

  private static func groups(
    _ standing: StandingReader, _ selection: RunSelection
  ) throws -> [Group] {
    // So many ids are kept of each group.
    let shownIDs = 3
    var groups: [Group] = []
    var byReason: [String: Int] = [:]
    var number = 0
    try standing.plan.forEachRun { run in
      defer { number += 1 }
      guard try selection.holds(run, number: number, of: standing.plan.count) else { return true }
      let reason = try standing.reason(for: run)
      if let index = byReason[reason] {
        groups[index].count += 1
        if groups[index].ids.count < shownIDs { groups[index].ids.append(run.id) }
      } else {
        byReason[reason] = groups.count
        groups.append(Group(reason: reason, ids: [run.id], count: 1))
      }
      return true
    }
    let isDone = { (group: Group) in group.reason == StandingReader.upToDate }
    return groups.filter(isDone) + groups.filter { !isDone($0) }
  }

  /// A line for each reason.
  public var text: String {
    groups.map { group in
      let rest = group.count - group.ids.count
      let names = group.ids.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
      return "  \(group.count) \(group.reason): \(names)\n"
    }.joined()
  }
}

/// Says of single runs how they stand.
public final class StandingReader {
  static let upToDate = "up to date"

  let plan: Plan
  private let earlier: EarlierPlan
  private let fingerprinter: Fingerprinter
  private let folder: Folder
  private let layout: StoreLayout
  private let leaves: [(part: RunPart, file: String?)]
  private let path: String
  private let version: String?
  /// The plan that was run last, for the settings that have changed since.
  private lazy var earlierRuns = StoredSettings(ofBatch: path)

  /// Nil where the batch has not been run.
  public init?(_ batch: CheckedBatch) throws {
    guard let plan = batch.plan else { return nil }
    path = StoreLayout.batchFolder(outputRoot: plan.batch.outputRoot, name: plan.batch.name)
    guard kindOfFile("\(path)/\(BatchFile.database.rawValue)") == S_IFREG else { return nil }
    self.plan = plan
    let store = try BatchStore.reading(path)
    earlier = try store.earlierPlan()
    version = try store.storedBatch().toolVersion
    fingerprinter = Fingerprinter(plan)
    folder = try Folder.opening(path)
    layout = store.layout
    leaves = plan.leftPaths
  }

  /// `up to date`, `new`, `failed before`, `not finished`, `changed: FILE`, `changed: setting a -> b`.
  public func reason(for run: Run) throws -> String {
    let settings = run.settings.resolved(by: plan.schema)
    let identity = try fingerprinter.identity(of: settings)
    let (standing, cause) = try earlier.standing(
      of: PlannedRun(
        position: run.position, id: run.id, key: identity.key, fingerprint: identity.fingerprint,
        inputs: identity.inputs.list))
    switch standing {
    case .upToDate:
      return try folder.hasResult(of: run.id, layout, leaves: leaves)
        ? StandingReader.upToDate : "to be made again (its folder is gone)"
    case .new: return "new"
    case .failed: return "failed before"
    case .unfinished: return "not finished"
    case .changed:
      switch cause {
      case .files(let files)?: return "changed: \(files.joined(separator: ", "))"
      case .version?: return "changed: gamut \(version ?? "older") -> \(toolVersion)"
      case .settings?, nil:
        let changes = try earlierRuns?.changes(of: run.id, to: settings, plan)
        return "changed: \(changes ?? "settings")"
      }
    }
  }
}

extension StoredSettings {
  /// `lr 0.1 -> 0.2, steps 10 -> 20`; nil where the run is not known.
  fileprivate func changes(
    of id: String, to settings: Settings, _ now: Plan
  ) throws -> String? {
    guard let run = try run(id) else { return nil }
    var changes: [String] = []
    for (place, setting) in now.schema.settings.enumerated() where setting.isInKey {
      let old = run.settings.value(setting.name, in: plan.schema)
      let new = settings[place] ?? .none
      if old != new { changes.append("\(setting.name) \(old.description) -> \(new.description)") }
    }
    return changes.isEmpty
      ? (plan.job == now.job ? nil : "the job") : changes.joined(separator: ", ")
  }
}
