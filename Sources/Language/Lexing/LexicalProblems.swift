// Catalogue: every message of the lexer, each with its smallest program.

internal import Source

extension Slug {
  static let strayCharacter = Slug(
    "stray-character",
    """
    A character that means nothing in a program. Outside strings and comments a program is made of
    names, numbers, dates, strings and the marks == != <= >= .. { } [ ] ( ) = < > , : ; . + - * / ?

        let freq = @          # stray-character
    """)
  static let unfinishedString = Slug(
    "unfinished-string",
    """
    A string ends on the line on which it begins. A brace in a string begins an expression and needs
    its partner; write {{ and }} for braces themselves, or r"..." for a string without expressions.

        let freq = "1d        # unfinished-string
    """)
  static let badEscape = Slug(
    "bad-escape",
    """
    In a string a backslash is followed by n, t, ", \\ or u{...} with the number of a character.

        let freq = "\\d"       # bad-escape
    """)
  static let badNumber = Slug(
    "bad-number",
    """
    Letters glued to a number that are no unit, a number with more than 34 digits, or a day that does
    not exist. Units are % bps KiB MiB GiB, and for lengths of time y m w d h min s ms.

        let start_capital = 100k      # bad-number: write 100_000
        let start_date = 2015-02-30   # bad-number: February 2015 has 28 days
    """)
  static let notUTF8 = Slug(
    "not-utf8", "A program is UTF-8 text. Convert it, for example with iconv -f latin1 -t utf-8.")
  static let hiddenCharacter = Slug(
    "hidden-character",
    """
    A control character, or one that changes the direction of text around it: it could make a
    program look like another one. Remove it, or write it as \\u{...} inside a string.
    """)
  static let tooDeep = Slug(
    "too-deep",
    """
    Brackets or scopes are nested more than 64 deep, or one expression has more than 200 operators.
    Name its parts with 'def'; a long list of alternatives is shorter with 'in [...]'.
    """)

  static let lexical: [Slug] = [
    .strayCharacter, .unfinishedString, .badEscape, .badNumber, .notUTF8, .hiddenCharacter,
    .tooDeep,
  ]
}

extension Diagnostic {
  static func strayCharacter(_ text: String, at span: Span) -> Diagnostic {
    let help: String? =
      switch text {
      case "%": "remainders are mod(a, b); a per cent sign belongs directly behind its number"
      case "/": "comments begin with '#'"
      case "$": "settings are named without '$'; in a string write {name}"
      default: nil
      }
    return Diagnostic(.strayCharacter, "'\(text)' means nothing here", at: span, help: help)
  }

  static func foreignMark(_ mark: ForeignMark, at span: Span, fix: String) -> Diagnostic {
    Diagnostic(
      .strayCharacter, "'\(mark.rawValue)' means nothing here", at: span,
      help: "write '\(mark.replacement)'", fix: Fix(span, fix))
  }

  static func singleQuotes(_ text: String, isClosed: Bool, at span: Span) -> Diagnostic {
    let fixed = "\"\(text.dropFirst().dropLast())\""
    return Diagnostic(
      .strayCharacter, "strings stand in double quotes", at: span,
      help: isClosed ? "write \(fixed)" : nil, fix: isClosed ? Fix(span, fixed) : nil)
  }

  static func unfinishedString(at span: Span) -> Diagnostic {
    Diagnostic(
      .unfinishedString, "this string has no end on its line", at: span, label: "begins here",
      help: "put a '\"' where it ends")
  }

  static func noExpression(at span: Span) -> Diagnostic {
    Diagnostic(
      .unfinishedString, "a '{' in a string begins an expression, and none follows", at: span,
      help: "write '{{' for a brace, or r\"...\" for a text without expressions")
  }

  static func badEscape(at span: Span) -> Diagnostic {
    Diagnostic(
      .badEscape, "this is no escape", at: span,
      help: "escapes are \\n \\t \\\" \\\\ \\u{...}; r\"...\" takes backslashes as they are")
  }

  static func loneBrace(at span: Span) -> Diagnostic {
    Diagnostic(
      .unfinishedString, "a '}' stands alone in a string", at: span,
      help: "write '}}' for one brace",
      fix: Diagnostic.Fix(span, "}}"))
  }

  static func badNumber(_ text: String, at span: Span) -> Diagnostic {
    let digits = text.prefix { $0.isNumber || $0 == "_" || $0 == "." }
    let scale: String? =
      switch text.dropFirst(digits.count) {
      case "k", "K": "000"
      case "M", "m": "000_000"
      default: nil
      }
    let help =
      scale.map { "write \(digits)_\($0)" } ?? "units are % bps KiB MiB GiB y m w d h min s ms"
    return Diagnostic(.badNumber, "'\(text)' is not a number", at: span, help: help)
  }

  static func longInt(at span: Span) -> Diagnostic {
    Diagnostic(
      .badNumber, "this int is too large", at: span,
      help: "ints end at 9223372036854775807; a number may be written 1e19")
  }

  static func longNumber(at span: Span) -> Diagnostic {
    Diagnostic(
      .badNumber, "this number has more than 34 digits, or a huge exponent", at: span,
      help: "the engine works with about 17 digits")
  }

  static func badDay(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(.badNumber, "'\(text)' is not a day that exists", at: span, help: "write YYYY-MM-DD")
  }

  static func looseDay(_ text: String, at span: Span) -> Diagnostic {
    let parts = text.split(separator: "-").map(String.init)
    let padded = parts.map { $0.utf8.count == 1 ? "0\($0)" : $0 }.joined(separator: "-")
    return Diagnostic(
      .badNumber, "a day has two digits for month and day", at: span,
      help: "write \(padded); a subtraction has blanks around '-'", fix: Fix(span, padded))
  }

  static func badQuarter(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(.badNumber, "'\(text)' is no quarter", at: span, help: "quarters are Q1 .. Q4")
  }

  static func notUTF8(at span: Span) -> Diagnostic {
    Diagnostic(
      .notUTF8, "this byte is not UTF-8", at: span,
      help: "convert the file, for example: iconv -f latin1 -t utf-8")
  }

  static func hiddenCharacter(_ scalar: Unicode.Scalar, at span: Span) -> Diagnostic {
    Diagnostic(
      .hiddenCharacter, "a hidden character, U+\(String(scalar.value, radix: 16, uppercase: true))",
      at: span, help: "remove it", fix: Diagnostic.Fix(span, ""))
  }

  static func tooDeep(at span: Span) -> Diagnostic {
    Diagnostic(
      .tooDeep, "this is nested too deep, or has too many operators", at: span,
      help: "name its parts with 'def'")
  }
}
