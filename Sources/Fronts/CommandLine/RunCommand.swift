// gamut run: runs a batch, or goes on with it.

import ArgumentParser
import Experiment
import GamutKit
import Results
import Source

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a batch, or go on with it: what is up to date stays.")

  @OptionGroup var input: InputOptions
  @OptionGroup var running: RunningOptions
  @OptionGroup var selection: SelectionOptions

  @Flag(help: "One run at a time.")
  var noParallel = false

  @Flag(help: "Move an earlier batch folder aside and begin anew; nothing is deleted.")
  var fresh = false

  @Flag(help: "Go on in a batch folder that was made from another file.")
  var adopt = false

  @Flag(help: "Exit with 1 if any run failed, not only if all did.")
  var strict = false

  func validate() throws {
    if fresh, adopt { throw ValidationError("choose one of --fresh and --adopt") }
    if noParallel, let workers = running.maxWorkers, workers > 1 {
      throw ValidationError("choose one of --no-parallel and --max-workers")
    }
  }

  func run() throws {
    let (batch, plan) = try input.load()
    try running.run(
      batch, plan, workers: noParallel ? 1 : running.maxWorkers,
      existing: fresh ? .fresh : adopt ? .adopt : .goOn, selection: selection.selection(of: plan),
      strictness: strict ? .anyFailure : .allFailed)
  }
}

/// When failed runs make the command fail.
enum Strictness { case allFailed, anyFailure }

/// What the verbs that run batches share.
struct RunningOptions: ParsableArguments {
  @Option(help: "How many runs are executed at a time (default: the usable cores, at most 4).")
  var maxWorkers: Int?

  @Option(help: "Make the batch folder below DIR instead of where the file says.")
  var outputRoot: String?

  @Flag(
    help:
      "Measure where the time goes: profile/ in the batch folder and in those of runs; see gamut profile."
  )
  var withProfiling = false

  @Flag(help: "Let others read the batch folder (0755/0644 instead of 0700/0600).")
  var shared = false

  @Option(help: "End a run after DURATION (30s, 10min), whatever the file says.")
  var timeout: ClockTime?

  @Option(help: "End a run, with all that it started, that has more memory than SIZE (512MB, 2GB).")
  var memory: MemoryArgument?

  @Option(help: "End a run, with all that it started, that has used so much CPU time (30s, 10min).")
  var cpuTime: ClockTime?

  @Option(help: "Try a failed run again so many times, with growing waits, where that can help.")
  var retries: Int?

  @Option(
    help: ArgumentHelp(
      "Stop when runs fail: never, soon (let what runs end) or now, with ,fail=N or ,fail=N% (default: never; soon and now: fail=1).",
      valueName: "when"))
  var halt: HaltArgument?

  @Option(help: "Progress: auto, live, plain, json or none.")
  var progress: ProgressStyle = .auto

  func validate() throws {
    if let maxWorkers, maxWorkers < 1 { throw ValidationError("--max-workers is at least 1") }
    if let retries, !(0...RunPolicy.mostRetries).contains(retries) {
      throw ValidationError("--retries is 0 to \(RunPolicy.mostRetries)")
    }
  }

  func run(
    _ batch: CheckedBatch, _ plan: Plan, workers: Int?, existing: ExistingBatch,
    selection: RunSelection = RunSelection(), strictness: Strictness, shownBelow folder: String = ""
  ) throws {
    if !selection.isEverything, try plan.count(of: selection) == 0 {
      throw complain(
        "no run is selected by --only or --shard", help: "gamut plan --only ... lists what is")
    }
    announce(plan)
    let listener = progress.listener(runs: plan.count)
    var options = RunOptions(
      workers: workers, outputRoot: outputRoot, existing: existing, selection: selection,
      access: shared ? .shared : .owner, profiling: withProfiling ? .on : .off)
    options.timeout = timeout?.length
    options.memory = memory?.size
    options.cpuTime = cpuTime?.length
    options.retries = retries
    options.halt = halt?.halt ?? Halt()
    let report: BatchReport
    do {
      report = try runBatch(batch, options: options, tell: listener.hear)
    } catch {
      listener.end()
      throw complain(error.message, help: error.help)
    }
    listener.end()
    try conclude(report, strictness, shownBelow: folder)
  }

  /// A command's words are shown before it is started for the first time.
  private func announce(_ plan: Plan) {
    guard let command = plan.job.program, let run = try? plan.firstRuns(1).first else { return }
    let words: [RunField: String] = [.id: run.id, .dir: "RUN_DIR", .key: "KEY"]
    let settings = run.settings.resolved(by: plan.schema)
    guard let launch = try? command.launch(settings: settings, schema: plan.schema, run: words)
    else { return }
    let shown = launch.argv.map(shellQuoted).joined(separator: " ")
    let name = if case .worker = plan.job { "worker" } else { "first command" }
    Console.err("\(name): \(shown.escapingControls())\n")
  }

  /// A word as it can be typed into a shell.
  private func shellQuoted(_ word: String) -> String {
    let isPlain = word.allSatisfy { $0.isLetter || $0.isNumber || "-_./:=,+@%{}".contains($0) }
    return isPlain && !word.isEmpty ? word : "'\(word.replacing("'", with: "'\\''"))'"
  }

  private func conclude(
    _ report: BatchReport, _ strictness: Strictness, shownBelow folder: String
  ) throws {
    let ranking = try? BatchRanking(folder: report.path, metric: nil, limit: 10)
    if let ranking {
      Console.out(ranking.text)
    } else if report.succeeded > 0 {
      Console.err(
        "no run has left metrics: a program's last line of output is its metrics if it is a JSON object\n"
      )
    }
    var parts = ["\(report.succeeded) succeeded"]
    if report.upToDate > 0 { parts[0] += " (\(report.upToDate) up to date)" }
    if report.failed > 0 { parts.append("\(report.failed) failed") }
    if report.skipped > 0 { parts.append("\(report.skipped) not run") }
    let seconds = Decimal(report.seconds)?.fixedText(places: 1) ?? "0"
    Console.err("\(report.name): \(parts.joined(separator: ", ")) in \(seconds) s\n")
    if let earlier = report.earlierPath {
      Console.err("earlier batch: \(folder)\(earlier.escapingControls())\n")
    }
    Console.err("summary: \(folder)\(report.path.escapingControls())/batch_summary.md\n")
    if report.isInterrupted {
      Console.err("interrupted; the same command goes on with the rest\n")
      throw ExitStatus.interrupted
    }
    if report.isHalted {
      Console.err("halted; the same command goes on with the rest\n")
      throw ExitStatus.failure
    }
    let isFailure = strictness == .anyFailure ? report.failed > 0 : report.succeeded == 0
    if isFailure { throw ExitStatus.failure }
  }
}
