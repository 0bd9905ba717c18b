// Prices laid out by day for the simulation: what a holding is worth, and what can be traded.

import Experiment

/// A panel by day; see ``DayRows``.
final class Market {
  let panel: PricePanel
  let symbolCount: Int
  let dayCount: Int
  let groupCount: Int
  /// Last known close; 0 before the first one and in the padding.
  let valuation: Frozen<SIMD4<Double>>
  /// Closes and opens as observed; where there is none it is NaN, or 0 in the padding, and nothing
  /// can be traded.
  let close: Frozen<SIMD4<Double>>
  let open: Frozen<SIMD4<Double>>?
  /// Whether any symbol lacks a close on any day.
  let hasGaps: Bool
  /// The calendar month of each day, counted from year 0.
  let months: [Int]
  /// Of each day; see ``ReturnSketch``.
  let marks: [UInt8]

  init(_ panel: PricePanel) {
    self.panel = panel
    symbolCount = panel.symbols.count
    dayCount = panel.days.count
    groupCount = (symbolCount + 3) / 4
    months = panel.days.map {
      let (year, month, _) = $0.components
      return year * 12 + month - 1
    }
    marks = panel.days.map(ReturnSketch.mark)
    let rows = panel.dayRows ?? DayRows(panel)
    close = rows.close
    open = rows.open
    hasGaps = rows.lastClose != nil
    valuation = rows.lastClose ?? rows.close
  }

  /// The last known close of a symbol on a day; 0 before the first, and before the first day.
  func lastClose(_ symbol: Int, on day: Int) -> Double {
    day < 0 ? 0 : valuation[day * groupCount + symbol / 4][symbol % 4]
  }

  /// Whether a symbol has a close on a day.
  func isObserved(_ symbol: Int, on day: Int) -> Bool {
    !close[day * groupCount + symbol / 4][symbol % 4].isNaN
  }

  /// Whether a symbol had no close in so many sessions up to a day.
  func isUnobserved(_ symbol: Int, upTo day: Int, sessions: Int) -> Bool {
    day + 1 >= sessions
      && !(day + 1 - sessions...day).contains { isObserved(symbol, on: $0) }
  }
}
