// The pieces of an id that is right whatever the point is, so that nobody need look at each id.

internal import Experiment

enum IDPiece {
  case fixed([UInt8])
  case slot(TextSlot)

  /// The pieces of a row's ids; nil where each id must be checked.
  static func certain(_ name: RunName, _ cursor: PointCursor, path: [Int]) -> [IDPiece]? {
    let plan = cursor.plan
    var pieces: [IDPiece] = []
    var longest = 0
    var isEmpty = true
    for (index, piece) in name.pieces.enumerated() {
      if index > 0, name.style == .automatic {
        longest += 1
        pieces.append(.fixed(Array("_".utf8)))
      }
      var texts: [String]
      var mostBytes: Int?
      let slot: IDPiece
      switch piece {
      case .literal(let text):
        texts = [text]
        slot = .fixed(Array(text.utf8))
      case .label(let axis):
        guard plan.axes[axis].isPlain else { return nil }
        if let shape = plan.axes[axis].levels.range.flatMap(LabelShape.init) {
          (texts, mostBytes) = ([shape.characters], shape.longest)
        } else {
          texts = plan.axes[axis].levels.map(\.label)
        }
        slot = .slot(
          TextSlot(axes: [axis], path: path, of: plan) { cursor in
            Array(cursor.plan.axes[axis].levels.label(at: cursor.point.levels[axis]).utf8)
          })
      case .value(let formula, let format, let place):
        let text = Formula.text([.value(formula, format, place)])
        func made(_ cursor: PointCursor) throws(EvaluationFailure) -> String {
          pathSafe(try cursor.evaluator.value(of: text).description)
        }
        guard let all = every(formula.axes, cursor, made) else { return nil }
        texts = all
        slot = .slot(
          TextSlot(axes: formula.axes, path: path, of: plan) { cursor throws(EvaluationFailure) in
            Array(try made(cursor).utf8)
          })
      }
      guard
        texts.allSatisfy({ text in
          pathSafe(text) == text && !(isEmpty && (text.isEmpty || text.hasPrefix(".")))
        })
      else { return nil }
      longest += mostBytes ?? texts.lazy.map(\.utf8.count).max() ?? 0
      isEmpty = false
      pieces.append(slot)
    }
    return isEmpty || longest > RunName.maximumBytes ? nil : pieces
  }

  /// The text at every combination of the axes' levels; nil where there are many, or one fails.
  private static func every(
    _ axes: Set<Int>, _ cursor: PointCursor,
    _ make: (PointCursor) throws(EvaluationFailure) -> String
  ) -> [String]? {
    let axes = axes.sorted()
    let counts = axes.map { cursor.plan.axes[$0].levels.count }
    guard let size = counts.combinations(upTo: Tabulated<String>.limit) else { return nil }
    let before = cursor.point
    defer { cursor.point = before }
    return try? (0..<size).map { combination in
      var digits = combination
      for (axis, count) in zip(axes, counts).reversed() {
        cursor.point.levels[axis] = digits % count
        digits /= count
      }
      return try make(cursor)
    }
  }
}
