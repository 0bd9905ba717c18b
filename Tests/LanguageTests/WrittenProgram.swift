// A program as words, comments and lines, read without the product's lexer; and the same program
// written again with other blanks, line ends and comments wherever the language leaves them free.
// It knows interpolations only as far as finding where a string ends, and no statement.

import TestSupport

struct WrittenProgram {
  struct Word: Equatable {
    let text: String
    /// Whether a line, or a statement by `;`, ended before it.
    var isFirstOnLine: Bool
    /// The comments before it, without blanks at their ends.
    var comments: [Comment]
  }

  struct Comment: Equatable {
    let text: String
    /// Whether no word stands before it on its line.
    let isOwnLine: Bool
  }

  /// The last word is empty: the end.
  private(set) var words: [Word] = []
  private let bytes: [UInt8]

  init(_ text: String) {
    bytes = Array(text.utf8)
    read()
  }

  /// The words that the formatter keeps: no separators that separate nothing.
  var lastingWords: [Word] {
    var kept: [Word] = []
    var comments: [Comment] = []
    for (index, word) in words.enumerated() {
      comments += word.comments
      let next = index + 1 < words.count ? words[index + 1].text : ""
      let separatesNothing = ["}", "]", ")"].contains(next)
      if word.text == ",", separatesNothing { continue }
      kept.append(Word(text: word.text, isFirstOnLine: false, comments: comments))
      comments = []
    }
    return kept
  }

  private mutating func read() {
    var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var comments: [Comment] = []
    var hasLineEnd = false
    while index < bytes.count {
      let start = index
      switch UnicodeScalar(bytes[index]) {
      case "\n", ";":
        hasLineEnd = true
        index += 1
      case " ", "\t", "\r": index += 1
      case "#":
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
        let text = string(start, index)
        let end = text.unicodeScalars.reversed().drop { [" ", "\t", "\r"].contains($0) }
        let line = bytes[..<start].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let isOwnLine = bytes[line..<start].allSatisfy { [9, 13, 32, 59].contains($0) }
        comments.append(
          Comment(text: String(String.UnicodeScalarView(end.reversed())), isOwnLine: isOwnLine))
      default:
        index = end(ofWordAt: index)
        words.append(
          Word(text: string(start, index), isFirstOnLine: hasLineEnd, comments: comments))
        comments = []
        hasLineEnd = false
      }
    }
    words.append(Word(text: "", isFirstOnLine: true, comments: comments))
  }

  private func string(_ start: Int, _ end: Int) -> String {
    String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private func end(ofWordAt start: Int) -> Int {
    let rest = bytes[start...]
    switch UnicodeScalar(bytes[start]) {
    case "\"": return end(ofStringAt: start)
    case "r" where rest.dropFirst().first == UInt8(ascii: "\""):
      return (bytes[(start + 2)...].firstIndex(of: UInt8(ascii: "\"")) ?? start) + 1
    case "`": return (bytes[(start + 1)...].firstIndex(of: UInt8(ascii: "`")) ?? start) + 1
    default: break
    }
    if has("0", at: start) { return end(ofNumberAt: start) }
    if has("a", at: start) { return skip("a0", from: start) }
    let next = start + 1 < bytes.count ? string(start, start + 2) : ""
    return start + (["==", "!=", "<=", ">=", ".."].contains(next) ? 2 : 1)
  }

  private func end(ofNumberAt start: Int) -> Int {
    for (pattern, width) in [("0000-00-00", 10), ("0000-00", 7)] {
      let isDate = pattern.enumerated().allSatisfy { has($1, at: start + $0) }
      if isDate, !has("a", at: start + width), !has("0", at: start + width) { return start + width }
    }
    var index = skip("0_", from: start)
    if has(".", at: index), has("0", at: index + 1) { index = skip("0_", from: index + 1) }
    if has("e", at: index) || has("E", at: index), !has("0", at: index + 1),
      has("0", at: index + 2)
    {
      index += 2
    }
    index = skip("a0", from: index)
    return has("%", at: index) ? index + 1 : index
  }

  /// Whether a byte is one like this: 0 stands for all digits, a for all letters.
  private func has(_ pattern: Character, at index: Int) -> Bool {
    guard index < bytes.count else { return false }
    let scalar = UnicodeScalar(bytes[index])
    switch pattern {
    case "0": return ("0"..."9").contains(scalar)
    case "a": return ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
    default: return Character(scalar) == pattern
    }
  }

  private func skip(_ patterns: String, from start: Int) -> Int {
    var index = start
    while patterns.contains(where: { has($0, at: index) }) { index += 1 }
    return index
  }

  private func end(ofStringAt start: Int) -> Int {
    var index = start + 1
    while index < bytes.count {
      switch UnicodeScalar(bytes[index]) {
      case "\"": return index + 1
      case "\\": index += 2
      case "{" where bytes[index + 1] == UInt8(ascii: "{"): index += 2
      case "{":
        // An expression: up to its brace, over strings and records.
        var depth = 0
        repeat {
          if bytes[index] == UInt8(ascii: "{") { depth += 1 }
          if bytes[index] == UInt8(ascii: "}") { depth -= 1 }
          index = bytes[index] == UInt8(ascii: "\"") ? end(ofStringAt: index) : index + 1
        } while depth > 0
      default: index += 1
      }
    }
    return index
  }
}

extension WrittenProgram {
  /// What the rewriting may change.
  enum Freedom { case blanks, lines }

  /// The same program, written otherwise.
  func rewritten(_ freedom: Freedom, using generator: inout SeededGenerator) -> String {
    var text = ""
    var open: [String] = []
    for (index, word) in words.enumerated() {
      let previous = index > 0 ? words[index - 1].text : ""
      text += gap(after: previous, open.last, before: word, freedom, using: &generator)
      text += word.text
      if ["(", "[", "{"].contains(word.text) { open.append(word.text) }
      if [")", "]", "}"].contains(word.text) { open.removeLast() }
    }
    return text
  }

  private func gap(
    after previous: String, _ bracket: String?, before word: Word, _ freedom: Freedom,
    using generator: inout SeededGenerator
  ) -> String {
    func any(_ choices: [String]) -> String { choices.randomElement(using: &generator) ?? "" }
    let blanks = [" ", " ", "  ", "\t", " \t "]
    let glues = ["(", ")", "[", "]", "{", "}", ",", ":", "="]
    let isGlued = glues.contains(previous) || glues.contains(word.text)
    guard word.isFirstOnLine || !word.comments.isEmpty else {
      let isFree = freedom == .lines && !WrittenProgram.endsLine(previous, in: bracket)
      if isFree, Int.random(in: 0..<8, using: &generator) == 0 {
        return any(["", "\n\n ", " # noise ", "\n # noise\n\n# more", "\r"]) + "\n\t"
      }
      return any(isGlued ? blanks + ["", ""] : blanks)
    }
    var gap = ""
    for comment in word.comments {
      if comment.isOwnLine { gap += gap.isEmpty && !previous.isEmpty ? "\n" : "" }
      gap += any(["", " ", "\t  "]) + comment.text + any(["", "  ", "\t", "\r"]) + "\n"
    }
    guard freedom == .lines, word.comments.isEmpty, !word.text.isEmpty, !previous.isEmpty else {
      return (gap.isEmpty && !previous.isEmpty ? "\n" : gap) + any(["", "   ", "\t"])
    }
    if !WrittenProgram.endsLine(previous, in: bracket) {
      return any(["\n", " \n\n\n", " # noise\n"])
    }
    if previous == "{" || word.text == "}" {
      return any(["\n", "\n\n\n", " ", ";", " # noise\n"])
    }
    return any(["\n", "\r\n\t", "\n\n\n", ";", " ;; ", ";\n", "\n# noise\n", " # noise\n\n"])
  }

  /// Whether a line end counts behind a word: rule D22, written once more.
  private static func endsLine(_ word: String, in bracket: String?) -> Bool {
    if bracket == "(" || bracket == "[" { return false }
    let open = [
      "==", "!=", "<=", ">=", "..", "=", "<", ">", ",", ":", ".", "+", "-", "*", "/", "(", "[",
      "and", "or", "not", "in", "if", "then", "else", "for",
    ]
    return !open.contains(word)
  }
}
