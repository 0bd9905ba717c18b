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

/// The kinds of mistake that only loading tells of, for `gamut explain`.
public let loadingSlugs: [Slug] = [.overLimit, .badOverride, .badWrittenJob]

extension Diagnostic {
  static func tooManyRuns(_ count: Int, limit: Int) -> Diagnostic {
    Diagnostic(
      .overLimit, "this config has \(count) runs, and max_runs is \(limit)",
      help: "raise the limit with --max-runs \(count)")
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
