// What the scheduler hears and what it wants done. It does not know who speaks and who does it.

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
    case finished(slot: Int, RunNumber, succeeded: Bool)
    /// The answer to ``Action/recall(slot:)``: the runs that the keeper has not begun and gives up.
    case returned(slot: Int, [RunNumber])
    case keeperDied(slot: Int, KeeperEnd)
    case interrupt
    case tick
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
    case kill(slot: Int)
    /// There is nothing left for the keeper; it ends of itself.
    case closeKeeper(slot: Int)

    /// What the event said is so: the run has begun.
    case runStarted(slot: Int, RunNumber)
    /// What the event said is so: this is the outcome of the run.
    case runFinished(slot: Int, RunNumber, succeeded: Bool)
    /// The run's outcome is failure: its keeper died under it, or (not begun) none could take it.
    case runLost(RunNumber, KeeperEnd, hadBegun: Bool)
    /// A keeper died that should not have.
    case keeperLost(slot: Int, KeeperEnd)
    /// No keeper is left and nothing is left to do; the last action.
    case finish
  }
}
