// Designs against SciPy's raw sequences, against fixed numbers, and against what they promise.

import TestSupport
import Testing

@testable import Experiment

/// The rows of one sequence in `sequence_points.csv`: the first 10 axes as SciPy has them.
struct SequencePoints {
  let rows: [(index: Int, x: [Double])]

  init(_ sequence: String) throws {
    let file = SummaryFile(try Repository.text("Tests/ExperimentTests/Data/sequence_points.csv"))
    rows = try file.rows.filter { $0["sequence"] == sequence }.map { row in
      let index = try #require(row["index"].flatMap { Int($0) })
      return (index, try (1...10).map { try #require(row["x\($0)"].flatMap { Double($0) }) })
    }
  }
}

@Suite struct DesignTests {
  @Test func `Sobol points without a shift are SciPy's`() throws {
    let rows = try SequencePoints("sobol").rows
    #expect(rows.count == 66)
    let points = try #require(SobolSequence(dimensions: 10)).firstPoints(4096)
    for row in rows { #expect(points[row.index] == row.x, "point \(row.index)") }
  }

  @Test func `every axis of Sobol has SciPy's points and direction numbers`() throws {
    let rows = SummaryFile(try Repository.text("Tests/ExperimentTests/Data/sobol_axes.csv")).rows
    #expect(rows.count == SobolSequence.maximumDimensions)
    let points = try #require(SobolSequence(dimensions: rows.count)).firstPoints(4096)
    for (axis, row) in rows.enumerated() {
      #expect(row["dimension"] == "\(axis + 1)")
      for index in [2730, 4095] {
        #expect(row["at_\(index)"].flatMap { Double($0) } == points[index][axis], "axis \(axis)")
      }
      let directions = SobolSequence.directionNumbers(dimension: axis)
      #expect(directions.count == 32)
      for k in [10, 20, 32] {
        #expect(row["v\(k)"].flatMap { UInt32($0) } == directions[k - 1], "axis \(axis), v[\(k)]")
      }
    }
  }

  // SciPy adds up rounded quotients; ours is one quotient of integers.
  @Test func `Halton points without permutations are SciPy's`() throws {
    let rows = try SequencePoints("halton").rows
    #expect(rows.count == 66)
    let points = try #require(HaltonSequence(dimensions: 10)).firstPoints(4096)
    for row in rows {
      for (ours, theirs) in zip(points[row.index], row.x) {
        #expect(abs(ours - theirs) <= 0x1p-52, "point \(row.index)")
      }
    }
  }

  /// Made by another program, in Python, with integers and fractions of any length.
  @Test(arguments: Frozen.designs)
  func `the numbers of version 1 stay as they are`(design: Frozen) throws {
    #expect(Design.version == 1)
    let rows = try #require(
      Design.unitPoints(design.method, points: design.points, dimensions: 3, seed: design.seed))
    #expect(rows.flatMap { $0.map(\.bitPattern) } == design.bits)
  }

  @Test(arguments: SamplingMethod.allCases, [1, 42] as [UInt64])
  func `all coordinates lie in the unit cube, and the same seed gives the same ones`(
    method: SamplingMethod, seed: UInt64
  ) throws {
    let rows = try #require(Design.unitPoints(method, points: 300, dimensions: 64, seed: seed))
    #expect(rows.count == 300)
    #expect(rows.allSatisfy { $0.count == 64 && $0.allSatisfy { 0 <= $0 && $0 < 1 } })
    #expect(rows == Design.unitPoints(method, points: 300, dimensions: 64, seed: seed))
    #expect(rows != Design.unitPoints(method, points: 300, dimensions: 64, seed: seed + 1))
    #expect(Set(rows).count == 300)
  }

  @Test(arguments: SamplingMethod.allCases)
  func `more points begin with the same ones, where the method says so`(
    method: SamplingMethod
  ) throws {
    #expect(method.keepsFirstPoints == (method != .lhs))
    let many = try #require(Design.unitPoints(method, points: 200, dimensions: 5, seed: 9))
    for count in [0, 1, 63, 64, 65] {
      let few = try #require(Design.unitPoints(method, points: count, dimensions: 5, seed: 9))
      #expect(few.count == count)
      #expect((few == Array(many.prefix(count))) == (method.keepsFirstPoints || count == 0))
    }
  }

  @Test(arguments: [SamplingMethod.lhs, .sobol, .halton])
  func `a further axis leaves the others as they are`(method: SamplingMethod) throws {
    let wide = try #require(Design.unitPoints(method, points: 20, dimensions: 9, seed: 3))
    let narrow = try #require(Design.unitPoints(method, points: 20, dimensions: 4, seed: 3))
    #expect(narrow == wide.map { Array($0.prefix(4)) })
  }

  @Test(arguments: [1, 2, 7, 49, 64, 1000])
  func `a Latin hypercube has one point in each stratum of each axis`(points: Int) throws {
    let rows = try #require(Design.unitPoints(.lhs, points: points, dimensions: 6, seed: 11))
    for axis in 0..<6 {
      let sorted = rows.map { $0[axis] }.sorted()
      for (stratum, x) in sorted.enumerated() {
        #expect(Double(stratum) / Double(points) <= x)
        #expect(x < Double(stratum + 1) / Double(points))
      }
    }
  }

  // The seeds are those after whose permutation the stream is at its largest number, 1 - 2^-53.
  @Test(arguments: [
    (3, 0xF4F3_9783_7C8C_3981 as UInt64, 1.0), (4, 0x56BC_1DC9_FD41_BD6C, 0.75),
    (5, 0xB884_A410_7DF7_4157, 0.6),
  ])
  func `a jitter that rounds up stays in its stratum`(
    points: Int, seed: UInt64, end: Double
  ) throws {
    let rows = try #require(Design.unitPoints(.lhs, points: points, dimensions: 1, seed: seed))
    #expect(rows[0] == [end.nextDown])
  }

  @Test func `of b^m points in a row there is one in each interval`() throws {
    let sobol = try #require(Design.unitPoints(.sobol, points: 192, dimensions: 8, seed: 5))
    let halton = try #require(Design.unitPoints(.halton, points: 1000, dimensions: 4, seed: 5))
    for axis in 0..<8 {
      #expect(Set(sobol[128...].map { Int($0[axis] * 64) }).count == 64)
    }
    for (axis, length) in [512, 729, 625, 343].enumerated() {
      let cells = halton[100..<100 + length].map { Int($0[axis] * Double(length)) }
      #expect(Set(cells).count == length, "axis \(axis)")
    }
  }

  @Test func `what cannot be is nil`() throws {
    for method in SamplingMethod.allCases {
      let most = method.maximumDimensions
      #expect((most == nil) == (method == .random || method == .lhs))
      #expect(Design.unitPoints(method, points: 2, dimensions: most ?? 70, seed: 1)?.count == 2)
      if let most {
        #expect(most >= 64)
        #expect(Design.unitPoints(method, points: 2, dimensions: most + 1, seed: 1) == nil)
      }
      #expect(Design.unitPoints(method, points: -1, dimensions: 2, seed: 1) == nil)
      #expect(Design.unitPoints(method, points: 2, dimensions: -1, seed: 1) == nil)
      #expect(
        Design.unitPoints(method, points: Design.maximumPoints + 1, dimensions: 1, seed: 1) == nil)
      #expect(Design.unitPoints(method, points: 0, dimensions: 3, seed: 1) == [])
      #expect(Design.unitPoints(method, points: 2, dimensions: 0, seed: 1) == [[], []])
    }
    #expect(SobolSequence(dimensions: -1) == nil)
    #expect(HaltonSequence(dimensions: -1) == nil)
  }
}
