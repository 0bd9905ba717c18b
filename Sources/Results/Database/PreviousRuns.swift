// What earlier executions left in the database, by id: the ground for "up to date".
// It does not know what will be done about it.

internal import Experiment

/// The runs that a store knows.
public struct PreviousRuns {
  struct Entry {
    let row: Int
    let number: Int?
    let position: Int
    let fingerprint: String
    let state: RunState
    /// The attempt that counts, and its outcome.
    let attempt: Int?
    let status: RunStatus?
    /// How many attempts there were, for whatever fingerprint.
    let attempts: Int

    func standing(_ fingerprint: String) -> RunStanding {
      guard self.fingerprint == fingerprint else { return .changed }
      switch status {
      case .success: return .upToDate
      case .failed: return .failed
      case .skipped, nil: return .unfinished
      }
    }
  }

  private(set) var entries: [String: Entry] = [:]

  init() {}

  init(_ database: Database) throws(StoreProblem) {
    let statement = try database.prepare(
      """
      SELECT r.run, r.number, r.position, r.id, r.fingerprint, r.state, r.attempt, a.status,
        (SELECT max(n) FROM attempt WHERE run = r.run)
      FROM run r LEFT JOIN attempt a ON a.run = r.run AND a.n = r.attempt
      """)
    while try statement.step() {
      let entry = Entry(
        row: statement.integer(0) ?? 0, number: statement.integer(1),
        position: statement.integer(2) ?? 0, fingerprint: statement.text(4) ?? "",
        state: statement.text(5).flatMap(RunState.init(rawValue:)) ?? .planned,
        attempt: statement.integer(6),
        status: statement.text(7).flatMap(RunStatus.init(rawValue:)),
        attempts: statement.integer(8) ?? 0)
      entries[statement.text(3) ?? ""] = entry
    }
  }

  /// How a run with this id and fingerprint stands.
  public func standing(id: String, fingerprint: String) -> RunStanding {
    entries[id]?.standing(fingerprint) ?? .new
  }

  mutating func remove(_ id: String) -> Entry? { entries.removeValue(forKey: id) }
}
