// Walks through a plan and writes its runs. Inside a product each value is rendered once for each
// level on which it depends, and copied from then on.

internal import Experiment

struct RunWriter {
  let cursor: PointCursor
  let layout: RunLayout
  /// The settings that stand in `defaults`.
  let shared: Set<Int>
  let output: DocumentOutput
  private(set) var count = 0
  /// For each setting its place in the contract, or nil where no run says it.
  private let rank: [Int?]

  init(cursor: PointCursor, layout: RunLayout, shared: Set<Int>, output: DocumentOutput) {
    self.cursor = cursor
    self.layout = layout
    self.shared = shared
    self.output = output
    let schema = cursor.plan.schema
    var rank = [Int?](repeating: nil, count: schema.settings.count)
    for (number, position) in schema.contractOrder.enumerated() where !shared.contains(position) {
      rank[position] = number
    }
    self.rank = rank
  }

  /// Writes what stands outside all products: rows that occur once are rendered once.
  mutating func write(_ node: PlanNode) throws {
    switch node {
    case .row(let row): try write(template(row))
    case .union(let parts, _):
      for part in parts { try write(part) }
    case .filter(let filter, let inside):
      guard try cursor.evaluator.truth(of: filter.condition, at: filter.place) else { return }
      try write(inside)
    case .product: try write(prepared(node))
    }
  }

  /// A part of the plan with room for the texts of its values.
  private indirect enum Prepared {
    case row(RowTemplate)
    case union([Prepared])
    case product([Int], Prepared)
    case filter(PlanFilter, Tabulated<Bool>, Prepared)
  }

  private func prepared(_ node: PlanNode) -> Prepared {
    switch node {
    case .row(let row): .row(template(row))
    case .union(let parts, _): .union(parts.map(prepared))
    case .product(let axes, let inside, _): .product(axes, prepared(inside))
    case .filter(let filter, let inside):
      .filter(
        filter, Tabulated(axes: filter.condition.axes, of: cursor.plan), prepared(inside))
    }
  }

  private mutating func write(_ node: Prepared) throws {
    switch node {
    case .row(let template): try write(template)
    case .union(let parts):
      for part in parts { try write(part) }
    case .product(let axes, let inside): try write(axes[...], inside)
    case .filter(let filter, let truths, let inside):
      let holds = try truths.value(at: cursor.point) { () throws(EvaluationFailure) in
        try cursor.evaluator.truth(of: filter.condition, at: filter.place)
      }
      if holds { try write(inside) }
    }
  }

  private mutating func write(_ axes: ArraySlice<Int>, _ inside: Prepared) throws {
    guard let axis = axes.first else { return try write(inside) }
    for level in cursor.plan.axes[axis].levels.indices {
      cursor.point.levels[axis] = level
      try write(axes.dropFirst(), inside)
    }
    cursor.point.levels[axis] = -1
  }

  private mutating func write(_ template: RowTemplate) throws {
    if count > 0 { output.bytes += layout.separator }
    count += 1
    try template.write(to: &output.bytes, cursor)
    try output.flushIfFull()
  }

  private func template(_ row: PlanRow) -> RowTemplate {
    var last: [Assignment?] = Array(repeating: nil, count: rank.count)
    for assignment in row.assignments {
      if let rank = rank[assignment.setting] { last[rank] = assignment }
    }
    return RowTemplate(row, assignments: last.compactMap { $0 }, layout, cursor)
  }
}
