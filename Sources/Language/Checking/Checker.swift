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
  let source: SourceText
  let backtestSchema: Schema
  let overrides: [SettingOverride]
  var batch: Batch
  var job = Job.backtest
  var schema = Schema()
  var problems: [Diagnostic] = []
  var axes: [ProgramAxis] = []
  var places: [Span] = []
  /// The values of overridden settings, by position in the schema.
  var forced: [Int: Value] = [:]
  /// Calls of declared functions inside one another.
  var callDepth = 0
  /// Expressions checked so far: declared functions that call one another twice each double it.
  var steps = 0
  /// Scopes and sweeps inside one another: each takes the rest of its scope.
  var nesting = 0

  static let maximumNesting = 256

  /// Whether a job's block is being checked: there, settings are those of the run.
  var isInJobBlock = false

  init(
    source: SourceText, batchName: String, backtestSchema: Schema, overrides: [SettingOverride]
  ) {
    self.source = source
    self.backtestSchema = backtestSchema
    self.overrides = overrides
    batch = Batch(name: batchName)
  }

  /// The program that the tree means; nil if something is wrong with it.
  mutating func check(_ tree: SyntaxTree) -> Program? {
    var scope = Scope()
    checkHeader(tree)
    force(in: &scope)
    let items = check(tree.statements[...], in: &scope, isTop: true)
    guard !problems.containsError else { return nil }
    return Program(
      batch: batch, job: job, schema: schema, axes: axes, items: items, places: places)
  }

  /// The clauses of a scope: a sweep or filter takes the rest of its scope.
  mutating func check(
    _ statements: ArraySlice<Statement>, in scope: inout Scope, isTop: Bool
  ) -> [ProgramItem] {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Checker.maximumNesting else {
      if let statement = statements.first { problems.append(.tooDeep(at: statement.span)) }
      return []
    }
    var items: [ProgramItem] = []
    var rest = statements
    while let statement = rest.popFirst() {
      switch statement.kind {
      case .batch, .param, .job:
        if !isTop {
          problems.append(
            .misplaced(
              source.text(in: statement.keyword), at: statement.keyword,
              "stands at the top of a file"))
        }
      case .let(let name, let value): checkLet(name, value, in: &scope)
      case .def(let name, let parameters, let body): checkDef(name, parameters, body, in: &scope)
      case .bundle(let name, let value): checkBundle(name, value, in: &scope)
      case .period(let name, let value): checkPeriod(name, value, in: &scope)
      case .run(let run): items.append(.run(checkRun(run, statement, in: scope)))
      case .group(let name, let body):
        var inner = scope.inner
        if let name { inner.labels.append(.literal(groupLabel(name))) }
        items.append(.group(check(body.statements[...], in: &inner, isTop: false)))
      case .for(let axes, let body):
        var inner = scope.inner
        let clause = checkAxes(axes, statement, in: &inner)
        let inside = check(body.statements[...], in: &inner, isTop: false)
        noteMissingRun(inside, clause)
        items.append(.axes(clause, inside))
      case .sweep(let axes):
        let clause = checkAxes(axes, statement, in: &scope)
        let inside = check(rest, in: &scope, isTop: isTop)
        noteMissingRun(inside, clause)
        return items + [.axes(clause, inside)]
      case .when(let condition), .except(let condition):
        let filter = checkFilter(condition, statement, in: scope)
        return items + [.filter(filter, check(rest, in: &scope, isTop: isTop))]
      }
    }
    return items
  }

  private mutating func noteMissingRun(_ items: [ProgramItem], _ clause: AxesClause) {
    let isToldAlready = problems.contains { $0.slug == .noRun || $0.slug == .tooDeep }
    if !items.contains(where: \.hasRun), !isToldAlready {
      problems.append(.noRun(at: clause.span, title: clause.title))
    }
  }

  private mutating func groupLabel(_ name: Name) -> String {
    if RunName.problem(with: name.text) != nil {
      problems.append(.badLevels("a group's name becomes part of ids", at: name.span))
    }
    return name.text
  }

  private mutating func checkFilter(
    _ condition: Expression, _ statement: Statement, in scope: Scope
  ) -> FilterClause {
    let term = check(condition, in: scope)
    if let sample = term.sample, sample.kind != .bool {
      problems.append(.wanted("a condition", got: sample.kind.phrase, at: condition.span))
    }
    var formula = term.formula
    if case .except = statement.kind { formula = .not(formula, place(condition.span)) }
    return FilterClause(
      condition: formula, title: source.text(in: statement.span), span: statement.span)
  }

  /// A mark for formulas, by which this span is found again.
  mutating func place(_ span: Span) -> Place {
    places.append(span)
    return Place(places.count - 1)
  }
}

extension ProgramItem {
  var hasRun: Bool {
    switch self {
    case .run: true
    case .axes(_, let items), .filter(_, let items), .group(let items):
      items.contains(where: \.hasRun)
    }
  }
}
