// One run of a long-lived worker: its line of settings, and what its answer means. The protocol is
// written down in grammar/worker-protocol.md.

internal import Canon
internal import Execution
internal import Experiment
internal import Results
internal import Source

struct WorkerWork {
  /// What both sides call the form of their lines.
  static let protocolVersion = 1

  private let program: CommandJob
  private let place: RunPlace
  private let attempt: Int

  init(_ program: CommandJob, _ place: RunPlace, attempt: Int) {
    self.program = program
    self.place = place
    self.attempt = attempt
  }

  /// A worker's runs are told by their results; a folder each is made where everything is kept.
  private var hasFolder: Bool { place.artifacts == .full }

  func task() -> KeeperTask {
    let setup = place.batch.setup
    do {
      let launch = try program.launch(settings: place.settings, schema: place.plan.schema, run: [:])
      let folder = "\(setup.batchFolder)/\(setup.layout.runFolder(place.run.id))"
      if hasFolder { try place.begin() }
      let limits = setup.limits.limits(job: launch.timeoutSeconds)
      let start = WorkerStart(
        launch: launch,
        environment: [.init(name: "GAMUT_PROTOCOL", value: "\(WorkerWork.protocolVersion)")],
        logPath: logPath, greetingSeconds: setup.limits.greetingSeconds,
        problemWithGreeting: WorkerWork.problem(withGreeting:))
      return .worker(
        WorkerTask(
          start: start, request: request(folder: hasFolder ? folder : nil), limits: limits,
          finish: finish))
    } catch let problem as StoreProblem {
      return .result(failed(.launch(problem.message)))
    } catch {
      return .result(failed(.launch("\(error)")))
    }
  }

  /// One file for each keeper: its workers write there one after the other.
  private var logPath: String {
    "\(place.batch.setup.batchFolder)/\(StoreLayout.workerLog(ofProcess: Machine.processID))"
  }

  private func request(folder: String?) -> [UInt8] {
    var members: [JSONText.Member] = []
    for (position, setting) in place.plan.schema.settings.enumerated() {
      members.append(.init(setting.name, JSONText(place.settings[position] ?? .none)))
    }
    let line = JSONText.object([
      .init("gamut", .int(WorkerWork.protocolVersion)), .init("run", .string(place.run.id)),
      .init("settings", .object(members)), .init("dir", .optional(folder)),
      .init("attempt", .int(attempt)),
    ])
    return Array((line.text(.line) + "\n").utf8)
  }

  /// What is wrong with a worker's first line.
  private static func problem(withGreeting line: [UInt8]) -> String? {
    guard let greeting = try? JSONReader.read(line), let version = greeting.text("gamut") else {
      return "greeted with \(quoted(line)), and its first line should be {\"gamut\": 1}; "
        + "whatever else it prints belongs on its standard error"
    }
    return version == "\(protocolVersion)"
      ? nil : "speaks version \(version) of the protocol, and this gamut speaks \(protocolVersion)"
  }

  private static func quoted(_ line: [UInt8]) -> String {
    let text = String(decoding: line.prefix(80), as: UTF8.self).escapingControls()
    return "'\(text)\(line.count > 80 ? "…" : "")'"
  }

  // MARK: Answers

  private func finish(_ outcome: WorkerOutcome) -> (result: RunResult, isUsable: Bool) {
    var result = RunResult(runID: place.run.id, status: .success)
    var isUsable = true
    switch outcome.end {
    case .failed(let failure): result.failure = failure
    case .interrupted: return (RunResult(runID: place.run.id, status: .skipped), false)
    case .answered(let line):
      let answer = reading(line)
      result.metrics = Metrics(answer.metrics)
      (result.failure, isUsable) = (answer.failure, answer.isUsable)
    }
    if result.failure != nil { result.status = .failed }
    result.usage = outcome.usage
    var stages = StageClock()
    if place.isTimed { stages.add("worker", seconds: outcome.usage.runtimeSeconds) }
    result.steps = stages.steps
    let log = (try? readPart(of: logPath, outcome.log)) ?? []
    if result.status == .failed { result.logExcerpt = logExcerpt(log.suffix(8192)) }
    guard hasFolder else { return (result, isUsable) }
    do {
      try place.write(String(decoding: log, as: UTF8.self), to: place.path(.standardError))
      if place.isTimed { try place.write(stages) }
      try place.finish(result)
    } catch {
      result.status = .failed
      result.failure = .engine("its manifest could not be written: \(error.message)")
    }
    return (result, isUsable)
  }

  private func reading(_ line: [UInt8]) -> (metrics: [Metric], failure: Failure?, isUsable: Bool) {
    guard let answer = try? JSONReader.read(line, acceptingNonFinite: true),
      case .mapping = answer
    else {
      return (
        [],
        .worker(
          "answered \(WorkerWork.quoted(line)), which is no JSON object; whatever it prints besides its "
            + "answers belongs on its standard error"), false
      )
    }
    guard let id = answer.text("run") else {
      return ([], .worker("answered \(WorkerWork.quoted(line)), which names no run"), false)
    }
    guard id == place.run.id else {
      return ([], .worker("answered for the run '\(id.escapingControls())' instead"), false)
    }
    if let error = answer.text("error"), error != "null" {
      return ([], .worker("reports: \(error)"), true)
    }
    guard let metrics = answer["metrics"] else {
      return (
        [],
        .worker("answered \(WorkerWork.quoted(line)), which has neither metrics nor an error"), true
      )
    }
    do {
      return (try readMetrics(metrics), nil, true)
    } catch {
      return ([], .invalidMetrics(error.message), true)
    }
  }

  private func failed(_ failure: Failure) -> RunResult {
    RunResult(runID: place.run.id, status: .failed, failure: failure)
  }
}
