// The plan that earlier executions left in the database, looked up run by run: the ground for "up to
// date". It does not know what will be done about it, and holds nothing of the runs in memory.

internal import Experiment

/// Looks up planned runs in a database. Runs that come in the order in which they were recorded are
/// found by one step each; others by their id.
final class StoredPlan {
  struct Entry {
    let row: Int
    let key: RunKey
    let number: Int?
    let position: Int
    let fingerprint: String
    let state: RunState
    /// The attempt that counts.
    let attempt: Int?
    /// How many attempts there were, for whatever fingerprint.
    let attempts: Int
    let inputs: Int?
  }

  private static let columns =

    "SELECT run, number, position, id, fingerprint, state, attempt, attempts, inputs, key FROM run"

  private let byRow: Statement
  private let byID: Statement
  private let status: Statement
  private var nextRow: Int
  /// Without runs there is nothing to look for.
  private let isEmpty: Bool

  init(_ database: Database) throws(StoreProblem) {
    byRow = try database.prepare("\(StoredPlan.columns) WHERE run = ?")
    byID = try database.prepare("\(StoredPlan.columns) WHERE id = ?")
    status = try database.prepare("SELECT status FROM attempt WHERE run = ? AND n = ?")
    let first = try database.integer("SELECT min(run) FROM run")
    isEmpty = first == nil
    nextRow = first ?? 0
  }

  /// Nil for a run that was never planned here.
  func entry(_ id: String) throws(StoreProblem) -> Entry? {
    guard !isEmpty else { return nil }
    byRow.bind(1, nextRow)
    defer { byRow.reset() }
    if try byRow.step(), byRow.has(3, id) { return try entry(byRow) }
    return try entryByID(id)
  }

  /// Also of a run that has been recorded since.
  func entryByID(_ id: String) throws(StoreProblem) -> Entry? {
    byID.bind(1, id)
    defer { byID.reset() }
    return try byID.step() ? entry(byID) : nil
  }

  private func entry(_ statement: Statement) throws(StoreProblem) -> Entry {
    let row = statement.integer(0) ?? 0
    nextRow = row + 1
    return Entry(
      row: row, key: RunKey(text: statement.text(9) ?? ""), number: statement.integer(1),
      position: statement.integer(2) ?? 0,
      fingerprint: statement.text(4) ?? "",
      state: statement.text(5).flatMap(RunState.init(rawValue:)) ?? .planned,
      attempt: statement.integer(6), attempts: statement.integer(7) ?? 0,
      inputs: statement.integer(8))
  }

  /// How the run of an entry stands with a fingerprint.
  func standing(_ entry: Entry, _ fingerprint: String) throws(StoreProblem) -> RunStanding {
    guard entry.fingerprint == fingerprint else { return .changed }
    switch entry.state {
    case .success: return .upToDate
    case .failed: return .failed
    case .planned, .running, .skipped: return .unfinished
    case .retired:
      switch try outcome(entry) {
      case .success: return .upToDate
      case .failed: return .failed
      case .skipped, nil: return .unfinished
      }
    }
  }

  private func outcome(_ entry: Entry) throws(StoreProblem) -> RunStatus? {
    guard let attempt = entry.attempt else { return nil }
    status.bind(1, entry.row)
    status.bind(2, attempt)
    defer { status.reset() }
    return try status.step() ? status.text(0).flatMap(RunStatus.init(rawValue:)) : nil
  }
}
