// What is to be held after each rebalance, in fractions of equity. It knows scores and no money.

import Experiment

/// Who is held after each rebalance of a run, in shares of the long and the short side: row `rebalance`,
/// symbols in groups as in ``Market``. How large the sides are is not in it, so that runs share it.
struct RebalancePlan {
  let groupCount: Int
  let fill: Fill
  /// The session on which each rebalance is traded; ascending.
  private(set) var fillDays: [Int] = []
  /// Whether anybody is held after any of them.
  private(set) var hasHoldings = false
  /// Above zero is long, below short; each side sums to 1 or has nothing.
  private(set) var shares: [SIMD4<Double>] = []
  /// The side of each symbol after the latest rebalance, and before it: 1, -1 or 0.
  private var sides: [Int8]
  private var sidesBefore: [Int8]
  /// Room for the symbols that turn.
  private var turnedNow: [Int32]
  /// The symbols that have another side than at the rebalance before, and where those of each end.
  private var turnedSymbols: [Int32] = []
  private var turnedEnds: [Int] = []

  init(symbolCount: Int, fill: Fill) {
    groupCount = (symbolCount + 3) / 4
    sides = Array(repeating: 0, count: symbolCount)
    turnedNow = Array(repeating: 0, count: symbolCount)
    sidesBefore = sides
    self.fill = fill
  }

  /// - Parameter holdings: each symbol once; shares of 0 are none.
  mutating func append(fillDay: Int, _ holdings: [Holding]) {
    fillDays.append(fillDay)
    if !holdings.isEmpty { hasHoldings = true }
    let start = 4 * shares.count
    shares += repeatElement(.zero, count: groupCount)
    swap(&sides, &sidesBefore)
    for symbol in sides.indices { sides[symbol] = 0 }
    shares.withUnsafeMutableBytes { bytes in
      let row = UnsafeMutableRawBufferPointer(rebasing: bytes[(8 * start)...])
        .bindMemory(to: Double.self)
      sides.withUnsafeMutableBufferPointer { sides in
        for holding in holdings {
          let symbol = Int(holding.symbol)
          precondition(symbol >= 0 && symbol < sides.count)
          row[symbol] = holding.share
          sides[symbol] = (holding.share > 0 ? 1 : 0) - (holding.share < 0 ? 1 : 0)
        }
      }
    }
    noteTurned()
  }

  /// In the order of the symbols, without branches: who turns is anybody's guess.
  private mutating func noteTurned() {
    var count = 0
    turnedNow.withUnsafeMutableBufferPointer { turned in
      for symbol in sides.indices {
        turned[count] = Int32(truncatingIfNeeded: symbol)
        count += sides[symbol] != sidesBefore[symbol] ? 1 : 0
      }
    }
    turnedSymbols += turnedNow[..<count]
    turnedEnds.append(turnedSymbols.count)
  }

  /// The symbols that a rebalance puts on another side, or takes from one.
  func turned(_ number: Int) -> ArraySlice<Int32> {
    turnedSymbols[(number == 0 ? 0 : turnedEnds[number - 1])..<turnedEnds[number]]
  }
}

/// A symbol that is to be held, with its share of its side; below zero it is short.
struct Holding {
  let symbol: Int32
  let share: Double
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
  var holdings: [Holding] = []
  for day in decisions where day + delay < window.upperBound {
    holdings.removeAll(keepingCapacity: true)
    let isDecided =
      configuration.strategy == .multifactorLongShort
      ? longShort(table, day, configuration.exposure, &sides, &holdings, volatility)
      : longOnly(table, day, &holdings)
    guard isDecided else { continue }
    plan.append(fillDay: day + delay, holdings)
    if configuration.strategy == .buyAndHold { break }
  }
  return plan
}

private func longShort(
  _ table: ScoreTable, _ day: Int, _ exposure: BacktestConfiguration.Exposure,
  _ sides: inout RankedSides, _ holdings: inout [Holding],
  _ volatility: (_ symbol: Int, _ day: Int) -> Double
) -> Bool {
  // Shares that are sums must not depend on what else was ranked before.
  table.rank(
    on: day, bottom: exposure.bottomQuantile, top: exposure.topQuantile,
    inOrder: exposure.weighting != .equal, into: &sides)
  guard sides.ranked > 0 else { return false }
  // A side that was asked for and has too few symbols would leave the other one alone, and a net
  // exposure that nobody wanted.
  let lacksLong = sides.highest.isEmpty && exposure.topQuantile > 0
  let lacksShort = sides.lowest.isEmpty && exposure.bottomQuantile > 0
  if lacksLong || lacksShort { return true }
  func hold(_ side: ArraySlice<Int32>, sign: Double) {
    guard exposure.weighting != .equal else {
      let share = sign / Double(side.count)
      for symbol in side { holdings.append(Holding(symbol: symbol, share: share)) }
      return
    }
    let scores = Array(table.scores(on: day))
    let symbols = side.map { Int($0) }
    let shares = sideShares(of: symbols, exposure.weighting, sign: sign, scores: scores) {
      volatility($0, day)
    }
    for (symbol, share) in zip(side, shares) {
      holdings.append(Holding(symbol: symbol, share: sign * share))
    }
  }
  if !sides.highest.isEmpty { hold(sides.highest, sign: 1) }
  if !sides.lowest.isEmpty { hold(sides.lowest, sign: -1) }
  return true
}

/// A score above zero is a long position, zero is none.
private func longOnly(_ table: ScoreTable, _ day: Int, _ holdings: inout [Holding]) -> Bool {
  let scores = table.scores(on: day)
  guard scores.contains(where: { !$0.isNaN }) else { return false }
  let share = 1 / Double(scores.count { $0 > 0 })
  for (symbol, score) in scores.enumerated() where score > 0 {
    holdings.append(Holding(symbol: Int32(symbol), share: share))
  }
  return true
}
