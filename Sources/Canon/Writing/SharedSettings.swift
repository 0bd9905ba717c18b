// Finds the settings whose given value is the same in every run: what `defaults` can hold.
// It looks at the tree first, and at single runs only for what the tree leaves open.

internal import Experiment

struct SharedSettings {
  /// The shared value of each shared setting, by position.
  private(set) var values: [Int: Value] = [:]

  private struct Seen {
    var value: Value?
    var rows = 0
    var lastRow = 0
    var varies = false
    /// Whether some row leaves open whether it varies.
    var isOpen = false
  }

  private let plan: Plan
  private let cursor: PointCursor
  private var seen: [Seen]
  private var rows = 0
  /// Whether all rows make runs, as far as the tree tells.
  private var isCertain = true

  init(of plan: Plan, _ cursor: PointCursor) throws(EvaluationFailure) {
    self.plan = plan
    self.cursor = cursor
    seen = Array(repeating: Seen(), count: plan.schema.settings.count)
    look(at: plan.root)
    var open: Set<Int> = []
    let identity = Set(Schema.identityNames.compactMap { plan.schema.position(of: $0) })
    for (position, setting) in seen.enumerated() where !identity.contains(position) {
      guard setting.rows > 0 else { continue }
      if let value = setting.value, !setting.varies, !setting.isOpen, setting.rows == rows {
        values[position] = value
      } else if !isCertain || (setting.isOpen && !setting.varies && setting.rows == rows) {
        open.insert(position)
      }
    }
    if !isCertain || !open.isEmpty { try compareRuns(open) }
  }

  private mutating func look(at node: PlanNode) {
    switch node {
    case .row(let row): look(at: row)
    case .table(let table): look(at: table)
    case .union(let parts, _): for part in parts { look(at: part) }
    case .product(let axes, let inside, _):
      if axes.contains(where: { plan.axes[$0].levels.isEmpty }) { isCertain = false }
      look(at: inside)
    case .filter(_, let inside):
      isCertain = false
      look(at: inside)
    }
  }

  private mutating func look(at row: PlanRow) {
    rows += 1
    for assignment in row.assignments {
      let position = assignment.setting
      if seen[position].lastRow == rows {
        seen[position].isOpen = true
      } else {
        seen[position].lastRow = rows
        seen[position].rows += 1
      }
      guard !seen[position].varies else { continue }
      guard let value = fixedValue(of: assignment) else {
        seen[position].isOpen = true
        continue
      }
      if let before = seen[position].value {
        if before != value { seen[position].varies = true }
      } else {
        seen[position].value = value
      }
    }
  }

  private mutating func look(at table: RunTable) {
    rows += table.count
    for column in table.columns {
      let position = column.setting
      seen[position].lastRow = rows
      guard let value = column.sharedValue else {
        seen[position].varies = true
        continue
      }
      seen[position].rows += table.count
      if let before = seen[position].value {
        if before != value { seen[position].varies = true }
      } else {
        seen[position].value = value
      }
    }
  }

  /// The value, if it depends on no axis with more than one level.
  private func fixedValue(of assignment: Assignment) -> Value? {
    if assignment.constant != nil { return try? cursor.value(of: assignment) }
    guard assignment.condition == nil else { return nil }
    let axes = assignment.axes
    guard axes.allSatisfy({ plan.axes[$0].levels.count == 1 }) else { return nil }
    for axis in axes { cursor.point.levels[axis] = 0 }
    defer { cursor.point = Point(axes: plan.axes.count) }
    return try? cursor.value(of: assignment)
  }

  /// Strikes what differs between runs, which it takes from all over the plan so that most settings
  /// are struck soon; what is left was the same in every run.
  private mutating func compareRuns(_ open: Set<Int>) throws(EvaluationFailure) {
    var left = open
    var first: [Int: Value]?
    defer { cursor.point = Point(axes: plan.axes.count) }
    for position in ScatteredPositions(count: plan.root.size) {
      cursor.point = Point(axes: plan.axes.count)
      guard let row = try plan.row(at: position, point: &cursor.point) else { continue }
      var given: [Int: Value] = [:]
      for assignment in row.assignments where left.contains(assignment.setting) {
        given[assignment.setting] = try cursor.value(of: assignment)
      }
      if let first {
        left = left.filter { given[$0] == first[$0] }
      } else {
        first = given
        left = left.filter { given[$0] != nil }
      }
      if left.isEmpty { break }
    }
    guard let first else {
      values = [:]
      return
    }
    for position in left { values[position] = first[position] }
  }
}

/// All numbers below a count, each once, far from their neighbours.
struct ScatteredPositions: Sequence, IteratorProtocol {
  private let count: UInt64
  private let stride: UInt64
  private var position: UInt64 = 0
  private var left: UInt64

  init(count: UInt64) {
    self.count = count
    left = count
    var stride = count / 21 * 13 | 1
    while ScatteredPositions.divisor(stride, count) > 1 { stride += 1 }
    self.stride = stride
  }

  mutating func next() -> UInt64? {
    guard left > 0 else { return nil }
    left -= 1
    defer {
      let (sum, overflow) = position.addingReportingOverflow(stride % count)
      position = overflow || sum >= count ? sum &- count : sum
    }
    return position
  }

  private static func divisor(_ a: UInt64, _ b: UInt64) -> UInt64 { b == 0 ? a : divisor(b, a % b) }
}
