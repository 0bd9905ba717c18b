// Questions to the database of a batch in SQL, and the logs of its runs.

internal import Experiment
import Glibc
public import Results

/// The answer of a batch's database to one SELECT.
///
/// - Throws: ``StoreProblem`` where it is no reading question, or takes longer than `seconds`.
public func query(
  _ sql: String, ofBatch folder: String, seconds: Double,
  isStopped: @escaping () -> Bool = { false }
) throws -> Table {
  let store = try BatchStore.reading(folder)
  // Getting the settings ready is not the query's time.
  var end: Double?
  var (wasStopped, wasLate) = (false, false)
  func stopped() -> Bool {
    if isStopped() { wasStopped = true }
    return wasStopped
  }
  do {
    let answer = try store.query(sql) {
      let now = Machine.monotonicSeconds
      if end == nil { end = now + seconds }
      if now > end ?? now { wasLate = true }
      return stopped() || wasLate
    } settings: {
      StoredSettings(ofBatch: folder, isStopped: stopped)?.columns
    }
    // Without its settings it would be another answer.
    if wasStopped { throw BatchProblem("the query was stopped") }
    return answer
  } catch {
    if wasStopped { throw BatchProblem("the query was stopped") }
    guard wasLate else { throw error }
    throw BatchProblem(
      "the query took longer than \(numberText(seconds)) s and was ended",
      help: "ask for less, or give it more time with --timeout")
  }
}

/// What a run's program wrote, as files that may still grow.
public struct RunLogs: Sendable {
  /// Absolute paths of those that exist, with their names.
  public let files: [(name: String, path: String)]
  /// The lines that say why it failed, where nothing else is kept.
  public let excerpt: String?
  private let folder: String
  private let id: String

  /// - Throws: ``BatchProblem`` where the batch has no such run.
  public init(ofRun id: String, inBatch folder: String) throws {
    let store = try BatchStore.reading(folder)
    guard let run = try store.run(id) else {
      throw BatchProblem(
        "the batch '\(folder)' has no run '\(id)'", help: "gamut query BATCH 'select id from run'")
    }
    let layout = store.layout
    files = [RunPart.standardOutput, .standardError].compactMap { part in
      let path = "\(folder)/\(layout.path(part, ofRun: id))"
      return kindOfFile(path) == S_IFREG ? (part.rawValue, path) : nil
    }
    excerpt = run.result.logExcerpt
    self.folder = folder
    self.id = id
  }

  /// Whether more may come: the run is under way, or waits for its turn in a batch that is being run.
  public func mayGrow() throws -> Bool {
    guard try holder(ofBatch: folder) != nil else { return false }
    switch try BatchStore.reading(folder).run(id)?.state {
    case .running, .planned: return true
    default: return false
    }
  }
}
