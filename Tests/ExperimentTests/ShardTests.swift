// Shards partition a plan: nothing twice, nothing left out, all of one size or one fewer.

import Experiment
import TestSupport
import Testing

@Suite struct ShardTests {
  @Test func `the parts of a plan follow one another and are all of it`() throws {
    var random = SeededGenerator(seed: 4)
    for _ in 0..<500 {
      let runs = Int.random(in: 0...2000, using: &random)
      let count = Int.random(in: 1...300, using: &random)
      let ranges = try (1...count).map { try #require(Shard($0, of: count)).range(of: runs) }
      #expect(ranges.first?.lowerBound == 0 && ranges.last?.upperBound == runs)
      #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
      #expect(ranges.allSatisfy { $0.count == runs / count || $0.count == runs / count + 1 })
    }
  }

  @Test func `the largest plan is cut, too`() throws {
    let last = try #require(Shard(1_000_000, of: 1_000_000)).range(of: .max)
    #expect(last.upperBound == .max)
    #expect(last.count == Int.max / 1_000_000 || last.count == Int.max / 1_000_000 + 1)
    #expect(Shard(0, of: 3) == nil && Shard(4, of: 3) == nil && Shard(1, of: 0) == nil)
  }
}
