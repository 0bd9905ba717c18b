// Which conditions drop exactly the points of a product that no run has.

internal import Experiment

struct MissingPoints {
  let grid: RunGrid
  let axes: [FoundAxis]
  /// The level on each axis, for each point.
  let missing: [[Int]]
  let runs: Range<Int>

  /// More conditions than this say less than a list.
  private static let limit = 4

  /// Nil where a few conditions do not say it.
  var filters: [FoundFilter]? {
    if missing.isEmpty { return [] }
    return comparison.map { [$0] } ?? boxes
  }

  /// One order between two names, as in `when ema_fast < ema_slow`.
  private var comparison: FoundFilter? {
    let sides = axes.indices.flatMap { axis in
      axes[axis].fields.indices.map { (axis: axis, part: $0, field: axes[axis].fields[$0]) }
    }
    for (index, a) in sides.enumerated() {
      for b in sides[(index + 1)...] where a.axis != b.axis {
        for (symbol, holds) in MissingPoints.comparisons {
          func holdsAt(_ x: Int32, _ y: Int32) -> Bool? {
            guard let x = grid.orderedValue(a.field, x), let y = grid.orderedValue(b.field, y),
              x.kind == y.kind
            else { return nil }
            return holds(x.number, y.number)
          }
          let isRight =
            missing.allSatisfy { point in
              holdsAt(
                axes[a.axis].levels[point[a.axis]][a.part],
                axes[b.axis].levels[point[b.axis]][b.part]) == false
            }
            && runs.allSatisfy {
              holdsAt(grid.fields[a.field].codes[$0], grid.fields[b.field].codes[$0]) == true
            }
          if isRight { return .comparison(a.field, symbol, b.field) }
        }
      }
    }
    return nil
  }

  private static let comparisons: [(String, @Sendable (Decimal, Decimal) -> Bool)] = [
    ("<", { $0 < $1 }), (">", { $1 < $0 }), ("<=", { !($1 < $0) }), (">=", { !($0 < $1) }),
    ("!=", { $0 != $1 }), ("==", { $0 == $1 }),
  ]

  /// Corners: the largest first.
  var boxes: [FoundFilter]? {
    let absent = Set(missing)
    var left = absent
    var found: [FoundFilter] = []
    let orders = axes.count > 5 ? [Array(axes.indices)] : Array(axes.indices).permutations
    while let point = missing.first(where: left.contains) {
      guard found.count < MissingPoints.limit else { return nil }
      var best: [Set<Int>] = []
      for order in orders {
        let box = grown(point, order, absent)
        if size(box) > size(best) { best = box }
      }
      guard let filter = filter(best) else { return nil }
      found.append(filter)
      for point in points(best) { left.remove(point) }
    }
    return found
  }

  /// The largest box around a point that has no run, axis by axis.
  private func grown(_ point: [Int], _ order: [Int], _ absent: Set<[Int]>) -> [Set<Int>] {
    var box = point.map { Set([$0]) }
    for axis in order {
      for level in axes[axis].levels.indices where !box[axis].contains(level) {
        var slice = box
        slice[axis] = [level]
        guard size(slice) <= absent.count else { continue }
        if points(slice).allSatisfy(absent.contains) { box[axis].insert(level) }
      }
    }
    return box
  }

  private func size(_ box: [Set<Int>]) -> Int {
    box.isEmpty ? 0 : box.reduce(1) { $0.multipliedReportingOverflow(by: $1.count).partialValue }
  }

  private func points(_ box: [Set<Int>]) -> [[Int]] {
    box.reduce([[]]) { points, levels in
      points.flatMap { point in levels.map { point + [$0] } }
    }
  }

  private func filter(_ box: [Set<Int>]) -> FoundFilter? {
    var parts: [(axis: FoundAxis, field: Int, codes: Set<Int32>)] = []
    for (axis, levels) in zip(axes, box) where levels.count < axis.levels.count {
      // Of names that move together one tells which levels are meant.
      let part = axis.fields.indices.first { part in
        let inside = Set(levels.map { axis.levels[$0][part] })
        return axis.levels.indices.allSatisfy {
          levels.contains($0) || !inside.contains(axis.levels[$0][part])
        }
      }
      guard let part else { return nil }
      parts.append((axis, axis.fields[part], Set(levels.map { axis.levels[$0][part] })))
    }
    return parts.isEmpty ? nil : .box(parts)
  }
}

extension RunGrid {
  /// A value of a field that has an order, as a number, with what may be compared with it.
  func orderedValue(_ field: Int, _ code: Int32) -> (kind: ValueKind, number: Decimal)? {
    guard code >= 0, fields[field].levels[Int(code)].count == 1 else { return nil }
    let values = fields[field].levels[Int(code)]
    switch values[0] {
    case .int(let number): return (.number, Decimal(number))
    case .number(let number): return (.number, number)
    case .day(let day): return (.day, Decimal(day.number))
    default: return nil
    }
  }
}
