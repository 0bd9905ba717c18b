// How a batch shall be run, apart from what it is.

public import Experiment
public import Results

/// What to do with a batch folder that is there already.
public enum ExistingBatch: Sendable {
  /// Go on with it; refuse it if it belongs to another file.
  case goOn
  /// Go on with it even if it belongs to another file.
  case adopt
  /// Move it aside and begin anew.
  case fresh
}

/// Whether runs leave timings.
public enum Profiling: Sendable { case off, on }

/// The program that executes runs as keepers: one that calls ``serveAsKeeper()``.
public struct KeeperProgram: Sendable {
  public let path: String
  public let arguments: [String]

  public init(path: String, arguments: [String]) {
    self.path = path
    self.arguments = arguments
  }

  /// This executable, told to be a keeper by its first argument.
  public static let thisExecutable = KeeperProgram(
    path: "/proc/self/exe", arguments: [keeperArgument])

  /// The argument by which an executable knows that it is to be a keeper.
  public static let keeperArgument = "keeper"
}

/// When failed runs end the whole batch.
public struct Halt: Hashable, Sendable {
  public enum Manner: String, Hashable, Sendable, CaseIterable {
    case never
    /// Nothing new begins; what runs may end.
    case soon
    /// What runs is ended, too.
    case now
  }

  public enum Amount: Hashable, Sendable {
    case runs(Int)
    /// Of the runs that are to be executed.
    case percent(Double)
  }

  public var manner: Manner
  public var amount: Amount

  public init(_ manner: Manner = .never, after amount: Amount = .runs(1)) {
    self.manner = manner
    self.amount = amount
  }
}

public struct RunOptions: Sendable {
  /// At least 1; nil: ``defaultWorkers``.
  public var workers: Int?
  /// Replaces the batch's own output root.
  public var outputRoot: String?
  public var existing: ExistingBatch
  /// Which runs are executed. The others stay as they are.
  public var selection: RunSelection
  public var access: Access
  public var profiling: Profiling
  /// Instead of what the batch and its job say; nil: what they say.
  public var timeout: Duration?
  public var memory: MemorySize?
  public var cpuTime: Duration?
  public var retries: Int?
  public var halt: Halt
  public var keeper: KeeperProgram

  public init(
    workers: Int? = nil, outputRoot: String? = nil, existing: ExistingBatch = .goOn,
    selection: RunSelection = RunSelection(), access: Access = .owner, profiling: Profiling = .off,
    keeper: KeeperProgram = .thisExecutable
  ) {
    self.workers = workers
    self.outputRoot = outputRoot
    self.existing = existing
    self.selection = selection
    self.access = access
    self.profiling = profiling
    halt = Halt()
    self.keeper = keeper
  }

  /// How many runs are executed at a time.
  var workerCount: Int { max(1, workers ?? RunOptions.defaultWorkers) }

  /// The environment's wish (`GAMUT_MAX_WORKERS`, else the seed's `ASSEMBLED_BATCH_MAX_WORKERS`),
  /// else the usable cores, at most 4.
  public static var defaultWorkers: Int {
    for name in ["GAMUT_MAX_WORKERS", "ASSEMBLED_BATCH_MAX_WORKERS"] {
      if let text = Machine.environment(name), let wish = Int(text), wish >= 1 { return wish }
    }
    return min(Machine.usableCores, 4)
  }
}

/// The version of this program, in manifests and results; part of every fingerprint.
public let toolVersion = "0.1.0"
