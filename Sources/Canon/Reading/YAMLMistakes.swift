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

  private static let directive = (
    "this directive is not known", String?.some("leave out the line that begins with '%'")
  )
  private static let tag = (
    "this tag has no end",
    String?.some("leave the tag out: the type of a value follows from its setting")
  )

  private static let meaning: [String: (String, String?)] = [
    "found character that cannot start any token": (
      "a value cannot start with this character", "put the text in double quotes"
    ),
    "mapping values are not allowed in this context": (
      "a ':' stands where no key can end",
      "put a text with ': ' in double quotes, or check the indentation; a key's ':' has a blank behind it"
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
    "found invalid Unicode character escape code": (
      "this escape stands for no character", "a character beyond U+FFFF is written \\U0001F600"
    ),
    "did not find expected hexdecimal number": (
      "an escape has too few digits", "\\x takes two, \\u four, \\U eight"
    ),
    "found unexpected ':'": (
      "a ':' stands inside of a text in brackets", "put the text in double quotes"
    ),
    "did not find expected alphabetic or numeric character": (
      "'*' and '&' are followed by a name", "put a text that begins with one of them in quotes"
    ),
    "did not find expected comment or line break": (
      "there is text behind what ends the line", "put the text in the next line, indented"
    ),
    "found an indentation indicator equal to 0": (
      "a text cannot be indented by 0 blanks", "write | or > without a number"
    ),
    "found unknown directive name": directive, "found duplicate %YAML directive": directive,
    "found duplicate %TAG directive": directive, "found incompatible YAML document": directive,
    "could not find expected directive name": directive,
    "did not find expected version number": directive,
    "did not find expected digit or '.' character": directive,
    "found extremely long version number": directive,
    "found unexpected non-alphabetical character": directive,
    "did not find expected '!'": directive, "did not find expected whitespace": tag,
    "did not find expected whitespace or line break": tag, "did not find the expected '>'": tag,
    "found an incorrect leading UTF-8 octet": tag, "found an incorrect trailing UTF-8 octet": tag,
    "did not find expected tag URI": tag, "did not find URI escaped octet": tag,
  ]
}
