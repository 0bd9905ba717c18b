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

  /// Notes that some holdings went from so many shares to so many, their flows included.
  ///
  /// - Parameters:
  ///   - prices: of the day, in groups as shares are.
  ///   - rate: costs per traded value.
  mutating func turn(
    _ symbols: some Sequence<Int32>, from before: [SIMD4<Double>], to after: [SIMD4<Double>],
    at prices: Slice<UnsafeBufferPointer<SIMD4<Double>>>, rate: Double, on day: Int
  ) {
    let prices = UnsafeBufferPointer(rebasing: prices)
    for symbol in symbols {
      let (group, lane) = (Int(symbol) / 4, Int(symbol) % 4)
      let (held, target) = (before[group][lane], after[group][lane])
      // What has moved has a price.
      guard held != target, held * target <= 0 else { continue }
      // What the new position has cost is not the old one's.
      let value = target * prices[group][lane]
      let outlay = value + abs(value) * rate
      end(
        held != 0 ? 1 : 0, with: flows[group][lane] + outlay, after: day - opened[Int(symbol)])
      flows[group][lane] = -outlay
      opened[Int(symbol)] = day
    }
  }

  /// Notes that a holding was paid out.
  mutating func settle(_ symbol: Int, for worth: Double, on day: Int) {
    let (group, lane) = (symbol / 4, symbol % 4)
    end(1, with: flows[group][lane] + worth, after: day - opened[symbol])
    flows[group][lane] = 0
  }

  /// Without branches: profits come in no order. Of no trip the profit is 0.
  private mutating func end(_ trips: Int, with profit: Double, after sessions: Int) {
    count += trips
    wins += profit > 0 ? 1 : 0
    gains += max(profit, 0)
    losses += max(-profit, 0)
    self.sessions += trips * sessions
  }

  var hitRate: Double { count > 0 ? Double(wins) / Double(count) : .nan }
  var profitFactor: Double { losses > 0 ? gains / losses : .nan }
  var averageWin: Double { wins > 0 ? gains / Double(wins) : .nan }
  var averageLoss: Double { count > wins ? -losses / Double(count - wins) : .nan }
  var averageSessions: Double { count > 0 ? Double(sessions) / Double(count) : .nan }
}
