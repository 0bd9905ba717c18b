// Designs: which points of the unit cube stand for all of it. They do not know axes, levels or
// plans; who asks maps each coordinate to a level.

/// How `sample` chooses its points.
public enum SamplingMethod: String, CaseIterable, Sendable {
  /// Independent uniform points.
  case random
  /// Latin hypercube: each axis alone is covered evenly.
  case lhs
  /// Sobol' sequence with a digital shift: best where the number of points is a power of two.
  case sobol
  /// Halton sequence with permuted digits: for any number of points.
  case halton

  /// The most axes it can take; nil means any number.
  public var maximumDimensions: Int? {
    switch self {
    case .random, .lhs: nil
    case .sobol: SobolSequence.maximumDimensions
    case .halton: HaltonSequence.maximumDimensions
    }
  }

  /// Whether more points with the same seed begin with the same points.
  public var keepsFirstPoints: Bool { self != .lhs }
}

/// Points of the unit cube.
public enum Design {
  /// The version of the algorithms. Whoever changes any number that `unitPoints` or `SplitMix64`
  /// gives, in the last bit or for one seed only, makes a new version: a sample that was drawn once
  /// is part of what a batch is.
  public static let version = 1

  /// The most points of one design.
  public static let maximumPoints = 1 << 32

  /// `points` rows of `dimensions` coordinates in [0, 1).
  ///
  /// The same arguments give the same bits on every machine. With more points the first ones stay,
  /// except for `lhs`. In `lhs`, `sobol` and `halton` a further dimension leaves the others as they
  /// are.
  ///
  /// Nil for more dimensions than `method.maximumDimensions`, for more points than `maximumPoints`,
  /// and for negative counts. Points without dimensions are empty rows.
  public static func unitPoints(
    _ method: SamplingMethod, points: Int, dimensions: Int, seed: UInt64
  ) -> [[Double]]? {
    guard (0...maximumPoints).contains(points), dimensions >= 0 else { return nil }
    var random = SplitMix64(seed: seed)
    switch method {
    case .random:
      return (0..<points).map { _ in (0..<dimensions).map { _ in random.unit() } }
    case .lhs:
      return latinHypercube(points: points, dimensions: dimensions, &random)
    case .sobol:
      return SobolSequence(dimensions: dimensions, shiftedBy: &random)?.firstPoints(points)
    case .halton:
      return HaltonSequence(dimensions: dimensions, permutedBy: &random)?.firstPoints(points)
    }
  }
}
