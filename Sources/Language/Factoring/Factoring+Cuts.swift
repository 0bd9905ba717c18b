// How factoring cuts runs into parts that stand one after the other.

extension Factoring {
  /// Ways to cut the runs into parts: offsets at which parts end.
  func cuts(_ runs: Stretch, _ varying: [Int]) -> [[Int]] {
    func ends(where isCut: (Int) -> Bool) -> [Int] {
      (1..<runs.count).filter { isCut(runs.first.lowerBound + $0) } + [runs.count]
    }
    var found: [[Int]] = []
    let partly = varying.filter { !isGiven([$0], runs) }
    if !partly.isEmpty {
      found.append(
        ends { run in
          partly.contains { field in
            let codes = grid.fields[field].codes
            return (codes[run] < 0) != (codes[run - 1] < 0)
          }
        })
    }
    for field in varying {
      let codes = grid.fields[field].codes
      let first = codes[runs.first.lowerBound]
      found.append(ends { codes[$0] != codes[$0 - 1] })
      // Where a loop begins anew.
      found.append(ends { codes[$0] == first && codes[$0 - 1] != first })
    }
    // The last ones, or the first ones, may be extra.
    if runs.count > 2 {
      for extra in 1...min(3, runs.count - 2) {
        found.append([runs.count - extra, runs.count])
        found.append([extra, runs.count])
      }
    }
    let limit = max(2, min(64, runs.count / 2))
    return found.filter { (2...limit).contains($0.count) }.sorted { $0.count < $1.count }
      .reduce(into: []) { kept, cut in
        if !kept.contains(cut), kept.count < 10 { kept.append(cut) }
      }
  }

  mutating func union(
    _ runs: Stretch, _ ends: [Int], within axes: [FoundAxis], moved: Set<Int>, depth: Int
  ) -> Block? {
    var start = 0
    var stretches: [Stretch] = []
    for end in ends {
      stretches.append(runs.part(from: start, count: end - start))
      start = end
    }
    return joined(stretches, within: axes, moved: moved) { factoring, part, moved in
      factoring.block(part, within: axes, moved: moved, depth: depth + 1)
        ?? (part.count <= 5000 ? factoring.listing(part, within: axes, moved: moved) : nil)
    }
  }

  /// Parts one after the other; what most of them have in common stands above them.
  mutating func joined(
    _ parts: [Stretch], within axes: [FoundAxis], moved: Set<Int>,
    _ make: (inout Factoring, Stretch, Set<Int>) -> Block?
  ) -> Block? {
    var lets: [(field: Int, code: Int32)] = []
    for (number, field) in grid.fields.enumerated() where !moved.contains(number) {
      guard parts.allSatisfy({ part in part.first.allSatisfy { field.codes[$0] >= 0 } }) else {
        continue
      }
      var votes: [Int32: Int] = [:]
      for part in parts {
        let code = field.codes[part.first.lowerBound]
        if part.first.allSatisfy({ field.codes[$0] == code }) { votes[code, default: 0] += 1 }
      }
      guard let most = votes.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), most.value > 1
      else { continue }
      lets.append((number, most.key))
    }
    var blocks: [Block] = []
    for part in parts {
      let own = lets.filter { letting in
        part.first.allSatisfy { grid.fields[letting.field].codes[$0] == letting.code }
      }
      guard let block = make(&self, part, moved.union(own.map(\.field))) else { return nil }
      // A scope that says nothing itself is none.
      if case .union(let inner) = block.body, block.lets.isEmpty, block.axes.isEmpty {
        blocks += inner
      } else {
        blocks.append(block)
      }
    }
    return Block(lets: lets, body: .union(blocks))
  }
}
