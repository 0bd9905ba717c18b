// From a list of runs back to a program: what all runs share, what varies in products, what is missing
// in them. Greedy: the first good program, not the shortest.

internal import Experiment

struct Factoring {
  let grid: RunGrid
  /// How many runs may still be looked at: what is hard to factor is listed in the end.
  private var budget: Int

  static func block(_ grid: RunGrid) -> Block {
    var factoring = Factoring(grid: grid)
    let all = Stretch(starts: [0], count: grid.count)
    let block = factoring.block(all, within: [], moved: [], depth: 0)
    return block ?? factoring.listing(all, within: [], moved: []) ?? listing(grid)
  }

  /// Every run by itself.
  static func listing(_ grid: RunGrid) -> Block {
    let blocks = (0..<grid.count).map { run in
      let given = grid.fields.indices.filter { grid.fields[$0].codes[run] >= 0 }
      return Block(
        lets: given.map { ($0, grid.fields[$0].codes[run]) },
        body: .run(IDPattern(pieces: [.literal(grid.ids[run])])))
    }
    return Block(body: .union(blocks))
  }

  private init(grid: RunGrid) {
    self.grid = grid
    budget = 400 * grid.count + 100_000
  }

  /// - Parameters:
  ///   - axes: Those around the runs.
  ///   - moved: The fields that something around the runs gives already.
  /// - Returns: Nil where only a list would say what the runs are.
  private mutating func block(
    _ runs: Stretch, within axes: [FoundAxis], moved: Set<Int>, depth: Int
  ) -> Block? {
    budget -= runs.count * grid.fields.count
    guard budget > 0, depth < 8 else { return nil }
    let (lets, varying) = shared(runs, besides: moved)
    let inner = moved.union(lets.map(\.field))
    guard var found = varied(runs, varying, within: axes, moved: inner, depth: depth) else {
      return nil
    }
    found.lets = lets + found.lets
    return found
  }

  /// The fields that have one value in all of the runs, and those that vary.
  func shared(
    _ runs: Stretch, besides moved: Set<Int>
  ) -> (lets: [(field: Int, code: Int32)], varying: [Int]) {
    var lets: [(field: Int, code: Int32)] = []
    var varying: [Int] = []
    for (number, field) in grid.fields.enumerated() where !moved.contains(number) {
      let first = field.codes[runs.first.lowerBound]
      if runs.first.allSatisfy({ field.codes[$0] == first }) {
        if first >= 0 { lets.append((number, first)) }
      } else {
        varying.append(number)
      }
    }
    return (lets, varying)
  }

  private mutating func varied(
    _ runs: Stretch, _ varying: [Int], within axes: [FoundAxis], moved: Set<Int>, depth: Int
  ) -> Block? {
    if varying.isEmpty {
      guard runs.count == 1 else { return nil }
      return pattern(runs, within: axes, []).map { Block(body: .run($0)) }
    }
    if let product = product(runs, varying, within: axes) { return product }
    if runs.count < 25, isGiven(varying, runs), let table = tuples(runs, varying, within: axes) {
      return table
    }
    guard runs.count > 3 || runs.starts.count > 1 else { return nil }
    var best: Block?
    if let loop = loop(runs, varying, within: axes, moved: moved, depth: depth) { best = loop }
    for ends in cuts(runs, varying) {
      guard let parts = union(runs, ends, within: axes, moved: moved, depth: depth) else {
        continue
      }
      if parts.cost < best?.cost ?? .max { best = parts }
    }
    return best
  }

  /// The runs as all points of some axes, or most of them.
  private func product(
    _ runs: Stretch, _ varying: [Int], within axes: [FoundAxis]
  ) -> Block? {
    guard isGiven(varying, runs),
      let (own, missing) = ProductFinder(grid: grid, runs: runs.first).product(of: varying),
      let filters = MissingPoints(grid: grid, axes: own, missing: missing, runs: runs.first)
        .filters,
      let pattern = pattern(runs, within: axes, own)
    else { return nil }
    return Block(axes: own, filters: filters, body: .run(pattern))
  }

  /// Whether each of the runs gives all of the fields.
  func isGiven(_ fields: [Int], _ runs: Stretch) -> Bool {
    fields.allSatisfy { field in runs.first.allSatisfy { grid.fields[field].codes[$0] >= 0 } }
  }

  /// The pattern of ids of runs that are points of axes around them and of their own.
  func pattern(
    _ runs: Stretch, within outer: [FoundAxis], _ own: [FoundAxis]
  ) -> IDPattern? {
    var points = PointList(outer + own)
    let position = own.map { axis in
      Dictionary(uniqueKeysWithValues: axis.levels.enumerated().map { ($1, $0) })
    }
    var around = Array(repeating: 0, count: outer.count)
    for start in runs.starts {
      for offset in 0..<runs.count {
        let run = runs.first.lowerBound + offset
        let inside = zip(own, position).map { axis, position in
          position[axis.fields.map { grid.fields[$0].codes[run] }] ?? 0
        }
        points.append(start + offset, around + inside)
      }
      for axis in around.indices.reversed() {
        around[axis] += 1
        if around[axis] < outer[axis].levels.count { break }
        around[axis] = 0
      }
    }
    return IDLearner.pattern(points, grid)
  }

  /// The runs as the same ones for each level of an axis.
  private mutating func loop(
    _ runs: Stretch, _ varying: [Int], within axes: [FoundAxis], moved: Set<Int>, depth: Int
  ) -> Block? {
    let first = runs.first
    let given = varying.filter { isGiven([$0], runs) }
    for group in ProductFinder(grid: grid, runs: first).groups(of: given) {
      let codes = first.map { grid.fields[group[0]].codes[$0] }
      let count = Set(codes).count
      guard count < runs.count, runs.count % count == 0 else { continue }
      let length = runs.count / count
      let blocks = (0..<count).map { first.lowerBound + $0 * length }
      func isFixed(_ field: Int) -> Bool {
        let codes = grid.fields[field].codes
        return blocks.allSatisfy { start in
          (start..<start + length).allSatisfy { codes[$0] == codes[start] }
        }
      }
      func isRepeated(_ field: Int) -> Bool {
        let codes = grid.fields[field].codes
        return blocks.allSatisfy { start in
          (0..<length).allSatisfy { codes[start + $0] == codes[blocks[0] + $0] }
        }
      }
      guard isFixed(group[0]) else { continue }
      let others = varying.filter { !isRepeated($0) }
      guard others.allSatisfy({ given.contains($0) && isFixed($0) }) else { continue }
      let axis = FoundAxis(
        others, blocks.map { start in others.map { grid.fields[$0].codes[start] } }, in: grid)
      let starts = runs.starts.flatMap { start in (0..<count).map { start + $0 * length } }
      let inside = Stretch(starts: starts, count: length)
      let (inner, owned) = (axes + [axis], moved.union(others))
      guard
        var found = block(inside, within: inner, moved: owned, depth: depth + 1)
          ?? listing(inside, within: inner, moved: owned)
      else { continue }
      // An axis and what follows it make one scope, unless that has several parts.
      if case .run = found.body {
        found.axes.insert(axis, at: 0)
        return found
      }
      return Block(axes: [axis], body: .union([found]))
    }
    return nil
  }

  /// Ways to cut the runs into parts: offsets at which parts end.
  private func cuts(_ runs: Stretch, _ varying: [Int]) -> [[Int]] {
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
      found.append(ends { codes[$0] != codes[$0 - 1] })
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
        if !kept.contains(cut), kept.count < 6 { kept.append(cut) }
      }
  }

  private mutating func union(
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
        ?? (part.count < 4 ? factoring.listing(part, within: axes, moved: moved) : nil)
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
      blocks.append(block)
    }
    return Block(lets: lets, body: .union(blocks))
  }
}
