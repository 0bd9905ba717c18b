// The unified diff: small ones by hand, random ones by applying them.

import Source
import TestSupport
import Testing

@Suite struct LineDifferenceTests {
  @Test func `equal texts have no difference`() {
    #expect(unifiedDiff("a\nb\n", "a\nb\n", name: "x") == "")
    #expect(unifiedDiff("", "", name: "x") == "")
  }

  @Test func `a change stands between three lines of context`() {
    let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n"
    let new = "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"
    #expect(
      unifiedDiff(old, new, name: "a.gamut") == """
        --- a.gamut
        +++ a.gamut
        @@ -2,7 +2,7 @@
         2
         3
         4
        -5
        +five
         6
         7
         8

        """)
  }

  @Test func `changes far apart are hunks of their own, near ones are one`() {
    let old = (1...20).map { "\($0)\n" }
    func headers(_ changed: Set<Int>) -> [String] {
      let new = old.enumerated().map { changed.contains($0 + 1) ? "x\n" : $1 }
      return unifiedDiff(old.joined(), new.joined(), name: "x").split(separator: "\n")
        .filter { $0.hasPrefix("@@") }.map(String.init)
    }
    #expect(headers([4, 12]) == ["@@ -1,7 +1,7 @@", "@@ -9,7 +9,7 @@"])
    #expect(headers([4, 11]) == ["@@ -1,14 +1,14 @@"])
  }

  @Test func `empty texts and missing line ends are told as patch wants them`() {
    #expect(unifiedDiff("", "a\n", name: "x") == "--- x\n+++ x\n@@ -0,0 +1 @@\n+a\n")
    #expect(unifiedDiff("a\n", "", name: "x") == "--- x\n+++ x\n@@ -1 +0,0 @@\n-a\n")
    #expect(
      unifiedDiff("a", "a\n", name: "x")
        == "--- x\n+++ x\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n")
  }

  @Test func `bytes decide, not characters: line ends and accents may differ`() {
    #expect(unifiedDiff("a\r\n", "a\n", name: "x").contains("-a\r\n+a\n"))
    #expect(unifiedDiff("\u{E9}\n", "e\u{301}\n", name: "x") != "")
  }

  @Test(arguments: [(12, 3), (200, 3), (200, 60), (3000, 4), (3000, 2500)])
  func `a diff makes the old text the new one`(lines: Int, words: Int) throws {
    var generator = SeededGenerator(seed: UInt64(lines * words))
    for _ in 0..<(lines > 1000 ? 2 : 40) {
      let old = (0..<lines).map { _ in "\(Int.random(in: 0..<words, using: &generator))\n" }
      var new = old
      for _ in 0..<Int.random(in: 0...(lines / 3), using: &generator) {
        let place = Int.random(in: 0..<new.count, using: &generator)
        if Bool.random(using: &generator), new.count > 1 {
          new.remove(at: place)
        } else {
          new.insert("\(Int.random(in: 0..<words, using: &generator))\n", at: place)
        }
      }
      let diff = unifiedDiff(old.joined(), new.joined(), name: "x")
      #expect(try applied(diff, to: old) == new)
    }
  }

  /// What `patch` makes of lines, which all have line ends.
  private func applied(_ diff: String, to old: [String]) throws -> [String] {
    var new: [String] = []
    var next = 0
    for line in diff.split(separator: "\n").dropFirst(2) {
      let rest = "\(line.dropFirst())\n"
      switch line.first {
      case "@":
        let numbers = line.split { !$0.isNumber }.compactMap { Int($0) }
        let isEmpty = line.split(separator: " ")[1].hasSuffix(",0")
        let start = try #require(numbers.first) - (isEmpty ? 0 : 1)
        new += old[next..<start]
        next = start
      case "+": new.append(rest)
      default:
        try #require(next < old.count && old[next] == rest)
        if line.first == " " { new.append(rest) }
        next += 1
      }
    }
    return new + old[next...]
  }
}
