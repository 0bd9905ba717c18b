// A keeper's work: makes the plan once, and of each leased run a backtest or a program.
// It does not know the scheduler, the database or other keepers.

internal import Execution
internal import Experiment
import Glibc
internal import Results

/// Serves the coordinator that has started this process; returns the process's exit status.
///
/// A program that runs batches through GamutKit calls this first, when its first argument is
/// ``KeeperProgram/keeperArgument``.
public func serveAsKeeper() -> Int32 {
  let service = KeeperService()
  return runKeeper(
    work: KeeperWork(
      setUp: { service.setUp($0) }, prepare: { service.prepare($0) }))
}

private final class KeeperService {
  private var batch: KeeperBatch?
  private lazy var memory = OutputMemory()

  func setUp(_ bytes: [UInt8]) -> String? {
    guard let setup = KeeperSetup(reading: bytes) else { return "its setup cannot be read" }
    let loaded = setup.input.load(setup.options)
    guard let plan = loaded.plan else { return "the batch has errors" }
    do {
      let folder = try Folder.opening(setup.batchFolder, access: setup.access)
      batch = KeeperBatch(setup: setup, plan: plan, folder: folder)
      return nil
    } catch {
      return error.message
    }
  }

  func prepare(_ leased: LeasedRun) -> KeeperTask {
    guard let batch else { return .result(failed(leased.id, .engine("the keeper has no batch"))) }
    guard let run = try? batch.plan.run(at: leased.position), run.id == leased.id else {
      return .result(failed(leased.id, .engine("the keeper's plan has no such run")))
    }
    let place = RunPlace(batch: batch, run: run, startedAt: Machine.now)
    switch batch.plan.job {
    case .backtest:
      return .builtIn(cpuSeconds: batch.setup.limits.policy.cpuTime?.seconds) {
        trapIfAsked(run.id)
        return batch.backtests.run(place)
      }
    case .command(let command): return CommandWork(command, place, memory).task()
    case .worker(let program):
      return WorkerWork(program, place, attempt: leased.attempt).task()
    }
  }

  private func failed(_ id: String, _ failure: Failure) -> RunResult {
    RunResult(runID: id, status: .failed, failure: failure)
  }
}

/// For tests: a built-in run of this id breaks as a wrong index would, or with `hang:`, `spin:` or `hog:`
/// before the id takes for ever, all time, or all memory.
private func trapIfAsked(_ id: String) {
  switch Machine.environment("GAMUT_TEST_FAULT") {
  case id: preconditionFailure("asked to break")
  case "hang:\(id)": while true { sleep(1) }
  case "spin:\(id)":
    var seed: UInt64 = 1
    while seed != 0 { seed = seed &* 6_364_136_223_846_793_005 | 1 }
  case "hog:\(id)":
    var hoard: [[UInt8]] = []
    while true { hoard.append([UInt8](repeating: 1, count: 1 << 24)) }
  default: break
  }
}

/// The batch as a keeper has it.
final class KeeperBatch {
  let setup: KeeperSetup
  let plan: Plan
  let folder: Folder
  let runFolders: RunFolders
  let fingerprinter: Fingerprinter
  let backtests: BacktestWork
  /// Of each setting: the variable by which programs know it.
  let variableNames: [String]

  init(setup: KeeperSetup, plan: Plan, folder: Folder) {
    self.setup = setup
    self.plan = plan
    self.folder = folder
    runFolders = RunFolders(in: folder, layout: setup.layout)
    fingerprinter = Fingerprinter(plan, FileHashes(setup.hashes))
    backtests = BacktestWork(fingerprinter.hashes)
    variableNames = plan.schema.settings.map {
      "GAMUT_" + $0.name.uppercased().replacing("-", with: "_")
    }
  }
}

/// One run in a keeper: who it is and where its files go.
struct RunPlace {
  let batch: KeeperBatch
  let run: Run
  /// Resolved.
  let settings: Settings
  let startedAt: Timestamp

  init(batch: KeeperBatch, run: Run, startedAt: Timestamp) {
    self.batch = batch
    self.run = run
    self.startedAt = startedAt
    settings = run.settings.resolved(by: batch.plan.schema)
  }

  var plan: Plan { batch.plan }
  var artifacts: Artifacts { batch.setup.artifacts }

  func identity() throws(StoreProblem) -> RunIdentity {
    do {
      return try batch.fingerprinter.identity(of: settings)
    } catch {
      throw StoreProblem(.refused, error.message)
    }
  }

  /// A part of the run's folder, relative to the batch folder.
  func path(_ part: RunPart) -> String { batch.setup.layout.path(part, ofRun: run.id) }

  /// Makes the run's folder, empty; what stood there is moved aside.
  func begin() throws(StoreProblem) { _ = try batch.runFolders.begin(run.id) }

  /// Makes the run's folder with one file in it.
  func begin(with name: String, _ text: String) throws(StoreProblem) {
    try batch.runFolders.begin(run.id).create(name, text)
  }

  /// `GAMUT_<SETTING>` for every setting that has a value, and who the run is.
  func variables(folder: String?) -> [CommandLaunch.Variable] {
    var variables: [CommandLaunch.Variable] = []
    variables.reserveCapacity(batch.variableNames.count + 2)
    for (position, name) in batch.variableNames.enumerated() {
      guard let value = settings[position], value != .none else { continue }
      variables.append(.init(name: name, value: value.description))
    }
    variables.append(.init(name: "GAMUT_RUN_ID", value: run.id))
    if let folder { variables.append(.init(name: "GAMUT_RUN_DIR", value: folder)) }
    return variables
  }

  /// Writes a file of the run, relative to the batch folder.
  func write(_ text: String, to path: String) throws(StoreProblem) {
    try batch.folder.write(text, to: path)
  }

  var isTimed: Bool { batch.setup.profiling == .on }

  /// Where the run's time went.
  func write(_ stages: StageClock) throws(StoreProblem) {
    let job =
      switch plan.job {
      case .backtest: "backtest"
      case .command: "command"
      case .worker: "worker"
      }
    try write(
      stages.document(runID: run.id, job: job), to: "\(path(.profile))/timings.json")
  }

  /// The last act: with its manifest the folder counts.
  func finish(_ result: RunResult, argv: [String]? = nil) throws(StoreProblem) {
    let identity = try identity()
    let manifest = RunManifest(
      result: result, key: identity.key.text, fingerprint: identity.fingerprint,
      startedAt: startedAt, finishedAt: Machine.now,
      parameters: RunManifest.parameters(settings, plan.schema), git: batch.setup.git,
      toolVersion: toolVersion, host: Machine.hostName, inputs: identity.inputs.list,
      machine: Machine.description, environmentNames: Machine.environmentNames, argv: argv)
    try batch.runFolders.finish(run.id, manifest)
  }
}
