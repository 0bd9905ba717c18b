// What trading cost, and what a run would have been without it or with other costs.

public import Experiment

/// Sums over some fills, in currency.
public struct CostSums: Hashable, Sendable {
  public var trades = 0
  public var notional = 0.0
  public var commission = 0.0
  public var spread = 0.0
  public var impact = 0.0

  public var total: Double { commission + spread + impact }
  /// Basis points of what was traded; NaN where nothing was.
  public var bps: Double { notional > 0 ? total / notional * 10_000 : .nan }

  mutating func add(_ trade: Trade) {
    trades += 1
    notional += trade.notional
    commission += trade.commission
    spread += trade.spread
    impact += trade.impact
  }
}

/// The costs of a run seen from all sides; settlements are no fills and cost nothing.
public struct CostAnalysis: Sendable {
  public let all: CostSums
  public let bySide: [(side: Side, sums: CostSums)]
  /// Names that were traded, dearest first.
  public let bySymbol: [(symbol: String, sums: CostSums)]
  /// Days with trades, ascending, and equity before their costs.
  public let byDay: [(day: Day, sums: CostSums, equity: Double)]
  public let net: CostOutcome
  /// Without the costs of trading: each session's return plus its costs over the equity before.
  public let gross: CostOutcome
  /// At each close, as the run's equity is.
  public let grossEquity: [Double]
  /// All costs over what would have been gained without them; NaN where nothing would have been.
  public let costRatio: Double
  /// The costs, in basis points of traded value, at which nothing is left; NaN where nothing is gained without
  /// costs, or nothing is traded.
  public let breakEvenBps: Double
  /// At these costs, in basis points of traded value, the run would have ended so.
  public let sensitivity: [(bps: Double, outcome: CostOutcome)]

  public init(_ record: RunRecord) {
    var all = CostSums()
    var sides: [Side: CostSums] = [:]
    var symbols: [Int: CostSums] = [:]
    var days: [Day: CostSums] = [:]
    for trade in record.trades where !trade.isSettlement {
      all.add(trade)
      sides[trade.side, default: CostSums()].add(trade)
      symbols[trade.symbol, default: CostSums()].add(trade)
      days[trade.day, default: CostSums()].add(trade)
    }
    self.all = all
    bySide = Side.allCases.map { ($0, sides[$0] ?? CostSums()) }
    bySymbol = symbols.map { (record.symbols[$0.key], $0.value) }
      .sorted { ($1.1.total, $0.0) < ($0.1.total, $1.0) }
    let sessions = CostSessions(record)
    let equity = record.equityAtFills
    byDay = days.sorted { $0.key < $1.key }.map { ($0, $1, equity[$0] ?? .nan) }
    net = sessions.netOutcome
    gross = sessions.outcome { _ in 0 }
    grossEquity = sessions.equity { _ in 0 }
    let gain = (record.equity.last ?? record.startCapital) - record.startCapital
    costRatio = gain + all.total > 0 ? all.total / (gain + all.total) : .nan
    breakEvenBps =
      all.notional > 0
      ? fallingRoot { bps in sessions.finalFactor { sessions.traded[$0] * bps / 10_000 } - 1 }
      : .nan
    sensitivity =
      all.notional > 0
      ? [0, 1, 2, 5, 10, 15, 20, 25, 30, 40, 50, 75, 100].map { bps in
        (bps, sessions.outcome { sessions.traded[$0] * bps / 10_000 })
      } : []
  }
}

/// Where a function that falls becomes zero, for a place above zero; NaN where it is not above zero at 0, or
/// does not fall to it.
func fallingRoot(_ function: (Double) -> Double) -> Double {
  guard function(0) > 0 else { return .nan }
  var (low, high) = (0.0, 1.0)
  while function(high) > 0 {
    (low, high) = (high, high * 2)
    guard high < 1e12 else { return .nan }
  }
  while high - low > 1e-12 * high {
    let middle = low + (high - low) / 2
    guard middle > low, middle < high else { break }
    if function(middle) > 0 { low = middle } else { high = middle }
  }
  return low + (high - low) / 2
}
