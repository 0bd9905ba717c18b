// Factor values of all symbols and days, computed when first asked for. Nothing here looks forward:
// a symbol's values up to a day are functions of its own prices up to that day.

import Experiment

/// The factors of a panel, as matrices `[symbols x days]`; NaN is no value.
final class FactorPanel {
  private let panel: PricePanel
  /// The same prices by day, if there are any.
  private let market: Market?
  private let columns: FactorColumns?
  private var known: [FactorRule: Frozen<Double>] = [:]
  private var histories: [SymbolHistory]?

  init(_ panel: PricePanel, _ market: Market? = nil, _ columns: FactorColumns? = nil) {
    self.panel = panel
    self.columns = columns
    self.market = market
  }

  /// The factor day by day; the same numbers as its column.
  func rows(_ rule: FactorRule) -> FactorRows {
    if let market, !market.hasGaps {
      switch rule {
      case .logReturn(let lookback, let skip):
        return .change(market, lookback: lookback, skip: skip, isLog: true)
      case .simpleReturn(let lookback, let skip):
        return .change(market, lookback: lookback, skip: skip, isLog: false)
      default: break
      }
    }
    return .column(column(rule), days: panel.days.count)
  }

  func column(_ rule: FactorRule) -> Frozen<Double> {
    if let column = known[rule] { return column }
    let column = kept(rule) ?? computed(rule)
    known[rule] = column
    return column
  }

  private func kept(_ rule: FactorRule) -> Frozen<Double>? {
    guard let factor = rule.kept, let column = panel.store?.column(factor),
      column.count == panel.close.count
    else { return nil }
    return column
  }

  func computed(_ rule: FactorRule) -> Frozen<Double> {
    if case .column(let name, let maximumAge) = rule, let columns {
      return Frozen(columns.column(name, on: panel, maximumAge: maximumAge))
    }
    return spread { $0.values(of: rule) }
  }

  /// 1 where the mean of the last `fast` closes is above that of the last `slow`, 0 where it is
  /// not, NaN before a symbol has `slow` observations.
  func trendSignal(fast: Int, slow: Int) -> Frozen<Double> {
    spread { history in
      let fastMean = rollingMean(history.close, window: fast)
      let slowMean = rollingMean(history.close, window: slow)
      return history.close.indices.map { row in
        row + 1 < max(fast, slow) ? .nan : fastMean[row] > slowMean[row] ? 1 : 0
      }
    }
  }

  /// Puts each symbol's values, one for each of its observations, on their days.
  private func spread(_ values: (SymbolHistory) -> [Double]) -> Frozen<Double> {
    let histories = histories ?? makeHistories()
    self.histories = histories
    let count = panel.days.count
    return Frozen(repeating: .nan, count: count * histories.count) { column in
      for (symbol, history) in histories.enumerated() {
        let values = values(history)
        for (row, day) in history.days.enumerated() { column[symbol * count + day] = values[row] }
      }
    }
  }

  private func makeHistories() -> [SymbolHistory] {
    let market = marketReturns(panel)
    return panel.symbols.indices.map { SymbolHistory(panel, symbol: $0, market) }
  }
}

/// The observations of one symbol: the days on which it has a close, and its prices on them.
struct SymbolHistory {
  let days: [Int]
  let close: [Double]
  let logClose: [Double]
  /// Nil where the panel has none; a day without them has its close in their place.
  let high: [Double]?
  let low: [Double]?
  /// Nil where the panel has none; a day without it has 0.
  let volume: [Double]?
  /// By day of the panel.
  let marketReturns: [Double]

  init(_ panel: PricePanel, symbol: Int, _ marketReturns: [Double]) {
    let offset = symbol * panel.days.count
    let closes = panel.closes(of: symbol)
    let days = panel.days.indices.filter { !closes[offset + $0].isNaN }
    let close = days.map { closes[offset + $0] }
    func observed(_ field: Frozen<Double>, _ substitute: (Int) -> Double) -> [Double] {
      days.indices.map { row in
        let value = field[offset + days[row]]
        return value.isNaN ? substitute(row) : value
      }
    }
    self.days = days
    self.close = close
    self.marketReturns = marketReturns
    logClose = close.map(logarithm)
    if let high = panel.high, let low = panel.low {
      self.high = observed(high) { close[$0] }
      self.low = observed(low) { close[$0] }
    } else {
      (high, low) = (nil, nil)
    }
    volume = panel.volume.map { observed($0) { _ in 0 } }
  }
}
