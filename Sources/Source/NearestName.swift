// "Did you mean": the nearest of some names. It does not know what the names stand for.

/// The candidate that a typing mistake would most likely have come from, if any is near enough.
///
/// Near enough is at most a third of the name's letters, by Damerau-Levenshtein distance (optimal
/// string alignment), and at most `steps` of them, case ignored; a name of which the other is a whole word also counts.
public func nearestName(
  to name: String, among candidates: some Sequence<String>, within steps: Int = .max
) -> String? {
  guard name.utf8.count <= 64 else { return nil }
  let wanted = Array(name.lowercased().utf8)
  var best: (distance: Int, name: String)?
  for candidate in candidates where candidate != name {
    let count = candidate.utf8.count
    let limit = min(steps, max(1, max(wanted.count, count) / 3))
    guard abs(count - wanted.count) <= limit else { continue }
    let letters = Array(candidate.lowercased().utf8)
    // Most candidates share neither end: with one step to go, one of the two stays.
    if limit == 1, wanted.first != letters.first, wanted.last != letters.last, count > 2 {
      continue
    }
    let distance = alignmentDistance(wanted, letters)
    guard distance <= limit else { continue }
    if best == nil || (distance, candidate) < (best!.distance, best!.name) {
      best = (distance, candidate)
    }
  }
  return best?.name
}

/// Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`.
private func alignmentDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  for i in 1...a.count {
    var row = [i] + [Int](repeating: 0, count: b.count)
    for j in 1...b.count {
      let substitution = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
      row[j] = min(last[j] + 1, row[j - 1] + 1, substitution)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        row[j] = min(row[j], beforeLast[j - 2] + 1)
      }
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}
