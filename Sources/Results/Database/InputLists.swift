// The files that runs read, stored once a batch: runs that read the same files share a list of them.
// It does not know how a hash is made.

internal import Canon

/// The lists of files with hashes, by their number in the database.
struct InputLists {
  private let database: Database
  private var latest: (files: [RunManifest.Input], list: Int)?

  init(_ database: Database) { self.database = database }

  /// The number of a list, which is made if it is new.
  mutating func list(of files: [RunManifest.Input]) throws(StoreProblem) -> Int {
    if let latest, latest.files == files { return latest.list }
    let text = JSONText.array(
      files.map { .array([.string($0.path), .string($0.hash)]) }
    ).text(.line)
    let insert = try database.prepare("INSERT OR IGNORE INTO input_list (files) VALUES (?)")
    insert.bind(1, text)
    try insert.run()
    let select = try database.prepare("SELECT list FROM input_list WHERE files = ?")
    select.bind(1, text)
    _ = try select.step()
    let list = select.integer(0) ?? 0
    latest = (files, list)
    return list
  }

  /// The files of a list.
  func files(of list: Int) throws(StoreProblem) -> [RunManifest.Input] {
    let select = try database.prepare("SELECT files FROM input_list WHERE list = ?")
    select.bind(1, list)
    guard try select.step(), let text = select.text(0),
      case .sequence(let pairs, _)? = try? JSONReader.read(Array(text.utf8))
    else { throw StoreProblem(.damaged, "the database has no list of inputs \(list)") }
    return pairs.compactMap { pair in
      guard case .sequence(let parts, _) = pair, parts.count == 2,
        case .scalar(let path) = parts[0], case .scalar(let hash) = parts[1]
      else { return nil }
      return RunManifest.Input(path: path.text, hash: hash.text)
    }
  }
}
