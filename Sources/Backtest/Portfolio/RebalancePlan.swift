// What is to be held after each rebalance, in fractions of equity. It knows scores and no money.

import Experiment

/// The target weights of a run's rebalances: row `rebalance`, symbols in groups as in ``Market``.
struct RebalancePlan {
  let groupCount: Int
  let fill: Fill
  /// The session on which each rebalance is traded; ascending.
  private(set) var fillDays: [Int] = []
  private(set) var weights: [SIMD4<Double>] = []

  init(symbolCount: Int, fill: Fill) {
    groupCount = (symbolCount + 3) / 4
    self.fill = fill
  }

  /// - Parameter targets: by symbol.
  mutating func append(fillDay: Int, _ targets: [Double]) {
    fillDays.append(fillDay)
    let whole = targets.count / 4 * 4
    for first in stride(from: 0, to: whole, by: 4) {
      weights.append(
        SIMD4(targets[first], targets[first + 1], targets[first + 2], targets[first + 3]))
    }
    guard whole < targets.count else { return }
    var rest = SIMD4<Double>.zero
    for symbol in whole..<targets.count { rest[symbol - whole] = targets[symbol] }
    weights.append(rest)
  }
}

/// Decides on each decision day, from the scores of that day and nothing later.
///
/// - multifactor_long_short: the highest floor(top n) of the n ranked symbols are long, together
///   gross/2 + net/2; the lowest floor(bottom n) are short, together gross/2 - net/2; within a side as
///   `weighting` says; where a side that was asked for has too few symbols nothing is held; a side that was
///   not asked for (quantile 0) stays in cash;
/// - trend_baseline: the symbols in an upward trend are long, gross / their number each;
/// - equal_weight, buy_and_hold: all symbols with a price are long, gross / their number each.
///
/// A weight beyond `maxWeight` is cut to it, and the excess stays in cash. A day on which no symbol
/// is ranked is no rebalance. A fill behind the end of the window is not made.
func rebalancePlan(
  _ table: ScoreTable, decisions: [Int], window: Range<Int>,
  _ configuration: BacktestConfiguration,
  volatility: (_ symbol: Int, _ day: Int) -> Double = { _, _ in .nan }
) -> RebalancePlan {
  let fill = configuration.rebalancing.fill
  let delay = fill == .close ? 0 : 1
  var plan = RebalancePlan(symbolCount: table.symbolCount, fill: fill)
  var sides = RankedSides()
  var targets = [Double](repeating: 0, count: table.symbolCount)
  for day in decisions where day + delay < window.upperBound {
    for symbol in targets.indices { targets[symbol] = 0 }
    let isDecided =
      configuration.strategy == .multifactorLongShort
      ? longShort(table, day, configuration.exposure, &sides, &targets, volatility)
      : longOnly(table, day, configuration.exposure, &targets)
    guard isDecided else { continue }
    if let cap = configuration.exposure.maxWeight {
      for symbol in targets.indices { targets[symbol] = min(max(targets[symbol], -cap), cap) }
    }
    plan.append(fillDay: day + delay, targets)
    if configuration.strategy == .buyAndHold { break }
  }
  return plan
}

private func longShort(
  _ table: ScoreTable, _ day: Int, _ exposure: BacktestConfiguration.Exposure,
  _ sides: inout RankedSides, _ targets: inout [Double],
  _ volatility: (_ symbol: Int, _ day: Int) -> Double
) -> Bool {
  table.rank(on: day, bottom: exposure.bottomQuantile, top: exposure.topQuantile, into: &sides)
  guard sides.ranked > 0 else { return false }
  // A side that was asked for and has too few symbols would leave the other one alone, and a net
  // exposure that nobody wanted.
  let lacksLong = sides.highest.isEmpty && exposure.topQuantile > 0
  let lacksShort = sides.lowest.isEmpty && exposure.bottomQuantile > 0
  if lacksLong || lacksShort { return true }
  let long = exposure.gross / 2 + exposure.net / 2
  let short = exposure.gross / 2 - exposure.net / 2
  guard exposure.weighting != .equal else {
    for symbol in sides.highest { targets[symbol] = long / Double(sides.highest.count) }
    for symbol in sides.lowest { targets[symbol] = -short / Double(sides.lowest.count) }
    return true
  }
  let scores = table.scores(on: day)
  for (side, size, sign) in [(sides.highest, long, 1.0), (sides.lowest, short, -1)]
  where !side.isEmpty {
    let shares = sideShares(of: side, exposure.weighting, sign: sign, scores: scores) {
      volatility($0, day)
    }
    for (symbol, share) in zip(side, shares) { targets[symbol] = sign * size * share }
  }
  return true
}

/// A score above zero is a long position, zero is none.
private func longOnly(
  _ table: ScoreTable, _ day: Int, _ exposure: BacktestConfiguration.Exposure,
  _ targets: inout [Double]
) -> Bool {
  let scores = table.scores(on: day)
  guard scores.contains(where: { !$0.isNaN }) else { return false }
  let longs = scores.count { $0 > 0 }
  for symbol in scores.indices where scores[symbol] > 0 {
    targets[symbol] = exposure.gross / Double(longs)
  }
  return true
}
