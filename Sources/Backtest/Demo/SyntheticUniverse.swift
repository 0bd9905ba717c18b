// Made-up daily prices with a known truth, for demonstrations without data or network.
// Made of + - * / only: the same bytes on every machine.

public import Experiment

/// Prices of made-up symbols on the business days of a period, as a long CSV file.
///
/// The truth: each symbol has a drift of its own, which wanders slowly (its memory fades with a
/// half-life of about 350 sessions and is spread by about 18% a year). So momentum_12m_excl_1m
/// finds what will go on, while the daily noise, and with it reversal_1d, tells nothing. On top
/// are a market that moves all symbols and noise that each has alone. No gaps, no delistings, no
/// splits.
///
/// - Parameters:
///   - symbols: how many, named `S01`, `S02`, ...
///   - days: Mondays to Fridays within it.
public func syntheticUniverse(
  seed: UInt64 = 42, symbols count: Int = 40, days period: Period
) -> [UInt8] {
  var random = SplitMix64(seed: seed)
  var market = SyntheticMarket(count, &random)
  let width = max(2, String(count).utf8.count)
  let names = (1...max(count, 1)).map { number in
    let digits = String(number)
    return Array("S\(String(repeating: "0", count: width - digits.utf8.count))\(digits)".utf8)
  }
  var text = Array("timestamp,symbol,open,high,low,close,volume\n".utf8)
  for number in period.start.number...period.end.number {
    let day = Day(number: number)
    guard day.weekday < 5 else { continue }
    let date = Array(day.description.utf8)
    market.advance(&random)
    for symbol in 0..<count {
      let bar = market.bar(of: symbol, &random)
      text += date
      text.append(UInt8(ascii: ","))
      text += names[symbol]
      for price in [bar.open, bar.high, bar.low, bar.close] { appendPrice(price, to: &text) }
      text += ",\(bar.volume)\n".utf8
    }
  }
  return text
}

private struct SyntheticMarket {
  private struct Symbol {
    var price: Double
    /// Per day.
    var drift: Double
    let beta: Double
    let noise: Double
    let volume: Double
    var previous: Double
  }

  private var symbols: [Symbol] = []
  private static let fading = 0.998
  private static let spread = 0.0007

  init(_ count: Int, _ random: inout SplitMix64) {
    for _ in 0..<count {
      let price = 15 + 185 * random.unit()
      symbols.append(
        Symbol(
          price: price, drift: SyntheticMarket.spread * random.normal(),
          beta: 0.7 + 0.6 * random.unit(), noise: 0.009 + 0.008 * random.unit(),
          volume: 2e5 + 2e6 * random.unit(), previous: price))
    }
  }

  /// A day on: the drifts wander, the market moves, each symbol adds its own noise.
  mutating func advance(_ random: inout SplitMix64) {
    let market = 0.0003 + 0.008 * random.normal()
    // Keeps the spread of the drifts as it is: sqrt(1 - fading^2).
    let step = SyntheticMarket.spread * 0.0632
    for index in symbols.indices {
      var symbol = symbols[index]
      symbol.drift = SyntheticMarket.fading * symbol.drift + step * random.normal()
      symbol.previous = symbol.price
      let move = symbol.drift + symbol.beta * market + symbol.noise * random.normal()
      symbol.price *= 1 + max(move, -0.5)
      symbol.price = max(symbol.price, 0.01)
      symbols[index] = symbol
    }
  }

  func bar(
    of index: Int, _ random: inout SplitMix64
  ) -> (open: Double, high: Double, low: Double, close: Double, volume: Int) {
    let symbol = symbols[index]
    let open = symbol.previous * (1 + 0.2 * symbol.noise * random.normal())
    let close = symbol.price
    let high = max(open, close) * (1 + 0.5 * symbol.noise * random.unit())
    let low = min(open, close) * (1 - 0.5 * symbol.noise * random.unit())
    return (open, high, low, close, Int(symbol.volume * (0.5 + random.unit())))
  }
}

/// Appends a comma and a price with four decimals.
private func appendPrice(_ price: Double, to text: inout [UInt8]) {
  let units = max(1, Int((price * 10_000).rounded()))
  let decimals = String(units % 10_000)
  text += ",\(units / 10_000).".utf8
  for _ in decimals.utf8.count..<4 { text.append(UInt8(ascii: "0")) }
  text += decimals.utf8
}

extension SplitMix64 {
  /// Nearly normal, mean 0, deviation 1, within 6: the sum of twelve uniform numbers minus 6.
  fileprivate mutating func normal() -> Double {
    var sum = 0.0
    for _ in 0..<12 { sum += unit() }
    return sum - 6
  }
}
