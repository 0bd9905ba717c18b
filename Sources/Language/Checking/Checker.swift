// Checks a syntax tree against the schema of its job: the order of the checks, and the walk.
// A mistake is noted and the walk goes on with `Term.unknown`, of which nothing more is said.

internal import Experiment
internal import Source

/// A setting whose value the command line gives, whatever the program says.
public struct SettingOverride: Sendable {
  public let name: String
  /// The value as typed.
  public let text: String

  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}

struct Checker {
  var source: SourceText
  let backtestSchema: Schema
  let overrides: [SettingOverride]
  let loader: Loader
  var batch: Batch
  var job = Job.backtest
  var schema = Schema() {
    didSet { settableNames = namesToSet }
  }
  /// What can be set: settings and composites.
  private(set) var settableNames: [String] = []
  var problems: [Diagnostic] = []
  var axes: [ProgramAxis] = []
  var places: [Span] = []
  /// The values of overridden settings, by position in the schema.
  var forced: [Int: Value] = [:]
  /// Calls of declared functions inside one another.
  var callDepth = 0
  /// Expressions checked so far: declared functions that call one another twice each double it.
  var steps = 0
  /// Scopes and clauses inside one another: each takes the rest of its scope.
  var nesting = 0
  /// Declarations so far.
  var declarations = 0
  /// Runs so far, by which a clause learns that none follows it.
  var runs = 0
  /// What is given in a scope without a run behind it.
  var unseenLets: [Name] = []
  /// Formulas of axes that samples drew, by the slots that they had before.
  var drawn: [Formula: Formula] = [:]
  /// The libraries, by the path of each.
  var libraries: [String: Library] = [:]
  /// Which of them each import statement names, by the place of its path.
  var imports: [Span: String] = [:]
  /// The periods of which calls make windows, by the place of the call.
  var windowed: [Span: Period] = [:]
  /// Params whose type is wrong: what is given to them may be anything.
  var brokenParameters: Set<String> = []
  /// Where a value was read too early, and that was told.
  var toldEarly: Set<Span> = []
  /// Whether the syntax of the text is right; if not, what is missing may be in what was not read.
  var isWhole = true
  /// Whether a library could not be read, so that names may be missing.
  var lacksNames = false

  static let maximumNesting = 256

  /// Whether settings are those of a run that is there already: in a job's block, in questions.
  var readsRuns = false

  init(
    source: SourceText, batchName: String, backtestSchema: Schema,
    overrides: [SettingOverride] = [], loader: Loader = .closed
  ) {
    self.source = source
    self.backtestSchema = backtestSchema
    self.overrides = overrides
    self.loader = loader
    batch = Batch(name: batchName)
  }

  /// The program that the tree means; nil if something is wrong with it.
  mutating func check(_ tree: SyntaxTree) -> Program? {
    var scope = Scope()
    loadLibraries(of: tree, importedBy: source.name, stack: [source.name])
    checkHeader(tree)
    force(in: &scope)
    let items = check(tree.statements, in: &scope, isTop: true)
    if runs > 0 {
      for name in unseenLets { warnOfUnseen(name.span, "'let \(name.text)'") }
    }
    guard !problems.containsError else { return nil }
    return Program(
      batch: batch, job: job, schema: schema, axes: axes, items: items, places: places)
  }

  /// What can be named behind the last statement of a program.
  mutating func scopeAtEnd(of tree: SyntaxTree) -> Scope {
    var scope = Scope()
    loadLibraries(of: tree, importedBy: source.name, stack: [source.name])
    checkHeader(tree)
    _ = check(tree.statements, in: &scope, isTop: true)
    return scope
  }

  /// The clauses of a scope: each sweep and filter takes the rest of it.
  mutating func check(
    _ statements: [Statement], in scope: inout Scope, isTop: Bool
  ) -> [ProgramItem] {
    let before = nesting
    nesting += 1
    defer { nesting = before }
    guard nesting <= Checker.maximumNesting else {
      if let statement = statements.first { problems.append(.tooDeep(at: statement.span)) }
      return []
    }
    var clauses = ClauseStack()
    var lets: [(name: Name, runs: Int)] = []
    for statement in statements {
      if case .let(let name, _) = statement.kind { lets.append((name, runs)) }
      check(statement, in: &scope, &clauses, isTop: isTop)
      guard nesting <= Checker.maximumNesting else {
        problems.append(.tooDeep(at: statement.span))
        break
      }
    }
    for item in lets where item.runs == runs { unseenLets.append(item.name) }
    return close(&clauses)
  }

  private mutating func check(
    _ statement: Statement, in scope: inout Scope, _ clauses: inout ClauseStack, isTop: Bool
  ) {
    switch statement.kind {
    case .batch, .param, .job:
      if !isTop { noteMisplaced(statement) }
    case .importing(let syntax):
      if isTop { checkImport(syntax, statement, in: &scope) } else { noteMisplaced(statement) }
    case .let(let name, let value): checkLet(name, value, statement.span, in: &scope)
    case .def(let name, let parameters, let body): checkDef(name, parameters, body, in: &scope)
    case .bundle(let name, let value): checkBundle(name, value, in: &scope)
    case .period(let name, let value): checkPeriod(name, value, in: &scope)
    case .preset(let name, let value): checkPreset(name, value, in: &scope)
    case .run(let run):
      runs += 1
      clauses.append(.run(checkRun(run, statement, in: scope)))
    case .group(let name, let body):
      var inner = scope.inner
      if let name { open(group: name, in: &inner) }
      clauses.append(.group(check(body.statements, in: &inner, isTop: false)))
    case .for(let axes, let body):
      var inner = scope.inner
      let clause = checkAxes(axes, statement, in: &inner)
      refuseContinuous(clause)
      let inside = check(body.statements, in: &inner, isTop: false)
      noteMissingRun(inside, clause)
      clauses.append(.axes(clause, inside))
    case .sweep(let axes):
      let clause = checkAxes(axes, statement, in: &scope)
      scope.steps.append(.axes(clause))
      clauses.open(.axes(clause))
      nesting += 1
    case .when(let condition), .except(let condition):
      let filter = checkFilter(condition, statement, in: scope)
      scope.steps.append(.filter(filter))
      scope.filters.append(filter.condition)
      clauses.open(.filter(filter, runs))
      nesting += 1
    case .require(let condition, let why):
      var filter = checkFilter(condition, statement, in: scope)
      let reason = check(why, in: scope)
      filter.requirement = reason.isUnknown ? .constant(.text("")) : reason.formula
      scope.steps.append(.filter(filter))
      clauses.open(.filter(filter, runs))
      nesting += 1
    case .sample(let syntax):
      guard let (clause, requirements) = checkSample(syntax, statement, in: &scope) else { return }
      let above = close(&clauses, isDrawnFrom: true).filter(\.hasRun)
      for item in above { clauses.append(item) }
      clauses.open(.axes(clause))
      for requirement in requirements { clauses.open(.filter(requirement, runs)) }
      nesting += 1
    }
  }

  private mutating func noteMisplaced(_ statement: Statement) {
    problems.append(
      .misplaced(
        source.text(in: statement.keyword), at: statement.keyword, "stands at the top of a file"))
  }

  /// A mark for formulas, by which this span is found again.
  mutating func place(_ span: Span) -> Place {
    places.append(span)
    return Place(places.count - 1)
  }
}

/// The clauses of a scope that are open, and what they hold so far.
struct ClauseStack {
  enum Clause {
    case axes(AxesClause)
    /// With the number of runs above it.
    case filter(FilterClause, Int)
  }

  private(set) var clauses: [Clause] = []
  private var items: [[ProgramItem]] = [[]]

  mutating func open(_ clause: Clause) {
    clauses.append(clause)
    items.append([])
  }

  mutating func append(_ item: ProgramItem) { items[items.count - 1].append(item) }

  /// Closes the innermost clause.
  mutating func closeLast() -> (clause: Clause, inside: [ProgramItem])? {
    guard let clause = clauses.popLast() else { return nil }
    return (clause, items.removeLast())
  }

  /// What stands outside all clauses.
  var closed: [ProgramItem] { items[0] }
}

extension Checker {
  /// Closes all clauses of a scope, innermost first.
  ///
  /// - Parameter isDrawnFrom: Whether a `sample` follows, so that clauses without runs have their sense.
  mutating func close(
    _ clauses: inout ClauseStack, isDrawnFrom: Bool = false
  ) -> [ProgramItem] {
    while let (clause, inside) = clauses.closeLast() {
      switch clause {
      case .axes(let clause):
        if !isDrawnFrom {
          noteMissingRun(inside, clause)
          refuseContinuous(clause)
        } else if inside.contains(where: \.hasRun) {
          refuseContinuous(clause)
        }
        clauses.append(.axes(clause, inside))
      case .filter(let filter, let before):
        if !isDrawnFrom, before == runs, runs > 0 {
          warnOfUnseen(filter.span, "'\(filter.title)'")
        }
        clauses.append(.filter(filter, inside))
      }
    }
    let items = clauses.closed
    clauses = ClauseStack()
    return items
  }

  private mutating func noteMissingRun(_ items: [ProgramItem], _ clause: AxesClause) {
    let isToldAlready = problems.contains { $0.slug == .noRun || $0.slug == .tooDeep }
    if !items.contains(where: \.hasRun), !isToldAlready, isWhole {
      problems.append(.noRun(at: clause.span, title: clause.title))
    }
  }

  /// A statement that nothing below it can see.
  private mutating func warnOfUnseen(_ span: Span, _ title: String) {
    guard isWhole, !problems.containsError else { return }
    problems.append(.unseen(title, at: span))
  }

  private mutating func checkFilter(
    _ condition: Expression, _ statement: Statement, in scope: Scope
  ) -> FilterClause {
    let term = check(condition, in: scope)
    if let sample = term.sample, sample.kind != .bool {
      problems.append(.wanted("a condition", got: sample.kind.phrase, at: condition.span))
    }
    var formula = term.formula
    if term.isUnknown { formula = .constant(.bool(true)) }
    if case .except = statement.kind { formula = .not(formula, place(condition.span)) }
    return FilterClause(
      condition: formula, title: source.text(in: statement.span), span: statement.span)
  }

  /// A group's name is the first label of its runs, and a tag of them.
  private mutating func open(group name: Name, in scope: inout Scope) {
    if RunName.problem(with: name.text) != nil {
      problems.append(.badLevels("a group's name becomes part of ids", at: name.span))
    }
    scope.labels.append(.literal(name.text))
    guard let position = schema.position(of: Setting.tags.name) else { return }
    scope.groupTags.append(.text(name.text))
    let own = Term(.list([.text(name.text)]))
    var term = own
    if let given = scope.settings[position], !given.term.isUnknown {
      term = fold([given.term, own], at: name.span) { .binary(.add, $0[0], $0[1], $1) }
    }
    give(position, term, .let, at: name.span, in: &scope)
  }
}
