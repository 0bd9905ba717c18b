// What can be written at the end of a text that is being typed, for completion. It knows the words
// of the language, and neither settings nor declared names.

internal import Experiment
internal import Source

/// What belongs at a place of a program.
public enum EditingPlace: Hashable, Sendable {
  /// A statement begins.
  case statement
  /// The name of a setting or composite, or of an axis.
  case setting
  /// A field in the braces of a `batch` or `job`: the keyword.
  case field(of: String)
  /// A value; the name that is being set or compared, if there is one right before.
  case value(of: String?)
  /// Inside a string that is the value of a name.
  case string(of: String?)
  /// What stands behind `job`.
  case jobKind
  /// A new name, or a word that the grammar wants: nothing to choose from.
  case nothing
}

/// The names of functions that expressions may call.
public let functionNames =
  FormulaFunction.allCases.map(\.rawValue) + LibraryFunction.allCases.map(\.rawValue)

/// The same, for quick questions.
let knownFunctions = Set(functionNames)

/// The place at the end of `text`, and the part of a word that is there already.
///
/// - Parameter text: The program, or the statement that is being typed, up to the cursor.
public func editingPlace(atEndOf text: String) -> (place: EditingPlace, word: String) {
  let source = SourceText(name: "", text)
  let (tokens, problems) = lex(source)
  if let string = problems.last, string.slug == .unfinishedString, let start = string.span?.start {
    let word = source.text(in: Span(start + 1, source.bytes.count))
    let before = lex(SourceText(name: "", source.text(in: Span(0, start)))).tokens
    return (.string(of: Surroundings(before).target), word)
  }
  let wordBytes = source.bytes.reversed().prefix { $0.continuesName }
  let start = source.bytes.count - wordBytes.count
  let word = source.text(in: Span(start, source.bytes.count))
  if word.utf8.first?.isDigit ?? false { return (.nothing, word) }
  if let last = tokens.dropLast().last?.span, last.end < start,
    source.bytes[last.end..<start].contains(UInt8(ascii: "#")),
    !source.bytes[last.end..<start].contains(UInt8(ascii: "\n"))
  {
    return (.nothing, word)
  }
  return (Surroundings(tokens.filter { $0.span.end <= start }).place, word)
}

/// The tokens before a place.
private struct Surroundings {
  let tokens: [Token]
  private let open: [Int]

  init(_ tokens: [Token]) {
    self.tokens = tokens.filter { if case .end = $0.kind { false } else { true } }
    open = openBrackets(self.tokens)
  }

  private var lastOpen: Token? { open.last.map { tokens[$0] } }

  var place: EditingPlace {
    if let brace = open.last, tokens[brace].is(.openBrace) {
      let keyword = self.keyword(before: brace)
      if !["for", "group"].contains(keyword) { return inFields(of: keyword, from: brace) }
    }
    guard let last = tokens.last else { return .statement }
    if lastOpen?.is(.openBrace) ?? true,
      last.isSeparator || last.is(.openBrace) || last.is(.closeBrace)
    {
      return .statement
    }
    let begin = statementStart(before: tokens.count)
    let keyword = text(of: tokens[begin])
    let isFirst = begin == tokens.count - 1
    switch keyword {
    case "let" where isFirst: return .setting
    case "sweep" where isBeforeIn(from: begin), "for" where isBeforeIn(from: begin): return .setting
    case "job" where isFirst: return .jobKind
    case "batch", "param", "def", "bundle", "period", "group", "run", "job":
      let isValue = tokens[begin...].contains { $0.is(.equal) }
      return isValue ? .value(of: target) : .nothing
    default: return .value(of: target)
    }
  }

  /// In the braces of a run, batch or job.
  private func inFields(of keyword: String, from brace: Int) -> EditingPlace {
    let last = tokens[tokens.count - 1]
    guard tokens.count - 1 == brace || last.isSeparator || last.is(.comma) else {
      return .value(of: target)
    }
    return keyword == "run" ? .setting : .field(of: keyword)
  }

  /// The name that is set, compared or moved by what stands last.
  var target: String? {
    let begin = statementStart(before: tokens.count)
    for index in tokens.indices.dropLast().reversed() where index >= begin {
      guard let name = tokens[index].name else { continue }
      let next = tokens[index + 1]
      if next.is(.equal) || next.is(.equalEqual) || next.is(.notEqual) || next.is(.in) {
        return name
      }
    }
    return nil
  }

  /// Whether an axis is named next: its keyword, a comma between axes, or a parenthesis is last.
  private func isBeforeIn(from begin: Int) -> Bool {
    let last = tokens[tokens.count - 1]
    if tokens.count - 1 == begin { return true }
    let isInside = open.last.map { $0 > begin } ?? false
    if !isInside { return last.is(.comma) }
    guard lastOpen?.is(.openParenthesis) ?? false, let start = open.last else { return false }
    let before = tokens[start - 1]
    return (before.is(.comma) || start - 1 == begin)
      && (last.is(.comma) || last.is(.openParenthesis))
  }

  private func keyword(before brace: Int) -> String {
    text(of: tokens[statementStart(before: brace)])
  }

  /// The number of the first token of the statement that holds the tokens before `end`.
  private func statementStart(before end: Int) -> Int {
    var depth = 0
    var index = end
    while index > 0 {
      let token = tokens[index - 1]
      if token.is(.closeBrace) || token.is(.closeBracket) || token.is(.closeParenthesis) {
        depth += 1
      } else if token.is(.openBrace) || token.is(.openBracket) || token.is(.openParenthesis) {
        if depth == 0, token.is(.openBrace) { break }
        depth = max(0, depth - 1)
      } else if depth == 0, token.isSeparator {
        break
      }
      index -= 1
    }
    return min(index, max(0, end - 1))
  }

  private func text(of token: Token) -> String { token.is(.for) ? "for" : token.name ?? "" }
}
