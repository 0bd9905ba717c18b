// Catalogue: what can be wrong with a batch that was read well.

internal import Experiment
internal import Language
public import Source

extension Slug {
  static let overLimit = Slug(
    "over-limit",
    """
    A config lists more runs than max_runs allows (100000 unless it says otherwise). Raise it with
    --max-runs, or with max_runs in the config.
    """)
  static let badOverride = Slug(
    "bad-override",
    """
    --set SETTING=VALUE names a setting that the job does not have, or gives a value that the setting
    does not take. `gamut settings` lists settings and types.
    """)
  static let badWrittenJob = Slug(
    "bad-written-job",
    """
    The job of a config is a command whose fields are expressions of the language, as text:

        job:
          kind: "command"
          argv: '["python", "train.py", "--lr", lr]'
    """)
}

extension Slug {
  static let needsFolder = Slug(
    "needs-folder",
    """
    With artifacts = "none" runs leave no folder: their metrics are in the database. A command that is
    told its folder (run.dir) or leaves metrics in it (metrics = ...) needs one: leave artifacts out, or
    say "full".
    """)
}

/// The kinds of mistake that only loading tells of, for `gamut explain`.
public let loadingSlugs: [Slug] = [.overLimit, .badOverride, .badWrittenJob, .needsFolder]

extension Diagnostic {
  static func tooManyRuns(_ count: Int, limit: Int) -> Diagnostic {
    Diagnostic(
      .overLimit, "this config has \(count) runs, and max_runs is \(limit)",
      help: "raise the limit with --max-runs \(count)")
  }

  static func needsFolder() -> Diagnostic {
    Diagnostic(
      .needsFolder, "this command needs the folder of its run, so artifacts cannot be \"none\"",
      help: "leave artifacts out, or use neither run.dir nor metrics: they can be on the last line")
  }

  static func badOverride(_ message: String, help: String?) -> Diagnostic {
    Diagnostic(.badOverride, "--set: \(message)", help: help)
  }

  static func badWrittenJob(_ problem: JobTextProblem, at span: Span) -> Diagnostic {
    Diagnostic(
      .badWrittenJob, "'\(problem.field)' of the job: \(problem.message)", at: span,
      help: problem.help)
  }
}
