// Learns how ids are made: from runs that differ in one axis only, whose ids differ in one label only.

internal import Experiment

/// Learns a pattern, and the labels of the axes on the way.
struct IDLearner {
  let grid: RunGrid
  let points: PointList
  let ids: [[UInt8]]
  private var indexByRank: [Int: Int] = [:]
  /// For each axis the labels of its levels, as far as they are known.
  private var labels: [[[UInt8]?]]

  /// Where an axis's label stands in the id of the reference.
  struct Region {
    let axis: Int
    let range: Range<Int>
    /// The name whose text stands there in place of a label, and the width to which it is padded.
    var field: Int?
    var width = 0
    /// What stands between the texts of all names, if they stand there.
    var joiner: String?
    /// For each level its label, as far as the reference's neighbours tell.
    let labels: [[UInt8]?]
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
    let choices = points.axes.indices.map { self.choices(for: $0, around: reference) }
    guard let combinations = choices.map(\.count).combinations(upTo: 4096) else { return nil }
    var left = 64
    for number in 0..<combinations where left > 0 {
      var rest = number
      var regions: [Region] = []
      for (axis, choices) in choices.enumerated() {
        let choice = choices[rest % choices.count]
        rest /= choices.count
        regions.append(choice)
        labels[axis] = choice.labels
      }
      regions.sort { $0.range.lowerBound < $1.range.lowerBound }
      let isDisjoint = zip(regions, regions.dropFirst()).allSatisfy {
        $0.range.upperBound <= $1.range.lowerBound
      }
      guard isDisjoint else { continue }
      left -= 1
      if let pattern = pattern(of: regions, in: ids[reference]) { return pattern }
    }
    return nil
  }

  /// The pattern in which labels stand in these regions of an id; nil where it is not that of all ids.
  private mutating func pattern(of regions: [Region], in id: [UInt8]) -> IDPattern? {
    var pieces: [IDPattern.Piece] = []
    var end = 0
    for region in regions {
      if region.range.lowerBound > end {
        pieces.append(.literal(text(id[end..<region.range.lowerBound])))
      }
      if let joiner = region.joiner {
        pieces.append(.values(axis: region.axis, joiner: joiner))
      } else if let field = region.field {
        pieces.append(.value(axis: region.axis, field: field, width: region.width))
      } else {
        pieces.append(.label(region.axis))
      }
      end = region.range.upperBound
    }
    if end < id.count { pieces.append(.literal(text(id[end...]))) }
    guard completeLabels(pieces), isRight(pieces) else { return nil }
    let labelled = points.axes.indices.filter { pieces.contains(.label($0)) }
    for axis in labelled where Set(labels[axis]).count < labels[axis].count { return nil }
    // A template can name the label of one name, and the values of several.
    let nameless = labelled.filter { axis in
      points.axes[axis].fields.count > 1 && !points.axes[axis].isPreset && !isValueText(axis)
    }
    var presets: Int?
    if IDPattern(pieces: pieces).automaticName(axes: points.axes.count) == nil, !nameless.isEmpty {
      if canBePresets(nameless) {
        presets = nameless[0]
      } else if !absorbLiterals(&pieces) {
        return nil
      }
    }
    for axis in labelled {
      guard case .open = points.axes[axis].labelling else { continue }
      let texts = labels[axis].map { text(($0 ?? [])[...]) }
      points.axes[axis].labelling =
        axis == presets
        ? .presets(texts)
        : texts == grid.defaultLabels(points.axes[axis]) ? .own : .texts(texts)
    }
    return IDPattern(pieces: pieces)
  }

  /// Whether the levels of one axis can be presets, which no other axis around the runs is.
  private func canBePresets(_ axes: [Int]) -> Bool {
    guard axes.count == 1, case .open = points.axes[axes[0]].labelling else { return false }
    return !points.axes.contains(where: \.isPreset)
      && labels[axes[0]].allSatisfy { isPlainName(text(($0 ?? [])[...])) }
  }

  /// Whether the labels of several names are what a template makes of their values.
  private func isValueText(_ axis: Int) -> Bool {
    let found = points.axes[axis]
    return found.levels.indices.allSatisfy { level in
      grid.valuesText(found.fields, found.levels[level], "_").map { Array($0.utf8) }
        == labels[axis][level]
    }
  }

  /// Gives the labels what stands before them, so that an id is made of labels alone.
  private mutating func absorbLiterals(_ pieces: inout [IDPattern.Piece]) -> Bool {
    var result: [IDPattern.Piece] = []
    var before = ""
    for piece in pieces {
      switch piece {
      case .literal(let text): before = text
      case .value, .values: return false
      case .label(let axis):
        guard result.count == 2 * axis - (axis > 0 ? 1 : 0) else { return false }
        if axis > 0 {
          guard before.hasPrefix("_") else { return false }
          before = String(before.dropFirst())
          result.append(.literal("_"))
        }
        if !before.isEmpty {
          guard case .open = points.axes[axis].labelling else { return false }
          labels[axis] = labels[axis].map { Array(before.utf8) + ($0 ?? []) }
        }
        before = ""
        result.append(.label(axis))
      }
    }
    if !before.isEmpty { result.append(.literal(before)) }
    pieces = result
    return IDPattern(pieces: result).automaticName(axes: points.axes.count) != nil
  }

  private func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

  /// A run that has a neighbour on each axis.
  private func reference() -> Int? {
    ids.indices.prefix(256).first { index in
      points.axes.indices.allSatisfy { !neighbours(of: index, axis: $0).isEmpty }
    }
  }

  /// The runs that differ from one in the level of one axis.
  func neighbours(of index: Int, axis: Int) -> [Int] {
    points.axes[axis].levels.indices.compactMap { level in
      level == points.level(index, axis)
        ? nil : indexByRank[points.rank(index, axis: axis, level: level)]
    }
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
      case .label(let axis), .value(let axis, _, _), .values(let axis, _):
        text += labels[axis][points.level(index, axis)] ?? []
      }
    }
    return text
  }

  private func isRight(_ pieces: [IDPattern.Piece]) -> Bool {
    ids.indices.allSatisfy { assembled(pieces[...], $0) == ids[$0] }
  }
}
