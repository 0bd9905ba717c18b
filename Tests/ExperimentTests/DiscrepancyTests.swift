// Designs fill the unit cube as evenly as another implementation's, and more evenly than chance.

import Experiment
import TestSupport
import Testing

@Suite struct DiscrepancyTests {
  private struct Row {
    let points: String
    let discrepancy: Double
    let n: Int
    let d: Int
  }

  private static func rows() throws -> [Row] {
    let file = SummaryFile(try Repository.text("Tests/ExperimentTests/Data/discrepancies.csv"))
    return try file.rows.map { row in
      Row(
        points: try #require(row["points"]),
        discrepancy: try #require(row["centered_discrepancy"].flatMap { Double($0) }),
        n: try #require(row["n"].flatMap { Int($0) }),
        d: try #require(row["d"].flatMap { Int($0) }))
    }
  }

  @Test(arguments: ["sobol", "halton"])
  func `the discrepancy is SciPy's for the same points`(sequence: String) throws {
    let points = try SequencePoints(sequence).rows
    let rows = try Self.rows().filter { $0.points == sequence }
    #expect(rows.count == 4)
    for row in rows {
      let ours = centeredDiscrepancy(points.prefix(row.n).map { Array($0.x.prefix(row.d)) })
      #expect(abs(ours - row.discrepancy) <= 1e-12, "\(row.n) x \(row.d)")
    }
  }

  // SciPy's seeded points are other points: ours shall be as good as its median of 50 seeds. The
  // fewer axes, the more a seed changes, so there are more seeds for two dimensions.
  @Test(arguments: [(SamplingMethod.sobol, 0.2), (.halton, 0.3)])
  func `a sequence is as even as SciPy's and far more even than chance`(
    method: SamplingMethod, ofChance: Double
  ) throws {
    let rows = try Self.rows().filter { $0.points == "\(method) seeded" }
    #expect(rows.count == 12)
    for row in rows {
      let ours = try Self.discrepancies(method, row.n, row.d, seeds: row.d == 2 ? 1...9 : 1...3)
      let ratio = ours[ours.count / 2] / row.discrepancy
      #expect(1 / 1.3 < ratio && ratio < 1.3, "\(row.n) x \(row.d): \(ratio)")
      let chance = expectedDiscrepancy(ofRandomPoints: row.n, dimensions: row.d)
      #expect(try #require(ours.last) < ofChance * chance, "\(row.n) x \(row.d)")
    }
  }

  // In two dimensions its discrepancy depends on the seed alone by a factor of 4: many seeds.
  @Test func `a Latin hypercube is as even as SciPy's and more even than chance`() throws {
    let rows = try Self.rows().filter { $0.points == "lhs seeded" }
    #expect(rows.count == 3)
    for row in rows {
      let ours = try Self.discrepancies(.lhs, row.n, row.d, seeds: row.d == 2 ? 1...99 : 1...9)
      let ratio = ours[ours.count / 2] / row.discrepancy
      #expect(1 / 1.3 < ratio && ratio < 1.3, "\(row.n) x \(row.d): \(ratio)")
    }
    for (n, d) in [(128, 2), (128, 5), (128, 8), (256, 8), (512, 5), (1024, 2)] {
      let ours = try Self.discrepancies(.lhs, n, d, seeds: 1...3)
      let chance = expectedDiscrepancy(ofRandomPoints: n, dimensions: d)
      #expect(try #require(ours.last) < 0.5 * chance, "\(n) x \(d)")
    }
  }

  @Test func `random points are as even as chance`() throws {
    for (n, d) in [(64, 2), (128, 5), (128, 8)] {
      let ours = try Self.discrepancies(.random, n, d, seeds: 1...20)
      let ratio = ours.reduce(0, +) / 20 / expectedDiscrepancy(ofRandomPoints: n, dimensions: d)
      #expect(0.8 < ratio && ratio < 1.25, "\(n) x \(d): \(ratio)")
    }
  }

  /// One for each seed, in ascending order.
  private static func discrepancies(
    _ method: SamplingMethod, _ n: Int, _ d: Int, seeds: ClosedRange<UInt64>
  ) throws -> [Double] {
    try seeds.map {
      centeredDiscrepancy(
        try #require(Design.unitPoints(method, points: n, dimensions: d, seed: $0)))
    }.sorted()
  }
}
