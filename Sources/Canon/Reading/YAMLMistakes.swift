// What libyaml's complaints mean, in words that say what to do.

internal import Source

enum YAMLMistake {
  /// The problem that stands for one of libyaml's, which was noticed at a place and on a line;
  /// `opening` is where what is unfinished began.
  static func problem(
    _ reason: String, at place: Span, isTab: Bool = false, opening: Span? = nil, line: Int = 0
  ) -> DocumentProblem {
    if isTab, reason.hasPrefix("found character that cannot start") {
      return problem("found a tab character that violates indentation", at: place)
    }
    if let opening {
      if reason == "found unexpected end of stream" || reason.contains("document indicator") {
        return DocumentProblem(
          "this string has no end", at: opening, help: "close it with the quote that opened it")
      }
      if reason.hasPrefix("did not find expected ','") {
        return DocumentProblem(
          "this bracket is not closed, or a ',' is missing before line \(line)", at: opening)
      }
    }
    guard let (message, help) = meaning[reason] else {
      return DocumentProblem("this is not YAML: \(reason)", at: place)
    }
    return DocumentProblem(message, at: place, help: help)
  }

  private static let meaning: [String: (String, String?)] = [
    "found character that cannot start any token": (
      "a value cannot start with this character", "put the text in double quotes"
    ),
    "mapping values are not allowed in this context": (
      "a ':' stands where no key can end",
      "put a text with ': ' in double quotes, or check the indentation"
    ),
    "block sequence entries are not allowed in this context": (
      "a list entry cannot start here", "begin the list on a line of its own"
    ),
    "mapping keys are not allowed in this context": (
      "a key cannot start here", "begin it on a line of its own"
    ),
    "could not find expected ':'": ("a key has no ':' behind it", "write key: value"),
    "did not find expected key": (
      "this does not continue the mapping that it stands in",
      "indent all keys of a mapping alike, and close every quote"
    ),
    "did not find expected '-' indicator": (
      "this does not continue the list that it stands in",
      "indent all entries alike, each after '- '"
    ),
    "found a tab character where an indentation space is expected": (
      "a tab stands in the indentation", "indent with blanks"
    ),
    "found a tab character that violates indentation": (
      "a tab stands in the indentation", "indent with blanks"
    ),
    "found unknown escape character": (
      "this escape is not known", "write \\\\ for a backslash, or use single quotes"
    ),
    "found undefined tag handle": (
      "tags are not supported",
      "leave the tag out: the type of a value follows from its setting"
    ),
    "did not find expected <document start>": (
      "there is text after the end of the document", nil
    ),
    "did not find expected node content": (
      "a value is missing here", "close every bracket that was opened"
    ),
    "control characters are not allowed": (
      "a control character stands in the text", "write it as an escape in double quotes"
    ),
  ]
}
