// Where the time of one run went, stage by stage: profile/timings.json, in the seed's form.

internal import Canon
internal import Results

struct StageClock {
  private struct Step {
    let name: String
    let startedAt: Timestamp
    let start: Double
    var milliseconds: Double = 0
  }

  private var steps: [Step] = []

  /// Ends the stage that is running and begins another.
  mutating func begin(_ name: String) {
    end()
    steps.append(Step(name: name, startedAt: Machine.now, start: Machine.monotonicSeconds))
    isRunning = true
  }

  mutating func end() {
    guard isRunning, let last = steps.indices.last else { return }
    steps[last].milliseconds = (Machine.monotonicSeconds - steps[last].start) * 1000
    isRunning = false
  }

  private var isRunning = false

  /// `steps{name: {start_ts, duration_ms}}, job_name, job_meta, summary{...}`.
  func document(runID: String) -> String {
    let durations = steps.map(\.milliseconds)
    let total = durations.reduce(0, +)
    let members = steps.map { step in
      JSONText.Member(
        step.name,
        .object([
          .init("start_ts", .string(step.startedAt.description)),
          .init("duration_ms", .number(step.milliseconds)),
        ]))
    }
    return JSONText.object([
      .init("steps", .object(members)),
      .init("job_name", .string("backtest")),
      .init("job_meta", .object([.init("run_id", .string(runID))])),
      .init(
        "summary",
        .object([
          .init("total_steps", .int(steps.count)), .init("total_duration_ms", .number(total)),
          .init("avg_duration_ms", .number(total / Double(max(1, steps.count)))),
          .init("min_duration_ms", .number(durations.min() ?? 0)),
          .init("max_duration_ms", .number(durations.max() ?? 0)),
        ])),
    ]).text(.indented) + "\n"
  }
}
