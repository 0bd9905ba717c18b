// A stream of pseudorandom numbers that is the same on every machine and in every release. It does
// not know what is drawn with it.

/// SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014), with
/// the constants of Vigna's `splitmix64.c`.
///
/// The state is a counter that grows by an odd constant; each number is a bijective mix of it. So
/// the period is 2^64, every seed is as good as any other, and within a period no number comes
/// twice. What draws with it uses the methods here and not the standard library's
/// `shuffled(using:)` and `random(in:using:)`, whose numbers may change with the library.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in [0, 1): the upper 53 bits of the next one over 2^53, so that each multiple of
  /// 2^-53 is as likely as any other. Takes one number of the stream.
  public mutating func unit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// An integer in 0 ..< `bound`, each as likely as any other; 0 for a bound of 0.
  ///
  /// Lemire, "Fast random integer generation in an interval" (2019), algorithm 5: of the
  /// product `x * bound`, in 128 bits, the upper half is the answer. It is refused, and the next x
  /// taken, where the lower half is less than 2^64 mod bound: each answer then has
  /// floor(2^64 / bound) values of x. Takes one number of the stream, and another for each refusal
  /// (rarer than bound / 2^64).
  public mutating func below(_ bound: UInt64) -> UInt64 {
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// The integers 0 ..< `count` in random order, each of the count! orders as likely as any other.
  ///
  /// Fisher and Yates (1938) as Durstenfeld wrote it (1964): from the last place down to the
  /// second, exchange it with one of the places up to itself.
  mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<max(0, count))
    var place = order.count - 1
    while place > 0 {
      order.swapAt(place, Int(below(UInt64(place) + 1)))
      place -= 1
    }
    return order
  }
}
