// How the ids of some runs are made of the labels of their axes: learned from the ids themselves.

internal import Experiment

/// Texts and labels, one behind the other.
struct IDPattern {
  enum Piece: Equatable {
    case literal(String)
    /// The label of an axis, by its number among those around the run.
    case label(Int)
  }

  let pieces: [Piece]

  /// The name behind the labels, if the id is what a run gets without a template: the labels of all
  /// axes in their order, joined by `_`, and perhaps a name. Nil where it is something else.
  func automaticName(axes: Int) -> String? {
    var expected: [Piece] = []
    for axis in 0..<axes { expected += [.literal("_"), .label(axis)] }
    expected = Array(expected.dropFirst())
    if pieces == expected { return "" }
    guard pieces.count == expected.count + 1, Array(pieces.dropLast()) == expected,
      case .literal(let text)? = pieces.last
    else { return nil }
    let name = axes == 0 ? text : String(text.dropFirst())
    return (axes == 0 || text.hasPrefix("_")) && isPlainName(name) ? name : nil
  }
}

/// Runs with the levels that they have on the axes around them.
struct PointList {
  let axes: [FoundAxis]
  private(set) var runs: [Int] = []
  /// The levels of the first run, then those of the second, and so on.
  private var levels: [Int32] = []

  init(_ axes: [FoundAxis]) { self.axes = axes }

  var count: Int { runs.count }

  mutating func append(_ run: Int, _ point: [Int]) {
    runs.append(run)
    for level in point { levels.append(Int32(level)) }
  }

  func level(_ index: Int, _ axis: Int) -> Int { Int(levels[index * axes.count + axis]) }

  /// A number for a point, with another level on one of the axes.
  func rank(_ index: Int, axis changed: Int = -1, level other: Int = 0) -> Int {
    var rank = 0
    for axis in axes.indices {
      let own = axis == changed ? other : level(index, axis)
      rank = rank &* axes[axis].levels.count &+ own
    }
    return rank
  }
}

/// Learns a pattern, and the labels of the axes on the way.
struct IDLearner {
  private let grid: RunGrid
  private let points: PointList
  private let ids: [[UInt8]]
  private var indexByRank: [Int: Int] = [:]
  /// For each axis the labels of its levels, as far as they are known.
  private var labels: [[[UInt8]?]]

  /// Where an axis's label stands in the id of the reference.
  private struct Region {
    let axis: Int
    let range: Range<Int>
  }

  /// The pattern of the runs' ids; nil where they follow none. The axes then have their labels.
  static func pattern(_ points: PointList, _ grid: RunGrid) -> IDPattern? {
    guard points.count > 0 else { return nil }
    if points.axes.isEmpty { return IDPattern(pieces: [.literal(grid.ids[points.runs[0]])]) }
    var learner = IDLearner(points, grid)
    return learner.learn()
  }

  private init(_ points: PointList, _ grid: RunGrid) {
    self.grid = grid
    self.points = points
    ids = points.runs.map { Array(grid.ids[$0].utf8) }
    labels = points.axes.map { Array(repeating: nil, count: $0.levels.count) }
    for index in ids.indices { indexByRank[points.rank(index)] = index }
  }

  private mutating func learn() -> IDPattern? {
    guard let reference = reference() else { return nil }
    var regions: [Region] = []
    for axis in points.axes.indices {
      guard let region = region(of: axis, around: reference) else { return nil }
      regions.append(region)
    }
    regions.sort { $0.range.lowerBound < $1.range.lowerBound }
    let id = ids[reference]
    var pieces: [IDPattern.Piece] = []
    var end = 0
    for region in regions {
      guard region.range.lowerBound >= end else { return nil }
      if region.range.lowerBound > end {
        pieces.append(.literal(text(id[end..<region.range.lowerBound])))
      }
      pieces.append(.label(region.axis))
      end = region.range.upperBound
    }
    if end < id.count { pieces.append(.literal(text(id[end...]))) }
    guard completeLabels(pieces), isRight(pieces) else { return nil }
    for (axis, labels) in zip(points.axes, labels) {
      let texts = labels.map { text(($0 ?? [])[...]) }
      guard Set(texts).count == texts.count else { return nil }
      let usual = grid.defaultLabels(axis)
      if axis.labels == nil, texts != usual { axis.labels = texts }
    }
    return IDPattern(pieces: pieces)
  }

  private func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

  /// A run that has a neighbour on each axis.
  private func reference() -> Int? {
    ids.indices.prefix(256).first { index in
      points.axes.indices.allSatisfy { !neighbours(of: index, axis: $0).isEmpty }
    }
  }

  /// The runs that differ from one in the level of one axis.
  private func neighbours(of index: Int, axis: Int) -> [Int] {
    points.axes[axis].levels.indices.compactMap { level in
      level == points.level(index, axis)
        ? nil : indexByRank[points.rank(index, axis: axis, level: level)]
    }
  }

  private mutating func region(of axis: Int, around reference: Int) -> Region? {
    let group = [reference] + neighbours(of: reference, axis: axis)
    let texts = group.map { ids[$0] }
    let shortest = texts.map(\.count).min() ?? 0
    let prefix = (0..<shortest).first { index in texts.contains { $0[index] != texts[0][index] } }
      ?? shortest
    let known = points.axes[axis].labels ?? grid.defaultLabels(points.axes[axis])
    let levels = group.map { points.level($0, axis) }
    if let region = region(of: axis, levels.map { Array(known[$0].utf8) }, texts, prefix) {
      for (level, label) in known.enumerated() { labels[axis][level] = Array(label.utf8) }
      return region
    }
    guard points.axes[axis].labels == nil else { return nil }
    let suffix = (0..<(shortest - prefix)).first { index in
      texts.contains { $0[$0.count - 1 - index] != texts[0][texts[0].count - 1 - index] }
    } ?? (shortest - prefix)
    for separators in [[UInt8(ascii: "_")], [UInt8(ascii: "_"), UInt8(ascii: "-")]] {
      let id = texts[0]
      var start = prefix
      while start > 0, !separators.contains(id[start - 1]) { start -= 1 }
      var tail = suffix
      while tail > 0, !separators.contains(id[id.count - tail]) { tail -= 1 }
      guard texts.allSatisfy({ $0.count > start + tail }) else { continue }
      for (level, text) in zip(levels, texts) {
        labels[axis][level] = Array(text[start..<text.count - tail])
      }
      return Region(axis: axis, range: start..<id.count - tail)
    }
    return nil
  }

  /// Where the labels stand, if they are all that makes the texts differ.
  private func region(
    of axis: Int, _ labels: [[UInt8]], _ texts: [[UInt8]], _ prefix: Int
  ) -> Region? {
    for start in stride(from: prefix, through: 0, by: -1) {
      guard texts[0].count >= start + labels[0].count else { continue }
      let tail = texts[0][(start + labels[0].count)...]
      let fits = zip(labels, texts).allSatisfy { label, text in
        text.count == start + label.count + tail.count
          && text[start..<start + label.count].elementsEqual(label)
          && text.suffix(tail.count).elementsEqual(tail)
      }
      if fits { return Region(axis: axis, range: start..<start + labels[0].count) }
    }
    return nil
  }

  /// Finds the labels of the levels that no neighbour of the reference has: from runs in which one label
  /// is all that is not known.
  private mutating func completeLabels(_ pieces: [IDPattern.Piece]) -> Bool {
    var isMissing = labels.contains { $0.contains { $0 == nil } }
    var finds = true
    while isMissing, finds {
      finds = false
      for index in ids.indices {
        let unknown = points.axes.indices.filter { labels[$0][points.level(index, $0)] == nil }
        guard unknown.count == 1, let place = pieces.firstIndex(of: .label(unknown[0])) else {
          continue
        }
        let (before, after) = (
          assembled(pieces[..<place], index), assembled(pieces[(place + 1)...], index)
        )
        let id = ids[index]
        guard id.count > before.count + after.count, id.starts(with: before),
          id.suffix(after.count).elementsEqual(after)
        else { return false }
        labels[unknown[0]][points.level(index, unknown[0])] =
          Array(id[before.count..<id.count - after.count])
        finds = true
      }
      isMissing = labels.contains { $0.contains { $0 == nil } }
    }
    return !isMissing
  }

  private func assembled(_ pieces: ArraySlice<IDPattern.Piece>, _ index: Int) -> [UInt8] {
    var text: [UInt8] = []
    for piece in pieces {
      switch piece {
      case .literal(let literal): text += literal.utf8
      case .label(let axis): text += labels[axis][points.level(index, axis)] ?? []
      }
    }
    return text
  }

  private func isRight(_ pieces: [IDPattern.Piece]) -> Bool {
    ids.indices.allSatisfy { assembled(pieces[...], $0) == ids[$0] }
  }
}

extension RunGrid {
  /// The labels that the levels of an axis have by themselves.
  func defaultLabels(_ axis: FoundAxis) -> [String] {
    axis.levels.map { level in
      zip(axis.fields, level).map { defaultLabel($0, $1) }.joined(separator: "_")
    }
  }

  private func defaultLabel(_ number: Int, _ code: Int32) -> String {
    let field = fields[number]
    let values = field.levels[Int(code)]
    if let composite = Composite(rawValue: field.name), schema.position(of: field.name) == nil {
      return composite.value(ofParts: values)?.levelLabel(for: nil) ?? ""
    }
    return values[0].levelLabel(for: schema.settings[field.settings[0]])
  }
}
