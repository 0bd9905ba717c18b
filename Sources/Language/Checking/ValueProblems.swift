// Catalogue: values, types and levels, each message with its smallest program.

internal import Experiment
internal import Source

extension Slug {
  static let wrongType = Slug(
    "wrong-type",
    """
    A value is of another kind than its place wants.

        let ema_fast = "ten"           # wrong-type: 'ema_fast' is an int
    """)
  static let wrongUnit = Slug(
    "wrong-unit",
    """
    A literal's unit does not convert to the setting's. A plain number has the setting's own unit.

        let start_capital = 5bps       # wrong-unit
    """)
  static let outOfRange = Slug(
    "out-of-range",
    """
    A number lies outside the bounds of its setting, or holds more digits than a double.

        let commission_bps = -1        # out-of-range: at least 0
    """)
  static let notAChoice = Slug(
    "not-a-choice",
    """
    A setting has a fixed list of choices, and this is none of them.

        let rebalance_freq = "X"       # not-a-choice: one of "D", "W", "M", "Q"
    """)
  static let noValue = Slug(
    "no-value",
    """
    An expression has no value: a division by zero, a number too large, a member that does not exist.

        def x = 1 / 0                  # no-value
    """)
  static let badPeriod = Slug(
    "bad-period",
    """
    A period is a closed range of days: 2015-01-01 .. 2020-12-31, 2015 .. 2020, 2015Q1 .. 2016Q4 or
    2015-03 .. 2016-02. It ends on or after the day on which it starts.

        period p = 2020 .. 2015        # bad-period
    """)
  static let ambiguousRange = Slug(
    "ambiguous-range",
    """
    As the levels of a period, 2015 .. 2020 could mean six years or one span of six years. Write
    [2015 .. 2020] for the one, years(2015 .. 2020) for the six.
    """)

  static let tooMuchWork = Slug(
    "too-much-work",
    """
    Checking the program takes more than a million steps, or a value that depends on axes has more
    than 10,000 parts or more than 200 levels: definitions that use definitions twice double with each
    line. Compute less.
    """)
  static let looksLikeSetting = Slug(
    "looks-like-setting",
    """
    A private name differs from a setting's by one letter. If it is meant to be that setting, it sets
    nothing; if not, another name would not be mistaken for it. A warning.

        sweep top_quantil in [0.1, 0.2]        # looks-like-setting: top_quantile
        let bottom_quantile = top_quantil
    """)

  static let valued: [Slug] = [
    .tooMuchWork, .looksLikeSetting, .wrongType, .wrongUnit, .outOfRange, .notAChoice, .noValue,
    .badPeriod, .ambiguousRange,
  ]
}

extension Diagnostic {
  static func conversion(
    _ problem: ConversionProblem, at span: Span, notes: [String] = []
  ) -> Diagnostic {
    let slug: Slug =
      switch problem.kind {
      case .wrongType: .wrongType
      case .wrongUnit: .wrongUnit
      case .outOfRange: .outOfRange
      case .notAChoice: .notAChoice
      }
    return Diagnostic(
      slug, problem.message, at: span, notes: notes, help: problem.help,
      fix: problem.replacement.map { Fix(span, $0) })
  }

  /// A value that was computed cannot be replaced by what one point would want.
  static func conversion(
    _ problem: ConversionProblem, ofComputed isComputed: Bool, at span: Span
  ) -> Diagnostic {
    let plain = conversion(problem, at: span)
    guard isComputed, problem.replacement != nil else { return plain }
    return Diagnostic(
      plain.slug, problem.message, at: span, help: "round it: floor(...), round(...) or ceil(...)")
  }

  static func failure(
    _ failure: EvaluationFailure, at span: Span, notes: [String] = []
  ) -> Diagnostic {
    if let problem = failure.conversion { return conversion(problem, at: span, notes: notes) }
    return Diagnostic(
      failure.reason == .kind ? .wrongType : .noValue, failure.message, at: span, notes: notes,
      help: failure.help)
  }

  static func wanted(
    _ wanted: String, got: String, at span: Span, help: String? = nil
  ) -> Diagnostic {
    Diagnostic(.wrongType, "\(wanted) is wanted here, and this is \(got)", at: span, help: help)
  }

  static func misplacedValue(_ message: String, at span: Span, help: String?) -> Diagnostic {
    Diagnostic(.wrongType, message, at: span, help: help)
  }

  static func endsBeforeStart(at span: Span) -> Diagnostic {
    Diagnostic(.badPeriod, "this period ends before it starts", at: span, help: "swap its two ends")
  }

  static func endsBeforeStart(_ start: Day, _ end: Day, at span: Span, run: String) -> Diagnostic {
    Diagnostic(
      .badPeriod, "the run '\(run)' would end on \(end), before it starts on \(start)", at: span,
      help: "both days belong to a run; is the year right?")
  }

  static func badPeriod(_ message: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badPeriod, message, at: span, help: "write 2015-01-01 .. 2020-12-31, or 2015 .. 2020")
  }

  static func ambiguousRange(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .ambiguousRange, "this could mean one period or many", at: span,
      help: "'[\(text)]' is one period, 'years(\(text))' is one for each year")
  }

  static func tooMuchWork(at span: Span) -> Diagnostic {
    Diagnostic(
      .tooMuchWork, "this takes more work than a program may ask for", at: span,
      help: "definitions that use definitions twice double with each line")
  }

  static func looksLikeSetting(_ name: Name, _ setting: String) -> Diagnostic {
    Diagnostic(
      .looksLikeSetting, "'\(name.text)' is a private name, and nearly that of a setting",
      severity: .warning, at: name.span, help: "did you mean '\(setting)'?",
      fix: Fix(name.span, setting))
  }

}
