// What the scheduler hears and what it wants done. It does not know who speaks and who does it.

public import Experiment

/// A point on a clock that never goes back, in seconds; its zero has no meaning.
public struct Instant: Hashable, Comparable, Sendable {
  public var seconds: Double

  public init(seconds: Double) { self.seconds = seconds }

  public func advanced(by seconds: Double) -> Instant { Instant(seconds: self.seconds + seconds) }

  public static func < (a: Instant, b: Instant) -> Bool { a.seconds < b.seconds }
}

/// How far an interruption has gone; each further interrupt takes one step.
public enum InterruptLevel: Int, Comparable, Sendable {
  /// Nothing new begins; what runs may end.
  case drain = 1
  /// What runs is asked to end, and killed if it does not.
  case terminate
  /// Everything is killed.
  case kill

  public static func < (a: InterruptLevel, b: InterruptLevel) -> Bool { a.rawValue < b.rawValue }
}

extension Scheduler {
  public enum Event: Hashable, Sendable {
    /// The first event, and only that.
    case begin
    /// The answer to ``Action/draw(_:)``: the next runs, fewer than asked for only at the end.
    case offered([RunNumber])
    case keeperReady(slot: Int)
    case started(slot: Int, RunNumber)
    /// Nil: it succeeded.
    case finished(slot: Int, RunNumber, FailureKind?)
    /// The answer to ``Action/recall(slot:)``: the runs that the keeper has not begun and gives up.
    case returned(slot: Int, [RunNumber])
    /// The answer to ``Action/ask(slot:)``: what the keeper runs, and how many runs it holds besides.
    case stands(slot: Int, running: RunNumber?, held: Int)
    /// The run that the keeper itself executes has more memory than it may have.
    case overMemory(slot: Int, bytes: Int, limit: Int)
    case keeperDied(slot: Int, KeeperEnd)
    case interrupt
    /// Whether the machine has too little memory to begin another run.
    case tick(isShortOfMemory: Bool)
  }

  public enum Action: Hashable, Sendable {
    /// The next runs are wanted, at most so many. One answer: ``Event/offered(_:)``.
    case draw(Int)
    /// One answer: ``Event/keeperReady(slot:)`` or ``Event/keeperDied(slot:_:)``.
    case startKeeper(slot: Int)
    case lease(slot: Int, [RunNumber])
    /// The keeper is to give back what it has not begun.
    case recall(slot: Int)
    /// The keeper is to ask its present run to end.
    case terminate(slot: Int)
    /// The keeper has been silent for long; it is to say how it stands.
    case ask(slot: Int)
    case kill(slot: Int)
    /// There is nothing left for the keeper; it ends of itself.
    case closeKeeper(slot: Int)

    /// What the event said is so: the run has begun.
    case runStarted(slot: Int, RunNumber)
    /// What the event said is so: this is the outcome of the run, or of this attempt if it is tried
    /// again after so many seconds.
    case runFinished(slot: Int, RunNumber, FailureKind?, retryAfter: Double?)
    /// The run's outcome, or its attempt's, is failure: its keeper died under it, or (not begun) none
    /// could take it.
    case runLost(RunNumber, KeeperEnd, hadBegun: Bool, RunExcess?, retryAfter: Double?)
    /// A run that was to be tried again is not: its last attempt's outcome is its own.
    case retryDropped(RunNumber)
    /// A keeper died that should not have.
    case keeperLost(slot: Int, KeeperEnd)
    /// So many runs have failed that the execution ends here.
    case halted(failures: Int)
    /// No keeper is left and nothing is left to do; the last action.
    case finish
  }
}
