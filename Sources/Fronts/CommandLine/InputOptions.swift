// What the verbs share: the batch that is asked about, and how its diagnostics are shown.

public import ArgumentParser
import Experiment
public import GamutKit
import Language
import Source

extension BatchInput.Form: ExpressibleByArgument {}

/// The batch, as a file or as statements.
struct InputOptions: ParsableArguments {
  @Argument(help: "A .gamut program, or a batch config in YAML or JSON; '-' is standard input.")
  var file: String?

  @Option(name: .customShort("e"), help: "Take the program from here instead of a file.")
  var statements: String?

  @Option(help: "The form of standard input or of a file without a known extension.")
  var from: BatchInput.Form?

  @Option(
    name: .customLong("set"), help: "Give a setting a value that wins over everything: NAME=VALUE.")
  var overrides: [SettingArgument] = []

  @Option(help: "Replace the batch's limit on the number of runs.")
  var maxRuns: Int?

  @Option(help: "Colour in messages: auto, always or never.")
  var color: ColorChoice = .auto

  func validate() throws {
    if file == nil, statements == nil {
      throw ValidationError("name a FILE, or give -e STATEMENTS")
    }
    if file != nil, statements != nil { throw ValidationError("give a FILE or -e, not both") }
    if let maxRuns, maxRuns < 1 { throw ValidationError("--max-runs is at least 1") }
  }

  /// Reads and checks the batch; tells what is wrong and ends where there are errors.
  func load() throws -> (batch: CheckedBatch, plan: Plan) {
    let batch = try open().load(LoadOptions(overrides: overrides.map(\.override), maxRuns: maxRuns))
    show(batch)
    guard let plan = batch.plan else { throw ExitStatus.failure }
    return (batch, plan)
  }

  func open() throws -> BatchInput {
    if let statements { return BatchInput(statements: statements) }
    do {
      return try BatchInput(path: file ?? "-", form: from)
    } catch {
      throw complain(error)
    }
  }

  func show(_ batch: CheckedBatch) {
    let renderer = DiagnosticRenderer(source: batch.source, colour: color.colour)
    guard !batch.diagnostics.isEmpty else { return }
    Console.err(renderer.render(batch.diagnostics))
  }
}

/// The plan of a batch; where there are errors, shows them and ends.
func errorFreePlan(of batch: CheckedBatch) throws -> Plan {
  if let plan = batch.plan { return plan }
  Console.err(DiagnosticRenderer(source: batch.source).render(batch.diagnostics))
  throw ExitStatus.failure
}

/// Shows a problem without a place, and gives the exit code for it.
func complain(_ problem: FileProblem) -> ExitCode {
  complain(problem.message, help: problem.help)
}

func complain(_ message: String, help: String? = nil) -> ExitCode {
  Console.err("error: \(message.escapingControls())\n")
  if let help { Console.err("help: \(help.escapingControls())\n") }
  return ExitStatus.failure
}

/// `NAME=VALUE`.
struct SettingArgument: ExpressibleByArgument {
  let override: SettingOverride

  init?(argument: String) {
    guard let equal = argument.firstIndex(of: "="), equal != argument.startIndex else { return nil }
    override = SettingOverride(
      name: String(argument[..<equal]), text: String(argument[argument.index(after: equal)...]))
  }
}
