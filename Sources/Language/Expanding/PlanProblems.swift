// Catalogue: what can be wrong with the runs that a program makes.

internal import Experiment
internal import Source

extension Slug {
  static let duplicateID = Slug(
    "duplicate-id",
    """
    Two runs have the same id (case ignored), so they would share a folder. A template must name every
    axis; equal names in side-by-side scopes are told apart by 'group NAME'.

        sweep ema_fast in [5, 10]
        run "same"                     # duplicate-id: the id does not name ema_fast
    """)
  static let badID = Slug(
    "bad-id",
    """
    An id becomes a folder's name: 1 to 100 letters, digits and . _ -, not starting with a point.

        run "a/b"                      # bad-id
    """)
  static let equalRuns = Slug(
    "equal-runs",
    """
    Two runs have the same value of every setting, so they are the same experiment. For repeats sweep
    'seed'; to drop later ones write batch ... { equal_runs = "keep_first" }.

        run a
        run b                          # equal-runs
    """)
  static let tooManyRuns = Slug(
    "too-many-runs",
    """
    The batch has more runs than max_runs allows (100000 unless the batch or --max-runs raises it).
    Nothing was expanded. Cut an axis, add a filter, or raise the limit.
    """)
  static let emptyPlan = Slug(
    "empty-plan",
    """
    The program makes no run: it has no 'run', or a filter drops every point.

        sweep ema_fast in [5, 10]
        when ema_fast > 50
        run                            # empty-plan
    """)
  static let filterDropsNothing = Slug(
    "filter-drops-nothing",
    """
    A filter keeps every point that reaches it, so it does nothing. Perhaps it compares the wrong
    thing, or an axis has changed.
    """)
  static let filterDropsEverything = Slug(
    "filter-drops-everything",
    """
    A filter drops every point that reaches it, so the statements below it in its scope make no run.
    Other scopes do. A warning; where no run is left at all, it is empty-plan.

        sweep ema_fast in [5, 10]
        run "f{ema_fast}"
        when ema_fast > 50             # filter-drops-everything
        run "g{ema_fast}"
    """)
  static let requirementBroken = Slug(
    "requirement-broken",
    """
    A point that reaches 'require' breaks its condition. The text behind the condition says why it must
    hold; the note says at which point it does not. To drop such points instead write 'when'.

        sweep ema_fast in [5, 100]
        let ema_slow = 50
        require ema_fast < ema_slow "the fast mean is the shorter one"     # requirement-broken
        run
    """)
  static let filterTooWide = Slug(
    "filter-too-wide",
    """
    A filter ties together so many levels that its runs cannot be counted within the budget of ten
    million combinations. Write simpler filters over fewer axes.
    """)

  static let notCompared = Slug(
    "not-compared",
    """
    That ids are unique and no two runs are equal follows from the axes of most programs. Of others all
    runs are compared, up to two million (in the REPL ten thousand); beyond that, and beyond max_runs,
    only the first ten thousand are. A warning: equal runs among the others would be run twice; with
    equal_runs = "keep_first", which drops them, an error. Names by labels ('{axis}'), with marks between them, need no comparing.
    """)

  static let planning: [Slug] = [
    .duplicateID, .badID, .equalRuns, .tooManyRuns, .emptyPlan, .filterDropsNothing,
    .filterDropsEverything, .filterTooWide, .requirementBroken, .notCompared,
  ]
}

extension Diagnostic {
  static func duplicateID(
    _ id: String, at span: Span, first: Span, points: (String, String), forgotten: String?,
    isNamed: Bool
  ) -> Diagnostic {
    let notes =
      points.0.isEmpty && points.1.isEmpty
      ? [] : ["first run: \(points.0.isEmpty ? "no axis" : points.0)", "second run: \(points.1)"]
    let help = forgotten.map { title in
      // Names that move together are named one by one.
      let pieces = title.split(separator: ",").map { "{\($0.drop { $0 == " " })}" }
      return isNamed
        ? "name '\(title)' by its label, \(pieces.joined(separator: "_")), and put marks between the pieces"
        : "the id does not name '\(title)': add \(pieces.joined(separator: "_")) to it"
    }
    return Diagnostic(
      .duplicateID, "two runs have the id '\(id)'", at: span,
      label: first == span ? nil : "and here again",
      secondary: first == span ? [] : [Label(first, "one is made here")], notes: notes,
      help: help ?? "give one another name, or put it into a 'group NAME { ... }'")
  }

  static func equalRuns(
    _ ids: (String, String), at span: Span, first: Span, unmoved: String?, isUsed: Bool
  ) -> Diagnostic {
    Diagnostic(
      .equalRuns, "the runs '\(ids.0)' and '\(ids.1)' have the same settings", at: span,
      secondary: first == span ? [] : [Label(first, "the other one is made here")],
      help: unmoved.map {
        $0 == "sample"
          ? "two draws are one point: sample fewer, or by random, or set equal_runs = \"keep_first\""
          : isUsed
            ? "other values of '\($0)' give the same settings: drop them with 'when', or set equal_runs = \"keep_first\""
            : "the settings of these runs do not depend on '\($0)': move them out of its reach"
      } ?? "for repeats sweep 'seed'; to drop later ones set equal_runs = \"keep_first\"")
  }

  static func tooManyRuns(_ count: String, limit: Int, at span: Span, axes: String) -> Diagnostic {
    Diagnostic(
      .tooManyRuns, "this batch has \(count) runs, and max_runs is \(limit)", at: span,
      notes: ["the axes: \(axes)"],
      help: "cut an axis, add a filter, or raise the limit: batch ... { max_runs = ... }")
  }

  static func emptyPlan(at span: Span?, culprit: String?) -> Diagnostic {
    Diagnostic(
      .emptyPlan,
      culprit.map { "'\($0)' drops every point, so there is no run" } ?? "there is no run",
      at: span,
      help: culprit == nil ? "add a line: run" : "loosen this filter, or remove it")
  }

  static func filterDropsNothing(_ title: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .filterDropsNothing, "this filter drops nothing", severity: .warning, at: span,
      help: "remove it, or check what it compares")
  }

  static func filterDropsEverything(_ title: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .filterDropsEverything, "this filter drops every point that reaches it", severity: .warning,
      at: span, help: "loosen it, or remove it with what stands below it in this scope")
  }

  static func requirementBroken(_ why: String, at span: Span, point: String) -> Diagnostic {
    Diagnostic(
      .requirementBroken, why.isEmpty ? "a point breaks this condition" : "broken: \(why)",
      at: span, notes: point.isEmpty ? [] : ["at \(point)"],
      help: "change the levels, or write 'when' to drop such points")
  }

  static func filterTooWide(at span: Span) -> Diagnostic {
    Diagnostic(
      .filterTooWide, "this filter ties together more than ten million combinations of levels",
      at: span, help: "write filters over fewer axes, or with fewer levels")
  }

  static func countingStopped(at span: Span) -> Diagnostic {
    Diagnostic(.filterTooWide, "counting what this filter keeps was stopped", at: span)
  }

  static func notCompared(at span: Span, dropsEqual: Bool) -> Diagnostic {
    dropsEqual
      ? Diagnostic(
        .notCompared, "these are too many runs to find all equal ones, which 'keep_first' drops",
        at: span, help: "make fewer, or write them so that none are equal")
      : Diagnostic(
        .notCompared, "not all of these runs were compared with each other", severity: .warning,
        at: span, help: "equal ones, and runs with one id, are perhaps counted, too")
  }

  static func badID(_ failure: EvaluationFailure, at span: Span, notes: [String]) -> Diagnostic {
    Diagnostic(
      .badID, failure.message, at: span, notes: notes,
      help: "ids are 1 to 100 letters, digits and . _ -")
  }
}
