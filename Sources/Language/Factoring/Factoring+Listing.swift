// What factoring does with runs that are no product: it lists them.

extension Factoring {
  /// The runs one by one: as a table where they have the same names, else as runs with what they set.
  mutating func listing(
    _ runs: Stretch, within axes: [FoundAxis], moved: Set<Int>
  ) -> Block? {
    let (lets, varying) = shared(runs, besides: moved)
    if runs.count > 3, isGiven(varying, runs), let table = table(runs, varying, within: axes) {
      return Block(lets: lets, axes: [table.axis], body: .run(table.pattern))
    }
    let parts = (0..<runs.count).map { runs.part(from: $0, count: 1) }
    let inner = moved.union(lets.map(\.field))
    let block = joined(parts, within: axes, moved: inner) { factoring, part, moved in
      let (lets, _) = factoring.shared(part, besides: moved)
      return factoring.pattern(part, within: axes, []).map { Block(lets: lets, body: .run($0)) }
    }
    return block.map { Block(lets: lets + $0.lets, body: $0.body) }
  }

  /// The runs as levels of all names together, if ids are made of their values: few zipped levels.
  func tuples(
    _ runs: Stretch, _ varying: [Int], within axes: [FoundAxis]
  ) -> Block? {
    let axis = FoundAxis(
      varying, runs.first.map { run in varying.map { grid.fields[$0].codes[run] } }, in: grid)
    guard Set(axis.levels).count == runs.count, let pattern = pattern(runs, within: axes, [axis]),
      axis.labels == nil
    else { return nil }
    return Block(axes: [axis], body: .run(pattern))
  }

  /// One axis that takes all names through all runs.
  private func table(
    _ runs: Stretch, _ varying: [Int], within axes: [FoundAxis]
  ) -> (axis: FoundAxis, pattern: IDPattern)? {
    let levels = runs.first.map { run in varying.map { grid.fields[$0].codes[run] } }
    guard !varying.isEmpty, Set(levels).count == levels.count else { return nil }
    let axis = FoundAxis(varying, levels, in: grid)
    if axes.isEmpty {
      axis.labels = runs.first.map { grid.ids[$0] }
      if grid.defaultLabels(axis) == axis.labels { axis.labels = nil }
      return (axis, IDPattern(pieces: [.label(0)]))
    }
    return pattern(runs, within: axes, [axis]).map { (axis, $0) }
  }
}
