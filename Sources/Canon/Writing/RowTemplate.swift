// The text of the runs of one row: fixed bytes, and values that are rendered when first needed.

internal import Experiment

struct RowTemplate {
  private enum Piece {
    case fixed([UInt8])
    case label([[UInt8]], axis: Int)
    case nameValue(Formula, TextFormat, Place, Tabulated<[UInt8]>)
    /// The id as the plan computes it, with all its checks.
    case checkedID
    case setting(Assignment, Tabulated<[UInt8]>)
  }

  private let row: PlanRow
  private let layout: RunLayout
  private var pieces: [Piece] = []

  /// `assignments` are those that the run says itself, in the order in which it does.
  init(_ row: PlanRow, assignments: [Assignment], _ layout: RunLayout, _ cursor: PointCursor) {
    let plan = cursor.plan
    self.row = row
    self.layout = layout
    append(layout.beforeID)
    let name = RowTemplate.pieces(of: row.name, plan)
    if let name {
      for piece in name { append(piece) }
    } else {
      append(.checkedID)
    }
    append(Array("\"".utf8))
    for assignment in assignments {
      if assignment.constant != nil, let value = try? cursor.value(of: assignment) {
        append(layout.member(plan.schema[assignment.setting].name, JSONText(value)))
      } else {
        append(.setting(assignment, Tabulated(axes: assignment.axes, of: plan)))
      }
    }
    append(layout.afterRun)
  }

  func write(to bytes: inout [UInt8], _ cursor: PointCursor) throws(EvaluationFailure) {
    for piece in pieces {
      switch piece {
      case .fixed(let fixed): bytes += fixed
      case .label(let labels, let axis): bytes += labels[cursor.point.levels[axis]]
      case .nameValue(let formula, let format, let place, let texts):
        bytes += try texts.value(at: cursor.point) { () throws(EvaluationFailure) in
          let text = Formula.text([.value(formula, format, place)])
          return Array(pathSafe(try cursor.evaluator.value(of: text).description).utf8)
        }
      case .checkedID:
        bytes += try cursor.plan.run(of: row, at: cursor.point, position: 0).id.utf8
      case .setting(let assignment, let texts):
        bytes += try texts.value(at: cursor.point) { () throws(EvaluationFailure) in
          guard let value = try cursor.value(of: assignment) else { return [] }
          return layout.member(cursor.plan.schema[assignment.setting].name, JSONText(value))
        }
      }
    }
  }

  private mutating func append(_ bytes: [UInt8]) { append(.fixed(bytes)) }

  /// Fixed bytes that follow each other become one piece.
  private mutating func append(_ piece: Piece) {
    guard case .fixed(let bytes) = piece, case .fixed(var joined) = pieces.last else {
      return pieces.append(piece)
    }
    pieces.removeLast()
    joined += bytes
    pieces.append(.fixed(joined))
  }

  /// The pieces of an id that is right whatever the point is; nil where it must be checked.
  private static func pieces(of name: RunName, _ plan: Plan) -> [Piece]? {
    var pieces: [Piece] = []
    var longest = 0
    var isEmpty = true
    for (index, piece) in name.pieces.enumerated() {
      if index > 0, name.style == .automatic {
        longest += 1
        pieces.append(.fixed(Array("_".utf8)))
      }
      switch piece {
      case .literal(let text):
        guard isSafe(text, first: isEmpty) else { return nil }
        longest += text.utf8.count
        if !text.isEmpty { isEmpty = false }
        pieces.append(.fixed(Array(text.utf8)))
      case .label(let axis):
        guard plan.axes[axis].isPlain else { return nil }
        let labels = plan.axes[axis].levels.map(\.label)
        guard labels.allSatisfy({ !$0.isEmpty && isSafe($0, first: isEmpty) }) else { return nil }
        longest += labels.map(\.utf8.count).max() ?? 0
        isEmpty = false
        pieces.append(.label(labels.map { Array($0.utf8) }, axis: axis))
      case .value(let formula, let format, let place):
        // Values may grow to any length: only those of few digits are certain to fit.
        guard case .padded(let width) = format, width <= 20, !isEmpty else { return nil }
        longest += 20
        pieces.append(
          .nameValue(formula, format, place, Tabulated(axes: formula.axes, of: plan)))
      }
    }
    return isEmpty || longest > RunName.maximumBytes ? nil : pieces
  }

  private static func isSafe(_ text: String, first: Bool) -> Bool {
    pathSafe(text) == text && !(first && text.hasPrefix("."))
  }
}
