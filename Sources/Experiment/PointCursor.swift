// A point that moves through a plan, with one evaluator for all of the way.

public final class PointCursor {
  public let plan: Plan
  public var point: Point

  public init(_ plan: Plan) {
    self.plan = plan
    point = Point(axes: plan.axes.count)
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
