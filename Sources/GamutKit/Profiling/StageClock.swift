// Where the time of one run went, stage by stage: profile/timings.json, in the seed's form.

internal import Canon
internal import Experiment
internal import Results

struct StageClock {
  /// Those that have ended.
  private(set) var steps: [RunStep] = []
  private var running: (name: String, start: Double)?

  /// Ends the stage that is running and begins another.
  mutating func begin(_ name: String) {
    let now = Machine.monotonicSeconds
    end(at: now)
    running = (name, now)
  }

  mutating func end() {
    if running != nil { end(at: Machine.monotonicSeconds) }
  }

  private mutating func end(at time: Double) {
    guard let (name, start) = running else { return }
    steps.append(RunStep(name, start: start, seconds: time - start))
    running = nil
  }

  /// A stage that somebody else has measured, which has just ended.
  mutating func add(_ name: String, seconds: Double) {
    let now = Machine.monotonicSeconds
    end(at: now - seconds)
    steps.append(RunStep(name, start: now - seconds, seconds: seconds))
  }

  /// `steps{name: {start_ts, end_ts, start_epoch, end_epoch, duration_ms, meta}}, job_name, job_meta,
  /// summary{...}`.
  func document(runID: String, job: String) -> String {
    // The monotonic clock tells how long ago something was.
    let (now, wall) = (Machine.monotonicSeconds, Machine.now)
    func moment(_ seconds: Double) -> Timestamp {
      Timestamp(milliseconds: wall.milliseconds - Int64(((now - seconds) * 1000).rounded()))
    }
    let durations = steps.map { $0.seconds * 1000 }
    let total = durations.reduce(0, +)
    let members = steps.map { step in
      let (start, end) = (moment(step.start), moment(step.start + step.seconds))
      return JSONText.Member(
        step.name,
        .object([
          .init("start_ts", .string(start.description)), .init("end_ts", .string(end.description)),
          .init("start_epoch", .number(Double(start.milliseconds) / 1000)),
          .init("end_epoch", .number(Double(end.milliseconds) / 1000)),
          .init("duration_ms", .number(step.seconds * 1000)), .init("meta", .object([])),
        ]))
    }
    return JSONText.object([
      .init("steps", .object(members)),
      .init("job_name", .string(job)),
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
