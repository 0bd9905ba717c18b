// Sobol' sequences in base 2, with a random digital shift. They do not know where their direction
// numbers come from, nor what an axis means.

/// The points x[0], x[1], ... of a Sobol' sequence, 32 bits for each coordinate.
///
/// Sobol' (1967), in the Gray-code order of Antonov and Saleev (1979):
///
///     x[0] = 0,    x[i + 1] = x[i] XOR v[c],
///
/// with c the place, from 1, of the lowest bit of i that is 0, and v[k] the k-th direction number
/// of the axis. Each 2^m points that begin at a multiple of 2^m are a (t, m, s)-net: they fall
/// evenly into the dyadic boxes of volume 2^(t - m).
///
/// The shift is one random number of 32 bits for each axis, XORed to all its coordinates (L'Ecuyer
/// and Lemieux, "Recent advances in randomized quasi-Monte Carlo methods", 2002). It maps dyadic
/// boxes onto dyadic boxes, so the net stays a net; each point alone is uniform in the cube, so a
/// mean over the points is unbiased and the origin is no longer the first point; and it does not
/// know how many points there will be, so that more of them begin with the same ones.
struct SobolSequence {
  /// The axes that have direction numbers.
  static let maximumDimensions = sobolPolynomials.count + 1

  private static let bits = 32

  /// One after the other, all the direction numbers of an axis.
  private let directions: [UInt32]
  private let shifts: [UInt32]

  /// Without a shift; nil for more dimensions than `maximumDimensions`, and for fewer than none.
  init?(dimensions: Int) {
    self.init(dimensions: dimensions) { 0 }
  }

  /// Each axis takes from the stream the upper half of one number; nil, and nothing taken, where
  /// there would be no sequence without a shift.
  init?(dimensions: Int, shiftedBy random: inout SplitMix64) {
    self.init(dimensions: dimensions) { UInt32(random.next() >> 32) }
  }

  private init?(dimensions: Int, shift: () -> UInt32) {
    guard (0...SobolSequence.maximumDimensions).contains(dimensions) else { return nil }
    shifts = (0..<dimensions).map { _ in shift() }
    directions = (0..<dimensions).flatMap { SobolSequence.directionNumbers(dimension: $0) }
  }

  /// The first `count` points, of at most 2^32, with coordinates in [0, 1).
  func firstPoints(_ count: Int) -> [[Double]] {
    var state = shifts
    return (0..<count).map { index in
      if index > 0 { advance(&state, from: index - 1) }
      return state.map { Double($0) * 0x1p-32 }
    }
  }

  private func advance(_ state: inout [UInt32], from index: Int) {
    let place = (~index).trailingZeroBitCount
    for dimension in state.indices {
      state[dimension] ^= directions[dimension * SobolSequence.bits + place]
    }
  }

  /// The direction numbers v[1] ... v[32] of the axis number `dimension`, from 0.
  ///
  /// The first axis has v[k] = 2^(32 - k). Any other has a primitive polynomial over GF(2),
  ///
  ///     x^s + a[1] x^(s-1) + ... + a[s-1] x + 1,
  ///
  /// and the numbers m[1] ... m[s]. For k <= s, v[k] = m[k] 2^(32 - k); from there on (Bratley and
  /// Fox 1988)
  ///
  ///     v[k] = a[1] v[k-1] XOR ... XOR a[s-1] v[k-s+1] XOR v[k-s] XOR (v[k-s] >> s).
  static func directionNumbers(dimension: Int) -> [UInt32] {
    guard dimension > 0 else { return (1...bits).map { 1 << UInt32(bits - $0) } }
    let (a, m) = sobolPolynomials[dimension - 1]
    let degree = m.count
    var v: [UInt32] = m.enumerated().map { $1 << UInt32(bits - 1 - $0) }
    for k in degree..<bits {
      var value = v[k - degree] ^ (v[k - degree] >> UInt32(degree))
      for j in 1..<degree where a >> UInt32(degree - 1 - j) & 1 == 1 { value ^= v[k - j] }
      v.append(value)
    }
    return v
  }
}
