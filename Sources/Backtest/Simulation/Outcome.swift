// What a run leaves: equity, trades, positions, metrics. It does not know how they are written.

public import Experiment

public enum Side: String, Sendable, CaseIterable {
  case buy = "BUY"
  case sell = "SELL"
}

/// One fill. Money is in the currency of the capital.
public struct Trade: Hashable, Sendable {
  public let day: Day
  /// Position in ``Outcome/symbols``.
  public let symbol: Int
  public let side: Side
  /// Shares, above zero and fractional.
  public let quantity: Double
  public let price: Double
  /// quantity x price
  public let notional: Double
  public let commission: Double
  public let spread: Double
  public let impact: Double
  /// Whether this is no fill: the price had ended, and what was held was settled at its last close.
  public var isSettlement = false

  public var cost: Double { commission + spread + impact }

  static let settled = "settled"

  /// As files say it: `filled` or `settled`.
  public var status: String { isSettlement ? Trade.settled : "filled" }
}

/// A holding after a rebalance.
public struct Position: Hashable, Sendable {
  public let day: Day
  /// Position in ``Outcome/symbols``.
  public let symbol: Int
  /// Shares; below zero is short.
  public let quantity: Double
  /// The fill price, or the last known close where the symbol could not be traded.
  public let price: Double
  /// quantity x price / equity before the costs of the rebalance, as targets are.
  public let weight: Double
}

/// How much of an outcome is kept.
public enum OutcomeDetail: Sendable {
  /// Equity and metrics; no trades and positions.
  case metrics
  case full
}

public struct Outcome: Sendable {
  public let symbols: [String]
  /// The sessions of the run.
  public let days: [Day]
  /// Value at each session's close, after that session's costs; element by element with ``days``.
  public let equity: [Double]
  /// `returns[i]` belongs to `days[i + 1]`: equity over the equity of the session before, minus 1;
  /// the first is over the starting capital, so that costs of the first session are in it.
  public let returns: [Double]
  public let trades: [Trade]
  public let positions: [Position]
  /// Last known closes of the benchmark on ``days``; nil without one.
  public let benchmark: [Double]?
  /// What each symbol has brought, in currency: sold less bought less costs, and what is still held at its
  /// last known close (after ruin: at that of its day); nil where trades are not kept. Interest and loans are
  /// nobody's.
  public let profits: [Double]?
  /// See ``ReturnSketch``; empty where returns do not vary.
  public let sketch: [UInt8]
  /// In the order of ``metricDefinitions``.
  public let metrics: [Metric]
  /// The day on which equity fell to zero or below, where it did: all positions are void from
  /// there, and equity stays at zero.
  public let ruin: Day?
}
