// The stream of pseudorandom numbers against published ones, and what is drawn with it.

import Testing

@testable import Experiment

@Suite struct SplitMix64Tests {
  // 1234567: Rosetta Code, "Pseudo-random numbers/Splitmix64"; 0: Vigna's splitmix64.c.
  @Test(
    arguments: [
      1_234_567: [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ],
      0: [
        0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F, 0xF88B_B8A8_724C_81EC,
        0x1B39_896A_51A8_749B,
      ],
    ] as [UInt64: [UInt64]])
  func `the stream is the published one`(seed: UInt64, numbers: [UInt64]) {
    var random = SplitMix64(seed: seed)
    #expect(numbers.map { _ in random.next() } == numbers)
  }

  // The first seed's first number is 2^64 - 1, the second's 0.
  @Test func `a unit number is below 1 and at least 0`() {
    var largest = SplitMix64(seed: 0x3162_8AF6_7B21_31AB)
    #expect(largest.unit() == 1.0.nextDown)
    var least = SplitMix64(seed: 0 &- 0x9E37_79B9_7F4A_7C15)
    #expect(least.unit() == 0)
    var random = SplitMix64(seed: 1_234_567)
    #expect(random.unit() == Double(6_457_827_717_110_365_317 as UInt64 >> 11) / 0x1p53)
  }

  // Of 2^64 values the rule refuses 2^64 mod bound: none, hardly any, a quarter, nearly half.
  @Test(arguments: [1, 2, 3, 1000, .max, 3 << 62, (1 << 63) + 1] as [UInt64])
  func `an integer is below its bound, by the first number that is not refused`(bound: UInt64) {
    let refused = (UInt64.max % bound + 1) % bound
    var random = SplitMix64(seed: 8)
    var numbers = SplitMix64(seed: 8)
    for _ in 0..<200 {
      var x = numbers.next()
      while x &* bound < refused { x = numbers.next() }
      let drawn = random.below(bound)
      #expect(drawn < bound)
      #expect(drawn == x.multipliedFullWidth(by: bound).high)
    }
  }

  // With this bound x * 3/4 is an answer for 4 values of x in 3: those that 3 divides would come
  // twice as often as the others if none were refused.
  @Test func `no integer is more likely than another`() {
    var random = SplitMix64(seed: 21)
    var counts = [0, 0, 0]
    for _ in 0..<3000 { counts[Int(random.below(3 << 62) % 3)] += 1 }
    #expect(counts.allSatisfy { (880...1120).contains($0) }, "\(counts)")
    #expect(random.below(0) == 0)
  }

  @Test func `every order is as likely as any other`() {
    var random = SplitMix64(seed: 4)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<2400 { counts[random.permutation(4), default: 0] += 1 }
    #expect(counts.count == 24)
    #expect(counts.keys.allSatisfy { $0.sorted() == [0, 1, 2, 3] })
    // 23 degrees of freedom: above 50 in 1 of 1000 streams.
    let square = counts.values.reduce(0.0) { $0 + Double(($1 - 100) * ($1 - 100)) / 100 }
    #expect(square < 50, "\(square)")
    #expect(random.permutation(0) == [])
    #expect(random.permutation(1) == [0])
  }
}
