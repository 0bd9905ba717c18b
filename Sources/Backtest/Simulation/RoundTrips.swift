// What positions have brought from their opening to their end. It knows prices and shares, no strategy.

/// The round trips of a run: a position in a symbol from nothing, or from the other side, to nothing or
/// to the other side. What is still open at the end of the run is none.
struct RoundTrips {
  private struct Position {
    /// Money out (below zero) and in since it was opened, costs of trading included.
    var flow = 0.0
    var opened = 0
  }

  private var positions: [Position]
  private(set) var count = 0
  private(set) var wins = 0
  /// Sums in currency; losses are above zero.
  private(set) var gains = 0.0
  private(set) var losses = 0.0
  private(set) var sessions = 0

  init(symbols: Int) { positions = Array(repeating: Position(), count: symbols) }

  /// Notes that a holding went from so many shares to so many; `rate`: costs per traded value.
  mutating func change(
    _ symbol: Int, from held: Double, to target: Double, at price: Double, rate: Double, on day: Int
  ) {
    func outlay(_ shares: Double) -> Double { shares * price + abs(shares * price) * rate }
    if held != 0, held * target > 0 {
      positions[symbol].flow -= outlay(target - held)
      return
    }
    if held != 0 {
      let profit = positions[symbol].flow - outlay(-held)
      count += 1
      if profit > 0 {
        wins += 1
        gains += profit
      } else {
        losses -= profit
      }
      sessions += day - positions[symbol].opened
    }
    if target != 0 { positions[symbol] = Position(flow: -outlay(target), opened: day) }
  }

  var hitRate: Double { count > 0 ? Double(wins) / Double(count) : .nan }
  var profitFactor: Double { losses > 0 ? gains / losses : .nan }
  var averageWin: Double { wins > 0 ? gains / Double(wins) : .nan }
  var averageLoss: Double { count > wins ? -losses / Double(count - wins) : .nan }
  var averageSessions: Double { count > 0 ? Double(sessions) / Double(count) : .nan }
}
