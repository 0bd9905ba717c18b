// One run of a command: its words, its environment, and what its output means.

internal import Canon
internal import Execution
internal import Experiment
internal import Results
internal import Source

struct CommandWork {
  private let command: CommandJob
  private let place: RunPlace
  /// Where the output of a run without a folder goes.
  private let memory: OutputMemory

  init(_ command: CommandJob, _ place: RunPlace, _ memory: OutputMemory) {
    self.command = command
    self.place = place
    self.memory = memory
  }

  private var hasFolder: Bool { place.artifacts != .none }

  func task() -> KeeperTask {
    do throws(StoreProblem) {
      return try task(key: place.identity().key.text)
    } catch {
      return .result(failed(.launch(error.message)))
    }
  }

  private func task(key: String) -> KeeperTask {
    var stages = StageClock()
    if place.isTimed { stages.begin("prepare") }
    let settings = place.settings
    let runFolder =
      "\(place.batch.setup.batchFolder)/\(place.batch.setup.layout.runFolder(place.run.id))"
    let fields: [RunField: String] = [
      .id: place.run.id, .dir: runFolder, .key: key,
    ]
    do throws(StoreProblem) {
      let launch = try launch(fields, settings)
      if command.timeout != nil, launch.timeoutSeconds.map({ $0 > 0 }) != true {
        return .result(
          failed(.launch("its timeout is not a length of time above 0, without months")))
      }
      if let word = try smuggledOption(fields, settings) {
        return .result(
          failed(
            .launch(
              "the value '\(word)' begins with '-', so the program would take it for an option; "
                + "pass it as --name=value")))
      }
      if hasFolder {
        try place.begin(with: RunPart.settings.rawValue, runDocument(settings, runFolder, key))
      }
      stages.end()
      return .program(
        ProgramTask(
          launch: launch, stdout: output(.standardOutput), stderr: output(.standardError),
          environment: place.variables(folder: hasFolder ? runFolder : nil),
          limits: place.batch.setup.limits.limits(job: launch.timeoutSeconds),
          finish: { [stages] in finish($0, launch, stages) }))
    } catch {
      return .result(failed(.launch(error.message)))
    }
  }

  private func smuggledOption(
    _ fields: [RunField: String], _ settings: Settings
  ) throws(StoreProblem) -> String? {
    do {
      return try command.smuggledOption(
        settings: settings, schema: place.plan.schema, run: fields)
    } catch {
      throw StoreProblem(.refused, error.message)
    }
  }

  private func launch(
    _ fields: [RunField: String], _ settings: Settings
  ) throws(StoreProblem) -> CommandLaunch {
    do {
      return try command.launch(settings: settings, schema: place.plan.schema, run: fields)
    } catch {
      throw StoreProblem(.refused, error.message)
    }
  }

  private func absolute(_ part: RunPart) -> String {
    "\(place.batch.setup.batchFolder)/\(place.path(part))"
  }

  private func output(_ part: RunPart) -> OutputPlace {
    hasFolder ? .file(absolute(part)) : memory.place(part)
  }

  /// Where its output can be read.
  private func outputPath(_ part: RunPart) -> String {
    hasFolder ? absolute(part) : memory.path(part)
  }

  private func failed(_ failure: Failure) -> RunResult {
    RunResult(runID: place.run.id, status: .failed, failure: failure)
  }

  private func runDocument(_ settings: Settings, _ folder: String, _ key: String) -> String {
    var members: [JSONText.Member] = []
    for (position, setting) in place.plan.schema.settings.enumerated() {
      members.append(.init(setting.name, JSONText(settings[position] ?? .none)))
    }
    return JSONText.object([
      .init("id", .string(place.run.id)), .init("dir", .string(folder)),
      .init("key", .string(key)), .init("settings", .object(members)),
    ]).text(.indented) + "\n"
  }

  private func finish(
    _ outcome: ProgramOutcome, _ launch: CommandLaunch, _ stages: StageClock
  ) -> RunResult {
    var result = RunResult(runID: place.run.id, status: .success)
    var stages = stages
    if place.isTimed {
      stages.add("program", seconds: outcome.usage.runtimeSeconds)
      stages.begin("metrics")
    }
    result.usage = outcome.usage
    if outcome.end == .interrupted {
      // Its folder stays without a manifest: it runs again.
      return RunResult(runID: place.run.id, status: .skipped)
    }
    if let failure = outcome.failure {
      result.status = .failed
      result.failure = failure
      result.logExcerpt = excerpt()
    } else {
      do {
        result.metrics = Metrics(try metrics(launch))
      } catch {
        result.status = .failed
        result.failure = .invalidMetrics(error.message)
        result.logExcerpt = excerpt()
      }
    }
    stages.end()
    result.steps = stages.steps
    guard hasFolder else { return result }
    do {
      if place.isTimed { try place.write(stages) }
      try place.finish(result, argv: launch.argv)
    } catch {
      result.status = .failed
      result.failure = .engine("its manifest could not be written: \(error.message)")
    }
    return result
  }

  /// From the metrics file, or from the last line of the output if that is a JSON object.
  private func metrics(_ launch: CommandLaunch) throws(DocumentProblem) -> [Metric] {
    let runFolder = place.batch.setup.layout.runFolder(place.run.id)
    if let file = launch.metricsFile {
      let path =
        file.hasPrefix("/") ? file : "\(place.batch.setup.batchFolder)/\(runFolder)/\(file)"
      guard kindOfFile(path) != nil else {
        throw DocumentProblem("the program left no '\(file)' in its run's folder", at: Span(0, 0))
      }
      do {
        return try readMetrics(try readEnd(of: path))
      } catch let problem as DocumentProblem {
        throw DocumentProblem("'\(file)': \(problem.message)", at: problem.span)
      } catch {
        throw DocumentProblem("'\(file)' is no regular file", at: Span(0, 0))
      }
    }
    let output = (try? readEnd(of: outputPath(.standardOutput))) ?? []
    let line = output.split(separator: UInt8(ascii: "\n")).last { line in
      line.contains { $0 > 0x20 }
    }
    guard let line, line.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else { return [] }
    return try readMetrics(lastLineOf: output)
  }

  /// What the program wrote as errors, or else as output.
  private func excerpt() -> String? {
    for part in [RunPart.standardError, .standardOutput] {
      if let bytes = try? readEnd(of: outputPath(part)), let lines = logExcerpt(bytes.suffix(8192))
      {
        return lines
      }
    }
    return nil
  }
}
