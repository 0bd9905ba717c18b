// The batch after checking: a space of runs, not a list of them.
// Canon and Execution iterate it or index it; nobody receives an array of all runs.

/// One alternative on an axis: the value of each part, and the short text for ids.
public struct Level: Hashable, Sendable {
  public let values: [Value]
  public let label: String

  public init(values: [Value], label: String) {
    self.values = values
    self.label = label
  }
}

/// Named alternatives for one or more settings or private names.
public struct Axis: Sendable {
  /// What stands before `in`, one name for each part.
  public let names: [String]
  public let levels: [Level]
  public let place: Place

  public init(names: [String], levels: [Level], place: Place) {
    self.names = names
    self.levels = levels
    self.place = place
  }

  public var title: String { names.joined(separator: ", ") }
}

/// A setting and the formula of its value in a row.
public struct Assignment: Sendable {
  public let setting: Int
  public let formula: Formula
  public let place: Place

  public init(setting: Int, formula: Formula, place: Place) {
    self.setting = setting
    self.formula = formula
    self.place = place
  }
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
  /// `ends[i]` is the number of positions in the parts up to and including `i`.
  case union([PlanNode], ends: [UInt64])
  /// The axes by number, slowest first, with a plan inside.
  case product([Int], PlanNode, size: UInt64)
  case filter(PlanFilter, PlanNode)

  public var size: UInt64 {
    switch self {
    case .row: 1
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
    /// The numbers of levels of the axes of one `for` or `sweep`.
    case multiplied([Int])
    case removed(UInt64)
    case added(UInt64)
  }

  public let clause: String
  public let change: Change
  /// The number of runs (or points on the way to them) after this clause.
  public let total: UInt64
  public let place: Place

  public init(clause: String, change: Change, total: UInt64, place: Place) {
    self.clause = clause
    self.change = change
    self.total = total
    self.place = place
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
