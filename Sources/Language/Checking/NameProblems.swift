// Catalogue: names and statements, each message with its smallest program.

internal import Source

extension Slug {
  static let unknownName = Slug(
    "unknown-name",
    """
    A name is neither a setting nor declared above. What is written above holds below.

        when bundel == core            # unknown-name: did you mean 'bundle'?
    """)
  static let unknownSetting = Slug(
    "unknown-setting",
    """
    'let' and run blocks set settings, and the job knows no setting of this name. `gamut settings`
    lists them. A private value is declared with 'def'.

        let start_captial = 100_000    # unknown-setting: did you mean 'start_capital'?
    """)
  static let nameTaken = Slug(
    "name-taken",
    """
    A name means one thing. This one is declared above, or is a function of the language.

        def x = 1
        def x = 2                      # name-taken
    """)
  static let nameIsSetting = Slug(
    "name-is-setting",
    """
    A setting's name cannot be declared as something else. To set it, write 'let'.

        def strategy = 1               # name-is-setting
    """)
  static let setTwice = Slug(
    "set-twice",
    """
    'let' sets a setting once in a scope. An inner scope or a run block may set it again.

        let freq = "1d"
        let freq = "1d"                # set-twice
    """)
  static let axisOverridden = Slug(
    "axis-overridden",
    """
    An axis owns what it moves by its own name: below it nothing else may set that, since it would
    make equal runs. Put single runs above the sweep or outside the braces.

        sweep rebalance_freq in ["W", "M"]
        run x { rebalance_freq = "D" } # axis-overridden: move it up
    """)
  static let misplacedStatement = Slug(
    "misplaced-statement",
    """
    batch, import, param and job stand at the top of a file, batch first and each of batch and job
    once. A library, which another file imports, only declares: it has no batch, axes, filters or runs.

        group a { batch b }            # misplaced-statement
    """)
  static let noRun = Slug(
    "no-run",
    """
    Axes without a 'run' below them make nothing. Add 'run' as the last line of the scope.

        sweep rebalance_freq in ["W", "M"]     # no-run
    """)
  static let missingSetting = Slug(
    "missing-setting",
    """
    A run lacks a setting that its job requires.

        run a                          # missing-setting: 'start_date'
    """)
  static let unseen = Slug(
    "unseen",
    """
    A 'let', 'when' or 'except' acts on the rest of its scope, and no run follows it there. Move it up,
    or remove it. A warning.

        run a
        let freq = "1d"                # unseen: put it above the run
    """)
  static let computedTooEarly = Slug(
    "computed-too-early",
    """
    A value was computed from a setting that an axis moves further down: it keeps the value that the
    setting had above the axis. Move the 'let' below the axis. A warning.

        let ema_slow = ema_fast * 4    # computed-too-early
        sweep ema_fast in [5, 10]
    """)
  static let trainingUnused = Slug(
    "training-unused",
    """
    A walk-forward window knows on which days to train, but the job has no train_start_date and
    train_end_date to take them. A warning.
    """)
  static let unsetSetting = Slug(
    "unset-setting",
    """
    A setting is read where it has no value: nothing above sets it and it has no default.

        when max_weight > 0.1          # unset-setting, if nothing above sets max_weight
    """)

  static let naming: [Slug] = [
    .unknownName, .unknownSetting, .nameTaken, .nameIsSetting, .setTwice, .axisOverridden,
    .misplacedStatement, .noRun, .missingSetting, .unsetSetting, .unseen, .computedTooEarly,
    .trainingUnused,
  ]
}

extension Diagnostic {
  static func unknownName(_ name: Name, candidates: [String]) -> Diagnostic {
    if let word = wordsElsewhere[name.text] {
      return Diagnostic(
        .unknownName, "nothing here is called '\(name.text)'", at: name.span,
        help: "write \(word)", fix: Fix(name.span, word))
    }
    if name.text == "range" {
      return Diagnostic(
        .unknownName, "there is no function 'range'", at: name.span,
        help: "write 1 .. 5, or 0.1 .. 0.5 step 0.1")
    }
    let nearest = nearestName(to: name.text, among: candidates)
    return Diagnostic(
      .unknownName, "nothing here is called '\(name.text)'", at: name.span,
      help: nearest.map { "did you mean '\($0)'?" }
        ?? "text stands in double quotes; names are declared above their use",
      fix: nearest.map { Fix(name.span, $0) })
  }

  /// What other languages call our words.
  private static let wordsElsewhere = [
    "True": "true", "False": "false", "None": "none", "null": "none", "nil": "none",
  ]

  /// A text without its quotes.
  static func unquoted(_ name: Name) -> Diagnostic {
    Diagnostic(
      .unknownName, "nothing here is called '\(name.text)'", at: name.span,
      help: "text stands in double quotes: \"\(name.text)\"",
      fix: Fix(name.span, "\"\(name.text)\""))
  }

  static func unknownSetting(_ name: Name, candidates: [String], job: String) -> Diagnostic {
    let nearest = nearestName(to: name.text, among: candidates)
    let ofBatch = Checker.batchFields.filter { $0 != "tags" }
    if ofBatch.contains(name.text) {
      return Diagnostic(
        .unknownSetting, "'\(name.text)' is no setting of a run", at: name.span,
        help: "it belongs to the batch: batch NAME { \(name.text) = ... }")
    }
    return Diagnostic(
      .unknownSetting, "the \(job) job has no setting '\(name.text)'", at: name.span,
      help: nearest.map { "did you mean '\($0)'?" }
        ?? "`gamut settings` lists them; a private value is declared with 'def'",
      fix: nearest.map { Fix(name.span, $0) })
  }

  static func nameTaken(_ name: Name, by previous: Span?) -> Diagnostic {
    Diagnostic(
      .nameTaken, "'\(name.text)' has a meaning already", at: name.span,
      secondary: previous.map { [Label($0, "declared here")] } ?? [],
      help: previous == nil ? "it is a word or function of the language" : "choose another name")
  }

  static func nameIsSetting(_ name: Name) -> Diagnostic {
    Diagnostic(
      .nameIsSetting, "'\(name.text)' is a setting", at: name.span,
      help: "set it with 'let \(name.text) = ...'")
  }

  /// - Parameter whole: The second statement, if it can be taken out.
  static func setTwice(_ name: Name, first: Span, whole: Span? = nil) -> Diagnostic {
    Diagnostic(
      .setTwice, "'\(name.text)' is set twice in this scope", at: name.span,
      secondary: [Label(first, "set here")], help: "remove one of the two",
      fix: whole.map { Fix($0, "") })
  }

  static func axisOverridden(_ name: Name, axis: Span, inRun: Bool) -> Diagnostic {
    Diagnostic(
      .axisOverridden, "'\(name.text)' is moved by an axis above", at: name.span,
      secondary: [Label(axis, "this axis owns it")],
      help: inRun
        ? "move this run above the axis, or outside its braces"
        : "set it above the axis, or remove one of the two")
  }

  static func misplaced(_ word: String, at span: Span, _ rule: String) -> Diagnostic {
    Diagnostic(.misplacedStatement, "'\(word)' \(rule)", at: span)
  }

  static func noRun(at span: Span, title: String) -> Diagnostic {
    Diagnostic(
      .noRun, "no 'run' follows '\(title)', so it makes nothing", at: span,
      help: "add a line 'run' at the end of the scope")
  }

  static func missingSetting(_ setting: String, at span: Span, help: String) -> Diagnostic {
    Diagnostic(.missingSetting, "this run has no '\(setting)'", at: span, help: help)
  }

  static func unseen(_ title: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .unseen, "no run follows \(title) in its scope, so it does nothing", severity: .warning,
      at: span, help: "move it above the runs that it is for, or remove it")
  }

  static func computedTooEarly(
    _ setting: String, from other: String, at span: Span, axis: Span
  ) -> Diagnostic {
    Diagnostic(
      .computedTooEarly, "'\(setting)' is computed from the '\(other)' above the axis",
      severity: .warning, at: span, secondary: [Label(axis, "it does not follow this axis")],
      help: "to make it follow, move it below the axis")
  }

  static func trainingUnused(at span: Span, job: String) -> Diagnostic {
    Diagnostic(
      .trainingUnused, "the \(job) job has no settings for the days to train on",
      severity: .warning,
      at: span, help: "declare param train_start_date : date? and train_end_date : date?")
  }

  static func unset(_ name: Name) -> Diagnostic {
    Diagnostic(
      .unsetSetting, "'\(name.text)' has no value here", at: name.span,
      help: "set it above: let \(name.text) = ...")
  }

}
