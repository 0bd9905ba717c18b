// Which runs are meant: a condition over their settings, id and tags.

public import Experiment
internal import Language
internal import Results
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

/// Which runs of a plan are meant: all of them, or fewer.
public struct RunSelection: Sendable {
  /// Nil: whatever their settings are.
  public var question: RunQuestion?
  /// Nil: wherever they stand.
  public var shard: Shard?
  /// Only the run with this id.
  public var id: String?
  /// Only the runs with these ids.
  private var drawn: Set<String>?

  public init(question: RunQuestion? = nil, shard: Shard? = nil, id: String? = nil) {
    self.question = question
    self.shard = shard
    self.id = id
  }

  public var isEverything: Bool {
    question == nil && shard == nil && id == nil && drawn == nil
  }

  /// So many of the runs that are selected, as if by lot: the same ones each time, the rest of them if more
  /// are wanted, and the same of those that a larger plan has, too.
  public func sample(_ count: Int, of plan: Plan) throws -> RunSelection {
    var leaders = Leaders<String>(count, .ascending)
    try plan.forEachRun(of: self) { run in
      leaders.add(run.id, lot(of: run.id))
      return true
    }
    var selection = self
    selection.drawn = Set(leaders.best)
    return selection
  }

  fileprivate var isDrawn: Bool { drawn != nil }

  /// - Parameter number: The run's number in a plan of `count`.
  /// - Throws: ``BatchProblem`` where the question has no answer for the run.
  func holds(_ run: Run, number: Int, of count: Int) throws(BatchProblem) -> Bool {
    if let id, run.id != id { return false }
    if let drawn, !drawn.contains(run.id) { return false }
    if let shard, !shard.range(of: count).contains(number) { return false }
    return try question?.holds(run) ?? true
  }
}

extension Plan {
  /// How many runs are selected. They are made only if their settings are asked about.
  public func count(of selection: RunSelection) throws -> Int {
    guard selection.question != nil || selection.id != nil || selection.isDrawn else {
      return selection.shard?.range(of: count).count ?? count
    }
    var count = 0
    try forEachRun(of: selection) { _ in
      count += 1
      return true
    }
    return count
  }

  /// The first runs that are selected, in plan order, at most so many.
  public func firstRuns(_ count: Int, of selection: RunSelection = RunSelection()) throws -> [Run] {
    var runs: [Run] = []
    guard count > 0 else { return runs }
    try forEachRun(of: selection) { run in
      runs.append(run)
      return runs.count < count
    }
    return runs
  }

  /// Calls `body` for each selected run in order, until it returns false. Where no filter drops points,
  /// what stands before a shard is not looked at.
  fileprivate func forEachRun(of selection: RunSelection, _ body: (Run) throws -> Bool) throws {
    let range = selection.shard?.range(of: count) ?? 0..<count
    let isSteady = UInt64(count) == root.size
    var number = isSteady ? range.lowerBound : 0
    try forEachRun(from: isSteady ? UInt64(range.lowerBound) : 0) { run in
      defer { number += 1 }
      guard number < range.upperBound else { return false }
      guard number >= range.lowerBound, try selection.holds(run, number: number, of: count) else {
        return true
      }
      return try body(run)
    }
  }
}

/// A number of an id that looks like chance: FNV-1a, stirred by SplitMix64.
private func lot(of id: String) -> Double {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
  var random = SplitMix64(seed: hash)
  return Double(random.next() >> 11)
}
