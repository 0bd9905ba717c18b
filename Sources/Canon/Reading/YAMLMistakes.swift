// What libyaml's complaints mean, in words that say what to do.

internal import Source

enum YAMLMistake {
  /// The problem that stands for one of libyaml's; `line` is where what is unfinished began.
  static func problem(
    _ reason: String, context: String? = nil, line: Int? = nil, at span: Span
  ) -> DocumentProblem {
    let (message, help) = meaning[reason] ?? ("this is not YAML: \(reason)", nil)
    guard let line, let context else { return DocumentProblem(message, at: span, help: help) }
    let what = context.hasPrefix("while ") ? String(context.dropFirst(6)) : context
    return DocumentProblem("\(message) (\(what) from line \(line))", at: span, help: help)
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
    "did not find expected ',' or ']'": (
      "a ',' or a ']' is missing before this", nil
    ),
    "did not find expected ',' or '}'": (
      "a ',' or a '}' is missing before this", nil
    ),
    "found unexpected end of stream": (
      "the text ends inside a quoted string", "close the quote"
    ),
    "found unexpected document indicator": (
      "a quoted string is still open at this line", "close the quote"
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
    "control characters are not allowed": (
      "a control character stands in the text", "write it as an escape in double quotes"
    ),
  ]
}
