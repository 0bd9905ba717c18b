// Catalogue: everything that can be wrong with a written batch or a bundle, each with its smallest
// text.

public import Source

/// All slugs of this module, for `explain` and for the tests that hold each to a case.
public let canonSlugs: [Slug] = [
  .invalidDocument, .wrongType, .outOfRange, .notAChoice, .badDate, .missingKey, .unknownKey,
  .ignoredKey, .givenTwice, .unnamedRun, .unsupportedForm, .invalidBatchName,
  .invalidID,
  .duplicateID, .equalRuns, .noRuns, .periodEndsBeforeItStarts, .bundleWeights, .moreProblems,
]

extension Slug {
  static let invalidDocument = Slug(
    "invalid-document",
    """
    The file is not one YAML or JSON document that can be read: a bracket or a quote is open, the
    indentation does not fit, a key stands twice, a tag is used, or aliases repeat too much.

        runs: [            # invalid-document
    """)
  static let wrongType = Slug(
    "wrong-type",
    """
    A value is not of the type of its setting. Types come from the setting, never from the look of
    the value: a number is written without quotes, a bool is true or false, any text is a text.

        defaults: { max_gross_exposure: "1.0" }   # wrong-type
    """)
  static let outOfRange = Slug(
    "out-of-range",
    """
    A number lies outside the bounds of its setting.

        defaults: { top_quantile: 1.5 }           # out-of-range
    """)
  static let notAChoice = Slug(
    "not-a-choice",
    """
    The setting takes one of a few words, and this is none of them. 'data_source' can only be
    "local": a batch never uses the network.

        defaults: { data_source: "yahoo" }        # not-a-choice
    """)
  static let badDate = Slug(
    "bad-date",
    """
    A date is written YYYY-MM-DD, with or without quotes, and names a day that exists.

        start_date: 2015-02-30                    # bad-date
    """)
  static let missingKey = Slug(
    "missing-key",
    """
    Something that must be there is not: a batch has batch_name and runs; a run has an id, and a
    backtest its bundle_path, start_date and end_date, given in the run or in defaults.

        runs: [{ id: "a" }]                       # missing-key
    """)
  static let unknownKey = Slug(
    "unknown-key",
    """
    A key that means nothing in its place. Most of them are typing mistakes, and a mistyped setting
    would otherwise silently do nothing.

        defaults: { rebalance_frq: "M" }          # unknown-key
    """)
  static let ignoredKey = Slug(
    "ignored-key",
    """
    A key of later versions of the seed system's configuration. It is accepted and does nothing
    here, as much of it did there.

        fail_fast: true                           # ignored-key
    """)
  static let givenTwice = Slug(
    "given-twice",
    """
    Two spellings of one setting stand in one mapping.

        defaults: { symbols_file: "a.txt", universe_file: "b.txt" }   # given-twice
    """)
  static let unsupportedForm = Slug(
    "unsupported-form",
    """
    A configuration whose runs cannot be told from it: 'params' declares the settings of a command, and
    there is no 'job'; or a grid has more than a million runs, which a program would not list.

        params: [{ name: "n", type: "int" }]      # unsupported-form
    """)
  static let unnamedRun = Slug(
    "unnamed-run",
    """
    A run of one of the seed system's later configurations has no id. It is called by its place in the
    list; with an id it keeps its name, and what it left, when runs are added before it.

        runs: [{ start_date: "2015-01-01" }]      # unnamed-run
    """)
  static let invalidBatchName = Slug(
    "invalid-batch-name",
    """
    A batch's name becomes a folder: letters, digits, _ and -, at most 100.

        batch_name: "core vs ml"                  # invalid-batch-name
    """)
  static let invalidID = Slug(
    "invalid-id",
    """
    A run's id becomes a folder: letters, digits and . _ -, at most 100, not starting with a point.

        runs: [{ id: "core/2015" }]               # invalid-id
    """)
  static let duplicateID = Slug(
    "duplicate-id",
    """
    Two runs have one id, or ids that differ only in upper and lower case, which some file systems
    cannot tell apart.

        runs: [{ id: "a" }, { id: "A" }]          # duplicate-id
    """)
  static let equalRuns = Slug(
    "equal-runs",
    """
    Two runs have the same value of every setting, defaults included: they would compute the same
    thing twice. For repeats vary 'seed'; 'equal_runs: "keep_first"' drops the later ones.
    """)
  static let noRuns = Slug(
    "no-runs",
    """
    The list of runs is empty.

        runs: []                                  # no-runs
    """)
  static let periodEndsBeforeItStarts = Slug(
    "period-ends-before-it-starts",
    """
    The end of a period lies before its start. Both days belong to the period.

        start_date: 2020-12-31
        end_date: 2015-01-01                      # period-ends-before-it-starts
    """)
  static let bundleWeights = Slug(
    "bundle-weights",
    """
    The weights of a bundle's factors must add up to 1, within 0.99 .. 1.01.

        factors: [{ name: rv_20, weight: 0.5, direction: negative }]   # bundle-weights
    """)
  static let moreProblems = Slug(
    "more-problems",
    """
    A file has more mistakes than are worth reading at once; the first hundred are shown.
    """)
}
