// Days and periods against another calendar.

import Experiment
import TestSupport
import Testing

@Suite struct CalendarTests {
  @Test func `days are those of Python's datetime`() throws {
    let rows = SummaryFile(try Repository.text("Tests/ExperimentTests/Data/days.csv")).rows
    #expect(rows.count == 210)
    for row in rows {
      let text = try #require(row["day"])
      let day = try #require(Day(text))
      #expect(day.description == text)
      #expect(row["number"].flatMap { Int($0) } == day.number, "\(text)")
      #expect(row["weekday"].flatMap { Int($0) } == day.weekday, "\(text)")
      let days = try #require(row["days"].flatMap { Int($0) })
      #expect(day.adding(days: days).description == row["later_by_days"], "\(text) \(days)")
      let months = try #require(row["months"].flatMap { Int($0) })
      #expect(
        (day.adding(months: months)?.description ?? "") == row["later_by_months"],
        "\(text) \(months)")
    }
  }

  @Test(arguments: [
    "2015-02-29", "1900-02-29", "2015-13-01", "2015-00-10", "2015-1-01", "0000-01-01", "2015-01-32",
    "15-01-01", "2015/01/01", "2015-01-01 ", "２０１５-01-01", "",
  ])
  func `what is no day is none`(text: String) {
    #expect(Day(text) == nil)
  }

  @Test func `a period is named by the coarsest exact form`() throws {
    func name(_ start: String, _ end: String) throws -> String {
      let (first, last) = (try #require(Day(start)), try #require(Day(end)))
      return try #require(Period(start: first, end: last)).description
    }
    #expect(try name("2015-01-01", "2015-12-31") == "2015")
    #expect(try name("2015-01-01", "2020-12-31") == "2015-2020")
    #expect(try name("2015-01-01", "2016-09-30") == "2015Q1-2016Q3")
    #expect(try name("2015-04-01", "2015-06-30") == "2015Q2")
    #expect(try name("2016-02-01", "2016-02-29") == "2016-02")
    #expect(try name("2015-02-01", "2016-03-31") == "2015-02-2016-03")
    #expect(try name("2015-02-01", "2015-02-27") == "2015-02-01-2015-02-27")
  }

  @Test func `a period has both of its ends, and never ends before it starts`() throws {
    let (first, last) = (Day(number: 100), Day(number: 103))
    #expect(Period(start: first, end: last)?.days == 4)
    #expect(Period(start: first, end: first)?.days == 1)
    #expect(Period(start: last, end: first) == nil)
    #expect(Period(year: 2024)?.days == 366)
    #expect(Period(year: 2024, month: 2)?.days == 29)
    #expect(Period(year: 2023, quarter: 1)?.days == 90)
    #expect(Period(year: 2023, quarter: 5) == nil)
  }

  @Test func `whole intervals lie inside`() throws {
    let (start, end) = (try #require(Day("2014-05-15")), try #require(Day("2016-12-30")))
    let period = try #require(Period(start: start, end: end))
    #expect(period.wholeIntervals(ofMonths: 12).map(\.description) == ["2015"])
    #expect(
      period.wholeIntervals(ofMonths: 3).map(\.description) == [
        "2014Q3", "2014Q4", "2015Q1", "2015Q2", "2015Q3", "2015Q4", "2016Q1", "2016Q2", "2016Q3",
      ])
    #expect(period.wholeIntervals(ofMonths: 1).count == 30)
  }

  @Test(arguments: [
    ("3y", "3y"), ("18m", "1y6m"), ("2w", "14d"), ("90min", "1h30min"), ("1500ms", "1s500ms"),
    ("0s", "0s"), ("1y6m3d", "1y6m3d"),
  ])
  func `a duration is read and written`(text: String, written: String) {
    #expect(Duration(text)?.description == written)
  }

  @Test(arguments: ["", "3", "y", "3x", "3 d", "-3d", "1.5h", "99999999999d"])
  func `what is no duration is none`(text: String) {
    #expect(Duration(text) == nil)
  }
}
