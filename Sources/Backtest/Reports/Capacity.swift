// How much money a run could have carried: what its own trades would have moved the prices.

internal import Experiment

/// How easily a symbol could be traded on the day of a fill, from what was known the day before.
public struct Liquidity: Hashable, Sendable {
  /// Mean of close x volume over the last 21 sessions; NaN with fewer than 5 known.
  public let dailyValue: Double
  /// Deviation (ddof 1) of simple daily returns over the last 63 sessions; NaN with fewer than 20 known.
  public let volatility: Double

  /// Of each trade; nil where the prices have no volume.
  public static func of(_ record: RunRecord, in prices: PricePanel) -> [Liquidity]? {
    guard let volume = prices.volume else { return nil }
    let count = prices.days.count
    let rows = record.symbols.map { prices.position(of: $0) }
    var places: [Day: Int] = [:]
    for (place, day) in prices.days.enumerated() { places[day] = place }
    return record.trades.map { trade in
      guard let row = rows[trade.symbol], let day = places[trade.day] else {
        return Liquidity(dailyValue: .nan, volatility: .nan)
      }
      let start = row * count
      var (value, known) = (0.0, 0)
      for place in max(0, day - 21)..<day {
        let traded = prices.close[start + place] * volume[start + place]
        if !traded.isNaN {
          value += traded
          known += 1
        }
      }
      var returns: [Double] = []
      for place in max(1, day - 63)..<max(1, day) {
        let move = prices.close[start + place] / prices.close[start + place - 1] - 1
        if !move.isNaN { returns.append(move) }
      }
      return Liquidity(
        dailyValue: known < 5 ? .nan : value / Double(known),
        volatility: returns.count < 20 ? .nan : ReturnMoments(returns).deviation)
    }
  }
}

/// The run as if it had begun with another capital, with impact by the square root law in place of its own:
/// a fill of value Q in a symbol with daily value V and volatility s costs s x sqrt(Q / V) of Q.
public struct CapacityPoint: Hashable, Sendable {
  public let capital: Double
  /// Of fills, by value: Q / V.
  public let meanParticipation: Double
  public let highParticipation: Double
  /// Of traded value, in basis points.
  public let impactBps: Double
  public let outcome: CostOutcome
}

/// What becomes of a run as it grows.
public struct Capacity: Sendable {
  public let points: [CapacityPoint]
  /// The capital at which impact leaves nothing; NaN where nothing is gained without impact.
  public let breakEvenCapital: Double
  /// The capital at which impact has taken half of the annual growth without impact.
  public let halfCapital: Double
  /// The capital at which 95 % of what is traded is within a tenth of a day's volume.
  public let tenthCapital: Double
  /// Fills without volume or volatility, which are taken to have no impact.
  public let unknownFills: Int

  /// Nil without liquidity or trades.
  public init?(_ record: RunRecord) {
    guard let liquidity = record.liquidity, !record.trades.isEmpty,
      liquidity.count == record.trades.count,
      liquidity.contains(where: { $0.dailyValue > 0 && !$0.volatility.isNaN })
    else { return nil }
    let sessions = CostSessions(record)
    // The costs of a session but for impact, and its impact at the run's own size.
    var fixed = [Double](repeating: 0, count: sessions.gross.count)
    var impact = fixed
    var shares: [(value: Double, share: Double)] = []
    var (impactCash, notional, unknown) = (0.0, 0.0, 0)
    for (trade, market) in zip(record.trades, liquidity) where !trade.isSettlement {
      guard let (place, base) = CostSessions.place(of: trade.day, record), base > 0 else {
        continue
      }
      fixed[place] += (trade.commission + trade.spread) / base
      notional += trade.notional
      guard market.dailyValue > 0, !market.volatility.isNaN else {
        unknown += 1
        continue
      }
      let share = trade.notional / market.dailyValue
      let cash = trade.notional * market.volatility * share.squareRoot()
      impact[place] += cash / base
      impactCash += cash
      shares.append((trade.notional, share))
    }
    unknownFills = unknown
    shares.sort { $0.share < $1.share }
    let known = shares.reduce(0) { $0 + $1.value }
    let mean = shares.reduce(0) { $0 + $1.value * $1.share } / known
    var (sum, high) = (0.0, 0.0)
    for one in shares where sum < 0.95 * known {
      sum += one.value
      high = one.share
    }
    func outcome(_ size: Double) -> CostOutcome {
      sessions.outcome { fixed[$0] + impact[$0] * size.squareRoot() }
    }
    let (fixedCosts, impactCosts) = (fixed, impact)
    func growth(_ size: Double) -> Double {
      sessions.finalFactor { fixedCosts[$0] + impactCosts[$0] * size.squareRoot() }
    }
    points = Capacity.multiples.map { size in
      CapacityPoint(
        capital: record.startCapital * size, meanParticipation: mean * size,
        highParticipation: high * size,
        impactBps: impactCash * size.squareRoot() / notional * 10_000, outcome: outcome(size))
    }
    tenthCapital = high > 0 ? record.startCapital * 0.1 / high : .nan
    breakEvenCapital = fallingRoot { growth($0) - 1 } * record.startCapital
    let free = outcome(0).cagr
    let years = Double(sessions.gross.count) / sessionsPerYear
    let half = power(1 + free / 2, years)
    halfCapital = free > 0 ? fallingRoot { growth($0) - half } * record.startCapital : .nan
  }

  private static let multiples: [Double] = [
    0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000,
  ]
}
