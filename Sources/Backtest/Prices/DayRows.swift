// Prices day by day, four symbols at a time, as the simulation goes through them.

/// A row for each day, in it a group for each four symbols: group `symbol / 4`, lane `symbol % 4`. The last
/// group is padded with 0, so that all work on a day is whole groups.
public struct DayRows: Sendable {
  /// As observed; where there is none it is NaN, and nothing can be traded.
  public let close: Frozen<SIMD4<Double>>
  public let open: Frozen<SIMD4<Double>>?
  /// Last known close; 0 before the first one. Nil where no symbol lacks a close on any day: it is
  /// ``close`` then, which halves what a run has to read.
  public let lastClose: Frozen<SIMD4<Double>>?

  public init(
    close: Frozen<SIMD4<Double>>, open: Frozen<SIMD4<Double>>?,
    lastClose: Frozen<SIMD4<Double>>?
  ) {
    self.close = close
    self.open = open
    self.lastClose = lastClose
  }

  public init(_ panel: PricePanel) {
    let (symbols, days) = (panel.symbols.count, panel.days.count)
    let observed = DayRows.turned(panel.close, symbols, days)
    let hasGaps = panel.close.contains { $0.isNaN }
    self.init(
      close: observed, open: panel.open.map { DayRows.turned($0, symbols, days) },
      lastClose: hasGaps ? DayRows.lastKnown(observed, groups: (symbols + 3) / 4) : nil)
  }

  /// `[symbols x days]` to groups by day, a few days at a time: their rows stay in the cache.
  private static func turned(
    _ field: Frozen<Double>, _ symbols: Int, _ days: Int
  ) -> Frozen<SIMD4<Double>> {
    let groups = (symbols + 3) / 4
    let source = field.elements.span
    return Frozen(repeating: .zero, count: groups * days) { target in
      for first in stride(from: 0, to: days, by: 32) {
        for symbol in 0..<symbols {
          let (group, lane) = (symbol / 4, symbol % 4)
          for day in first..<min(first + 32, days) {
            target[day * groups + group][lane] = source[symbol * days + day]
          }
        }
      }
    }
  }

  private static func lastKnown(
    _ close: Frozen<SIMD4<Double>>, groups: Int
  ) -> Frozen<SIMD4<Double>> {
    let source = close.elements.span
    return Frozen(repeating: .zero, count: close.count) { target in
      for place in target.indices {
        let before = place < groups ? SIMD4<Double>.zero : target[place - groups]
        let here = source[place]
        // Only NaN differs from itself.
        target[place] = here.replacing(with: before, where: here .!= here)
      }
    }
  }
}
