// A point that moves through a plan, with one evaluator for all of the way.

public final class PointCursor {
  public let plan: Plan
  public var point: Point
  /// Where the walk through the plan is.
  public internal(set) var position: UInt64 = 0
  /// How many points the walk has tried, with those that a filter dropped.
  public private(set) var steps = 0
  /// Asked now and then with the number of steps; true ends the walk.
  public var isStopped: (Int) -> Bool = { _ in false }
  public private(set) var wasStopped = false

  public init(_ plan: Plan) {
    self.plan = plan
    point = Point(axes: plan.axes.count)
  }

  /// Counts a step; false where the walk ends.
  func step() -> Bool {
    if steps % 1024 == 0, isStopped(steps) { wasStopped = true }
    steps += 1
    return !wasStopped
  }

  public private(set) lazy var evaluator = Evaluator(schema: plan.schema) {
    [unowned self] axis, part in
    let level = point.levels[axis]
    if level >= 0, part >= 0 { return plan.axes[axis].levels.value(at: level, part: part) }
    return plan.value(ofAxis: axis, part: part, at: point)
  }
}

extension [Int] {
  /// The product of the counts; nil above the limit.
  public func combinations(upTo limit: Int) -> Int? {
    var size = 1
    for count in self {
      let (product, overflow) = size.multipliedReportingOverflow(by: count)
      guard !overflow, product <= limit else { return nil }
      size = product
    }
    return size
  }
}
