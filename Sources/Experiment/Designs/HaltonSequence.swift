// Halton sequences with randomly permuted digits. They do not know what an axis means.

/// The points of a Halton sequence: Halton (1960); with permutations Owen, "A randomized Halton
/// algorithm in R" (2017).
///
/// Axis j has the j-th prime b as its base. Point i, from 0, has there the radical inverse of i,
///
///     x = sum over k >= 0 of p[k](d[k]) / b^(k+1),
///
/// where d[k] are the digits of i in base b, the lowest first. Without a seed p[k] is the identity;
/// with one, each place k of each axis has its own random permutation of the digits. The zeros
/// above the highest digit of i are permuted too, so that each point alone is uniform; of b^m
/// points in a row there is still one in each of the b^m intervals of an axis; and the first points
/// of two large bases no longer lie on one diagonal.
///
/// There are K places, with K the largest for which b^K <= 2^53: the sum is an integer over b^K,
/// found exactly and divided once. A coordinate is therefore the double nearest to that sum, and
/// below 1.
struct HaltonSequence {
  /// The last base is 311: with larger ones the few hundred points of a usual sample would not go
  /// once through the digits of an axis.
  static let maximumDimensions = 64

  private let axes: [Axis]

  /// With digits as they are; nil for more dimensions than `maximumDimensions`, and for fewer than
  /// none.
  init?(dimensions: Int) {
    self.init(dimensions: dimensions) { Array(0..<$0) }
  }

  /// One axis after the other takes its permutations from the stream, the one of the lowest digit
  /// first; nil, and nothing taken, where there would be no sequence without permutations.
  init?(dimensions: Int, permutedBy random: inout SplitMix64) {
    self.init(dimensions: dimensions) { random.permutation($0) }
  }

  private init?(dimensions: Int, permutation: (_ base: Int) -> [Int]) {
    guard (0...HaltonSequence.maximumDimensions).contains(dimensions) else { return nil }
    axes = firstPrimes(dimensions).map { Axis(base: $0, permutation: permutation) }
  }

  /// The first `count` points, of at most 2^32, with coordinates in [0, 1).
  func firstPoints(_ count: Int) -> [[Double]] {
    (0..<count).map { index in axes.map { $0.radicalInverse(of: index) } }
  }

  private struct Axis {
    let base: Int
    /// b^K.
    let denominator: Int
    /// At place * base + digit: what this digit of the index adds to the numerator.
    let contributions: [Int]
    /// What the places from this one on add if their digits are 0; one more than there are places.
    let tails: [Int]

    init(base: Int, permutation: (_ base: Int) -> [Int]) {
      var powers = [1]
      while let power = powers.last, power * base <= 1 << 53 { powers.append(power * base) }
      let places = powers.count - 1
      var contributions: [Int] = []
      for place in 0..<places {
        contributions += permutation(base).map { $0 * powers[places - 1 - place] }
      }
      var tails = [Int](repeating: 0, count: places + 1)
      for place in (0..<places).reversed() {
        tails[place] = tails[place + 1] + contributions[place * base]
      }
      self.base = base
      self.denominator = powers[places]
      self.contributions = contributions
      self.tails = tails
    }

    /// Of an index below b^K.
    func radicalInverse(of index: Int) -> Double {
      var rest = index
      var place = 0
      var numerator = 0
      while rest > 0 {
        let (quotient, digit) = rest.quotientAndRemainder(dividingBy: base)
        numerator += contributions[place * base + digit]
        rest = quotient
        place += 1
      }
      return Double(numerator + tails[place]) / Double(denominator)
    }
  }
}

/// 2, 3, 5, ...: the first `count` primes, by trial division.
private func firstPrimes(_ count: Int) -> [Int] {
  var primes: [Int] = []
  var candidate = 2
  while primes.count < count {
    if !primes.contains(where: { candidate % $0 == 0 }) { primes.append(candidate) }
    candidate += 1
  }
  return primes
}
