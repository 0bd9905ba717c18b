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
    plan.value(ofAxis: axis, part: part, at: point)
  }
}
