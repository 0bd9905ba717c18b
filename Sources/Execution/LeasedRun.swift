// A run as it is handed out: a number, a place in the plan, and what the keeper needs to begin it.
// It does not know what the run means; the payload belongs to the caller.

internal import Experiment

/// The number by which the parties to an execution speak of a run: any, each used once.
public typealias RunNumber = UInt32

/// A run on its way to a keeper.
public struct LeasedRun: Hashable, Sendable {
  public var number: RunNumber
  /// Where it stands among the positions of the plan.
  public var position: UInt64
  /// Which try this is, from 1.
  public var attempt: Int
  public var id: String
  /// Whatever the keeper's work wants to know beyond the rest; opaque here.
  public var payload: [UInt8]

  public init(
    number: RunNumber, position: UInt64, attempt: Int = 1, id: String, payload: [UInt8] = []
  ) {
    self.number = number
    self.position = position
    self.attempt = attempt
    self.id = id
    self.payload = payload
  }
}

/// How a keeper came to its end.
public enum KeeperEnd: Hashable, Sendable {
  case exited(code: Int)
  case signalled(Int)
  /// It was never there; the system's reason.
  case couldNotStart(String)
  /// It is there but cannot work; its own reason.
  case refused(String)
  /// It sent what no keeper sends, and was killed.
  case brokeProtocol(String)
}

extension KeeperEnd: CustomStringConvertible {
  /// One clause whose subject is the keeper: `was killed by SIGKILL`.
  public var description: String {
    switch self {
    case .exited(let code): "ended with exit code \(code)"
    case .signalled(let number): "was killed by \(signalName(number))"
    case .couldNotStart(let reason): "could not be started: \(reason)"
    case .refused(let reason): "could not get ready: \(reason)"
    case .brokeProtocol(let reason): "sent a malformed message (\(reason)) and was killed"
    }
  }
}
