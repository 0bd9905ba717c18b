// The batch after checking: a space of runs, not a list of them.
// Canon and Execution iterate it or index it; nobody receives an array of all runs.

/// Named alternatives for one or more settings or private names.
///
/// Where the levels depend on other axes, `levels` are as many as there are at most, a filter of the
/// plan drops the surplus ones, and `labelFormula` gives the labels.
public struct Axis: Sendable {
  public enum Kind: Sendable {
    case levels
    /// The points that a `sample` drew: one level for each, with a value for each axis sampled.
    case draws
  }

  /// What stands before `in`, one name for each part.
  public let names: [String]
  public let levels: Levels
  public let place: Place
  public let kind: Kind
  /// Where the axis exists; nil: everywhere. Elsewhere the point goes on without it, once.
  public let presence: Formula?
  /// The label at a point, where levels have none of their own.
  public let labelFormula: Formula?

  public init(
    names: [String], levels: Levels, place: Place, kind: Kind = .levels, presence: Formula? = nil,
    labelFormula: Formula? = nil
  ) {
    self.names = names
    self.levels = levels
    self.place = place
    self.kind = kind
    self.presence = presence
    self.labelFormula = labelFormula
  }

  public var title: String { kind == .draws ? "sample" : names.joined(separator: ", ") }

  /// Whether every point has the axis, with labels of its own.
  public var isPlain: Bool { presence == nil && labelFormula == nil }
}

/// A place that gives a setting its value, and the places whose value it replaces.
public final class Origin: Sendable {
  public enum Kind: Hashable, Sendable {
    case `let`, axis, runBlock, commandLine
    /// A composite that brings the setting along, given by one of the others.
    case composite(Composite)
  }

  public let kind: Kind
  public let place: Place
  /// The value that this place gives, at points where `condition` holds.
  public let formula: Formula
  public let condition: Formula?
  public let previous: Origin?

  public init(
    _ kind: Kind, _ formula: Formula, where condition: Formula?, at place: Place,
    previous: Origin?
  ) {
    self.kind = kind
    self.formula = formula
    self.condition = condition
    self.place = place
    self.previous = previous
  }
}

/// A setting and the formula of its value in a row.
public struct Assignment: Sendable {
  public let setting: Int
  public let formula: Formula
  public let place: Place
  /// Where the setting is given at all; nil: everywhere.
  public let condition: Formula?
  /// Where the value comes from; nil where that was not written down.
  public let origin: Origin?

  public init(
    setting: Int, formula: Formula, place: Place, condition: Formula? = nil, origin: Origin? = nil
  ) {
    self.setting = setting
    self.formula = formula
    self.place = place
    self.condition = condition
    self.origin = origin
  }

  /// The numbers of the axes on which it depends whether and as what the setting is given.
  public var axes: Set<Int> { condition.map { formula.axes.union($0.axes) } ?? formula.axes }

  /// The value, if it is given everywhere and the same.
  public var constant: Value? { condition == nil ? formula.constant : nil }
}

/// What a `run` statement, or one entry of a list of runs, makes at each point.
public struct PlanRow: Sendable {
  public let name: RunName
  public let assignments: [Assignment]
  public let place: Place

  public init(name: RunName, assignments: [Assignment], place: Place) {
    self.name = name
    self.assignments = assignments
    self.place = place
  }
}

/// A condition that keeps points.
public struct PlanFilter: Sendable {
  public let condition: Formula
  public let place: Place

  public init(condition: Formula, place: Place) {
    self.condition = condition
    self.place = place
  }
}

/// A tree of unions and products. `size` counts positions: points before filters.
public indirect enum PlanNode: Sendable {
  case row(PlanRow)
  /// Runs that were listed one by one.
  case table(RunTable)
  /// `ends[i]` is the number of positions in the parts up to and including `i`.
  case union([PlanNode], ends: [UInt64])
  /// The axes by number, slowest first, with a plan inside.
  case product([Int], PlanNode, size: UInt64)
  case filter(PlanFilter, PlanNode)

  public var size: UInt64 {
    switch self {
    case .row: 1
    case .table(let table): UInt64(table.count)
    case .union(_, let ends): ends.last ?? 0
    case .product(_, _, let size): size
    case .filter(_, let inside): inside.size
    }
  }

  /// Parts one after the other; nil where the positions cannot be counted in 64 bits.
  public static func union(of parts: [PlanNode]) -> PlanNode? {
    if parts.count == 1 { return parts[0] }
    var ends: [UInt64] = []
    var total: UInt64 = 0
    for part in parts {
      let (sum, overflow) = total.addingReportingOverflow(part.size)
      guard !overflow else { return nil }
      total = sum
      ends.append(total)
    }
    return .union(parts, ends: ends)
  }

  /// All points of the axes; nil where the positions cannot be counted in 64 bits.
  public static func product(_ numbers: [Int], levels: [Int], inside: PlanNode) -> PlanNode? {
    var total = inside.size
    for count in levels {
      let (product, overflow) = total.multipliedReportingOverflow(by: UInt64(count))
      guard !overflow else { return nil }
      total = product
    }
    return .product(numbers, inside, size: total)
  }
}

/// How a clause of the program changed the number of runs.
public struct FunnelStep: Sendable {
  public enum Change: Sendable {
    /// The numbers of levels of the axes of one `for` or `sweep`; for an axis that is not the same
    /// at every point, the least and the most.
    case multiplied([ClosedRange<Int>])
    /// An axis of continuous levels, from which a `sample` below draws.
    case continuous
    /// So many points drawn.
    case sampled(Int)
    case removed(UInt64)
    case added(UInt64)
  }

  public let clause: String
  public let change: Change
  /// The number of runs (or points on the way to them) after this clause.
  /// Nil where there are infinitely many.
  public let total: UInt64?
  public let place: Place
  /// What else is to know: days that no window covers.
  public let note: String?

  public init(
    clause: String, change: Change, total: UInt64?, place: Place, note: String? = nil
  ) {
    self.clause = clause
    self.change = change
    self.total = total
    self.place = place
    self.note = note
  }
}

/// A batch with its runs as a space.
public struct Plan: Sendable {
  public var batch: Batch
  public var job: Job
  public var schema: Schema
  public var root: PlanNode
  /// By number.
  public var axes: [Axis]
  public var funnel: [FunnelStep]
  /// The number of runs that pass all filters.
  public var count: Int

  public init(
    batch: Batch, job: Job, schema: Schema, root: PlanNode, axes: [Axis] = [],
    funnel: [FunnelStep] = [], count: Int = 0
  ) {
    self.batch = batch
    self.job = job
    self.schema = schema
    self.root = root
    self.axes = axes
    self.funnel = funnel
    self.count = count
  }
}
