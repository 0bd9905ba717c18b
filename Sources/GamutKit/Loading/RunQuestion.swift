// Which runs are meant: a condition over their settings, id and tags.

public import Experiment
internal import Language
public import Source

/// A condition that each run of a plan holds or does not.
public struct RunQuestion: Sendable {
  private let condition: Formula
  private let schema: Schema

  /// - Throws: ``Problems`` where the text is no condition over the plan's settings.
  public init(_ text: String, of plan: Plan) throws(Problems) {
    let source = SourceText(name: "--only", text)
    let (condition, problems) = compileQuestion(source, schema: plan.schema)
    guard let condition else { throw Problems(source: source, diagnostics: problems) }
    self.condition = condition
    schema = plan.schema
  }

  public struct Problems: Error {
    public let source: SourceText
    public let diagnostics: [Diagnostic]
  }

  /// - Throws: ``BatchProblem`` where the condition has no value for the run.
  public func holds(_ run: Run) throws(BatchProblem) -> Bool {
    let evaluator = Evaluator(
      schema: schema, settings: run.settings.resolved(by: schema), run: [.id: run.id])
    do {
      return try evaluator.truth(of: condition, at: .unknown)
    } catch {
      throw BatchProblem("--only: \(error.message), in the run '\(run.id)'", help: error.help)
    }
  }
}

extension Plan {
  /// How many runs hold the condition.
  public func count(only question: RunQuestion) throws -> Int {
    var count = 0
    try forEachRun { run in
      if try question.holds(run) { count += 1 }
      return true
    }
    return count
  }

  /// The first runs that hold the condition, in plan order, at most so many.
  public func firstRuns(_ count: Int, only question: RunQuestion) throws -> [Run] {
    var runs: [Run] = []
    guard count > 0 else { return runs }
    try forEachRun { run in
      if try question.holds(run) { runs.append(run) }
      return runs.count < count
    }
    return runs
  }
}
