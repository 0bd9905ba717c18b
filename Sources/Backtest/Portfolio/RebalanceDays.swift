// On which sessions is decided. It knows the calendar and no prices.

import Experiment

/// The decision days of a window of sessions: the first or last session of each day, ISO week
/// (Monday based), month or quarter.
///
/// Intervals are clipped to the window, so that its first session is a first session. The last
/// session of the window is never a last one: whether the interval goes on is not known there.
func decisionDays(
  _ window: Range<Int>, of market: Market, frequency: RebalanceFrequency,
  on session: RebalanceSession
) -> [Int] {
  let days = market.panel.days
  func interval(_ day: Int) -> Int {
    switch frequency {
    case .day: days[day].number
    case .week: (days[day].number - days[day].weekday) / 7
    case .month: market.months[day]
    case .quarter: market.months[day] / 3
    }
  }
  var found: [Int] = []
  var previous: Int?
  for day in window {
    let current = interval(day)
    if current != previous, session == .first || previous != nil {
      found.append(session == .first ? day : day - 1)
    }
    previous = current
  }
  return found
}
