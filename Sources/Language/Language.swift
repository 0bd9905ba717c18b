// The front door: source text to plan, in four passes, and what is wrong on the way.
// It opens no file, reads no clock, and never throws for a mistake in a program.

public import Experiment
public import Source

/// What a text means, or what is wrong with it.
public struct Compilation: Sendable {
  /// Nil where there are errors.
  public let plan: Plan?
  public let diagnostics: [Diagnostic]
  /// The text, with those of the libraries that it imports: where the diagnostics' places lie.
  public let source: SourceText
  /// The spans behind the places of the plan's formulas, by their ids.
  public let places: [Span]
}

/// How far runs are looked at one by one where the axes alone do not tell enough.
public struct PlanAttention: Sendable {
  /// Of more runs than these only the first ten thousand at most are compared with each other.
  public var comparedRuns: Int
  /// Asked now and then; true ends what takes long. A filter that is not counted by then is a mistake,
  /// and runs that are not compared are left uncompared.
  public var isStopped: @Sendable () -> Bool
  /// Whether the plan is to be run as it is. Keepers make it again, so that nothing that depends on time
  /// may end it then.
  public let isFinal: Bool

  /// For a plan that is to be run.
  public init() {
    comparedRuns = 2_000_000
    isStopped = { false }
    isFinal = true
  }

  /// For a plan that somebody wants to see.
  public init(comparedRuns: Int, isStopped: @escaping @Sendable () -> Bool) {
    self.comparedRuns = comparedRuns
    self.isStopped = isStopped
    isFinal = false
  }

  /// How many of so many runs are compared.
  func compared(of count: Int, limit: Int) -> Int {
    count <= min(limit, comparedRuns) ? count : min(limit, comparedRuns, 10_000)
  }
}

/// Compiles a program.
///
/// - Parameters:
///   - batchName: The batch's name where the program gives none.
///   - backtestSchema: The settings of the built-in backtest.
///   - overrides: Settings that the command line gives.
///   - maxRuns: Replaces the batch's own limit.
///   - refusesTooMany: Whether more runs than the limit are a mistake. If not, the plan is only asked
///     about, and beyond the limit stays open what only the runs themselves can tell.
///   - loader: What reads the files for which the program asks.
///   - attention: How long it may take to look at runs.
public func compile(
  _ source: SourceText, batchName: String, backtestSchema: Schema,
  overrides: [SettingOverride] = [], maxRuns: Int? = nil, refusesTooMany: Bool = true,
  loader: Loader = .closed, attention: PlanAttention = PlanAttention()
) -> Compilation {
  let (tokens, lexical) = lex(source)
  let (tree, syntactic) = parse(tokens)
  var checker = Checker(
    source: source, batchName: batchName, backtestSchema: backtestSchema, overrides: overrides,
    loader: loader)
  checker.isWhole = !(lexical + syntactic).containsError
  func compilation(_ problems: [Diagnostic], _ plan: Plan? = nil) -> Compilation {
    Compilation(
      plan: problems.containsError ? nil : plan, diagnostics: inOrder(problems),
      source: checker.source, places: checker.places)
  }
  let program = checker.check(tree)
  guard let program, checker.isWhole else {
    return compilation(
      independent(lexical, syntactic, source) + checker.independentProblems(beside: tokens))
  }
  var planner = Planner(program, attention)
  let limit = maxRuns ?? program.batch.maxRuns
  guard let plan = planner.plan(maxRuns: refusesTooMany ? limit : .max) else {
    return compilation(checker.problems + planner.problems)
  }
  var prover = Prover(
    program, plan, attention, isFinal: refusesTooMany && attention.isFinal)
  prover.prove(limit: limit)
  return compilation(checker.problems + planner.problems + prover.problems, prover.plan)
}

/// What stands on a line with a lexical mistake is perhaps no mistake of its own.
private func independent(
  _ lexical: [Diagnostic], _ syntactic: [Diagnostic], _ source: SourceText
) -> [Diagnostic] {
  let lines = Set(lexical.compactMap { $0.span.map { source.position(at: $0.start).line } })
  return lexical
    + syntactic.filter { problem in
      !(problem.span.map { lines.contains(source.position(at: $0.start).line) } ?? false)
    }
}

/// By place, and those without a place first. A doubt about a place of which an error speaks is left
/// out.
private func inOrder(_ all: [Diagnostic]) -> [Diagnostic] {
  // A function's mistake is found again at each call; thousands of mistakes are one.
  var told: Set<String> = []
  let errors = all.filter { $0.severity == .error }.prefix(1000)
  let all = (errors + all.filter { $0.severity != .error }.prefix(1000)).filter { problem in
    let place = problem.span.map { "\($0.start) \($0.end)" } ?? ""
    return told.insert("\(problem.slug.name) \(place) \(problem.message)").inserted
  }
  let wrong = Set(all.filter { $0.severity == .error }.compactMap(\.span))
  let problems = all.filter { problem in
    problem.severity == .error || !(problem.span.map(wrong.contains) ?? false)
  }
  return problems.enumerated().sorted {
    ($0.element.span?.start ?? -1, $0.offset) < ($1.element.span?.start ?? -1, $1.offset)
  }.map(\.element)
}

/// Every kind of mistake that this module tells of, for `gamut explain`.
public let languageSlugs: [Slug] =
  Slug.lexical + Slug.syntactic + Slug.naming + Slug.jobs + Slug.reading + Slug.valued
  + Slug.levelled
  + Slug.planning

/// The words that begin statements, for completion.
public let statementWords = Parser.statementWords
