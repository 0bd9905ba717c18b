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
  private var hasSeenRun = false

  private let counter: PointCounter

  init(_ program: Program, _ attention: PlanAttention) {
    self.program = program
    counter = PointCounter(
      axes: program.axes, schema: program.schema, isStopped: attention.isStopped)
  }

  private var axes: [ProgramAxis] { program.axes }

  /// The plan; nil if it is empty, too large, or wrong somewhere.
  mutating func plan(maxRuns: Int) -> Plan? {
    guard let root = union(program.items, within: Path()), !problems.containsError else {
      if !problems.containsError { problems.append(empty()) }
      return nil
    }
    guard done <= UInt64(Int.max), root.size < .max else {
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
    warnOfEmptyFilters()
    return Plan(
      batch: program.batch, job: program.job, schema: program.schema, root: root,
      axes: axes.map(\.axis), funnel: funnel, count: Int(done))
  }

  /// The clauses around a clause.
  private struct Path {
    var axes: [Int] = []
    var filters: [RankedFilter] = []
    /// The points that reach this place; nil where there are infinitely many.
    var points: UInt64? = 1
  }

  private mutating func node(_ item: ProgramItem, within path: Path) -> PlanNode? {
    switch item {
    case .run(let run):
      let isFirst = !hasSeenRun
      hasSeenRun = true
      let (sum, overflow) = done.addingReportingOverflow(path.points ?? .max)
      done = overflow ? .max : sum
      if !isFirst || path.axes.isEmpty {
        step(run.title, .added(path.points ?? 0), done, run.span)
      }
      return .row(PlanRow(name: run.name, assignments: run.assignments, place: Place(-1)))
    case .group(let items): return union(items, within: path)
    case .axes(let clause, let items):
      if !clause.sampled.isEmpty { showSampled(clause.sampled, within: path) }
      guard let path = multiplied(path, clause) else { return nil }
      guard let inside = union(items, within: path) else { return nil }
      guard let node = product(clause.numbers[...], inside) else {
        problems.append(tooMany(nil, limit: program.batch.maxRuns))
        return nil
      }
      return node
    case .filter(let clause, let items):
      if let reason = clause.requirement {
        noteViolation(of: clause, because: reason, within: path)
        return union(items, within: path)
      }
      guard let path = filtered(path, clause) else { return nil }
      let filter = PlanFilter(condition: clause.condition, place: Place(-1))
      return union(items, within: path).map { .filter(filter, $0) }
    }
  }

  private mutating func union(_ items: [ProgramItem], within path: Path) -> PlanNode? {
    var nodes: [PlanNode] = []
    for item in items {
      if let node = node(item, within: path) { nodes.append(node) }
    }
    guard !nodes.isEmpty else { return nil }
    if let union = PlanNode.union(of: nodes) { return union }
    problems.append(tooMany(nil, limit: program.batch.maxRuns))
    return nil
  }

  /// The path below axes, with a step in the funnel.
  private mutating func multiplied(_ path: Path, _ clause: AxesClause) -> Path? {
    var path = path
    path.axes += clause.numbers
    let counts = clause.numbers.map { axes[$0].counts }
    let note = clause.numbers.compactMap { axes[$0].note }.first
    if clause.numbers.contains(where: { axes[$0].continuous != nil }) {
      path.points = nil
      step(clause.title, .continuous, nil, clause.span)
      return path
    }
    if counts.allSatisfy({ $0.lowerBound == $0.upperBound }) || path.points == nil {
      path.points = path.points.map { points in
        counts.reduce(points) { $0.multiplied(by: UInt64($1.upperBound)) }
      }
    } else {
      guard let points = points(on: path, at: clause.span) else { return nil }
      path.points = points
    }
    if let number = clause.numbers.first, axes[number].axis.kind == .draws {
      step(clause.title, .sampled(counts[0].upperBound), path.points, clause.span, note)
    } else {
      step(clause.title, .multiplied(counts), path.points, clause.span, note)
    }
    return path
  }

  /// A product of axes, with a filter behind each axis of which some levels do not exist.
  private func product(_ numbers: ArraySlice<Int>, _ inside: PlanNode) -> PlanNode? {
    guard let split = numbers.lastIndex(where: { axes[$0].guardFormula != nil }),
      let formula = axes[numbers[split]].guardFormula
    else {
      if numbers.isEmpty { return inside }
      return PlanNode.product(
        Array(numbers), levels: numbers.map { axes[$0].axis.levels.count }, inside: inside)
    }
    var rest: PlanNode? = inside
    let behind = numbers[(split + 1)...]
    if !behind.isEmpty { rest = product(behind, inside) }
    guard let rest else { return nil }
    let existing = PlanNode.filter(
      PlanFilter(condition: formula, place: axes[numbers[split]].axis.place), rest)
    guard
      let own = PlanNode.product(
        [numbers[split]], levels: [axes[numbers[split]].axis.levels.count], inside: existing)
    else { return nil }
    return product(numbers[..<split], own)
  }

  /// The path below a filter, with a step in the funnel.
  private mutating func filtered(_ path: Path, _ clause: FilterClause) -> Path? {
    var path = path
    let before = path.points
    path.filters.append(RankedFilter(clause.condition, below: path.axes))
    guard let before else {
      step(clause.title, .removed(0), nil, clause.span)
      return path
    }
    guard let kept = points(on: path, at: clause.span) else { return nil }
    let removed = before - min(before, kept)
    if removed == 0, before > 0 {
      problems.append(.filterDropsNothing(clause.title, at: clause.span))
    } else if kept == 0, before > 0 {
      emptyFilters.append(clause)
    }
    path.points = kept
    step(clause.title, .removed(removed), kept, clause.span)
    return path
  }

  /// Filters that drop every point; an error only where the whole plan is empty.
  private var emptyFilters: [FilterClause] = []

  private mutating func warnOfEmptyFilters() {
    for clause in emptyFilters {
      problems.append(.filterDropsEverything(clause.title, at: clause.span))
    }
  }

  private mutating func noteViolation(
    of clause: FilterClause, because reason: Formula, within path: Path
  ) {
    do throws(PointCounter.Failure) {
      guard path.points != nil,
        let point = try counter.firstPoint(
          of: path.axes, passing: path.filters, violating: clause.condition)
      else { return }
      let plan = axes.plan(program.schema)
      let why = (try? plan.evaluator(at: point).value(of: reason))?.description ?? ""
      problems.append(
        .requirementBroken(why, at: clause.span, point: plan.description(of: point)))
    } catch {
      note(error, at: clause.span)
    }
  }

  /// The clauses from which a sample drew, for the funnel alone.
  private mutating func showSampled(_ items: [ProgramItem], within path: Path) {
    var path = path
    for item in items {
      switch item {
      case .axes(let clause, _):
        guard let next = multiplied(path, clause) else { return }
        path = next
      case .filter(let clause, _):
        guard let next = filtered(path, clause) else { return }
        path = next
      case .run, .group: continue
      }
    }
  }

  private mutating func step(
    _ title: String, _ change: FunnelStep.Change, _ total: UInt64?, _ span: Span,
    _ note: String? = nil
  ) {
    funnel.append(
      FunnelStep(clause: title, change: change, total: total, place: Place(span.start), note: note))
  }

  /// How many points pass; nil after complaining.
  private mutating func points(on path: Path, at span: Span) -> UInt64? {
    do throws(PointCounter.Failure) {
      return try counter.count(path.axes, filters: path.filters)
    } catch {
      note(error, at: span)
      return nil
    }
  }

  private mutating func note(_ failure: PointCounter.Failure, at span: Span) {
    switch failure {
    case .tooWide: problems.append(.filterTooWide(at: span))
    case .stopped: problems.append(.countingStopped(at: span))
    case .evaluation(let failure, let point):
      let text = axes.plan(program.schema).description(of: point)
      problems.append(
        .failure(
          failure, at: program.span(of: failure.place) ?? span,
          notes: text.isEmpty ? [] : ["at \(text)"]))
    }
  }

  private func empty() -> Diagnostic {
    if let clause = emptyFilters.first { return .emptyPlan(at: clause.span, culprit: clause.title) }
    return .emptyPlan(at: nil, culprit: nil)
  }

  private func tooMany(_ count: UInt64?, limit: Int) -> Diagnostic {
    let span = axes.first?.span ?? Span(0, 0)
    let levels = axes.filter { !$0.isSampled }.map { "\($0.axis.title) (\($0.axis.levels.count))" }
    let text = count.flatMap { $0 == .max ? nil : String($0) } ?? "more than 10^19"
    return .tooManyRuns(text, limit: limit, at: span, axes: levels.joined(separator: ", "))
  }
}
