// The front door: source text to plan, in four passes, and what is wrong on the way.
// It opens no file, reads no clock, and never throws for a mistake in a program.

public import Experiment
public import Source

/// What a text means, or what is wrong with it.
public struct Compilation: Sendable {
  /// Nil where there are errors.
  public let plan: Plan?
  public let diagnostics: [Diagnostic]
}

/// Compiles a program.
///
/// - Parameters:
///   - batchName: The batch's name where the program gives none.
///   - backtestSchema: The settings of the built-in backtest.
///   - overrides: Settings that the command line gives.
///   - maxRuns: Replaces the batch's own limit.
public func compile(
  _ source: SourceText, batchName: String, backtestSchema: Schema,
  overrides: [SettingOverride] = [], maxRuns: Int? = nil
) -> Compilation {
  let (tokens, lexical) = lex(source)
  let (tree, syntactic) = parse(tokens)
  guard !(lexical + syntactic).containsError else {
    let lines = Set(lexical.compactMap { $0.span.map { source.position(at: $0.start).line } })
    // What stands on a line with a lexical mistake is perhaps no mistake of its own.
    let independent = syntactic.filter { problem in
      !(problem.span.map { lines.contains(source.position(at: $0.start).line) } ?? false)
    }
    return Compilation(plan: nil, diagnostics: inOrder(lexical + independent))
  }
  var checker = Checker(
    source: source, batchName: batchName, backtestSchema: backtestSchema, overrides: overrides)
  guard let program = checker.check(tree) else {
    return Compilation(plan: nil, diagnostics: inOrder(checker.problems))
  }
  var planner = Planner(program)
  guard let plan = planner.plan(maxRuns: maxRuns ?? program.batch.maxRuns) else {
    return Compilation(plan: nil, diagnostics: inOrder(checker.problems + planner.problems))
  }
  var prover = Prover(program, plan)
  prover.prove()
  let all = checker.problems + planner.problems + prover.problems
  return Compilation(plan: all.containsError ? nil : prover.plan, diagnostics: inOrder(all))
}

/// By place, and those without a place first. A doubt about a place of which an error speaks is left
/// out.
private func inOrder(_ all: [Diagnostic]) -> [Diagnostic] {
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
  Slug.lexical + Slug.syntactic + Slug.naming + Slug.valued + Slug.planning

/// The words that begin statements, for completion.
public let statementWords = Parser.statementWords
