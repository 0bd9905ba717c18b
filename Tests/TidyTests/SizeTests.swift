// Files and functions stay small enough to be read in one look. It counts lines and braces; it does
// not know Swift.

import TestSupport
import Testing

@Suite struct SizeTests {
  static let longestFile = 450
  static let longestFunction = 60

  static let swiftFiles = ["Sources", "Tests"].flatMap {
    SourceTree.files(below: $0, endingWith: ".swift")
  }

  @Test func `no file is longer than 450 lines`() throws {
    let files =
      SizeTests.swiftFiles
      + ["c", "h"].flatMap { SourceTree.files(below: "Sources", endingWith: ".\($0)") }
    #expect(files.count > 100)
    for file in files {
      let lines = try SourceTree.lines(file)
      #expect(lines.count <= SizeTests.longestFile + 1, "\(file) has \(lines.count) lines")
    }
  }

  @Test func `nearly every file has functions`() throws {
    let counts = try SizeTests.swiftFiles.map { functions(in: try SourceTree.lines($0)).count }
    #expect(counts.count { $0 > 0 } * 4 > counts.count * 3)
  }

  @Test(arguments: swiftFiles)
  func `no function is longer than 60 lines`(file: String) throws {
    for function in functions(in: try SourceTree.lines(file)) {
      #expect(
        function.length <= SizeTests.longestFunction,
        "\(file):\(function.line): \(function.name) has \(function.length) lines")
    }
  }

  @Test func `functions are found with their lengths`() {
    let text = """
      struct S {
        func a() { 1 }
        init(
          _ b: Int
        ) {
          if b > 0 {
          }
        }
        let text = "} func no() {"
        func c(
          d: () -> Void = {}
        ) -> Int
        where S: P
        {
          1
        }
      }
      protocol P {
        func e()
        func f()
      }
      """
    let found = functions(in: text.split(separator: "\n").map(String.init))
    #expect(found.map(\.length) == [1, 6, 7])
    #expect(found.map(\.line) == [2, 3, 10])
  }

  private struct Function: Equatable {
    let name: String
    let line: Int
    let length: Int
  }

  /// Functions, initialisers and tests with a body, from the line that names them to their closing
  /// brace: by the one layout of this repository that has the indentation of the line that begins.
  private func functions(in lines: [String]) -> [Function] {
    var found: [Function] = []
    for (index, line) in lines.enumerated() {
      let indentation = String(line.prefix { $0 == " " })
      let words = line.dropFirst(indentation.count).split(separator: " ")
      guard let head = words.first(where: { isHead($0) }), isDeclaration(words, upTo: head),
        let opening = lastLine(ofSignatureAt: index, in: lines)
      else { continue }
      let end =
        lines[opening].hasSuffix("{")
        ? lines[opening...].firstIndex { $0 == indentation + "}" } ?? lines.count : opening
      found.append(Function(name: line.trimmingBlanks, line: index + 1, length: end - index + 1))
    }
    return found
  }

  /// The line on which a signature ends with its brackets closed; nil if no body follows.
  private func lastLine(ofSignatureAt index: Int, in lines: [String]) -> Int? {
    var depth = 0
    for (offset, line) in lines[index...].enumerated() {
      for character in line { depth += character == "(" ? 1 : character == ")" ? -1 : 0 }
      guard depth <= 0 else { continue }
      if line.hasSuffix("{") || line.hasSuffix("}") { return index + offset }
      let next = index + offset + 1 < lines.count ? lines[index + offset + 1].trimmingBlanks : ""
      guard ["{", "where", "->", "throws", "async"].contains(where: { next.hasPrefix($0) }) else {
        return nil
      }
    }
    return nil
  }

  private func isHead(_ word: Substring) -> Bool {
    word == "func" || word.hasPrefix("init(") || word.hasPrefix("init?(")
      || word.hasPrefix("init<") || word == "deinit" || word.hasPrefix("subscript(")
  }

  /// Whether only modifiers and attributes stand before the head.
  private func isDeclaration(_ words: [Substring], upTo head: Substring) -> Bool {
    let modifiers: Set<Substring> = [
      "public", "internal", "private", "fileprivate", "package", "static", "final", "mutating",
      "override", "prefix", "infix", "convenience", "required", "nonisolated", "consuming",
      "borrowing", "indirect",
    ]
    return words.prefix { $0 != head }.allSatisfy { modifiers.contains($0) || $0.hasPrefix("@") }
  }
}

extension String {
  var trimmingBlanks: String {
    let start = drop { $0 == " " }
    return String(start.reversed().drop { $0 == " " }.reversed())
  }
}
