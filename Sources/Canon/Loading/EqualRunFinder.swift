// What becomes of runs of a document that have equal settings.

internal import Experiment
internal import Source

struct EqualRunFinder {
  let schema: Schema
  let nodes: RunNodes

  /// The numbers of the runs that stay, if the policy drops later equal ones; nil where all do.
  func kept(
    of table: RunTable, _ policy: EqualRuns, _ findings: inout Findings
  ) throws(DocumentProblem) -> [Int]? {
    let equal = table.equalRuns(in: schema)
    guard !equal.isEmpty else { return nil }
    if policy == .error { try report(equal, in: table, &findings) }
    let later = Set(equal.map(\.later))
    return (0..<table.count).filter { !later.contains($0) }
  }

  private func report(
    _ pairs: [(later: Int, first: Int)], in table: RunTable, _ findings: inout Findings
  ) throws(DocumentProblem) {
    let wanted = Set(pairs.flatMap { [$0.later, $0.first] })
    var spans: [Int: Span] = [:]
    try nodes.forEach(where: wanted.contains) { number, node in spans[number] = node["id"]?.span }
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
