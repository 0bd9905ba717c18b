// The names of metrics, stored once a batch: runs of one kind share one list of names, and an
// attempt holds only their values. It does not know what a metric means.

internal import Canon
internal import Experiment

/// The lists of names that have been met, by their number in the database.
struct MetricLists {
  private var latest: (names: [String], list: Int)?
  private var names: [Int: [String]] = [:]

  /// The number of the list of these metrics' names, which is made if it is new.
  mutating func list(of metrics: Metrics, _ database: Database) throws(StoreProblem) -> Int {
    let names = metrics.names
    if let latest, latest.names == names { return latest.list }
    let text = JSONText.array(names.map { .string($0) }).text(.line)
    let insert = try database.prepare("INSERT OR IGNORE INTO metric_list (names) VALUES (?)")
    insert.bind(1, text)
    try insert.run()
    let select = try database.prepare("SELECT list FROM metric_list WHERE names = ?")
    select.bind(1, text)
    _ = try select.step()
    let list = select.integer(0) ?? 0
    latest = (names, list)
    return list
  }

  /// The names of a list.
  mutating func names(of list: Int, _ database: Database) throws(StoreProblem) -> [String] {
    if let known = names[list] { return known }
    let select = try database.prepare("SELECT names FROM metric_list WHERE list = ?")
    select.bind(1, list)
    guard try select.step(), let text = select.text(0),
      case .sequence(let elements, _)? = try? JSONReader.read(Array(text.utf8))
    else { throw StoreProblem(.damaged, "the database has no metric list \(list)") }
    let found = elements.map { element in
      if case .scalar(let scalar) = element { scalar.text } else { "" }
    }
    names[list] = found
    return found
  }

  /// After a transaction that was undone: what it made is not there.
  mutating func forget() { latest = nil }
}
