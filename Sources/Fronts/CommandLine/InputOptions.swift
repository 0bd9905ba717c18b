// What the verbs share: the batch that is asked about, and how its diagnostics are shown.

public import ArgumentParser
import Experiment
public import GamutKit
import Glibc
import Language
import Source

extension BatchInput.Form: ExpressibleByArgument {}

/// How a batch is read, whatever names it.
struct ReadingOptions: ParsableArguments {
  @Option(
    name: .customLong("set"), help: "Give a setting a value that wins over everything: NAME=VALUE.")
  var overrides: [SettingArgument] = []

  @Option(help: "Replace the batch's limit on the number of runs.")
  var maxRuns: Int?

  @Option(help: "Let a program read files below DIR, besides its own and the working folder.")
  var allowRead: [String] = []

  @Option(
    help: "Take the program's data files from the working folder (the default) or the file's.")
  var relativeTo: PathBase = .folder

  @Option(help: "Colour in messages: auto, always or never.")
  var color: ColorChoice = .auto

  enum PathBase: String, ExpressibleByArgument, CaseIterable { case folder, file }

  func validate() throws {
    if let maxRuns, maxRuns < 1 { throw ValidationError("--max-runs is at least 1") }
  }

  /// Checks a batch; tells what is wrong and ends where there are errors.
  func load(
    _ input: BatchInput, refusesTooMany: Bool = true
  ) throws -> (batch: CheckedBatch, plan: Plan) {
    let batch = input.load(
      LoadOptions(
        overrides: overrides.map(\.override), maxRuns: maxRuns, refusesTooMany: refusesTooMany,
        readableFolders: allowRead))
    if !batch.diagnostics.isEmpty {
      let renderer = DiagnosticRenderer(source: batch.source, colour: color.colour)
      Console.err(renderer.render(batch.diagnostics))
    }
    guard let plan = batch.plan else { throw ExitStatus.failure }
    return (batch, plan)
  }

  /// Reads a file; where that is asked for, from its own folder, which is the working folder from then on.
  func open(_ file: String, from form: BatchInput.Form?) throws -> BatchInput {
    var path = file
    if relativeTo == .file, file != "-", let slash = file.utf8.lastIndex(of: UInt8(ascii: "/")) {
      let folder = String(file[...slash])
      guard chdir(folder) == 0 else {
        throw complain("'\(folder)' is no folder that can be entered")
      }
      path = String(file[file.utf8.index(after: slash)...])
    }
    do {
      return try BatchInput(path: path, form: form)
    } catch {
      throw complain(error)
    }
  }
}

/// A batch in a file.
struct FileOptions: ParsableArguments {
  @Argument(help: "A .gamut program, or a batch config in YAML or JSON; '-' is standard input.")
  var file: String

  @Option(help: "The form of standard input or of a file without a known extension.")
  var from: BatchInput.Form?

  @OptionGroup var reading: ReadingOptions

  func load() throws -> (batch: CheckedBatch, plan: Plan) {
    try reading.load(reading.open(file, from: from))
  }
}

/// The batch, as a file or as statements.
struct InputOptions: ParsableArguments {
  @Argument(help: "A .gamut program, or a batch config in YAML or JSON; '-' is standard input.")
  var file: String?

  @Option(name: .customShort("e"), help: "Take the program from here instead of a file.")
  var statements: String?

  @Option(help: "The form of standard input or of a file without a known extension.")
  var from: BatchInput.Form?

  /// For a session, whose program has a file and is not yet saved there.
  @Option(help: .hidden)
  var standingFor: String?

  @OptionGroup var reading: ReadingOptions

  func validate() throws {
    if file == nil, statements == nil {
      throw ValidationError("name a FILE, or give -e STATEMENTS")
    }
    if file != nil, statements != nil { throw ValidationError("give a FILE or -e, not both") }
  }

  /// Reads and checks the batch; tells what is wrong and ends where there are errors.
  func load(refusesTooMany: Bool = true) throws -> (batch: CheckedBatch, plan: Plan) {
    try reading.load(open(), refusesTooMany: refusesTooMany)
  }

  func open() throws -> BatchInput {
    if let statements { return BatchInput(statements: statements) }
    let input = try reading.open(file ?? "-", from: from)
    return standingFor.map { input.standing(for: $0) } ?? input
  }
}

/// Which runs are meant.
struct SelectionOptions: ParsableArguments {
  @Option(help: "Only runs for which EXPR holds: an expression over settings, id and tags.")
  var only: String?

  @Option(help: "Only part K (1 to N) of N equal parts, for N machines.")
  var shard: ShardArgument?

  @Option(help: "Only N of those, as if by lot, and the same ones each time.")
  var sample: Int?

  func validate() throws {
    if let sample, sample < 1 { throw ValidationError("--sample is at least 1") }
  }

  var isEverything: Bool { only == nil && shard == nil && sample == nil }

  /// The selection; tells what is wrong with the condition and ends.
  func selection(of plan: Plan) throws -> RunSelection {
    var selection = RunSelection(shard: shard?.shard)
    if let only {
      do {
        selection.question = try RunQuestion(only, of: plan)
      } catch {
        Console.err(DiagnosticRenderer(source: error.source).render(error.diagnostics))
        throw ExitStatus.usage
      }
    }
    return try sample.map { try selection.sample($0, of: plan) } ?? selection
  }
}

/// `K/N`.
struct ShardArgument: ExpressibleByArgument {
  let shard: Shard

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1],
      let shard = Shard(number, of: count)
    else { return nil }
    self.shard = shard
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
