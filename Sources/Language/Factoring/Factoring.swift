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
    return block ?? factoring.listing(all, within: [], moved: []) ?? bareListing(grid)
  }

  /// Every run by itself, behind what most of them have in common.
  static func listing(_ grid: RunGrid) -> Block {
    var factoring = Factoring(grid: grid)
    let all = Stretch(starts: [0], count: grid.count)
    return factoring.singleRuns(all, within: [], moved: []) ?? bareListing(grid)
  }

  /// Every run by itself, with all of its settings.
  private static func bareListing(_ grid: RunGrid) -> Block {
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
    budget = 1000 * grid.count + 20_000
  }

  /// - Parameters:
  ///   - axes: Those around the runs.
  ///   - moved: The fields that something around the runs gives already.
  /// - Returns: Nil where only a list would say what the runs are.
  mutating func block(
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
    var attempts = Attempts(axes)
    for hasWindows in [true, false] {
      attempts.try { product(runs, varying, within: axes, hasWindows: hasWindows) }
      if let best = attempts.best, best.filters.count < 2 { return best }
    }
    if attempts.try({ productWithException(runs, varying, within: axes) }) { return attempts.best }
    if attempts.best != nil { return attempts.best }
    if runs.count < 25, attempts.try({ tuples(runs, varying, within: axes) }) {
      return attempts.best
    }
    if runs.count > 3 || runs.starts.count > 1 {
      attempts.try { loop(runs, varying, within: axes, moved: moved, depth: depth) }
      // Of many runs a screenful that says them all is good enough.
      for ends in cuts(runs, varying) where runs.count < 200 || (attempts.best?.cost ?? .max) > 40 {
        attempts.try { union(runs, ends, within: axes, moved: moved, depth: depth) }
      }
    }
    // A list is read faster than nested scopes, as long as it is short.
    if runs.count <= Factoring.shortList {
      attempts.try { listing(runs, within: axes, moved: moved) }
    }
    return attempts.best
  }

  private static let shortList = 200

  /// Several ways to say the same, of which the cheapest stays, with the labels that it found.
  private struct Attempts {
    private let axes: [FoundAxis]
    private let before: [FoundAxis.Labelling]
    private(set) var best: Block?

    init(_ axes: [FoundAxis]) {
      self.axes = axes
      before = axes.map(\.labelling)
    }

    /// Whether the attempt is now the best one.
    @discardableResult
    mutating func `try`(_ make: () -> Block?) -> Bool {
      let found = axes.map(\.labelling)
      for (axis, labelling) in zip(axes, before) { axis.labelling = labelling }
      if let block = make(), block.cost < best?.cost ?? .max {
        best = block
        return true
      }
      for (axis, labelling) in zip(axes, found) { axis.labelling = labelling }
      return false
    }
  }

  /// The runs as all points of some axes, or most of them.
  private mutating func product(
    _ runs: Stretch, _ varying: [Int], within axes: [FoundAxis], hasWindows: Bool
  ) -> Block? {
    // Windows have their own labels, and no other ones.
    let isOther = varying.contains { grid.fields[$0].name == "train_start_date" }
    guard hasWindows || isOther, isMovable(varying, runs),
      let (own, missing) = ProductFinder(grid: grid, runs: runs.first, hasWindows: hasWindows)
        .product(of: varying),
      let pattern = pattern(runs, within: axes, own)
    else { return nil }
    budget -= missing.count * 20
    let points = MissingPoints(grid: grid, axes: own, missing: missing, runs: runs.first)
    guard let filters = points.filters else { return nil }
    return Block(axes: own, filters: filters, body: .run(pattern))
  }

  /// The runs as all points of some axes, with a field that has another value at a few of them.
  private mutating func productWithException(
    _ runs: Stretch, _ varying: [Int], within axes: [FoundAxis]
  ) -> Block? {
    guard runs.count > 5, isMovable(varying, runs) else { return nil }
    for field in varying where grid.fields[field].composite == nil {
      let codes = grid.fields[field].codes
      var counts: [Int32: Int] = [:]
      for run in runs.first { counts[codes[run], default: 0] += 1 }
      guard counts.count == 2,
        let usual = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
        let other = counts.first(where: { $0.key != usual.key }), other.value * 4 <= runs.count
      else { continue }
      let others = varying.filter { $0 != field }
      let finder = ProductFinder(grid: grid, runs: runs.first, hasWindows: true)
      guard let (own, missing) = finder.product(of: others), missing.isEmpty,
        let pattern = pattern(runs, within: axes, own)
      else { continue }
      // The points at which it is otherwise are found like points that are missing.
      let sizes = own.map(\.levels.count)
      let points = runs.first.indices.filter { codes[$0] == other.key }.map {
        ProductFinder.digits($0 - runs.first.lowerBound, sizes)
      }
      let corners = MissingPoints(grid: grid, axes: own, missing: points, runs: runs.first).boxes
      guard let corners, corners.count < 3 else { continue }
      let exception = FoundException(
        field: field, usual: usual.key, other: other.key, corners: corners)
      return Block(axes: own, exceptions: [exception], body: .run(pattern))
    }
    return nil
  }

  /// Whether axes can move the fields: each of the runs gives all of them, and no axis moves tags.
  func isMovable(_ fields: [Int], _ runs: Stretch) -> Bool {
    isGiven(fields, runs) && !fields.contains { grid.fields[$0].name == Setting.tags.name }
  }

  /// Whether each of the runs gives all of the fields.
  func isGiven(_ fields: [Int], _ runs: Stretch) -> Bool {
    fields.allSatisfy { field in runs.first.allSatisfy { grid.fields[field].codes[$0] >= 0 } }
  }

  /// The pattern of ids of runs that are points of axes around them and of their own.
  mutating func pattern(
    _ runs: Stretch, within outer: [FoundAxis], _ own: [FoundAxis]
  ) -> IDPattern? {
    budget -= runs.starts.count * runs.count
    var points = PointList(outer + own)
    let position = own.map { axis in
      Dictionary(axis.levels.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
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
    let given = varying.filter { isMovable([$0], runs) }
    for group in ProductFinder(grid: grid, runs: first, hasWindows: true).groups(of: given) {
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
      let starts = runs.starts.flatMap { start in (0..<count).map { start + $0 * length } }
      let inside = Stretch(starts: starts, count: length)
      let levels = blocks.map { start in others.map { grid.fields[$0].codes[start] } }
      let owned = moved.union(others)
      var made: (axis: FoundAxis, block: Block)?
      for hasWindows in [true, false] where made == nil {
        let axis = FoundAxis(others, levels, in: grid, hasWindows: hasWindows)
        let block =
          block(inside, within: axes + [axis], moved: owned, depth: depth + 1)
          ?? listing(inside, within: axes + [axis], moved: owned)
        made = block.map { (axis, $0) }
      }
      guard let (axis, inner) = made else { continue }
      var found = inner
      // An axis and what follows it make one scope, unless that has several parts.
      if case .run = found.body {
        found.axes.insert(axis, at: 0)
        return found
      }
      return Block(axes: [axis], body: .union([found]))
    }
    return nil
  }
}
