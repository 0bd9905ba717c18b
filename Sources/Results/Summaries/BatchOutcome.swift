// batch_result.json: how a batch as a whole came out. It does not know any single run.

internal import Canon
public import Experiment

/// The outcome of a batch.
public struct BatchOutcome: Hashable, Sendable {
  public var name: String
  public var startedAt: Timestamp
  public var finishedAt: Timestamp
  public var counts: [RunStatus: Int]
  public var toolVersion: String
  public var planKey: String

  public init(
    name: String, startedAt: Timestamp, finishedAt: Timestamp, counts: [RunStatus: Int],
    toolVersion: String, planKey: String
  ) {
    self.name = name
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.counts = counts
    self.toolVersion = toolVersion
    self.planKey = planKey
  }

  /// The text of batch_result.json.
  public var text: String {
    let counts = RunStatus.allCases.map {
      JSONText.Member($0.rawValue, .int(self.counts[$0] ?? 0))
    }
    return JSONText.object([
      .init("batch_name", .string(name)),
      .init("started_at", .string(startedAt.description)),
      .init("finished_at", .string(finishedAt.description)),
      .init("counts", .object(counts)),
      .init("tool_version", .string(toolVersion)),
      .init("plan_key", .string(planKey)),
    ]).text(.indented) + "\n"
  }
}
