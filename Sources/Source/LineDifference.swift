// Two texts, and how their lines differ: the unified diff that people and `patch` read. It knows no
// language and no file.
//
// Lines that both texts have only once hold the rest in place (Cohen's patience difference); between
// them, and in all small texts, the longest common subsequence. A block too large for that, without
// such lines, is replaced as a whole: the time stays near linear, and the answer is the same anywhere.

/// The unified diff that makes the old text the new one, with three lines of context; empty where
/// they are equal byte for byte.
public func unifiedDiff(_ old: String, _ new: String, name: String) -> String {
  var difference = LineDifference(Array(old.utf8), Array(new.utf8))
  difference.match()
  let hunks = difference.hunks(context: 3)
  guard !hunks.isEmpty else { return "" }
  let text = hunks.reduce(into: [UInt8]()) { $0 += difference.text(of: $1) }
  return "--- \(name)\n+++ \(name)\n" + String(decoding: text, as: UTF8.self)
}

private struct LineDifference {
  private enum Step {
    case keep, remove, insert
  }

  /// A few steps one after the other, and the lines before them.
  struct Hunk {
    let steps: Range<Int>
    let oldStart: Int
    let newStart: Int
  }

  private struct Block {
    var old: Range<Int>
    var new: Range<Int>
  }

  /// Each line with its line end.
  private let old: [ArraySlice<UInt8>]
  private let new: [ArraySlice<UInt8>]
  /// The same lines as numbers: equal numbers, equal lines.
  private let oldNumbers: [Int]
  private let newNumbers: [Int]
  /// For each old line, the new one that it became unchanged; nil if it is gone.
  private var partners: [Int?]
  private var steps: [Step] = []

  /// Beyond this many pairs of lines, only lines that are there once are looked for.
  private static let maximumPairs = 1 << 20

  init(_ oldBytes: [UInt8], _ newBytes: [UInt8]) {
    old = LineDifference.lines(oldBytes)
    new = LineDifference.lines(newBytes)
    var numbers: [ArraySlice<UInt8>: Int] = [:]
    func number(_ line: ArraySlice<UInt8>) -> Int {
      if let number = numbers[line] { return number }
      numbers[line] = numbers.count
      return numbers.count - 1
    }
    oldNumbers = old.map(number)
    newNumbers = new.map(number)
    partners = Array(repeating: nil, count: old.count)
  }

  private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      lines.append(bytes[start...index])
      start = index + 1
    }
    if start < bytes.count { lines.append(bytes[start...]) }
    return lines
  }

  mutating func match() {
    var open = [Block(old: 0..<old.count, new: 0..<new.count)]
    while let next = open.popLast() {
      let block = trimmed(next)
      if block.old.isEmpty || block.new.isEmpty { continue }
      if block.old.count * block.new.count <= LineDifference.maximumPairs {
        matchSmall(block)
      } else {
        open += split(block)
      }
    }
    var line = 0
    for partner in partners {
      if let partner {
        steps += Array(repeating: .insert, count: partner - line)
        steps.append(.keep)
        line = partner + 1
      } else {
        steps.append(.remove)
      }
    }
    steps += Array(repeating: .insert, count: new.count - line)
  }

  /// A block without the equal lines at its ends, which are matched.
  private mutating func trimmed(_ block: Block) -> Block {
    var (old, new) = (block.old, block.new)
    while let first = old.first, let other = new.first, oldNumbers[first] == newNumbers[other] {
      partners[first] = other
      old.removeFirst()
      new.removeFirst()
    }
    while let last = old.last, let other = new.last, oldNumbers[last] == newNumbers[other] {
      partners[last] = other
      old.removeLast()
      new.removeLast()
    }
    return Block(old: old, new: new)
  }

  /// Matches a longest common subsequence, by the table of the lengths for all pairs of ends.
  private mutating func matchSmall(_ block: Block) {
    let width = block.new.count + 1
    var lengths = [Int32](repeating: 0, count: (block.old.count + 1) * width)
    for (row, i) in block.old.enumerated().reversed() {
      for (column, j) in block.new.enumerated().reversed() {
        let place = row * width + column
        lengths[place] =
          oldNumbers[i] == newNumbers[j]
          ? lengths[place + width + 1] + 1 : max(lengths[place + width], lengths[place + 1])
      }
    }
    var (row, column) = (0, 0)
    while row < block.old.count, column < block.new.count {
      let place = row * width + column
      let (i, j) = (block.old.lowerBound + row, block.new.lowerBound + column)
      if oldNumbers[i] == newNumbers[j] {
        partners[i] = j
        row += 1
        column += 1
      } else if lengths[place + width] >= lengths[place + 1] {
        row += 1
      } else {
        column += 1
      }
    }
  }

  /// Matches lines that are there once, and gives what lies between them; nothing if there are none.
  private mutating func split(_ block: Block) -> [Block] {
    let newOnce = LineDifference.once(newNumbers, in: block.new)
    let oldOnce = LineDifference.once(oldNumbers, in: block.old)
    let pairs = block.old.compactMap { i in
      oldOnce[oldNumbers[i]] == nil ? nil : newOnce[oldNumbers[i]].map { (i, $0) }
    }
    let anchors = LineDifference.longestRising(pairs)
    guard !anchors.isEmpty else { return [] }
    var blocks: [Block] = []
    var (i, j) = (block.old.lowerBound, block.new.lowerBound)
    for (anchor, other) in anchors {
      partners[anchor] = other
      blocks.append(Block(old: i..<anchor, new: j..<other))
      (i, j) = (anchor + 1, other + 1)
    }
    return blocks + [Block(old: i..<block.old.upperBound, new: j..<block.new.upperBound)]
  }

  /// Where the numbers stand that a range holds only once.
  private static func once(_ numbers: [Int], in range: Range<Int>) -> [Int: Int] {
    var counts: [Int: Int] = [:]
    for index in range { counts[numbers[index], default: 0] += 1 }
    var places: [Int: Int] = [:]
    for index in range where counts[numbers[index]] == 1 { places[numbers[index]] = index }
    return places
  }

  /// The longest part of pairs, sorted by the first members, whose second members rise, too.
  private static func longestRising(_ pairs: [(Int, Int)]) -> [(Int, Int)] {
    // For each length, the pair with the smallest second member that ends such a part.
    var ends: [Int] = []
    var before = [Int?](repeating: nil, count: pairs.count)
    for (index, pair) in pairs.enumerated() {
      var (low, high) = (0, ends.count)
      while low < high {
        let middle = (low + high) / 2
        if pairs[ends[middle]].1 < pair.1 { low = middle + 1 } else { high = middle }
      }
      if low > 0 { before[index] = ends[low - 1] }
      if low == ends.count { ends.append(index) } else { ends[low] = index }
    }
    var rising: [(Int, Int)] = []
    var next = ends.last
    while let index = next {
      rising.append(pairs[index])
      next = before[index]
    }
    return rising.reversed()
  }

  func hunks(context: Int) -> [Hunk] {
    var hunks: [Hunk] = []
    var (oldLine, newLine) = (0, 0)
    for (index, step) in steps.enumerated() {
      if step != .keep {
        let end = min(index + context + 1, steps.count)
        if let last = hunks.last, index - context <= last.steps.upperBound {
          hunks[hunks.count - 1] = Hunk(
            steps: last.steps.lowerBound..<end, oldStart: last.oldStart, newStart: last.newStart)
        } else {
          let before = min(context, index)
          hunks.append(
            Hunk(
              steps: (index - before)..<end, oldStart: oldLine - before,
              newStart: newLine - before))
        }
      }
      if step != .insert { oldLine += 1 }
      if step != .remove { newLine += 1 }
    }
    return hunks
  }

  func text(of hunk: Hunk) -> [UInt8] {
    var (oldLine, newLine) = (hunk.oldStart, hunk.newStart)
    var text: [UInt8] = []
    func append(_ mark: String, _ line: ArraySlice<UInt8>) {
      text += Array(mark.utf8) + line
      if line.last != UInt8(ascii: "\n") { text += Array("\n\\ No newline at end of file\n".utf8) }
    }
    for step in steps[hunk.steps] {
      switch step {
      case .keep: append(" ", old[oldLine])
      case .remove: append("-", old[oldLine])
      case .insert: append("+", new[newLine])
      }
      if step != .insert { oldLine += 1 }
      if step != .remove { newLine += 1 }
    }
    let oldPlace = LineDifference.place(hunk.oldStart, oldLine - hunk.oldStart)
    let newPlace = LineDifference.place(hunk.newStart, newLine - hunk.newStart)
    return Array("@@ -\(oldPlace) +\(newPlace) @@\n".utf8) + text
  }

  /// Where a part begins and how many lines it has; an empty one has the number of the line before.
  private static func place(_ start: Int, _ count: Int) -> String {
    count == 1 ? "\(start + 1)" : "\(count == 0 ? start : start + 1),\(count)"
  }
}
