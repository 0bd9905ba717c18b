// Carries cash and shares through the days of a run. It knows prices and targets, and no factor.

import Experiment

/// Share-count accounting with fractional shares.
///
/// At a rebalance equity V is cash + sum(shares x fill price), before costs. A symbol's target is
/// w V / price shares; the difference is traded at the fill price, and the costs, in basis points
/// of the traded value, are paid from cash. Between rebalances share counts stay. Equity at a close
/// is cash + sum(shares x last known close). Gains are reinvested: V is what targets refer to.
///
/// A symbol without a fill price on the day is not traded; it counts in V at its last known close.
/// Differences below 1e-12 of equity are rounding dust and are not traded. A holding that had no price
/// in the last ``sessionsUntilSettled`` sessions is settled at the next rebalance: cash for it at its last
/// known close, without costs. Each session cash earns its rate, debts in cash pay it, and short
/// positions pay for the loan, on the values of the close before. Where V is not above
/// zero nothing is traded, and a close at or below zero ends the run (see ``Outcome/ruin``).
struct Simulation {
  private let market: Market
  private let account: BacktestConfiguration.Account
  private let sizing: Sizing
  private let keepsDetail: Bool
  /// At which is traded. The market owns them.
  private var prices: UnsafeBufferPointer<SIMD4<Double>>

  private var cash: Double
  /// In groups of four symbols, as the market's prices are.
  private var shares: [SIMD4<Double>]
  /// Before the latest rebalance.
  private var sharesBefore: [SIMD4<Double>]

  private(set) var equity: [Double]
  private(set) var trades: [Trade] = []
  private(set) var positions: [Position] = []
  private(set) var totals = TradeTotals()
  private(set) var trips: RoundTrips
  /// What trading costs, per traded value.
  private let costRate: Double
  /// The session up to which cash and loans have been paid for.
  private var paidUpTo = 0
  /// Position in the window of the session on which equity was gone.
  private(set) var ruin: Int?

  init(
    _ market: Market, _ account: BacktestConfiguration.Account, _ sizing: Sizing, keepsDetail: Bool
  ) {
    self.market = market
    self.sizing = sizing
    self.account = account
    self.keepsDetail = keepsDetail
    cash = account.startCapital
    shares = Array(repeating: .zero, count: market.groupCount)
    sharesBefore = shares
    equity = []
    prices = market.close.elements
    trips = RoundTrips(groups: market.groupCount)
    costRate = (account.commissionBps + account.spreadBps + account.impactBps) / 10_000
  }

  static let sessionsUntilSettled = 21

  /// Runs all sessions of a window.
  mutating func run(_ plan: RebalancePlan, window: Range<Int>) {
    equity = Array(repeating: 0, count: window.count)
    if plan.fill == .nextOpen, let open = market.open { prices = open.elements }
    var day = window.lowerBound
    paidUpTo = day
    for (number, fillDay) in plan.fillDays.enumerated() {
      value(day..<fillDay, from: window.lowerBound)
      if ruin != nil { return }
      rebalance(on: fillDay, plan, number, first: window.lowerBound)
      day = plan.fill == .nextOpen ? fillDay : fillDay + 1
      if ruin != nil { return }
    }
    value(day..<window.upperBound, from: window.lowerBound)
  }

  /// Marks the holdings to each day's last known closes.
  private mutating func value(_ days: Range<Int>, from first: Int) {
    if account.borrowBps != 0 || account.cashRate != 0 {
      for day in days where ruin == nil {
        pay(upTo: day)
        mark(day..<day + 1, from: first)
      }
    } else {
      mark(days, from: first)
    }
  }

  private mutating func mark(_ days: Range<Int>, from start: Int) {
    let (valuation, held, cash) = (market.valuation.elements, shares, cash)
    var gone: Int?
    var result = equity.mutableSpan
    var day = days.lowerBound
    while day < days.upperBound {
      // Two days at a time: what is held is read once for both.
      let next = min(day + 1, days.upperBound - 1)
      let values = holdings(
        held.span, valuation.span, row: day * held.count, next * held.count)
      let (first, second) = (cash + values.0, cash + values.1)
      guard first > 0, second > 0 else {
        if first > 0 { result[day - start] = first }
        gone = (first > 0 ? next : day) - start
        break
      }
      result[day - start] = first
      result[next - start] = second
      day += 2
    }
    ruin = gone
  }

  /// Interest and loans of the session that ends with a day, on the values of the close before.
  private mutating func pay(upTo day: Int) {
    guard day > paidUpTo, account.borrowBps != 0 || account.cashRate != 0 else { return }
    paidUpTo = day
    let row = (day - 1) * shares.count
    var lent = SIMD4<Double>.zero
    for group in shares.indices {
      let value = shares[group] * market.valuation[row + group]
      lent -= value.replacing(with: 0, where: value .> SIMD4(repeating: 0))
    }
    let interest = cash * account.cashRate / sessionsPerYear
    let borrowing = horizontalSum(lent) * (account.borrowBps / 10_000) / sessionsPerYear
    cash += interest - borrowing
    totals.interest += interest
    totals.borrowing += borrowing
  }

  private mutating func rebalance(
    on day: Int, _ plan: RebalancePlan, _ number: Int, first: Int
  ) {
    let atOpen = plan.fill == .nextOpen
    let lastDay = atOpen ? day - 1 : day
    pay(upTo: day)
    if market.hasGaps { settleVanished(on: day, lastDay) }
    let total = atOpen ? openingValue(day) : closingValue(day)
    var costs = 0.0
    if total > 0 {
      costs = trade(on: day, total, plan, number)
      if keepsDetail { recordPositions(day, lastDay, total) }
    }
    guard !atOpen else { return }
    if total - costs > 0 {
      equity[day - first] = total - costs
    } else {
      ruin = day - first
    }
  }

  /// Cash for what has had no price for long.
  private mutating func settleVanished(on day: Int, _ lastDay: Int) {
    for symbol in 0..<market.symbolCount {
      let (group, lane) = (symbol / 4, symbol % 4)
      let quantity = shares[group][lane]
      guard quantity != 0, prices[day * shares.count + group][lane].isNaN,
        market.isUnobserved(symbol, upTo: lastDay, sessions: Simulation.sessionsUntilSettled)
      else { continue }
      let price = market.lastClose(symbol, on: lastDay)
      trips.settle(symbol, for: quantity * price, on: day)
      cash += quantity * price
      shares[group][lane] = 0
      totals.trades += 1
      totals.settled += 1
      guard keepsDetail else { continue }
      trades.append(
        Trade(
          day: market.panel.days[day], symbol: symbol, side: quantity > 0 ? .sell : .buy,
          quantity: abs(quantity), price: price, notional: abs(quantity) * price, commission: 0,
          spread: 0, impact: 0, isSettlement: true))
    }
  }

  private func closingValue(_ day: Int) -> Double {
    let valuation = market.valuation.elements
    let row = day * shares.count
    return cash + holdings(shares.span, valuation.span, row: row, row).0
  }

  private func openingValue(_ day: Int) -> Double {
    var value = SIMD4<Double>.zero
    let row = day * shares.count
    for group in shares.indices {
      let open = prices[row + group]
      // Only NaN differs from itself; on the first day nothing is held.
      let known = day == 0 ? .zero : market.valuation[row - shares.count + group]
      value += shares[group] * open.replacing(with: known, where: open .!= open)
    }
    return cash + horizontalSum(value)
  }

  /// Trades to the targets; returns the costs.
  private mutating func trade(
    on day: Int, _ total: Double, _ plan: RebalancePlan, _ number: Int
  ) -> Double {
    swap(&shares, &sharesBefore)
    let sums = move(
      from: day * shares.count, to: plan.shares, from: number * shares.count, total)
    noteTrips(on: day, plan, number)
    if keepsDetail { recordFills(day) }
    let costs =
      fee(sums.traded, account.commissionBps) + fee(sums.traded, account.spreadBps)
      + fee(sums.traded, account.impactBps)
    cash -= sums.net
    cash -= costs
    totals.trades += sums.fills
    totals.costs += costs
    totals.turnover += sums.traded / total
    return costs
  }

  /// Sets the shares to the targets, where there is a price; the values bought less sold, bought and sold,
  /// and how many fills.
  private mutating func move(
    from row: Int, to targets: [SIMD4<Double>], from targetRow: Int, _ total: Double
  ) -> (net: Double, traded: Double, fills: Int) {
    let dust = SIMD4<Double>(repeating: 1e-12 * total)
    var net = SIMD4<Double>.zero
    var traded = SIMD4<Double>.zero
    var fills = SIMD4<Int64>.zero
    let (sizing, costRate, before, prices) = (sizing, costRate, sharesBefore, prices)
    shares.withUnsafeMutableBufferPointer { shares in
      trips.flows.withUnsafeMutableBufferPointer { flows in
        for group in shares.indices {
          let price = prices[row + group]
          let held = before[group]
          let target = sizing.weights(of: targets[targetRow + group]) * total / price
          let value = (target - held) * price
          let size = value.magnitudes
          // False where there is no price, for NaN is above nothing.
          let isTraded = size .> dust
          shares[group] = held.replacing(with: target, where: isTraded)
          let paid = value.masked(by: isTraded)
          let moved = size.masked(by: isTraded)
          net += paid
          traded += moved
          // A true mask is -1.
          fills &-= unsafeBitCast(isTraded, to: SIMD4<Int64>.self)
          flows[group] -= paid + moved * costRate
        }
      }
    }
    return (horizontalSum(net), horizontalSum(traded), Int(fills.wrappedSum()))
  }

  /// Without gaps only those can have turned that the plan turns.
  private mutating func noteTrips(
    on day: Int, _ plan: RebalancePlan, _ number: Int
  ) {
    let today = prices[day * shares.count..<(day + 1) * shares.count]
    if market.hasGaps {
      trips.turn(
        0..<Int32(market.symbolCount), from: sharesBefore, to: shares, at: today, rate: costRate,
        on: day)
    } else {
      trips.turn(
        plan.turned(number), from: sharesBefore, to: shares, at: today, rate: costRate, on: day)
    }
  }

  private func fee(_ value: Double, _ basisPoints: Double) -> Double {
    value * (basisPoints / 10_000)
  }

  private mutating func recordFills(_ day: Int) {
    for symbol in 0..<market.symbolCount {
      let (group, lane) = (symbol / 4, symbol % 4)
      let quantity = shares[group][lane] - sharesBefore[group][lane]
      guard quantity != 0 else { continue }
      let price = prices[day * shares.count + group][lane]
      let notional = abs(quantity) * price
      trades.append(
        Trade(
          day: market.panel.days[day], symbol: symbol, side: quantity > 0 ? .buy : .sell,
          quantity: abs(quantity), price: price, notional: notional,
          commission: fee(notional, account.commissionBps),
          spread: fee(notional, account.spreadBps), impact: fee(notional, account.impactBps)))
    }
  }

  /// See ``Outcome/profits``; nil where trades are not kept.
  func profits(at day: Int) -> [Double]? {
    guard keepsDetail else { return nil }
    var profits = (0..<market.symbolCount).map { symbol in
      shares[symbol / 4][symbol % 4] * market.lastClose(symbol, on: day)
    }
    for trade in trades {
      profits[trade.symbol] += (trade.side == .sell ? trade.notional : -trade.notional) - trade.cost
    }
    return profits
  }

  private mutating func recordPositions(
    _ index: Int, _ lastDay: Int, _ total: Double
  ) {
    let day = market.panel.days[index]
    for symbol in 0..<market.symbolCount where shares[symbol / 4][symbol % 4] != 0 {
      let quantity = shares[symbol / 4][symbol % 4]
      let fillPrice = prices[index * shares.count + symbol / 4][symbol % 4]
      let price = fillPrice.isNaN ? market.lastClose(symbol, on: lastDay) : fillPrice
      let weight = quantity * price / total
      positions.append(
        Position(day: day, symbol: symbol, quantity: quantity, price: price, weight: weight))
    }
  }
}

/// The sums over all rebalances of a run.
struct TradeTotals: Hashable {
  var trades = 0
  var costs = 0.0
  /// Sum of traded value / equity at each rebalance, both sides counted.
  var turnover = 0.0
  /// Earned by cash, and paid for borrowed shares.
  var interest = 0.0
  var borrowing = 0.0
  /// Holdings that were settled because their prices had ended.
  var settled = 0
}

/// sum(shares x price) of two days, each in two times four partial sums.
private func holdings(
  _ held: Span<SIMD4<Double>>, _ prices: Span<SIMD4<Double>>, row a: Int, _ b: Int
) -> (Double, Double) {
  var (evenA, oddA) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
  var (evenB, oddB) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
  var group = 0
  while group + 1 < held.count {
    let (first, second) = (held[group], held[group + 1])
    evenA += first * prices[a + group]
    evenB += first * prices[b + group]
    oddA += second * prices[a + group + 1]
    oddB += second * prices[b + group + 1]
    group += 2
  }
  if group < held.count {
    evenA += held[group] * prices[a + group]
    evenB += held[group] * prices[b + group]
  }
  return (horizontalSum(evenA + oddA), horizontalSum(evenB + oddB))
}

extension SIMD4<Double> {
  /// Without their signs.
  fileprivate var magnitudes: SIMD4 {
    unsafeBitCast(
      unsafeBitCast(self, to: SIMD4<Int64>.self) & SIMD4<Int64>(repeating: .max), to: SIMD4.self)
  }

  /// 0 where the mask is false.
  fileprivate func masked(by mask: SIMDMask<SIMD4<Int64>>) -> SIMD4 {
    unsafeBitCast(
      unsafeBitCast(self, to: SIMD4<Int64>.self) & unsafeBitCast(mask, to: SIMD4<Int64>.self),
      to: SIMD4.self)
  }
}

private func horizontalSum(_ four: SIMD4<Double>) -> Double {
  (four[0] + four[1]) + (four[2] + four[3])
}
