// Catalogue: levels of axes and samples, each message with its smallest program.

internal import Experiment
internal import Source

extension Slug {
  static let badLevels = Slug(
    "bad-levels",
    """
    The levels of an axis are a list in brackets, a range, or a function that makes one. A range of
    numbers needs a step; a pair of settings needs pairs.

        sweep top_quantile in 0.1 .. 0.3       # bad-levels: step is missing
    """)
  static let duplicateLabel = Slug(
    "duplicate-label",
    """
    Two levels of one axis have the same label, so their runs could not be told apart. Give labels:
    [first: ..., second: ...].

        sweep ema_fast in [10, 10]     # duplicate-label
    """)
  static let levelsNotFixed = Slug(
    "levels-not-fixed",
    """
    The ends of uniform(...), the path of a file and the list of a comprehension are the same at every
    point: they cannot depend on an axis. Elements of lists and ends of ranges may.

        sweep ema_fast in [5, 10]
        def xs = [x for x in 1 .. ema_fast]    # levels-not-fixed: [x * ema_fast for x in 1 .. 3]
    """)
  static let continuousLevels = Slug(
    "continuous-levels",
    """
    uniform(a, b) and loguniform(a, b) have no list of levels: a 'sample' below, in the same scope,
    draws from them.

        sweep top_quantile in uniform(0.1, 0.3)        # continuous-levels: add 'sample 100'
        run
    """)
  static let badSample = Slug(
    "bad-sample",
    """
    `sample n by METHOD seed k` draws n points of the sweeps above it in its own scope, once in a scope.
    METHOD is random (the default), lhs, sobol or halton. Draws do not depend on the axes around the
    scope; a design (lhs, sobol, halton) has its filters below; n is no more than there are points.

        sweep ema_fast in [5, 10]
        sample 3                       # bad-sample: there are 2 points
        run
    """)
  static let oneLevel = Slug(
    "one-level",
    """
    An axis with one level multiplies by one. If more levels will come, keep it: its label is in the ids
    already. Else write 'let'. A warning.

        sweep freq in ["1d"]           # one-level
    """)
  static let equalLevels = Slug(
    "equal-levels",
    """
    Two levels of one axis have different labels and the same value: they make the same experiments. A
    warning, since another axis may tell them apart.

        sweep ema_fast in [short: 10, quick: 10]       # equal-levels
    """)
  static let axisMovesNothing = Slug(
    "axis-moves-nothing",
    """
    An axis over a private name on which no setting of a run below depends: every run would be made
    several times.

        for b in [core, ml] { run }    # axis-moves-nothing: did you mean 'bundle'?
    """)
  static let noEffect = Slug(
    "no-effect",
    """
    An axis moves a setting that does not matter to the runs below: the same experiment is made several
    times, and counted as so many trials. A warning.

        let strategy = "multifactor_long_short"
        sweep ema_fast in [5, 10]              # no-effect: it matters for trend_baseline
    """)

  static let levelled: [Slug] = [
    .badLevels, .duplicateLabel, .levelsNotFixed, .continuousLevels, .badSample, .oneLevel,
    .equalLevels, .axisMovesNothing, .noEffect,
  ]
}

extension Diagnostic {
  static func badLevels(
    _ message: String, at span: Span, help: String? = nil, fix: Fix? = nil
  ) -> Diagnostic {
    Diagnostic(.badLevels, message, at: span, help: help, fix: fix)
  }

  static func duplicateLabel(
    _ label: String, at span: Span, first: Span?, equalValues: Bool
  ) -> Diagnostic {
    Diagnostic(
      .duplicateLabel,
      equalValues
        ? "the level '\(label)' stands twice on this axis"
        : "two levels of this axis have the label '\(label)'", at: span,
      secondary: first.map { [Label($0, "here first")] } ?? [],
      help: equalValues ? "remove one of the two" : "give labels: [first: ..., second: ...]")
  }

  /// Two computed levels that are one at a point.
  static func duplicateLabel(
    _ label: String, of axis: String, at span: Span, point: String
  ) -> Diagnostic {
    Diagnostic(
      .duplicateLabel, "two levels of '\(axis)' have the label '\(label)' at one point", at: span,
      notes: ["at \(point)"],
      help: "give labels: [first: ..., second: ...]; levels with equal values make equal runs")
  }

  static func noEffect(_ setting: Setting, _ condition: SettingCondition, at span: Span)
    -> Diagnostic
  {
    let values = condition.values.map { "\"\($0)\"" }.joined(separator: " or ")
    return Diagnostic(
      .noEffect, "'\(setting.name)' does not matter to these runs", severity: .warning, at: span,
      help: "it matters where \(condition.setting) is \(values)",
      fix: condition.values.first.map {
        Fix(Span(span.end, span.end), "  if \(condition.setting) == \"\($0)\"")
      })
  }

  static func levelsNotFixed(at span: Span) -> Diagnostic {
    Diagnostic(
      .levelsNotFixed, "this depends on an axis above, and here it must be fixed", at: span,
      help: "sweep a factor, and compute the setting from it with 'let' below")
  }

  static func levelsTooMany(at span: Span) -> Diagnostic {
    Diagnostic(
      .badLevels, "these levels depend on more than 100000 combinations of other levels", at: span,
      help: "let them depend on fewer axes")
  }

  static func levelsNotTuples(_ count: Int, at span: Span) -> Diagnostic {
    let parts = (1...count).map { "value\($0)" }.joined(separator: ", ")
    return Diagnostic(
      .badLevels, "each element has \(count) values here", at: span, help: "write (\(parts))")
  }

  static func rangeWithoutStep(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badLevels, "a range of numbers needs a step", at: span,
      help: "write \(text) step 0.1, for example")
  }

  static func continuousLevels(_ title: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .continuousLevels, "'\(title)' has infinitely many levels, and no 'sample' draws from them",
      at: span, help: "add a line 'sample 100' behind the sweeps of this scope, above its runs")
  }

  static func badSample(
    _ message: String, at span: Span, help: String? = nil, fix: Fix? = nil
  ) -> Diagnostic {
    Diagnostic(.badSample, message, at: span, help: help, fix: fix)
  }

  static func sampledTwice(at span: Span, first: Span) -> Diagnostic {
    Diagnostic(
      .badSample, "a scope has one 'sample'", at: span,
      secondary: [Label(first, "the first one is here")],
      help: "give the other one a scope of its own: group NAME { ... }")
  }

  static func nothingToSample(at span: Span) -> Diagnostic {
    Diagnostic(
      .badSample, "no 'sweep' stands above this 'sample' in its scope", at: span,
      help: "it draws from the sweeps of its own scope; a 'for' around it multiplies")
  }

  static func filterAboveDesign(_ method: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badSample, "a filter above 'sample ... by \(method)' would break the design", at: span,
      help: "move it below the 'sample'")
  }

  static func sampleDepends(_ axis: String, at span: Span, axis place: Span) -> Diagnostic {
    Diagnostic(
      .badSample, "what is drawn here depends on '\(axis)' outside", at: span,
      secondary: [Label(place, "every point of this axis gets the same draws")],
      help: "move that axis below into this scope as a 'sweep', or the condition below the 'sample'"
    )
  }

  static func drawing(
    _ failure: Drawing.Failure, _ request: Drawing.Request, at span: Span
  ) -> Diagnostic {
    switch failure {
    case .spaceTooSmall(let size):
      return badSample(
        "\(request.count) points are asked for, and there are \(size)", at: span,
        help: size == 0 ? "the filters above drop everything" : "sample \(size), or leave it out")
    case .searchTooLong(let found):
      return badSample(
        request.filters.isEmpty
          ? "only \(found) different points were found, and \(request.count) are asked for"
          : "the filters above keep so few points that only \(found) of \(request.count) were found",
        at: span,
        help: request.filters.isEmpty
          ? "sample fewer" : "sample fewer, or write levels that need less filtering")
    case .tooManyAxes(let most):
      return badSample(
        "'\(request.method.rawValue)' has at most \(most) axes", at: span,
        help: "sample by random or lhs")
    case .evaluation(let problem, _): return .failure(problem, at: span)
    }
  }

  static func oneLevel(_ name: Name, at span: Span) -> Diagnostic {
    Diagnostic(
      .oneLevel, "the axis '\(name.text)' has one level", severity: .warning, at: span,
      help: "add levels, or write 'let'")
  }

  static func equalLevels(_ label: String, _ twin: String, at span: Span, first: Span) -> Diagnostic
  {
    Diagnostic(
      .equalLevels, "the levels '\(twin)' and '\(label)' have the same value", severity: .warning,
      at: span, secondary: [Label(first, "the other one")], help: "remove one of the two")
  }

  /// `nearest` is nearly spelled like the name; `guess` fits the kind of its levels.
  static func axisMovesNothing(_ name: Name, nearest: String?, guess: String?) -> Diagnostic {
    Diagnostic(
      .axisMovesNothing, "no setting of a run depends on '\(name.text)'", at: name.span,
      help: (nearest ?? guess).map { "did you mean '\($0)'?" }
        ?? "use it in a 'let' below, or sweep a setting",
      fix: nearest.map { Fix(name.span, $0) })
  }
}
