// When equity was below its peak, how deep and for how long.

public import Experiment

/// A stretch of sessions below a peak.
public struct DrawdownPeriod: Hashable, Sendable {
  /// The session of the peak; nil where it is the starting capital.
  public let peak: Day?
  public let trough: Day
  /// The first session at the peak again; nil where there is none yet.
  public let recovery: Day?
  /// Lowest equity over the peak, minus 1.
  public let depth: Double
  /// Sessions below the peak.
  public let sessions: Int
}

extension RunRecord {
  /// Equity over its peak so far, minus 1; the peak is never below the starting capital.
  public var drawdowns: [Double] {
    var peak = startCapital
    return equity.map { value in
      peak = max(peak, value)
      return value / peak - 1
    }
  }

  /// The deepest stretches, deepest first.
  public func worstDrawdowns(_ count: Int) -> [DrawdownPeriod] {
    var found: [DrawdownPeriod] = []
    var peak = (value: startCapital, place: -1)
    var place = 0
    while place < equity.count {
      if equity[place] >= peak.value {
        peak = (equity[place], place)
        place += 1
        continue
      }
      let start = place
      var trough = place
      while place < equity.count, equity[place] < peak.value {
        if equity[place] < equity[trough] { trough = place }
        place += 1
      }
      found.append(
        DrawdownPeriod(
          peak: peak.place < 0 ? nil : days[peak.place], trough: days[trough],
          recovery: place < equity.count ? days[place] : nil,
          depth: equity[trough] / peak.value - 1, sessions: place - start))
    }
    return Array(found.sorted { ($0.depth, $0.trough) < ($1.depth, $1.trough) }.prefix(count))
  }
}
