// sample: the sweeps above it in its scope become one axis, whose levels are the points drawn.

internal import Experiment
internal import Source

extension Checker {
  static let maximumDraws = 100_000

  /// The axis of the draws; nil after a mistake.
  mutating func checkSample(
    _ syntax: SampleStatement, _ statement: Statement, in scope: inout Scope
  ) -> (clause: AxesClause, requirements: [FilterClause])? {
    if let first = scope.sample {
      problems.append(.sampledTwice(at: statement.keyword, first: first))
      return nil
    }
    scope.sample = statement.keyword
    let clauses = scope.steps
    let numbers = clauses.flatMap { step -> [Int] in
      if case .axes(let clause) = step { clause.numbers } else { [] }
    }
    guard !numbers.isEmpty else {
      problems.append(.nothingToSample(at: statement.keyword))
      return nil
    }
    guard let request = request(syntax, numbers, clauses, in: scope) else { return nil }
    let title = "sample \(request.count)" + (syntax.method.map { " by \($0.text)" } ?? "")
    for number in numbers { axes[number].isSampled = true }
    scope.steps = []
    guard isReady(request, numbers, at: statement.span, in: scope) else { return nil }
    let draw: DrawnPoints
    do {
      draw = try Drawing(request, axes: axes, schema: schema).points()
    } catch {
      problems.append(.drawing(error, request, at: statement.span))
      return nil
    }
    let number = axes.count
    let axis = Axis(
      names: ["sample"], levels: Levels(draw.levels), place: place(statement.span), kind: .draws)
    axes.append(
      ProgramAxis(
        axis: axis, privateNames: [], span: statement.span,
        counts: draw.levels.count...draw.levels.count))
    replace(draw, numbers, by: number, in: &scope)
    let above = clauses.map { step -> ProgramItem in
      switch step {
      case .axes(let clause): .axes(clause, [])
      case .filter(let filter): .filter(filter, [])
      }
    }
    // What is required above holds for what was drawn.
    let requirements = clauses.compactMap { step -> FilterClause? in
      guard case .filter(let filter) = step, let reason = filter.requirement else { return nil }
      return FilterClause(
        condition: redrawn(filter.condition), title: filter.title, span: filter.span,
        requirement: redrawn(reason))
    }
    let clause = AxesClause(
      numbers: [number], title: title, span: statement.span, sampled: above)
    return (clause, requirements)
  }

  /// What the statement asks for; nil after a mistake.
  private mutating func request(
    _ syntax: SampleStatement, _ numbers: [Int], _ clauses: [SamplingStep], in scope: Scope
  ) -> Drawing.Request? {
    let count = check(syntax.count, in: scope)
    let seed = syntax.seed.map { check($0, in: scope) }
    guard !count.isUnknown, !(seed?.isUnknown ?? false) else { return nil }
    guard case .int(let points)? = count.constant,
      (1...Int64(Checker.maximumDraws)).contains(points)
    else {
      problems.append(
        .badSample(
          "a sample has 1 to \(Checker.maximumDraws) points", at: syntax.count.span,
          help: "sample 200"))
      return nil
    }
    var number: UInt64 = 1
    if let seed, let expression = syntax.seed {
      guard case .int(let value)? = seed.constant, value >= 0 else {
        problems.append(
          .badSample("a seed is an int of at least 0", at: expression.span, help: "seed 7"))
        return nil
      }
      number = UInt64(value)
    }
    var method = SamplingMethod.random
    if let name = syntax.method {
      guard let known = SamplingMethod(rawValue: name.text) else {
        let names = SamplingMethod.allCases.map(\.rawValue)
        let nearest = nearestName(to: name.text, among: names)
        problems.append(
          .badSample(
            "there is no way of sampling '\(name.text)'", at: name.span,
            help: nearest.map { "did you mean '\($0)'?" }
              ?? "ways are \(names.joined(separator: ", "))",
            fix: nearest.map { Diagnostic.Fix(name.span, $0) }))
        return nil
      }
      method = known
    }
    var above: [Int] = []
    let filters = clauses.compactMap { step -> (clause: FilterClause, ranked: RankedFilter)? in
      switch step {
      case .axes(let clause):
        above += clause.numbers
        return nil
      case .filter(let filter):
        guard filter.requirement == nil else { return nil }
        return (filter, RankedFilter(filter.condition, below: above))
      }
    }
    if method != .random, let filter = filters.first {
      problems.append(.filterAboveDesign(method.rawValue, at: filter.clause.span))
      return nil
    }
    return Drawing.Request(
      count: Int(points), method: method, seed: number, axes: numbers,
      filters: filters.map(\.ranked))
  }

  /// Whether the draws can be the same at every point of the axes around.
  private mutating func isReady(
    _ request: Drawing.Request, _ numbers: [Int], at span: Span, in scope: Scope
  ) -> Bool {
    guard !problems.containsError else { return false }
    let own = Set(numbers)
    // Levels that could not be read have been told, perhaps by the lexer.
    guard numbers.allSatisfy({ !axes[$0].axis.levels.isEmpty }) else { return false }
    for number in numbers {
      let axis = axes[number]
      let formulas = [axis.guardFormula, axis.axis.presence, axis.axis.labelFormula]
      let mentioned = formulas.reduce(into: Set<Int>()) { $0.formUnion($1?.axes ?? []) }
      if let foreign = mentioned.subtracting(own).min() {
        problems.append(
          .sampleDepends(axes[foreign].axis.title, at: axis.span, axis: axes[foreign].span))
        return false
      }
    }
    for filter in request.filters {
      if let foreign = filter.condition.axes.subtracting(own).min() {
        problems.append(
          .sampleDepends(axes[foreign].axis.title, at: span, axis: axes[foreign].span))
        return false
      }
    }
    return true
  }

  /// Everything that was computed from the axes sampled is computed from the draws from here on.
  private mutating func replace(
    _ draw: DrawnPoints, _ numbers: [Int], by number: Int, in scope: inout Scope
  ) {
    for (slot, part) in draw.parts { drawn[slot] = .slot(axis: number, part: part) }
    scope.settings = scope.settings.mapValues { redrawn($0) }
    scope.composites = scope.composites.mapValues { redrawn($0) }
    for axis in numbers where axes[axis].axis.names.count == 1 {
      scope.sampledLabels[axes[axis].axis.names[0]] =
        .slot(axis: number, part: draw.parts[.slot(axis: axis, part: Formula.labelPart)] ?? 0)
    }
    for axis in numbers where axes[axis].axis.names.count == 1 {
      scope.sampledPresence[axes[axis].axis.names[0]] = axes[axis].axis.presence.map(redrawn)
    }
    scope.filters = scope.filters.map(redrawn)
    scope.names = NameTable(copying: scope.names) { redrawn($0) }
    if scope.names.find("sample") == nil, schema.position(of: "sample") == nil {
      let first = Term(.slot(axis: number, part: 0), sample: .int(1))
      scope.names.declare("sample", .value(first), at: axes[number].span)
    }
    let labels = scope.labels.filter { piece in
      if case .label(let axis) = piece { !numbers.contains(axis) } else { true }
    }
    scope.labels = labels + [.label(number)]
    scope.axes = scope.axes.filter { !numbers.contains($0) } + [number]
  }

  private func redrawn(_ given: Given) -> Given {
    Given(
      term: redrawn(given.term), condition: given.condition.map(redrawn), span: given.span,
      origin: redrawn(given.origin))
  }

  private func redrawn(_ origin: Origin) -> Origin {
    Origin(
      origin.kind, redrawn(origin.formula), where: origin.condition.map(redrawn), at: origin.place,
      previous: origin.previous.map(redrawn))
  }

  /// The same term over the draws.
  func redrawn(_ term: Term) -> Term {
    drawn.isEmpty || term.isUnknown ? term : term.with(redrawn(term.formula))
  }

  func redrawn(_ formula: Formula) -> Formula {
    if case .slot = formula { return drawn[formula] ?? formula }
    return formula.mappingChildren(redrawn)
  }
}
