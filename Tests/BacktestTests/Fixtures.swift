// What the tests of this module share: settings, panels and numbers from files.

import Experiment
import TestSupport
import Testing

@testable import Backtest

/// A backtest's settings: 2020 unless told otherwise.
func configuration(
  _ changes: [String: Value] = [:]
) throws -> BacktestConfiguration {
  var settings = Settings(count: backtestSchema.settings.count)
  var given: [String: Value] = [
    "start_date": .day(day("2020-01-01")), "end_date": .day(day("2020-12-31")),
    "bundle_path": .text("bundle.yaml"),
  ]
  given.merge(changes) { $1 }
  for (name, value) in given {
    let position = try #require(backtestSchema.position(of: name))
    settings[position] = try backtestSchema[position].converting(value).get()
  }
  return try BacktestConfiguration(settings)
}

func day(_ text: String) -> Day { Day(text) ?? Day(number: 0) }

func number(_ text: String) -> Value { .number(Decimal(text) ?? .zero) }

/// A panel from the text of one file.
func panel(_ text: String, name: String = "prices.csv") throws -> PricePanel {
  try pricePanel([PriceFile(name: name, bytes: Array(text.utf8))])
}

func dataPanel(_ name: String) throws -> PricePanel {
  let bytes = try Repository.bytes("Tests/BacktestTests/Data/\(name)")
  return try pricePanel([PriceFile(name: name, bytes: bytes)])
}

/// Seeded prices of some symbols on business days, with opens, and with gaps if wanted.
func randomPanel(symbols: Int, days: Int, seed: UInt64, gaps: Bool = false) -> PricePanel {
  var random = SeededGenerator(seed: seed)
  let start = day("2018-01-01").number
  let sessions = (start..<start + days * 2).map { Day(number: $0) }.filter { $0.weekday < 5 }
    .prefix(days)
  var close: [Double] = []
  var open: [Double] = []
  for _ in 0..<symbols {
    var price = Double.random(in: 20...200, using: &random)
    for _ in 0..<days {
      let isMissing = gaps && Double.random(in: 0...1, using: &random) < 0.05
      open.append(isMissing ? .nan : price * Double.random(in: 0.99...1.01, using: &random))
      price *= Double.random(in: 0.97...1.031, using: &random)
      close.append(isMissing ? .nan : price)
    }
  }
  return PricePanel(
    days: Array(sessions), symbols: (0..<symbols).map { "S\(100 + $0)" }, close: close, open: open,
    high: zip(open, close).map { max($0, $1) * 1.004 },
    low: zip(open, close).map { min($0, $1) * 0.996 })
}

func bundle(_ factors: [(String, Double, FactorBundle.Direction)]) -> FactorBundle {
  FactorBundle(
    universe: "test", factorSet: "core", horizonDays: 20,
    factors: factors.map { .init(name: $0, weight: $1, direction: $2) })
}

func isClose(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
  (a.isNaN && b.isNaN) || a == b || abs(a - b) <= tolerance * max(abs(a), abs(b))
}

extension Outcome {
  func metric(_ name: String) -> Double { metrics.first { $0.name == name }?.value ?? .nan }
}

extension PricePanel {
  convenience init(
    days: [Day], symbols: [String], close: [Double], open: [Double]? = nil, high: [Double]? = nil,
    low: [Double]? = nil, volume: [Double]? = nil
  ) {
    self.init(
      days: days, symbols: symbols, close: Frozen(close), open: open.map { Frozen($0) },
      high: high.map { Frozen($0) }, low: low.map { Frozen($0) }, volume: volume.map { Frozen($0) })
  }
}

/// NaN is not like NaN, as in arrays.
func == <A: Sequence<Double>>(a: A, b: [Double]) -> Bool { a.elementsEqual(b) }
