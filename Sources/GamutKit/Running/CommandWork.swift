// One run of a command: its words, its environment, and what its output means.

internal import Canon
internal import Execution
internal import Experiment
internal import Results
internal import Source

struct CommandWork {
  private let command: CommandJob
  private let place: RunPlace

  init(_ command: CommandJob, _ place: RunPlace) {
    self.command = command
    self.place = place
  }

  func task() -> KeeperTask {
    do throws(StoreProblem) {
      return try task(key: place.identity().key.text)
    } catch {
      return .result(failed(.launch(error.message)))
    }
  }

  private func task(key: String) -> KeeperTask {
    let settings = place.settings
    let runFolder =
      "\(place.batch.setup.batchFolder)/\(place.batch.setup.layout.runFolder(place.run.id))"
    let fields: [RunField: String] = [
      .id: place.run.id, .dir: runFolder, .key: key,
    ]
    do throws(StoreProblem) {
      let launch = try launch(fields, settings)
      if command.timeout != nil, launch.timeoutSeconds == nil {
        return .result(
          failed(.launch("its timeout is in months, which have no fixed number of seconds")))
      }
      if let word = try smuggledOption(fields, settings) {
        return .result(
          failed(
            .launch(
              "the value '\(word)' begins with '-', so the program would take it for an option; "
                + "pass it as --name=value")))
      }
      try place.begin()
      try place.write(
        runDocument(settings, runFolder, key),
        to: "\(place.batch.setup.layout.runFolder(place.run.id))/run.json")
      return .program(
        ProgramTask(
          launch: launch, stdoutPath: absolute(.standardOutput),
          stderrPath: absolute(.standardError), environment: variables(settings, runFolder),
          finish: { finish($0, launch) }))
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

  private func failed(_ failure: Failure) -> RunResult {
    RunResult(runID: place.run.id, status: .failed, failure: failure)
  }

  /// `GAMUT_<SETTING>` for every setting that has a value, and who the run is.
  private func variables(_ settings: Settings, _ folder: String) -> [CommandLaunch.Variable] {
    var variables: [CommandLaunch.Variable] = []
    for (position, setting) in place.plan.schema.settings.enumerated() {
      guard let value = settings[position], value != .none else { continue }
      let name = setting.name.uppercased().replacing("-", with: "_")
      variables.append(.init(name: "GAMUT_\(name)", value: value.description))
    }
    variables.append(.init(name: "GAMUT_RUN_ID", value: place.run.id))
    variables.append(.init(name: "GAMUT_RUN_DIR", value: folder))
    return variables
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

  private func finish(_ outcome: ProgramOutcome, _ launch: CommandLaunch) -> RunResult {
    var result = RunResult(runID: place.run.id, status: .success)
    result.usage = outcome.usage
    if let failure = outcome.failure {
      result.status = .failed
      result.failure = failure
      result.logExcerpt = excerpt()
    } else {
      do {
        result.metrics = try metrics(launch)
      } catch {
        result.status = .failed
        result.failure = .invalidMetrics(error.message)
        result.logExcerpt = excerpt()
      }
    }
    do {
      try place.finish(result)
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
    let output = (try? readEnd(of: absolute(.standardOutput))) ?? []
    let line = output.split(separator: UInt8(ascii: "\n")).last { line in
      line.contains { $0 > 0x20 }
    }
    guard let line, line.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else { return [] }
    return try readMetrics(lastLineOf: output)
  }

  /// The last lines that the program wrote as errors, or else as output.
  private func excerpt() -> String? {
    for part in [RunPart.standardError, .standardOutput] {
      guard let bytes = try? readEnd(of: absolute(part)) else { continue }
      let lines = String(decoding: bytes.suffix(8192), as: UTF8.self)
        .split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
      if !lines.isEmpty { return lines.suffix(5).joined(separator: "\n") }
    }
    return nil
  }
}
