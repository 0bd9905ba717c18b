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
  static let unreadable = Slug(
    "unreadable",
    """
    A file that the program reads cannot be read: it is not there, or it lies outside the program's own
    folder and the working folder. Libraries are found beside the file that imports them, data files
    from the working folder; --allow-read DIR lets a program read below DIR too.

        import "comon.gamut"           # unreadable: did you mean 'common.gamut'?
    """)
  static let importCycle = Slug(
    "import-cycle",
    """
    A library imports itself, perhaps by way of others. Put what both need into a third file.
    """)
  static let badTable = Slug(
    "bad-table",
    """
    A table or list that the program reads is not as it should be: columns of csv(...) are settings, or
    'label'; every row has as many cells as the first; each cell is a value of its setting. The message
    says line and column of the file, never what is in it.
    """)
  static let trainingUnused = Slug(
    "training-unused",
    """
    A walk-forward window knows on which days to train, but the job has no train_start_date and
    train_end_date to take them. A warning.
    """)
  static let absolutePath = Slug(
    "absolute-path",
    """
    A path begins with '/': it, and so the key of the run, holds on this machine only. A warning. Write
    it from the working folder, or give it by --set on each machine.

        let symbols_file = "/data/u.txt"       # absolute-path
    """)
  static let badBatch = Slug(
    "bad-batch",
    """
    The batch's name is made of letters, digits, _ and -, because it becomes a folder's name. Its
    braces hold output_root, max_runs, equal_runs, artifacts and tags; settings of runs are set with
    'let'.

        batch "a b"                    # bad-batch
    """)
  static let unsetSetting = Slug(
    "unset-setting",
    """
    A setting is read where it has no value: nothing above sets it and it has no default.

        when max_weight > 0.1          # unset-setting, if nothing above sets max_weight
    """)
  static let badParameter = Slug(
    "bad-parameter",
    """
    A param is declared as NAME : type = default "help" in a file whose job is a command. Types are
    int number string bool path date duration and list of those; number(bps) has a unit, number in
    0 .. 1 bounds, string in ["a", "b"] choices, path? may be none.

        param lr : float               # bad-parameter: number
    """)
  static let badJob = Slug(
    "bad-job",
    """
    `job backtest` is the default. `job command` needs argv, a list whose first element is the
    program; it may have metrics, timeout and env. Elements are ordinary expressions over the run's
    settings, and run.id, run.dir, run.key.

        job command { argv = "train.py" }      # bad-job: write ["train.py"]
    """)
  static let unusedParameter = Slug(
    "unused-parameter",
    """
    The command passes some settings as arguments, but not this one. Programs can read it from the
    environment variable GAMUT_<NAME> or from run.json; if this one does, ignore the warning.
    """)
  static let placeholderInScript = Slug(
    "placeholder-in-script",
    """
    A value is pasted into the text of a script: whatever it holds is executed. Pass it as an argument
    of its own, or let the script read it from the environment variable GAMUT_<NAME>.

        argv = ["sh", "-c", "echo {lr}"]       # placeholder-in-script
    """)

  static let naming: [Slug] = [
    .unknownName, .unknownSetting, .nameTaken, .nameIsSetting, .setTwice, .axisOverridden,
    .misplacedStatement, .noRun, .missingSetting, .badBatch, .unsetSetting, .badParameter, .badJob,
    .unseen, .computedTooEarly, .unreadable, .importCycle, .badTable, .trainingUnused,
    .absolutePath,
    .unusedParameter, .placeholderInScript,
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
    let ofBatch = ["output_root", "max_runs", "equal_runs", "artifacts"]
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

  static func badBatch(_ message: String, at span: Span, help: String?) -> Diagnostic {
    Diagnostic(.badBatch, message, at: span, help: help)
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

  static func unreadable(_ problem: Loader.Problem, at span: Span) -> Diagnostic {
    Diagnostic(.unreadable, problem.message, at: span, help: problem.help)
  }

  static func importCycle(_ path: [String], at span: Span) -> Diagnostic {
    Diagnostic(
      .importCycle, "this library imports itself", at: span,
      notes: [path.joined(separator: " imports ")],
      help: "put what both need into a third file")
  }

  static func tooManyLibraries(at span: Span) -> Diagnostic {
    Diagnostic(
      .importCycle, "a program imports at most \(Checker.maximumLibraries) libraries", at: span)
  }

  static func badTable(_ message: String, at span: Span, help: String? = nil) -> Diagnostic {
    Diagnostic(.badTable, message, at: span, help: help)
  }

  static func trainingUnused(at span: Span, job: String) -> Diagnostic {
    Diagnostic(
      .trainingUnused, "the \(job) job has no settings for the days to train on",
      severity: .warning,
      at: span, help: "declare param train_start_date : date? and train_end_date : date?")
  }

  static func absolutePath(at span: Span) -> Diagnostic {
    Diagnostic(
      .absolutePath, "an absolute path: the key of these runs now holds on this machine only",
      severity: .warning, at: span, help: "write it from the working folder, or give it by --set")
  }

  static func unset(_ name: Name) -> Diagnostic {
    Diagnostic(
      .unsetSetting, "'\(name.text)' has no value here", at: name.span,
      help: "set it above: let \(name.text) = ...")
  }

  static func badParameter(_ message: String, at span: Span, help: String? = nil) -> Diagnostic {
    Diagnostic(.badParameter, message, at: span, help: help)
  }

  static func badJob(_ message: String, at span: Span, help: String? = nil) -> Diagnostic {
    Diagnostic(.badJob, message, at: span, help: help)
  }

  static func unusedParameter(_ name: Name) -> Diagnostic {
    Diagnostic(
      .unusedParameter, "the command never uses '\(name.text)'", severity: .warning, at: name.span,
      help: "add it to argv, or read GAMUT_\(name.text.uppercased()) in the program")
  }

  static func placeholderInScript(at span: Span) -> Diagnostic {
    Diagnostic(
      .placeholderInScript, "a value is pasted into the text of a script", severity: .warning,
      at: span, help: "pass it as an argument of its own, or read it from GAMUT_<NAME>")
  }
}
