// Levels that nobody lists, against the same ones listed.

import Experiment
import TestSupport
import Testing

@Suite struct LevelsTests {
  /// A range with its members counted in units of its last decimal place.
  private struct Case {
    let first: Int
    let step: Int
    let count: Int
    let places: Int

    init(using random: inout SeededGenerator) {
      places = Bool.random(using: &random) ? 0 : Int.random(in: 1...7, using: &random)
      let reach = [1, 10, 1000, 1_000_000_000].randomElement(using: &random) ?? 1
      first = Int.random(in: -reach...reach, using: &random)
      step = Int.random(in: 1...reach, using: &random)
      count = Int.random(in: 1...60, using: &random)
    }

    func value(_ units: Int) -> Value {
      places == 0 ? .int(Int64(units)) : .number(Decimal("\(units)e-\(places)") ?? .zero)
    }

    var members: [Value] { (0..<count).map { value(first + $0 * step) } }

    func range() throws -> RangeMembers {
      // The last end is not always a member.
      try RangeMembers(
        value(first), value(first + count * step - 1), step: value(step), at: .unknown)
    }
  }

  @Test func `a range has the members, labels and shape of the same levels listed`() throws {
    var random = SeededGenerator(seed: 20_261_123)
    for _ in 0..<2000 {
      let example = Case(using: &random)
      let range = try example.range()
      #expect(Array(range) == example.members)
      let levels = try #require(Levels(range))
      let listed = example.members.map {
        Level(values: [$0], label: $0.levelLabel(for: nil))
      }
      #expect(Array(levels) == listed)
      #expect(levels.indices.map { levels.value(at: $0, part: 0) } == example.members)
      #expect(levels.indices.map { levels.label(at: $0) } == listed.map(\.label))
      let ends = example.count == 1 ? [listed[0]] : [listed[0], listed[example.count - 1]]
      #expect(levels.extremes == ends)

      let shape = try #require(LabelShape(of: range))
      #expect(Set(listed.map { $0.label.lowercased() }).count == listed.count)
      #expect(listed.allSatisfy { $0.label.utf8.count <= shape.longest })
      #expect(listed.allSatisfy { $0.label.allSatisfy(shape.characters.contains) })
      if shape.haveOneLength { #expect(Set(listed.map(\.label.utf8.count)).count == 1) }
      #expect(pathSafe(shape.characters) == shape.characters)
    }
  }

  @Test func `three members tell the others`() throws {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<500 {
      let members = Case(using: &random).members
      let range = RangeMembers(
        first: members[0], second: members[min(1, members.count - 1)],
        last: members[members.count - 1], count: members.count)
      #expect(range.map(Array.init) == members)
    }
    #expect(RangeMembers(first: .int(1), second: .int(2), last: .int(4), count: 3) == nil)
    #expect(RangeMembers(first: .text("a"), second: .text("b"), last: .text("c"), count: 3) == nil)
  }

  @Test func `days stand one after the other`() throws {
    let first = try #require(Day("2020-02-28"))
    let last = try #require(Day("2020-03-02"))
    let period = try #require(Period(start: first, end: last))
    let levels = try #require(Levels(RangeMembers(daysOf: period)))
    #expect(levels.map(\.label) == ["2020-02-28", "2020-02-29", "2020-03-01", "2020-03-02"])
    #expect(levels.range.flatMap(LabelShape.init)?.haveOneLength == true)
  }

  @Test func `ends at the edge of the integers do not overflow`() throws {
    let range = try RangeMembers(
      .int(.min), .int(.max), step: .int(1 << 62), at: .unknown)
    #expect(Array(range) == [.int(.min), .int(-(1 << 62)), .int(0), .int(1 << 62)])
  }

  @Test func `numbers that doubles cannot tell apart are not taken as a range`() throws {
    func number(_ text: String) throws -> Value { .number(try #require(Decimal(text))) }
    let range = try RangeMembers(
      number("0.1"), number("0.10000000000000000005"), step: number("0.00000000000000000001"),
      at: .unknown)
    #expect(range.count == 6)
    #expect(Levels(range) == nil)
  }
}
