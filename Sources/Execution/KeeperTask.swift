// What a keeper is given to do: the caller's closures and the shapes they answer in.
// It does not know how the work is done.

public import Experiment

/// The caller's part of a keeper.
public struct KeeperWork {
  /// Gets the keeper ready with the coordinator's setup bytes; a reason if that cannot be.
  public var setUp: ([UInt8]) -> String?
  /// Says what a run is to be. A crash in here costs this run.
  public var prepare: (LeasedRun) -> KeeperTask

  public init(
    setUp: @escaping ([UInt8]) -> String?, prepare: @escaping (LeasedRun) -> KeeperTask
  ) {
    self.setUp = setUp
    self.prepare = prepare
  }
}

/// How one run is executed.
public enum KeeperTask {
  /// There is nothing to execute: the input is missing, for example.
  case result(RunResult)
  /// In the keeper's own process, which is killed when it has used so many CPU seconds. The keeper
  /// measures it and sets the result's usage.
  case builtIn(cpuSeconds: Double?, () -> RunResult)
  case program(ProgramTask)
  case worker(WorkerTask)
}

/// A program to be started for one run.
public struct ProgramTask {
  /// A program's name without a slash is searched for in the `PATH` of its own environment; one
  /// with a slash is taken from the working directory.
  public var launch: CommandLaunch
  /// Nil: the keeper's, which is the coordinator's.
  public var workingDirectory: String?
  /// Both may be the same.
  public var stdout: OutputPlace
  public var stderr: OutputPlace
  public var limits: RunLimits
  /// Added to the environment after that of `launch`; later ones win.
  public var environment: [CommandLaunch.Variable]
  /// Makes the result; called when nothing of the program is alive. Its usage is set by the keeper.
  public var finish: (ProgramOutcome) -> RunResult

  public init(
    launch: CommandLaunch, workingDirectory: String? = nil, stdout: OutputPlace = .nowhere,
    stderr: OutputPlace = .nowhere, environment: [CommandLaunch.Variable] = [],
    limits: RunLimits = RunLimits(), finish: @escaping (ProgramOutcome) -> RunResult
  ) {
    self.launch = launch
    self.workingDirectory = workingDirectory
    self.stdout = stdout
    self.stderr = stderr
    self.limits = limits
    self.environment = environment
    self.finish = finish
  }
}

/// How a program ended and what it cost.
public struct ProgramOutcome: Hashable, Sendable {
  public enum End: Hashable, Sendable {
    case exited(code: Int)
    case signalled(Int)
    /// It was ended because the coordinator asked for it, however it took that.
    case interrupted
    case timedOut(seconds: Double)
    /// It took more of something than it may have, and was ended.
    case exceeded(Failure)
    case launchFailed(String)
  }

  public var end: End
  /// CPU time and memory are those of the program and of the children that it waited for. The
  /// peak is never below the keeper's own size when it started the program.
  public var usage: Usage

  public init(end: End, usage: Usage) {
    self.end = end
    self.usage = usage
  }

  /// Nil where the program exited with code 0, and where it was interrupted.
  public var failure: Failure? {
    switch end {
    case .exited(code: 0), .interrupted: nil
    case .exited(let code): .exitCode(code)
    case .signalled(let number): .signal(number)
    case .timedOut(let seconds): .timeout(seconds: seconds)
    case .exceeded(let failure): failure
    case .launchFailed(let reason): .launch(reason)
    }
  }
}
