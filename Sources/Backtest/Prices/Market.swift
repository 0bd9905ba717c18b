// Prices laid out by day for the simulation: what a holding is worth, and what can be traded.

import Experiment

/// A panel turned day by day: row `day`, element `symbol`.
///
/// Symbols are padded to whole groups of four, so that a day's valuation is a few wide products.
final class Market {
  let panel: PricePanel
  let symbolCount: Int
  let dayCount: Int
  /// Groups of four symbols in a row of ``valuation``.
  let groupCount: Int
  /// Last known close; 0 before the first one and in the padding.
  let valuation: [SIMD4<Double>]
  /// Closes and opens as observed; NaN where there is none, and nothing can be traded.
  let close: [Double]
  let open: [Double]?
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
    close = Market.turned(panel.close, symbols: symbolCount, days: dayCount)
    open = panel.open.map { [symbolCount, dayCount] in
      Market.turned($0, symbols: symbolCount, days: dayCount)
    }
    valuation = Market.lastKnown(close, symbols: symbolCount, days: dayCount)
  }

  /// `[symbols x days]` to `[days x symbols]`.
  private static func turned(_ field: [Double], symbols: Int, days: Int) -> [Double] {
    var result = [Double](repeating: 0, count: field.count)
    let source = field.span
    var target = result.mutableSpan
    for symbol in 0..<symbols {
      for day in 0..<days { target[day * symbols + symbol] = source[symbol * days + day] }
    }
    return result
  }

  private static func lastKnown(_ close: [Double], symbols: Int, days: Int) -> [SIMD4<Double>] {
    let groups = (symbols + 3) / 4
    var result = [SIMD4<Double>](repeating: .zero, count: groups * days)
    let source = close.span
    var target = result.mutableSpan
    for day in 0..<days {
      for symbol in 0..<symbols {
        let value = source[day * symbols + symbol]
        let place = day * groups + symbol / 4
        if !value.isNaN {
          target[place][symbol % 4] = value
        } else if day > 0 {
          target[place][symbol % 4] = target[place - groups][symbol % 4]
        }
      }
    }
    return result
  }

  /// The last known close of a symbol on a day; 0 before the first, and before the first day.
  func lastClose(_ symbol: Int, on day: Int) -> Double {
    day < 0 ? 0 : valuation[day * groupCount + symbol / 4][symbol % 4]
  }
}
