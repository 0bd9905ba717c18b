// Catalogue: batch, params and job, each message with its smallest program.

internal import Experiment
internal import Source

extension Slug {
  static let badBatch = Slug(
    "bad-batch",
    """
    The batch's name is made of letters, digits, _ and -, because it becomes a folder's name. Its
    braces hold output_root, max_runs, equal_runs, artifacts, tags, and the limits of each run:
    timeout, memory, cpu_time and retries; settings of runs are set with 'let'.

        batch "a b"                    # bad-batch
    """)
  static let badParameter = Slug(
    "bad-parameter",
    """
    A param is declared as NAME : type = default "help" in a file whose job is a program. Types are
    int number string bool path date duration and list of those; number(bps) has a unit, number in
    0 .. 1 bounds, string in ["a", "b"] choices, path? may be none.

        param lr : float               # bad-parameter: number
    """)
  static let badJob = Slug(
    "bad-job",
    """
    `job backtest` is the default. `job command` needs argv, a list whose first element is the
    program; it may have metrics, timeout and env. Elements are ordinary expressions over the run's
    settings, and run.id, run.dir, run.key. `job worker` is a program that is started once and gets
    its runs as lines: its argv and env are the same for all runs, and it has no metrics file.

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

  static let jobs: [Slug] = [
    .badBatch, .badParameter, .badJob, .unusedParameter, .placeholderInScript,
  ]
}

extension Diagnostic {
  static func badBatch(_ message: String, at span: Span, help: String?) -> Diagnostic {
    Diagnostic(.badBatch, message, at: span, help: help)
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
