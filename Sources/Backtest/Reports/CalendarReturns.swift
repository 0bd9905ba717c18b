// Returns by month and by year, and statistics over a window that moves.

internal import Experiment

/// The returns of a calendar year.
public struct CalendarYear: Hashable, Sendable {
  public let year: Int
  /// January to December; NaN for months without a session.
  public let months: [Double]
  /// Of the sessions of the year: its last equity over the last one before it, minus 1.
  public let total: Double
}

extension RunRecord {
  /// Years with a session, ascending. A month's return is its last equity over the last one before it, the
  /// first over the starting capital, minus 1: together they multiply to the return of the run.
  public var calendarYears: [CalendarYear] {
    var years: [CalendarYear] = []
    var place = 0
    var before = startCapital
    while place < days.count {
      let year = days[place].components.year
      let atStart = before
      var months = [Double](repeating: .nan, count: 12)
      while place < days.count, days[place].components.year == year {
        let month = days[place].components.month
        let start = before
        while place < days.count, days[place].components.year == year,
          days[place].components.month == month
        {
          before = equity[place]
          place += 1
        }
        months[month - 1] = start > 0 ? before / start - 1 : .nan
      }
      years.append(
        CalendarYear(
          year: year, months: months, total: atStart > 0 ? before / atStart - 1 : .nan))
    }
    return years
  }

  /// The annual Sharpe ratio and volatility of the last so many returns, by session; NaN before there are as
  /// many. Mean and standard deviation (ddof 1) of daily returns, times sqrt(252).
  public func rolling(_ window: Int) -> (sharpe: [Double], volatility: [Double]) {
    let returns = returns
    var sharpe = [Double](repeating: .nan, count: days.count)
    var volatility = sharpe
    let scale = sessionsPerYear.squareRoot()
    for end in returns.indices where end + 1 >= window {
      let (mean, deviation) = meanAndDeviation(returns.span, end + 1 - window..<end + 1)
      // The return of place i belongs to session i + 1.
      volatility[end + 1] = deviation * scale
      if deviation > 1e-12 { sharpe[end + 1] = mean / deviation * scale }
    }
    return (sharpe, volatility)
  }
}
