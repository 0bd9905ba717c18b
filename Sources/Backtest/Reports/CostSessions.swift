// The returns of a run with other costs than its own.

internal import Experiment

/// What a run would have come to, by one way of counting its costs; NaN where a definition gives no value.
public struct CostOutcome: Hashable, Sendable {
  public let finalFactor: Double
  public let cagr: Double
  public let sharpe: Double
  public let sortino: Double
  public let volatility: Double
  public let maxDrawdown: Double
  public let calmar: Double

  init(_ performance: Performance) {
    finalFactor = performance.finalFactor
    cagr = performance.cagr
    sharpe = performance.sharpe
    sortino = performance.sortino
    volatility = performance.volatility
    maxDrawdown = performance.drawdown.deepest
    calmar = performance.calmar
  }
}

/// Returns, costs and traded values by session, all as fractions of the equity at the close before. Trades of
/// the first session belong to the first return, as in the returns themselves.
struct CostSessions {
  private let record: RunRecord
  private let returns: [Double]
  /// Return plus costs of trading.
  let gross: [Double]
  let traded: [Double]

  init(_ record: RunRecord) {
    self.record = record
    returns = record.returns
    // A single session has no return, but costs.
    let lone = record.equity.count == 1 ? [record.equity[0] / record.startCapital - 1] : []
    var costs = [Double](repeating: 0, count: max(returns.count, lone.count))
    var traded = costs
    for trade in record.trades where !trade.isSettlement {
      guard let (place, base) = CostSessions.place(of: trade.day, record), base > 0 else {
        continue
      }
      costs[place] += trade.cost / base
      traded[place] += trade.notional / base
    }
    self.traded = traded
    gross = zip(returns.isEmpty ? lone : returns, costs).map { $0 + $1 }
  }

  /// The return that the trades of a day are in, and the equity that it is over.
  static func place(of day: Day, _ record: RunRecord) -> (place: Int, base: Double)? {
    guard let session = record.place(of: day) else { return nil }
    let place = max(0, session - 1)
    return (place, place == 0 ? record.startCapital : record.equity[place])
  }

  var netOutcome: CostOutcome {
    CostOutcome(
      Performance(startCapital: record.startCapital, equity: record.equity, returns: returns))
  }

  /// - Parameter costs: of the session of a return, as a fraction of the equity before.
  func outcome(_ costs: (Int) -> Double) -> CostOutcome {
    let equity = equity(costs)
    return CostOutcome(
      Performance(
        startCapital: record.startCapital, equity: equity,
        returns: dailyReturns(equity, record.startCapital)))
  }

  /// Equity by session with these costs; the costs of the first session are in the second.
  func equity(_ costs: (Int) -> Double) -> [Double] {
    guard !gross.isEmpty else { return record.equity }
    var level = record.startCapital
    return [level]
      + gross.enumerated().map { place, value in
        level = max(0, level * (1 + value - costs(place)))
        return level
      }
  }

  func finalFactor(_ costs: (Int) -> Double) -> Double {
    var level = 1.0
    for (place, value) in gross.enumerated() { level *= max(0, 1 + value - costs(place)) }
    return level
  }
}
