// One run of a plan, and how a plan finds it from its position.

/// One execution with complete settings and an id.
public struct Run: Sendable {
  /// Where it stands among the positions of the plan: points before filters, in written order.
  public let position: UInt64
  public let id: String
  /// The settings that were given, without the schema's defaults.
  public let settings: Settings

  public init(position: UInt64, id: String, settings: Settings) {
    self.position = position
    self.id = id
    self.settings = settings
  }
}

/// One level from each axis that stands around a row, by axis number; -1 where an axis does not.
public struct Point: Sendable {
  public var levels: [Int]

  public init(axes: Int) { levels = Array(repeating: -1, count: axes) }
}

extension Plan {
  /// The run at a position; nil where a filter drops it.
  public func run(at position: UInt64) throws(EvaluationFailure) -> Run? {
    var point = Point(axes: axes.count)
    return try run(at: position, point: &point)
  }

  /// The run at a position and its point; nil where a filter drops it.
  public func run(
    at position: UInt64, point: inout Point
  ) throws(EvaluationFailure) -> Run? {
    guard let row = try row(at: position, point: &point) else { return nil }
    return try run(of: row, at: point, position: position)
  }

  /// The row and the point at a position; nil where a filter drops it.
  public func row(
    at position: UInt64, point: inout Point
  ) throws(EvaluationFailure) -> PlanRow? {
    var node = root
    var rest = position
    while true {
      switch node {
      case .row(let row): return row
      case .table(let table): return table.row(Int(rest), in: schema)
      case .union(let parts, let ends):
        let part = Plan.part(holding: rest, ends)
        if part > 0 { rest -= ends[part - 1] }
        node = parts[part]
      case .product(let numbers, let inside, _):
        place(rest / inside.size, numbers, &point)
        rest %= inside.size
        node = inside
      case .filter(let filter, let inside):
        guard try evaluator(at: point).truth(of: filter.condition, at: filter.place) else {
          return nil
        }
        node = inside
      }
    }
  }

  public func run(
    of row: PlanRow, at point: Point, position: UInt64
  ) throws(EvaluationFailure) -> Run {
    try run(of: row, at: point, position: position, evaluator(at: point))
  }

  private func run(
    of row: PlanRow, at point: Point, position: UInt64, _ evaluator: Evaluator
  ) throws(EvaluationFailure) -> Run {
    let settings = try settings(of: row, evaluator)
    let id = try row.name.text(at: point, in: self, evaluator) { settings }
    return Run(position: position, id: id, settings: settings)
  }

  private func settings(
    of row: PlanRow, _ evaluator: Evaluator
  ) throws(EvaluationFailure) -> Settings {
    var settings = Settings(count: schema.settings.count)
    for assignment in row.assignments {
      settings[assignment.setting] = try evaluator.value(of: assignment)
    }
    return settings
  }

  /// The id of the run at a position, without its settings; nil where a filter drops it.
  public func id(at position: UInt64) throws(EvaluationFailure) -> String? {
    var point = Point(axes: axes.count)
    guard let row = try row(at: position, point: &point) else { return nil }
    let evaluator = evaluator(at: point)
    return try row.name.text(at: point, in: self, evaluator) { () throws(EvaluationFailure) in
      try settings(of: row, evaluator)
    }
  }

  /// What the run at a position gives to some settings, or their defaults, and its point; nil where a
  /// filter drops it.
  public func values(
    of wanted: [Int], at position: UInt64, point: inout Point
  ) throws(EvaluationFailure) -> [Value]? {
    guard let row = try row(at: position, point: &point) else { return nil }
    let evaluator = evaluator(at: point)
    var values = wanted.map { schema.fallbacks[$0] }
    for assignment in row.assignments {
      guard let place = wanted.firstIndex(of: assignment.setting) else { continue }
      if let value = try evaluator.value(of: assignment) { values[place] = value }
    }
    return values
  }

  public func evaluator(at point: Point) -> Evaluator {
    Evaluator(schema: schema) { axis, part in value(ofAxis: axis, part: part, at: point) }
  }

  /// What a slot holds at a point.
  public func value(ofAxis axis: Int, part: Int, at point: Point) -> Value {
    let level = point.levels[axis]
    switch part {
    case _ where level < 0: return .none
    case Formula.levelPart: return .int(Int64(level))
    case Formula.labelPart: return label(ofAxis: axis, at: point).map { .text($0) } ?? .none
    default: return axes[axis].levels.value(at: level, part: part)
    }
  }

  /// The label of an axis at a point; nil where the axis does not stand around or does not exist.
  public func label(ofAxis number: Int, at point: Point) -> String? {
    let axis = axes[number]
    guard point.levels[number] >= 0 else { return nil }
    if axis.isPlain { return axis.levels.label(at: point.levels[number]) }
    let evaluator = evaluator(at: point)
    if let presence = axis.presence,
      (try? evaluator.truth(of: presence, at: axis.place)) != true
    {
      return nil
    }
    guard let formula = axis.labelFormula else {
      return axis.levels.label(at: point.levels[number])
    }
    return (try? evaluator.value(of: formula))?.levelLabel(for: nil)
  }

  /// Calls `body` for every run in order, from a position on, until it returns false.
  ///
  /// A filter prunes everything inside the point that it drops. A cursor on this plan tells where the
  /// walk is, also after a failure, and can end it.
  public func forEachRun(
    from start: UInt64 = 0, at cursor: PointCursor? = nil, _ body: (Run) throws -> Bool
  ) throws {
    _ = try visit(root, cursor ?? PointCursor(self), base: 0, from: start, body)
  }

  private func visit(
    _ node: PlanNode, _ cursor: PointCursor, base: UInt64, from start: UInt64,
    _ body: (Run) throws -> Bool
  ) throws -> Bool {
    if base + node.size <= start { return true }
    cursor.position = max(base, start)
    switch node {
    case .row(let row):
      return try body(try run(of: row, at: cursor.point, position: base, cursor.evaluator))
    case .table(let table):
      for number in Int(max(start, base) - base)..<table.count {
        let run = Run(
          position: base + UInt64(number), id: table.ids[number],
          settings: table.settings(ofRun: number, in: schema))
        guard try body(run) else { return false }
      }
      return true
    case .union(let parts, let ends):
      var first = start > base ? Plan.part(holding: start - base, ends) : 0
      while first < parts.count {
        let partBase = base + (first > 0 ? ends[first - 1] : 0)
        guard try visit(parts[first], cursor, base: partBase, from: start, body) else {
          return false
        }
        first += 1
      }
      return true
    case .product(let numbers, let inside, let size):
      var step = start > base ? (start - base) / inside.size : 0
      while step < size / inside.size {
        guard cursor.step() else { return false }
        place(step, numbers, &cursor.point)
        let insideBase = base + step * inside.size
        guard try visit(inside, cursor, base: insideBase, from: start, body) else { return false }
        step += 1
      }
      for number in numbers { cursor.point.levels[number] = -1 }
      return true
    case .filter(let filter, let inside):
      guard try cursor.evaluator.truth(of: filter.condition, at: filter.place) else { return true }
      return try visit(inside, cursor, base: base, from: start, body)
    }
  }

  /// Sets the levels that the step number spells in the mixed radix of the axes.
  private func place(_ step: UInt64, _ numbers: [Int], _ point: inout Point) {
    var digits = step
    for number in numbers.reversed() {
      let base = UInt64(axes[number].levels.count)
      point.levels[number] = Int(digits % base)
      digits /= base
    }
  }

  /// The number of the part that holds a position.
  private static func part(holding position: UInt64, _ ends: [UInt64]) -> Int {
    var low = 0
    var high = ends.count - 1
    while low < high {
      let middle = (low + high) / 2
      if position < ends[middle] { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension Plan {
  /// The values of the axes at a point, as notes of diagnostics show them: `bundle=core, period=2015`.
  public func description(of point: Point) -> String {
    axes.indices.compactMap { axis in
      label(ofAxis: axis, at: point).map { "\(axes[axis].title)=\($0)" }
    }
    .joined(separator: ", ")
  }
}
