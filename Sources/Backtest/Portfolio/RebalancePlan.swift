// What is to be held after each rebalance, in fractions of equity. It knows scores and no money.

import Experiment

/// Who is held after each rebalance of a run, in shares of the long and the short side: row `rebalance`,
/// symbols in groups as in ``Market``. How large the sides are is not in it, so that runs share it.
struct RebalancePlan {
  let groupCount: Int
  let fill: Fill
  /// The session on which each rebalance is traded; ascending.
  private(set) var fillDays: [Int] = []
  /// Above zero is long, below short; each side sums to 1 or has nothing.
  private(set) var shares: [SIMD4<Double>] = []
  private var latestRow: [Double]
  /// The symbols that have another side than at the rebalance before, and where those of each end.
  private var turnedSymbols: [Int32] = []
  private var turnedEnds: [Int] = []

  init(symbolCount: Int, fill: Fill) {
    groupCount = (symbolCount + 3) / 4
    latestRow = Array(repeating: 0, count: 4 * groupCount)
    self.fill = fill
  }

  /// - Parameter row: by symbol, filled up to whole groups.
  mutating func append(fillDay: Int, _ row: [Double]) {
    let before = latestRow
    let (old, new) = (before.span, row.span)
    for symbol in new.indices where old[symbol] != new[symbol] {
      let isTurned =
        (old[symbol] > 0) != (new[symbol] > 0) || (old[symbol] < 0) != (new[symbol] < 0)
      if isTurned { turnedSymbols.append(Int32(symbol)) }
    }
    turnedEnds.append(turnedSymbols.count)
    fillDays.append(fillDay)
    for first in stride(from: 0, to: new.count, by: 4) {
      shares.append(SIMD4(new[first], new[first + 1], new[first + 2], new[first + 3]))
    }
    for symbol in row.indices { latestRow[symbol] = row[symbol] }
  }

  /// The symbols that a rebalance puts on another side, or takes from one.
  func turned(_ number: Int) -> ArraySlice<Int32> {
    turnedSymbols[(number == 0 ? 0 : turnedEnds[number - 1])..<turnedEnds[number]]
  }
}

/// How large the sides are, in fractions of equity.
struct Sizing {
  let long: Double
  let short: Double
  /// A larger weight is cut to it, and the excess stays in cash.
  let cap: Double?
  /// Whether all there is to do is to multiply.
  private let isPlain: Bool

  init(long: Double, short: Double, cap: Double? = nil) {
    (self.long, self.short, self.cap) = (long, short, cap)
    isPlain = long == short && cap == nil
  }

  /// multifactor_long_short: long gross/2 + net/2, short gross/2 - net/2; the others: gross long.
  init(_ configuration: BacktestConfiguration) {
    let exposure = configuration.exposure
    let isTwoSided = configuration.strategy == .multifactorLongShort
    // A side that holds nothing has no size to be other.
    self.init(
      long: isTwoSided ? exposure.gross / 2 + exposure.net / 2 : exposure.gross,
      short: isTwoSided ? exposure.gross / 2 - exposure.net / 2 : exposure.gross,
      cap: exposure.maxWeight)
  }

  func weights(of shares: SIMD4<Double>) -> SIMD4<Double> {
    if isPlain { return shares * long }
    let weights = (shares * long).replacing(with: shares * short, where: shares .< 0)
    guard let cap else { return weights }
    return weights.clamped(lowerBound: SIMD4(repeating: -cap), upperBound: SIMD4(repeating: cap))
  }
}

/// Decides on each decision day, from the scores of that day and nothing later.
///
/// - multifactor_long_short: the highest floor(top n) of the n ranked symbols are long, the lowest
///   floor(bottom n) short; within a side as `weighting` says; where a side that was asked for has too few
///   symbols nothing is held; a side that was not asked for (quantile 0) stays in cash;
/// - trend_baseline: the symbols in an upward trend are long, equally;
/// - equal_weight, buy_and_hold: all symbols with a price are long, equally.
///
/// A day on which no symbol is ranked is no rebalance. A fill behind the end of the window is not made.
func rebalancePlan(
  _ table: ScoreTable, decisions: [Int], window: Range<Int>,
  _ configuration: BacktestConfiguration,
  volatility: (_ symbol: Int, _ day: Int) -> Double = { _, _ in .nan }
) -> RebalancePlan {
  let fill = configuration.rebalancing.fill
  let delay = fill == .close ? 0 : 1
  var plan = RebalancePlan(symbolCount: table.symbolCount, fill: fill)
  var sides = RankedSides()
  var row = [Double](repeating: 0, count: 4 * plan.groupCount)
  for day in decisions where day + delay < window.upperBound {
    for symbol in row.indices { row[symbol] = 0 }
    let isDecided =
      configuration.strategy == .multifactorLongShort
      ? longShort(table, day, configuration.exposure, &sides, &row, volatility)
      : longOnly(table, day, &row)
    guard isDecided else { continue }
    plan.append(fillDay: day + delay, row)
    if configuration.strategy == .buyAndHold { break }
  }
  return plan
}

private func longShort(
  _ table: ScoreTable, _ day: Int, _ exposure: BacktestConfiguration.Exposure,
  _ sides: inout RankedSides, _ row: inout [Double],
  _ volatility: (_ symbol: Int, _ day: Int) -> Double
) -> Bool {
  table.rank(on: day, bottom: exposure.bottomQuantile, top: exposure.topQuantile, into: &sides)
  guard sides.ranked > 0 else { return false }
  // A side that was asked for and has too few symbols would leave the other one alone, and a net
  // exposure that nobody wanted.
  let lacksLong = sides.highest.isEmpty && exposure.topQuantile > 0
  let lacksShort = sides.lowest.isEmpty && exposure.bottomQuantile > 0
  if lacksLong || lacksShort { return true }
  for (side, sign) in [(sides.highest, 1.0), (sides.lowest, -1)] where !side.isEmpty {
    guard exposure.weighting != .equal else {
      let share = sign / Double(side.count)
      for symbol in side { row[symbol] = share }
      continue
    }
    let scores = table.scores(on: day)
    let shares = sideShares(of: side, exposure.weighting, sign: sign, scores: scores) {
      volatility($0, day)
    }
    for (symbol, share) in zip(side, shares) { row[symbol] = sign * share }
  }
  return true
}

/// A score above zero is a long position, zero is none.
private func longOnly(_ table: ScoreTable, _ day: Int, _ row: inout [Double]) -> Bool {
  let scores = table.scores(on: day)
  guard scores.contains(where: { !$0.isNaN }) else { return false }
  let longs = scores.count { $0 > 0 }
  for symbol in scores.indices where scores[symbol] > 0 {
    row[symbol] = 1 / Double(longs)
  }
  return true
}
