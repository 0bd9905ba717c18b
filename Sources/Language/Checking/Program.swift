// The checked program: names resolved, values typed, clauses nested as their scopes are.
// It does not know how many runs it makes; that is the plan's matter.

internal import Experiment
internal import Source

struct Program: Sendable {
  let batch: Batch
  let job: Job
  let schema: Schema
  let axes: [ProgramAxis]
  let items: [ProgramItem]
  /// The spans behind the places of formulas, by their ids.
  let places: [Span]
}

struct ProgramAxis: Sendable {
  let axis: Axis
  /// The parts that are no setting and no composite, with their names.
  let privateNames: [Name]
  let span: Span
}

/// A clause, with what stands in its reach.
indirect enum ProgramItem: Sendable {
  case run(ProgramRun)
  /// The axes of one `for` or `sweep`.
  case axes(AxesClause, [ProgramItem])
  case filter(FilterClause, [ProgramItem])
  case group([ProgramItem])
}

struct AxesClause: Sendable {
  /// Axis numbers, slowest first.
  let numbers: [Int]
  let title: String
  let span: Span
}

struct FilterClause: Sendable {
  /// Keeps points where this holds.
  let condition: Formula
  let title: String
  let span: Span
}

struct ProgramRun: Sendable {
  let name: RunName
  let assignments: [Assignment]
  /// The numbers of all axes around it, outermost first.
  let axes: [Int]
  let title: String
  let span: Span
}
