// Axes with the marks that a person would choose, and charts that are sound whatever they are given.

import Experiment
import Testing

@testable import Results

@Suite struct ChartTests {
  @Test(
    arguments: [
      ([0.0, 1], ChartUnit.number, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
      ([-0.13, 0], .percent, ["-15%", "-10%", "-5%", "0%"]),
      ([98_000, 121_000], .money, ["95k", "100k", "105k", "110k", "115k", "120k", "125k"]),
      ([1_000_000, 3_000_000], .money, ["1.0M", "1.5M", "2.0M", "2.5M", "3.0M"]),
      ([0.0012, 0.0031], .percent, ["0.10%", "0.15%", "0.20%", "0.25%", "0.30%", "0.35%"]),
      ([7, 7], .number, ["6.6", "6.8", "7.0", "7.2", "7.4"]),
    ] as [([Double], ChartUnit, [String])])
  func `marks are round numbers`(values: [Double], unit: ChartUnit, labels: [String]) throws {
    let axis = try #require(AxisTicks.linear(values, unit))
    #expect(axis.ticks.map(\.label) == labels)
    #expect(axis.range.lowerBound <= values[0] && axis.range.upperBound >= values[1])
  }

  @Test(arguments: [
    ("2015-01-02", "2023-08-30", "2016", 8), ("2020-01-15", "2020-12-31", "2020-02", 11),
    ("2020-01-02", "2020-01-20", "01-02", 10), ("1990-01-01", "2023-12-31", "1990", 7),
    ("2020-01-02", "2020-01-02", "01-02", 1),
  ])
  func `days have years, months or days`(first: String, last: String, label: String, count: Int)
    throws
  {
    let (from, to) = (try #require(Day(first)), try #require(Day(last)))
    let axis = AxisTicks.days(from: from, to: to)
    #expect(axis.ticks.first?.label == label)
    #expect(axis.ticks.count <= 12 && abs(axis.ticks.count - count) <= 3, "\(axis.ticks)")
  }

  @Test func `wide logarithmic axes have powers of ten, narrow ones round numbers`() {
    #expect(
      AxisTicks.logarithmic([1, 120], .number)?.ticks.map(\.label)
        == ["1", "2", "5", "10", "20", "50", "100"])
    let narrow = AxisTicks.logarithmic([98_000, 121_000], .money)?.ticks.map(\.label)
    #expect(narrow == ["100k", "105k", "110k", "115k", "120k"])
  }

  @Test(arguments: [[1e40, 2], [-1e16, 0], [1e-30, 2e-30], [1, .infinity], [0, 2.4e38]])
  func `what no picture can tell has none, and nothing breaks`(values: [Double]) {
    let days = [Day(number: 1), Day(number: 2)]
    for isLogarithmic in [false, true] {
      var line = LineChart("x", days, [.init("a", values)])
      line.isLogarithmic = isLogarithmic
      #expect(line.svg?.contains("nan") != true)
    }
    let bars = BarChart("x", labels: ["a", "b"], values, .percent).svg
    #expect(bars == nil || !values.contains { $0.isFinite && abs($0) > 1e15 })
    #expect(BarChart.histogram("x", of: values, .percent).svg?.contains("nan") != true)
    let points = [ScatterChart.Point("a", x: values[0], y: values[1])]
    #expect(ScatterChart("x", points, x: .number, y: .percent).svg?.contains("nan") != true)
  }

  @Test func `a legend that is too long for the title's line has its own`() throws {
    let names = (0..<12).map { "low momentum(252, \($0))" }
    let series = names.map { LineChart.Series($0, [1, 2]) }
    let svg = try #require(
      LineChart("Rolling betas", [Day(number: 1), Day(number: 2)], series).svg)
    for name in names.prefix(8) { #expect(svg.contains(">\(name)<")) }
    #expect(!svg.contains(names[8]))
    let places = svg.split(separator: "<text").compactMap { part -> Double? in
      guard part.contains("momentum") else { return nil }
      return part.split(separator: " x=\"").dropFirst().first.flatMap {
        Double($0.prefix { $0 != "\"" })
      }
    }
    #expect(places.count == 8 && places.allSatisfy { $0 > 0 && $0 < 720 })
  }

  private static let days = (0..<3000).map { Day(number: 16_000 + $0) }

  @Test func `many points make one picture of bounded size`() throws {
    let values = Self.days.indices.map { 100 + Double(($0 * 7919) % 100) }
    let svg = try #require(LineChart("Many", Self.days, [.init("a", values)]).svg)
    #expect(svg.utf8.count < 40_000, "\(svg.utf8.count)")
    #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>"))
  }

  @Test func `gaps, infinities and nothing`() throws {
    let days = Array(Self.days.prefix(5))
    let gaps = try #require(
      LineChart("Gaps", days, [.init("a", [1, .nan, 3, .infinity, 2])]).svg)
    #expect(!gaps.contains("nan") && !gaps.contains("inf"))
    #expect(gaps.split(separator: "M").count > 3)
    #expect(LineChart("None", days, [.init("a", [Double](repeating: .nan, count: 5))]).svg == nil)
    #expect(LineChart("Empty", [], [.init("a", [])]).svg == nil)
    #expect(BarChart("Empty", labels: [], []).svg == nil)
    #expect(HeatMap("Empty", rows: [], columns: [], [], .percent).svg == nil)
    #expect(ScatterChart("Empty", [], x: .number, y: .number).svg == nil)
    var logarithmic = LineChart("Log", days, [.init("a", [0, -1, 1, 10, 100])])
    logarithmic.isLogarithmic = true
    #expect(logarithmic.svg?.contains("nan") == false)
  }

  @Test func `foreign names do nothing`() throws {
    let name = "<script>alert(\"x\")</script>&'\u{1}"
    let bars = try #require(BarChart(name, labels: [name], [1]).svg)
    let scatter = try #require(
      ScatterChart(name, [.init(name, x: 1, y: 2)], x: .number, y: .money).svg)
    for svg in [bars, scatter] {
      #expect(!svg.contains("<script") && svg.contains("&lt;script&gt;"))
    }
  }

  @Test func `a histogram counts every value`() throws {
    let values = (0..<1000).map { Double($0 % 100) / 1000 }
    let chart = BarChart.histogram("Returns", of: values + [.nan], .percent)
    #expect(chart.values.reduce(0, +) == 1000)
  }
}
