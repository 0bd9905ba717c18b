// What factoring does with runs that are no product: it lists them.

extension Factoring {
  /// The runs one by one: as a table where they have the same names, else as runs with what they set;
  /// whichever is shorter.
  mutating func listing(
    _ runs: Stretch, within axes: [FoundAxis], moved: Set<Int>
  ) -> Block? {
    let (lets, varying) = shared(runs, besides: moved)
    if runs.count > 3, isMovable(varying, runs),
      let table = table(runs, varying, within: axes)
    {
      return Block(lets: lets, axes: table.axes, body: table.body)
    }
    return singleRuns(runs, within: axes, moved: moved)
  }

  /// A `run` for each, behind what most of them have in common.
  mutating func singleRuns(
    _ runs: Stretch, within axes: [FoundAxis], moved: Set<Int>
  ) -> Block? {
    let (lets, _) = shared(runs, besides: moved)
    let parts = (0..<runs.count).map { runs.part(from: $0, count: 1) }
    let inner = moved.union(lets.map(\.field))
    let block = joined(parts, within: axes, moved: inner) { factoring, part, moved in
      let (lets, _) = factoring.shared(part, besides: moved)
      return factoring.pattern(part, within: axes, []).map { Block(lets: lets, body: .run($0)) }
    }
    return block.map { Block(lets: lets + $0.lets, body: $0.body) }
  }

  /// The runs as levels of all names together, if ids are made of their values: few zipped levels.
  mutating func tuples(
    _ runs: Stretch, _ varying: [Int], within axes: [FoundAxis]
  ) -> Block? {
    guard isMovable(varying, runs), let axis = axis(of: varying, runs),
      let pattern = pattern(runs, within: axes, [axis]), axis.labels == nil
    else { return nil }
    return Block(axes: [axis], body: .run(pattern))
  }

  /// One axis that takes all names through all runs.
  private mutating func table(
    _ runs: Stretch, _ varying: [Int], within axes: [FoundAxis]
  ) -> Block? {
    guard !varying.isEmpty, let axis = axis(of: varying, runs) else { return nil }
    guard axes.isEmpty else {
      return pattern(runs, within: axes, [axis]).map { Block(axes: [axis], body: .run($0)) }
    }
    let ids = runs.first.map { grid.ids[$0] }
    axis.labelling = grid.defaultLabels(axis) == ids ? .own : .texts(ids)
    return Block(axes: [axis], body: .run(IDPattern(pieces: [.label(0)])))
  }

  /// All fields through all runs as one axis; nil where two runs have the same of them.
  private func axis(of fields: [Int], _ runs: Stretch) -> FoundAxis? {
    let levels = runs.first.map { run in fields.map { grid.fields[$0].codes[run] } }
    return Set(levels).count == levels.count ? FoundAxis(fields, levels, in: grid) : nil
  }
}
