// How the runs of a plan stand against what has been executed, and why: for a look that changes
// nothing.

internal import Experiment

/// What a batch folder knows of the runs of a plan.
public final class EarlierPlan {
  /// Why a result does not count for a run any more.
  public enum Cause: Hashable, Sendable {
    case settings
    /// Files with other contents, new ones, and ones that are not read any more.
    case files([String])
    case version
  }

  private let stored: StoredPlan
  private let lists: InputLists
  private var files: [Int: [RunManifest.Input]] = [:]

  init(_ database: Database) throws(StoreProblem) {
    stored = try StoredPlan(database)
    lists = InputLists(database)
  }

  /// Whether a run has to be executed, and for a changed one what is other than it was.
  public func standing(
    of run: PlannedRun
  ) throws(StoreProblem) -> (standing: RunStanding, cause: Cause?) {
    guard let entry = try stored.entry(run.id) else { return (.new, nil) }
    let standing = try stored.standing(entry, run.fingerprint)
    guard standing == .changed else { return (standing, nil) }
    // What was planned and never came to a result has not changed: it is still to be done.
    guard entry.attempt != nil else { return (.unfinished, nil) }
    guard entry.key == run.key else { return (.changed, .settings) }
    let before = Set(try entry.inputs.map { list throws(StoreProblem) in try known(list) } ?? [])
    let now = Set(run.inputs)
    var seen: Set<String> = []
    let names = (run.inputs + before.subtracting(now).sorted { $0.path < $1.path })
      .filter { before.contains($0) != now.contains($0) && seen.insert($0.path).inserted }
      .map(\.path)
    return (.changed, names.isEmpty ? .version : .files(names))
  }

  private func known(_ list: Int) throws(StoreProblem) -> [RunManifest.Input] {
    if let known = files[list] { return known }
    let found = try lists.files(of: list)
    files[list] = found
    return found
  }
}

extension BatchStore {
  public func earlierPlan() throws(StoreProblem) -> EarlierPlan { try EarlierPlan(database) }
}
