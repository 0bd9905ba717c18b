// Prices laid out by day for the simulation: what a holding is worth, and what can be traded.

import Experiment

/// A panel turned day by day, four symbols at a time: row `day`, group `symbol / 4`, lane
/// `symbol % 4`. The last group is padded, so that all work on a day is whole groups.
final class Market {
  let panel: PricePanel
  let symbolCount: Int
  let dayCount: Int
  let groupCount: Int
  /// Last known close; 0 before the first one and in the padding.
  let valuation: [SIMD4<Double>]
  /// Closes and opens as observed; where there is none it is NaN, or 0 in the padding, and nothing
  /// can be traded.
  let close: [SIMD4<Double>]
  let open: [SIMD4<Double>]?
  /// Whether any symbol lacks a close on any day.
  let hasGaps: Bool
  /// The calendar month of each day, counted from year 0.
  let months: [Int]

  init(_ panel: PricePanel) {
    self.panel = panel
    symbolCount = panel.symbols.count
    dayCount = panel.days.count
    groupCount = (symbolCount + 3) / 4
    months = panel.days.map {
      let (year, month, _) = $0.components
      return year * 12 + month - 1
    }
    let groups = groupCount
    let days = dayCount
    let observed = Market.turned(panel.close, days: days, groups: groups)
    close = observed
    open = panel.open.map { Market.turned($0, days: days, groups: groups) }
    // Without gaps the two are the same memory, which halves what a run has to read.
    hasGaps = panel.close.contains { $0.isNaN }
    valuation = hasGaps ? Market.lastKnown(observed, groups: groups) : observed
  }

  /// `[symbols x days]` to groups by day.
  private static func turned(_ field: [Double], days: Int, groups: Int) -> [SIMD4<Double>] {
    var result = [SIMD4<Double>](repeating: .zero, count: groups * days)
    let source = field.span
    var target = result.mutableSpan
    let symbols = days == 0 ? 0 : source.count / days
    for symbol in 0..<symbols {
      let (group, lane) = (symbol / 4, symbol % 4)
      for day in 0..<days { target[day * groups + group][lane] = source[symbol * days + day] }
    }
    return result
  }

  private static func lastKnown(_ close: [SIMD4<Double>], groups: Int) -> [SIMD4<Double>] {
    var result = close
    var target = result.mutableSpan
    for place in target.indices {
      let before = place < groups ? SIMD4<Double>.zero : target[place - groups]
      let here = target[place]
      // Only NaN differs from itself.
      target[place] = here.replacing(with: before, where: here .!= here)
    }
    return result
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
