// How the ids of some runs are made of the labels of their axes: learned from the ids themselves.

/// Texts and labels, one behind the other.
struct IDPattern {
  enum Piece: Equatable {
    case literal(String)
    /// The label of an axis, by its number among those around the run.
    case label(Int)
    /// The text of one of the names that an axis moves, by the field's number; an int may be padded
    /// with zeros to a width.
    case value(axis: Int, field: Int, width: Int)
    /// The texts of all names that an axis moves, with something between them.
    case values(axis: Int, joiner: String)
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

extension IDPattern {
  /// The pattern behind a first label, which the runs' group gives; nil where it has none like it, or
  /// would be a template, in which groups have no part.
  func dropping(prefix: String) -> IDPattern? {
    guard case .literal(let text)? = pieces.first, text.hasPrefix(prefix) else { return nil }
    let rest = text.dropFirst(prefix.count)
    let axes = pieces.count { if case .label = $0 { true } else { false } }
    guard rest.isEmpty || rest.hasPrefix("_") else { return nil }
    let literal = rest.dropFirst().isEmpty ? [] : [Piece.literal(String(rest.dropFirst()))]
    let pattern = IDPattern(pieces: literal + pieces.dropFirst())
    if axes == 0, literal.isEmpty { return rest.isEmpty ? IDPattern(pieces: []) : nil }
    return pattern.automaticName(axes: axes) == nil ? nil : pattern
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
