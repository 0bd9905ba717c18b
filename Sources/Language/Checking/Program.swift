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
  var axis: Axis
  /// The parts that are no setting and no composite, with their names.
  let privateNames: [Name]
  let span: Span
  /// How many levels it has, at least and at most.
  var counts: ClosedRange<Int>
  /// Holds at the points that exist: where levels depend on the point, some do not.
  var guardFormula: Formula?
  /// Levels that only a `sample` can draw from.
  var continuous: ContinuousLevels?
  /// Whether a `sample` has taken its place.
  var isSampled = false
  /// What the funnel says besides.
  var note: String?
}

/// `uniform(a, b)` or `loguniform(a, b)`, as the axis's target takes it.
struct ContinuousLevels: Sendable {
  let lower: Decimal
  let upper: Decimal
  let isLogarithmic: Bool
  /// Whether draws are rounded to ints.
  let isInteger: Bool
}

/// A clause, with what stands in its reach.
indirect enum ProgramItem: Sendable {
  case run(ProgramRun)
  /// The axes of one `for`, `sweep` or `sample`.
  case axes(AxesClause, [ProgramItem])
  case filter(FilterClause, [ProgramItem])
  case group([ProgramItem])
}

struct AxesClause: Sendable {
  /// Axis numbers, slowest first.
  let numbers: [Int]
  let title: String
  let span: Span
  /// For a `sample`: the clauses from which it drew, for the funnel.
  var sampled: [ProgramItem] = []
}

struct FilterClause: Sendable {
  /// Keeps points where this holds.
  let condition: Formula
  let title: String
  let span: Span
  /// For `require`: why a point that breaks it is a mistake.
  var requirement: Formula?
}

struct ProgramRun: Sendable {
  let name: RunName
  let assignments: [Assignment]
  /// The numbers of all axes around it, outermost first.
  let axes: [Int]
  let title: String
  let span: Span
}

extension ProgramItem {
  var hasRun: Bool {
    switch self {
    case .run: true
    case .axes(_, let items), .filter(_, let items), .group(let items):
      items.contains(where: \.hasRun)
    }
  }

  /// Calls `body` for each run statement.
  func forEachRun(_ body: (ProgramRun) -> Void) {
    switch self {
    case .run(let run): body(run)
    case .axes(_, let items), .filter(_, let items), .group(let items):
      for item in items { item.forEachRun(body) }
    }
  }
}

extension Program {
  func span(of place: Place) -> Span? {
    places.indices.contains(Int(place.id)) ? places[Int(place.id)] : nil
  }
}
