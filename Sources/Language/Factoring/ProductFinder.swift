// Whether runs are the points of a product of axes, in its order, with some missing.

struct ProductFinder {
  let grid: RunGrid
  let runs: Range<Int>
  /// Whether periods with days to train on may be found to be windows.
  let hasWindows: Bool

  /// The axes, slowest first, and the points that are missing; nil where the runs are no product.
  ///
  /// - Parameter fields: Those that vary among the runs, all given by each of them.
  func product(of fields: [Int]) -> (axes: [FoundAxis], missing: [[Int]])? {
    let groups = self.groups(of: fields)
    let changes = groups.map { group in
      runs.dropFirst().count { code($0, group[0]) != code($0 - 1, group[0]) }
    }
    let order = groups.indices.sorted { (changes[$0], $0) < (changes[$1], $1) }
    if let found = product(order.map { groups[$0] }) { return found }
    guard groups.count <= 4, runs.count <= 2000 else { return nil }
    for other in order.permutations where other != order {
      if let found = product(other.map { groups[$0] }) { return found }
    }
    return nil
  }

  private func code(_ run: Int, _ field: Int) -> Int { Int(grid.fields[field].codes[run]) }

  /// Fields that move together, the one that tells the levels apart first.
  func groups(of fields: [Int]) -> [[Int]] {
    let counts = fields.map { field in Set(runs.map { grid.fields[field].codes[$0] }).count }
    // A field that has another value in each run tells all others, and would make a mere list.
    let order = fields.indices.sorted { (-counts[$0], $0) < (-counts[$1], $1) }
    var groups: [[Int]] = []
    var sizes: [Int] = []
    for index in order {
      let field = fields[index]
      let leader = groups.indices.first { group in
        let isBijection = sizes[group] == counts[index]
        guard isBijection || sizes[group] < runs.count else { return false }
        return decides(groups[group][0], field, levels: sizes[group])
      }
      if let leader {
        groups[leader].append(field)
      } else {
        groups.append([field])
        sizes.append(counts[index])
      }
    }
    // Names stand in the order of the contract.
    return groups.map { [$0[0]] + $0.dropFirst().sorted() }
  }

  /// Whether runs with the same value of one field have the same value of another.
  private func decides(_ field: Int, _ other: Int, levels: Int) -> Bool {
    var partner: [Int: Int] = [:]
    partner.reserveCapacity(levels)
    for run in runs {
      let (a, b) = (code(run, field), code(run, other))
      if let before = partner[a] {
        if before != b { return false }
      } else {
        partner[a] = b
      }
    }
    return true
  }

  private func product(_ groups: [[Int]]) -> (axes: [FoundAxis], missing: [[Int]])? {
    var ranks = [Int](repeating: 0, count: runs.count)
    var axes: [FoundAxis] = []
    var size = 1
    for group in groups {
      guard let order = levelOrder(group[0], within: ranks) else { return nil }
      let (next, overflow) = size.multipliedReportingOverflow(by: order.count)
      guard !overflow, next <= 4_000_000,
        next <= 3 * runs.count + 8 || axes.count < groups.count - 1
      else { return nil }
      size = next
      var position: [Int: Int] = [:]
      for (index, level) in order.enumerated() { position[level.code] = index }
      for (index, run) in runs.enumerated() {
        ranks[index] = ranks[index] * order.count + (position[code(run, group[0])] ?? 0)
      }
      let levels = order.map { level in group.map { grid.fields[$0].codes[level.run] } }
      // The name that tells most stands where people expect it: in the order of the contract.
      let names = group.sorted()
      let columns = names.map { name in group.firstIndex(of: name) ?? 0 }
      axes.append(
        FoundAxis(
          names, levels.map { level in columns.map { level[$0] } }, in: grid,
          hasWindows: hasWindows))
    }
    guard size <= 3 * runs.count + 8, zip(ranks, ranks.dropFirst()).allSatisfy({ $0 < $1 }) else {
      return nil
    }
    var missing: [[Int]] = []
    var expected = 0
    for rank in ranks + [size] {
      while expected < rank {
        missing.append(ProductFinder.digits(expected, axes.map(\.levels.count)))
        expected += 1
      }
      expected = rank + 1
    }
    return (axes, missing)
  }

  /// The levels of a point by its number in the product.
  static func digits(_ number: Int, _ bases: [Int]) -> [Int] {
    var rest = number
    var result = bases
    for index in bases.indices.reversed() {
      result[index] = rest % bases[index]
      rest /= bases[index]
    }
    return result
  }

  /// The levels of a field in an order which all stretches of runs keep that agree in the slower axes,
  /// each with a run that has it; nil where there is none.
  private func levelOrder(_ field: Int, within ranks: [Int]) -> [(code: Int, run: Int)]? {
    var firstRun: [Int: Int] = [:]
    var appearance: [Int] = []
    var followers: [Int: Set<Int>] = [:]
    var waiting: [Int: Int] = [:]
    for (index, run) in runs.enumerated() {
      let own = code(run, field)
      if firstRun.updateValue(firstRun[own] ?? run, forKey: own) == nil { appearance.append(own) }
      guard index > 0, ranks[index] == ranks[index - 1] else { continue }
      let before = code(run - 1, field)
      if before != own, followers[before, default: []].insert(own).inserted {
        waiting[own, default: 0] += 1
      }
    }
    var order: [(code: Int, run: Int)] = []
    var ready = appearance.filter { waiting[$0] == nil }
    var next = 0
    while next < ready.count {
      let level = ready[next]
      next += 1
      order.append((level, firstRun[level] ?? 0))
      var freed: [Int] = []
      for follower in followers[level] ?? [] {
        waiting[follower, default: 0] -= 1
        if waiting[follower] == 0 { freed.append(follower) }
      }
      ready += freed.sorted()
    }
    return order.count == appearance.count ? order : nil
  }
}

extension [Int] {
  /// The numbers in all orders.
  var permutations: [[Int]] {
    guard count > 1 else { return [self] }
    return indices.flatMap { index in
      var rest = self
      let first = rest.remove(at: index)
      return rest.permutations.map { [first] + $0 }
    }
  }
}
