// Turns a checked program into a plan: the tree of unions and products, its funnel and its count.
// Runs are counted by tabulating filters over the axes that they mention; none is made here.

internal import Experiment
internal import Source

struct Planner {
  let program: Program
  var problems: [Diagnostic] = []
  var funnel: [FunnelStep] = []
  /// The runs of the clauses that are finished.
  var done: UInt64 = 0
  private let axes: [Axis]

  init(_ program: Program) {
    self.program = program
    axes = program.axes.map(\.axis)
  }

  /// The plan; nil if it is empty, too large, or wrong somewhere.
  mutating func plan(maxRuns: Int) -> Plan? {
    var nodes: [PlanNode] = []
    for item in program.items {
      if let node = node(item, within: Path()) { nodes.append(node) }
    }
    guard !problems.containsError else { return nil }
    guard let root = PlanNode.union(of: nodes), done <= UInt64(Int.max) else {
      problems.append(tooMany(nil, limit: maxRuns))
      return nil
    }
    guard done > 0 else {
      problems.append(empty())
      return nil
    }
    guard done <= UInt64(maxRuns) else {
      problems.append(tooMany(done, limit: maxRuns))
      return nil
    }
    return Plan(
      batch: program.batch, job: program.job, schema: program.schema, root: root, axes: axes,
      funnel: funnel, count: Int(done))
  }

  /// The clauses around a clause.
  private struct Path {
    var axes: [Int] = []
    var filters: [FilterClause] = []
    /// The points that reach this place.
    var points: UInt64 = 1
  }

  private mutating func node(_ item: ProgramItem, within path: Path) -> PlanNode? {
    switch item {
    case .run(let run):
      let before = done
      let (sum, overflow) = done.addingReportingOverflow(path.points)
      done = overflow ? .max : sum
      if before > 0 || path.axes.isEmpty { step(run.title, .added(path.points), done, run.span) }
      return .row(PlanRow(name: run.name, assignments: run.assignments, place: Place(-1)))
    case .group(let items): return union(items, within: path)
    case .axes(let clause, let items):
      var path = path
      path.axes += clause.numbers
      let counts = clause.numbers.map { axes[$0].levels.count }
      path.points = counts.reduce(path.points) { points, count in
        let (product, overflow) = points.multipliedReportingOverflow(by: UInt64(count))
        return overflow ? .max : product
      }
      step(clause.title, .multiplied(counts), path.points, clause.span)
      guard let inside = union(items, within: path) else { return nil }
      guard let node = PlanNode.product(clause.numbers, levels: counts, inside: inside) else {
        problems.append(tooMany(nil, limit: program.batch.maxRuns))
        return nil
      }
      return node
    case .filter(let clause, let items):
      var path = path
      path.filters.append(clause)
      guard let kept = points(on: path) else { return nil }
      let removed = path.points - min(path.points, kept)
      if removed == 0, path.points > 0 {
        problems.append(.filterDropsNothing(clause.title, at: clause.span))
      }
      path.points = kept
      step(clause.title, .removed(removed), kept, clause.span)
      let filter = PlanFilter(condition: clause.condition, place: Place(-1))
      return union(items, within: path).map { .filter(filter, $0) }
    }
  }

  private mutating func union(_ items: [ProgramItem], within path: Path) -> PlanNode? {
    var nodes: [PlanNode] = []
    for item in items {
      if let node = node(item, within: path) { nodes.append(node) }
    }
    return nodes.isEmpty ? nil : PlanNode.union(of: nodes)
  }

  private mutating func step(
    _ title: String, _ change: FunnelStep.Change, _ total: UInt64, _ span: Span
  ) {
    funnel.append(
      FunnelStep(clause: title, change: change, total: total, place: Place(span.start)))
  }

  static let combinationBudget = 10_000_000

  /// How many points pass all filters: tabulated over the axes that the filters mention, times the
  /// levels of the others. Nil after complaining.
  private mutating func points(on path: Path) -> UInt64? {
    let mentioned = path.axes.filter { axis in
      path.filters.contains { $0.condition.axes.contains(axis) }
    }
    let combinations = mentioned.reduce(1) { count, axis in
      min(count * axes[axis].levels.count, Planner.combinationBudget + 1)
    }
    guard combinations <= Planner.combinationBudget else {
      problems.append(.filterTooWide(at: path.filters[path.filters.count - 1].span))
      return nil
    }
    var kept: UInt64 = 0
    var point = Point(axes: axes.count)
    let evaluator = Evaluator(schema: program.schema)
    for combination in 0..<combinations {
      var digits = combination
      for axis in mentioned.reversed() {
        point.levels[axis] = digits % axes[axis].levels.count
        digits /= axes[axis].levels.count
      }
      do {
        if try passes(path.filters, at: point, evaluator) { kept += 1 }
      } catch {
        problems.append(failure(error, at: point))
        return nil
      }
    }
    let others = path.axes.filter { !mentioned.contains($0) }
    return others.reduce(kept) { points, axis in
      let (product, overflow) = points.multipliedReportingOverflow(
        by: UInt64(axes[axis].levels.count))
      return overflow ? .max : product
    }
  }

  private func passes(
    _ filters: [FilterClause], at point: Point, _ schemaOnly: Evaluator
  ) throws(EvaluationFailure) -> Bool {
    let evaluator = Evaluator(schema: schemaOnly.schema) { [axes] axis, part in
      axes[axis].levels[point.levels[axis]].values[part]
    }
    for filter in filters where !(try evaluator.truth(of: filter.condition, at: .unknown)) {
      return false
    }
    return true
  }

  private func failure(_ failure: EvaluationFailure, at point: Point) -> Diagnostic {
    let plan = Plan(
      batch: program.batch, job: program.job, schema: program.schema, root: .union([], ends: []),
      axes: axes)
    return .failure(
      failure, at: program.span(of: failure.place) ?? Span(0, 0),
      notes: ["at \(plan.description(of: point))"])
  }

  private func empty() -> Diagnostic {
    for step in funnel {
      if case .removed = step.change, step.total == 0 {
        let start = Int(step.place.id)
        return .emptyPlan(at: Span(start, start + step.clause.utf8.count), culprit: step.clause)
      }
    }
    return .emptyPlan(at: nil, culprit: nil)
  }

  private func tooMany(_ count: UInt64?, limit: Int) -> Diagnostic {
    let span = program.axes.first?.span ?? Span(0, 0)
    let levels = axes.map { "\($0.title) (\($0.levels.count))" }.joined(separator: ", ")
    return .tooManyRuns(
      count.map(String.init) ?? "more than 10^19", limit: limit, at: span, axes: levels)
  }
}

extension Program {
  func span(of place: Place) -> Span? {
    places.indices.contains(Int(place.id)) ? places[Int(place.id)] : nil
  }
}
