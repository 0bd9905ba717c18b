// "Did you mean": the nearest of some names. It does not know what the names stand for.

/// The candidate that a typing mistake would most likely have come from, if any is near enough.
///
/// Near enough is at most a third of the name's letters, by Damerau-Levenshtein distance (optimal
/// string alignment), and at most `steps` of them, case ignored; a name of which the other is a whole word also counts.
public func nearestName(
  to name: String, among candidates: [String], within steps: Int = .max
) -> String? {
  guard name.utf8.count <= 64 else { return nil }
  let wanted = name.utf8.map(smallLetter)
  var best: (distance: Int, name: String)?
  for candidate in candidates where candidate != name {
    let count = candidate.utf8.count
    let limit = min(steps, max(1, max(wanted.count, count) / 3))
    guard abs(count - wanted.count) <= limit else { continue }
    // Most candidates share neither end: with one step to go, one of the two stays.
    let sharesEnd =
      candidate.utf8.first.map(smallLetter) == wanted.first
      || candidate.utf8.last.map(smallLetter) == wanted.last
    if limit == 1, !sharesEnd, count > 2 { continue }
    let letters = candidate.utf8.map(smallLetter)
    // One step changes at most two letters that stand together.
    if limit == 1, differing(wanted, letters) > 2 { continue }
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

private func smallLetter(_ byte: UInt8) -> UInt8 {
  UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
}

/// How long the longer text is between the letters with which both begin and both end.
private func differing(_ a: [UInt8], _ b: [UInt8]) -> Int {
  let shorter = min(a.count, b.count)
  let begin = zip(a, b).prefix(while: ==).count
  let end = zip(a.reversed(), b.reversed()).prefix(while: ==).count
  return max(a.count, b.count) - min(begin + end, shorter)
}
