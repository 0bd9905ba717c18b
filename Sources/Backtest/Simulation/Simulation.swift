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
/// Differences below 1e-12 of equity are rounding dust and are not traded. Where V is not above
/// zero nothing is traded, and a close at or below zero ends the run (see ``Outcome/ruin``).
struct Simulation {
  private let market: Market
  private let account: BacktestConfiguration.Account
  private let keepsDetail: Bool

  private var cash: Double
  private var shares: [Double]
  /// The same, four at a time, as the daily valuation wants them.
  private var grouped: [SIMD4<Double>]

  private(set) var equity: [Double]
  private(set) var trades: [Trade] = []
  private(set) var positions: [Position] = []
  private(set) var exposures: [ExposurePoint] = []
  private(set) var totals = TradeTotals()
  /// Position in the window of the session on which equity was gone.
  private(set) var ruin: Int?

  init(_ market: Market, _ account: BacktestConfiguration.Account, keepsDetail: Bool) {
    self.market = market
    self.account = account
    self.keepsDetail = keepsDetail
    cash = account.startCapital
    shares = Array(repeating: 0, count: market.symbolCount)
    grouped = Array(repeating: .zero, count: market.groupCount)
    equity = []
  }

  /// Runs all sessions of a window.
  mutating func run(_ plan: RebalancePlan, window: Range<Int>) {
    equity = Array(repeating: 0, count: window.count)
    var day = window.lowerBound
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
    let (valuation, held, cash) = (market.valuation, grouped, cash)
    var gone: Int?
    var result = equity.mutableSpan
    for day in days where gone == nil {
      let total = cash + holdings(held.span, valuation.span, row: day * held.count)
      if total > 0 { result[day - first] = total } else { gone = day - first }
    }
    ruin = gone
  }

  private mutating func rebalance(
    on day: Int, _ plan: RebalancePlan, _ number: Int, first: Int
  ) {
    let atOpen = plan.fill == .nextOpen
    let prices = (atOpen ? market.open : market.close) ?? []
    let lastDay = atOpen ? day - 1 : day
    let total = atOpen ? openingValue(prices, day) : closingValue(day)
    var costs = 0.0
    if total > 0 {
      costs = trade(on: day, prices, total, plan, number)
      if keepsDetail { record(day, prices, lastDay, total) }
    }
    guard !atOpen else { return }
    if total - costs > 0 {
      equity[day - first] = total - costs
    } else {
      ruin = day - first
    }
  }

  private func closingValue(_ day: Int) -> Double {
    let valuation = market.valuation
    return cash + holdings(grouped.span, valuation.span, row: day * grouped.count)
  }

  private func openingValue(_ prices: [Double], _ day: Int) -> Double {
    var total = cash
    let offset = day * shares.count
    for symbol in shares.indices where shares[symbol] != 0 {
      let price = prices[offset + symbol]
      total += shares[symbol] * (price.isNaN ? market.lastClose(symbol, on: day - 1) : price)
    }
    return total
  }

  /// Trades to the targets; returns the costs.
  private mutating func trade(
    on day: Int, _ prices: [Double], _ total: Double, _ plan: RebalancePlan, _ number: Int
  ) -> Double {
    let count = shares.count
    let dust = 1e-12 * total
    var net = 0.0
    var traded = 0.0
    for symbol in 0..<count {
      let price = prices[day * count + symbol]
      if price.isNaN { continue }
      let target = plan.weights[number * count + symbol] * total / price
      let quantity = target - shares[symbol]
      let value = quantity * price
      guard abs(value) > dust else { continue }
      shares[symbol] = target
      grouped[symbol / 4][symbol % 4] = target
      net += value
      traded += abs(value)
      totals.trades += 1
      if keepsDetail { trades.append(fill(day, symbol, quantity, price)) }
    }
    let costs =
      fee(traded, account.commissionBps) + fee(traded, account.spreadBps)
      + fee(traded, account.impactBps)
    cash -= net
    cash -= costs
    totals.costs += costs
    totals.turnover += traded / total
    return costs
  }

  private func fee(_ value: Double, _ basisPoints: Double) -> Double {
    value * (basisPoints / 10_000)
  }

  private func fill(_ day: Int, _ symbol: Int, _ quantity: Double, _ price: Double) -> Trade {
    let notional = abs(quantity) * price
    return Trade(
      day: market.panel.days[day], symbol: symbol, side: quantity > 0 ? .buy : .sell,
      quantity: abs(quantity), price: price, notional: notional,
      commission: fee(notional, account.commissionBps), spread: fee(notional, account.spreadBps),
      impact: fee(notional, account.impactBps))
  }

  private mutating func record(_ index: Int, _ prices: [Double], _ lastDay: Int, _ total: Double) {
    let day = market.panel.days[index]
    var gross = 0.0
    var net = 0.0
    var count = 0
    for symbol in shares.indices where shares[symbol] != 0 {
      let fillPrice = prices[index * shares.count + symbol]
      let price = fillPrice.isNaN ? market.lastClose(symbol, on: lastDay) : fillPrice
      let weight = shares[symbol] * price / total
      positions.append(
        Position(day: day, symbol: symbol, quantity: shares[symbol], price: price, weight: weight))
      gross += abs(weight)
      net += weight
      count += 1
    }
    exposures.append(ExposurePoint(day: day, gross: gross, net: net, positions: count))
  }
}

/// The sums over all rebalances of a run.
struct TradeTotals: Hashable {
  var trades = 0
  var costs = 0.0
  /// Sum of traded value / equity at each rebalance, both sides counted.
  var turnover = 0.0
}

/// sum(shares x price) of a day, in two times four partial sums.
private func holdings(
  _ held: Span<SIMD4<Double>>, _ prices: Span<SIMD4<Double>>, row: Int
) -> Double {
  var even = SIMD4<Double>.zero
  var odd = SIMD4<Double>.zero
  var group = 0
  while group + 1 < held.count {
    even += held[group] * prices[row + group]
    odd += held[group + 1] * prices[row + group + 1]
    group += 2
  }
  if group < held.count { even += held[group] * prices[row + group] }
  let sum = even + odd
  return (sum[0] + sum[1]) + (sum[2] + sum[3])
}
