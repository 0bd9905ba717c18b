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
  private let separator: [UInt8]

  init(cursor: PointCursor, layout: RunLayout, shared: Set<Int>, output: DocumentOutput) {
    self.cursor = cursor
    self.layout = layout
    self.shared = shared
    self.output = output
    separator = layout.separator
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
    case .row(let row): try write(template(row, within: []))
    case .table(let table): try write(tableText(table))
    case .union(let parts, _):
      for part in parts { try write(part) }
    case .filter(let filter, let inside):
      guard try cursor.evaluator.truth(of: filter.condition, at: filter.place) else { return }
      try write(inside)
    case .product:
      var rows: [RowTemplate] = []
      try write(prepared(node, within: [], &rows))
    }
  }

  /// A part of the plan with room for the texts of its runs.
  private indirect enum Prepared {
    case row(RowTemplate)
    case table(TableText)
    case union([Prepared])
    case product(PreparedProduct)
    case filter(PlanFilter, Tabulated<Bool>, Prepared)
  }

  private struct PreparedProduct {
    let axes: [Int]
    /// How many axes stand around it.
    let depth: Int
    let inside: Prepared
    /// All rows inside, which want to know of each level.
    let rows: [RowTemplate]
  }

  private func prepared(_ node: PlanNode, within path: [Int], _ rows: inout [RowTemplate])
    -> Prepared
  {
    switch node {
    case .row(let row):
      let template = template(row, within: path)
      rows.append(template)
      return .row(template)
    case .table(let table): return .table(tableText(table))
    case .union(let parts, _):
      return .union(parts.map { prepared($0, within: path, &rows) })
    case .product(let axes, let inside, _):
      var own: [RowTemplate] = []
      let inside = prepared(inside, within: path + axes, &own)
      rows += own
      return .product(PreparedProduct(axes: axes, depth: path.count, inside: inside, rows: own))
    case .filter(let filter, let inside):
      return .filter(
        filter, Tabulated(axes: filter.condition.axes, of: cursor.plan),
        prepared(inside, within: path, &rows))
    }
  }

  private mutating func write(_ node: Prepared) throws {
    switch node {
    case .row(let template): try write(template)
    case .table(let text): try write(text)
    case .union(let parts):
      for part in parts { try write(part) }
    case .product(let product): try write(product, axis: 0)
    case .filter(let filter, let truths, let inside):
      let holds = try truths.value(at: cursor.point) { () throws(EvaluationFailure) in
        try cursor.evaluator.truth(of: filter.condition, at: filter.place)
      }
      if holds { try write(inside) }
    }
  }

  /// The runs below an axis of a product and those behind it.
  private mutating func write(_ product: PreparedProduct, axis index: Int) throws {
    let axis = product.axes[index]
    let isLast = index == product.axes.count - 1
    if isLast, separator.isEmpty, case .row(let template) = product.inside,
      try template.writeAll(of: axis, to: output, cursor)
    {
      count += cursor.plan.axes[axis].levels.count
      return
    }
    for level in cursor.plan.axes[axis].levels.indices {
      cursor.point.levels[axis] = level
      for row in product.rows { row.enter(product.depth + index + 1, cursor) }
      if isLast { try write(product.inside) } else { try write(product, axis: index + 1) }
    }
    cursor.point.levels[axis] = -1
  }

  private mutating func write(_ template: RowTemplate) throws {
    if count > 0, !separator.isEmpty { try output.append(separator, 0..<separator.count) }
    count += 1
    try template.write(to: output, cursor)
  }

  private mutating func write(_ text: TableText) throws {
    for number in 0..<text.count {
      if count > 0, !separator.isEmpty { try output.append(separator, 0..<separator.count) }
      count += 1
      try text.write(number, to: output)
    }
  }

  private func tableText(_ table: RunTable) -> TableText {
    let columns = table.columns.filter { rank[$0.setting] != nil }
      .sorted { (rank[$0.setting] ?? 0) < (rank[$1.setting] ?? 0) }
    return TableText(table.ids, columns, layout, cursor.plan.schema)
  }

  private func template(_ row: PlanRow, within path: [Int]) -> RowTemplate {
    var last: [Assignment?] = Array(repeating: nil, count: rank.count)
    for assignment in row.assignments {
      if let rank = rank[assignment.setting] { last[rank] = assignment }
    }
    return RowTemplate(
      row, assignments: last.compactMap { $0 }, path: path, layout, cursor)
  }
}
