// Finds runs of a table that have the same value of every setting, given or default.

internal import Experiment
internal import Source

struct EqualRunFinder {
  let schema: Schema
  let nodes: RunNodes

  /// The numbers of the runs that stay, if the policy drops later equal ones; nil where all do.
  func kept(
    of table: RunTable, _ policy: EqualRuns, _ findings: inout Findings
  ) -> [Int]? {
    let columns = table.columns.filter { schema.settings[$0.setting].isInKey && $0.codes.count > 0 }
      .map { (codes: $0.codes, meanings: meanings($0)) }
    var hashes = [UInt32](repeating: 0, count: table.count)
    for (codes, meanings) in columns {
      for number in hashes.indices {
        let mixed = (hashes[number] ^ meanings[codes[number]]) &* 0x9E37_79B1
        hashes[number] = mixed ^ (mixed >> 15)
      }
    }
    var found = IndexTable(for: table.count)
    var dropped: [(later: Int, first: Int)] = []
    for number in hashes.indices {
      let equal = found.find(Int(hashes[number])) { other in
        columns.allSatisfy { $0.meanings[$0.codes[number]] == $0.meanings[$0.codes[other]] }
      }
      guard let equal else {
        found.insert(number, under: Int(hashes[number]))
        continue
      }
      dropped.append((number, equal))
    }
    guard !dropped.isEmpty else { return nil }
    if policy == .error { report(dropped, in: table, &findings) }
    let later = Set(dropped.map(\.later))
    return (0..<table.count).filter { !later.contains($0) }
  }

  /// For each value of a column a number that is the same for values that mean the same: 0 for the
  /// schema's default, which is as good as nothing.
  private func meanings(_ column: RunTable.Column) -> [UInt32] {
    let fallback = schema.settings[column.setting].fallback ?? .none
    var numbers: [Value: UInt32] = [fallback: 0]
    return column.values.map { value in
      guard let value else { return 0 }
      let next = UInt32(numbers.count)
      if let number = numbers[value] { return number }
      numbers[value] = next
      return next
    }
  }

  private func report(
    _ pairs: [(later: Int, first: Int)], in table: RunTable, _ findings: inout Findings
  ) {
    let wanted = Set(pairs.flatMap { [$0.later, $0.first] })
    var spans: [Int: Span] = [:]
    nodes.forEach(where: wanted.contains) { number, node in spans[number] = node["id"]?.span }
    for (later, first) in pairs {
      findings.error(
        .equalRuns,
        "the runs '\(table.ids[first])' and '\(table.ids[later])' have equal settings",
        at: spans[later], secondary: spans[first].map { [.init($0, "the same experiment")] } ?? [],
        help: "change one, drop one, or vary 'seed' for repeats;"
          + " equal_runs: \"keep_first\" drops the later ones")
    }
  }
}
