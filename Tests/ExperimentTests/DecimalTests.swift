// Exact decimals against another implementation, case by case.

import Experiment
import TestSupport
import Testing

@Suite struct DecimalTests {
  private static let cases = Result {
    SummaryFile(try Repository.text("Tests/ExperimentTests/Data/decimals.csv")).rows
  }

  @Test(arguments: ["sum", "difference", "product", "quotient"])
  func `every operation gives the 34 digits of Python's decimal`(operation: String) throws {
    let cases = try DecimalTests.cases.get()
    #expect(cases.count == 600)
    for row in cases {
      let a = try #require(row["a"].flatMap { Decimal($0) })
      let b = try #require(row["b"].flatMap { Decimal($0) })
      let result: Decimal? =
        switch operation {
        case "sum": Decimal.sum(a, b)
        case "difference": Decimal.sum(a, -b)
        case "product": Decimal.product(a, b)
        default: Decimal.quotient(a, b)
        }
      let text = result.map { "\($0.coefficient)e\($0.exponent)" } ?? "none"
      #expect(text == row[operation], "\(operation) of \(row["a"] ?? "") and \(row["b"] ?? "")")
    }
  }

  @Test func `order is that of the numbers`() throws {
    let cases = try DecimalTests.cases.get()
    for row in cases {
      let a = try #require(row["a"].flatMap { Decimal($0) })
      let b = try #require(row["b"].flatMap { Decimal($0) })
      let difference = try #require(row["difference"])
      #expect((a < b) == difference.hasPrefix("-"), "\(a) \(b)")
      #expect((a == b) == (difference == "0e0"))
    }
  }

  @Test(arguments: [
    ("1_000.50", "10005e-1"), ("-0", "0e0"), ("+7", "7e0"), ("1e-3", "1e-3"), ("12.5E+2", "125e1"),
    ("00012", "12e0"), ("10000000000000000000000000000000000000", "1e37"),
    ("0.000000000000000000000000000000000000000001", "1e-42"),
  ])
  func `numbers are read as they are written`(text: String, value: String) {
    #expect(Decimal(text).map { "\($0.coefficient)e\($0.exponent)" } == value)
  }

  @Test(arguments: [
    "", ".", ".5", "1.2.3", "1e", "e5", "--1", "1 ", "0x1", "1e99999", "nan",
    "12345678901234567890123456789012345",
  ])
  func `what is no number of 34 digits is refused`(text: String) {
    #expect(Decimal(text) == nil)
  }

  @Test func `results outside of the range are none`() throws {
    let large = try #require(Decimal("1e6144"))
    let small = try #require(Decimal("1e-6144"))
    #expect(Decimal.product(large, Decimal(10)) == nil)
    #expect(Decimal.quotient(small, Decimal(10)) == nil)
    #expect(Decimal.quotient(Decimal(1), .zero) == nil)
    #expect(Decimal.sum(large, small) == large)
  }

  @Test(arguments: [
    ("2.5", 0, "2"), ("3.5", 0, "4"), ("-2.5", 0, "-2"), ("1.25", 1, "1.2"), ("1.35", 1, "1.4"),
    ("7", 3, "7"), ("1e-50", 3, "0"), ("0.0005000000000000000000000000000000001", 3, "0.001"),
  ])
  func `halves are rounded to even`(text: String, places: Int, rounded: String) {
    #expect(Decimal(text)?.rounded(places: places) == Decimal(rounded))
  }

  @Test(arguments: [
    ("2.9", "2"), ("-2.1", "-3"), ("5", "5"), ("-1e-60", "-1"), ("1e-60", "0"), ("1e30", "1e30"),
  ])
  func `the floor is the integer below`(text: String, floor: String) {
    #expect(Decimal(text)?.floor == Decimal(floor))
  }

  @Test func `a double goes in and comes out the same`() throws {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<2000 {
      let value = Double(bitPattern: UInt64.random(in: .min ... .max, using: &random))
      guard value.isFinite else { continue }
      #expect(Decimal(value)?.double == value)
    }
    #expect(Decimal(Double.nan) == nil)
    #expect(Decimal(-Double.infinity) == nil)
  }

  @Test(arguments: [
    (1.0, "1.0"), (0.1, "0.1"), (100_000, "100000.0"), (1e-5, "1.0e-05"), (1.5e300, "1.5e+300"),
    (-0.25, "-0.25"), (1e16, "1.0e+16"),
  ])
  func `the canonical text has a point and a signed exponent`(value: Double, text: String) {
    #expect(numberText(value) == text)
    #expect(Double(text) == value)
  }
}
