// What positions have brought from their opening to their end. It knows prices and shares, no strategy.

/// The round trips of a run: a position in a symbol from nothing, or from the other side, to nothing or
/// to the other side. What is still open at the end of the run is none.
struct RoundTrips {
  /// For each open position: money out (below zero) and in since it was opened, costs of trading included;
  /// zero where there is none. Four symbols at a time; whoever trades adds to it.
  var flows: [SIMD4<Double>]
  private var opened: [Int]
  private(set) var count = 0
  private(set) var wins = 0
  /// Sums in currency; losses are above zero.
  private(set) var gains = 0.0
  private(set) var losses = 0.0
  private(set) var sessions = 0

  init(groups: Int) {
    flows = Array(repeating: .zero, count: groups)
    opened = Array(repeating: 0, count: 4 * groups)
  }

  /// Notes that a holding went from so many shares to so many, its flow included; `rate`: costs per traded
  /// value.
  mutating func turn(
    _ symbol: Int, from held: Double, to target: Double, at price: Double, rate: Double, on day: Int
  ) {
    guard held != target, held == 0 || held * target <= 0 else { return }
    let (group, lane) = (symbol / 4, symbol % 4)
    // What the new position has cost is not the old one's.
    let value = target * price
    let outlay = target == 0 ? 0 : value + abs(value) * rate
    if held != 0 { end(with: flows[group][lane] + outlay, after: day - opened[symbol]) }
    flows[group][lane] = -outlay
    opened[symbol] = day
  }

  /// Notes that a holding was paid out.
  mutating func settle(_ symbol: Int, for worth: Double, on day: Int) {
    let (group, lane) = (symbol / 4, symbol % 4)
    end(with: flows[group][lane] + worth, after: day - opened[symbol])
    flows[group][lane] = 0
  }

  private mutating func end(with profit: Double, after sessions: Int) {
    count += 1
    if profit > 0 {
      wins += 1
      gains += profit
    } else {
      losses -= profit
    }
    self.sessions += sessions
  }

  var hitRate: Double { count > 0 ? Double(wins) / Double(count) : .nan }
  var profitFactor: Double { losses > 0 ? gains / losses : .nan }
  var averageWin: Double { wins > 0 ? gains / Double(wins) : .nan }
  var averageLoss: Double { count > wins ? -losses / Double(count - wins) : .nan }
  var averageSessions: Double { count > 0 ? Double(sessions) / Double(count) : .nan }
}
