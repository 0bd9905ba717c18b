// Bad input of every kind: one clear message with file, line and remedy, an exit code, and nothing
// half-written.

import TestSupport
import Testing

/// Something that a person gets wrong, and what must be said about it.
struct BadInput: Sendable, CustomTestStringConvertible {
  let what: String
  /// Files beside the workspace's own; `\u{0}` in a text stands for a byte that is no UTF-8.
  var files: [String: String] = [:]
  var arguments: [String] = ["run", "bad.gamut"]
  var status: Int32 = 1
  /// Texts that stand in standard error.
  let says: [String]

  var testDescription: String { what }

  /// A program of one run with the workspace's prices.
  static func program(_ lines: String) -> [String: String] {
    ["bad.gamut": "let prices = \"prices.csv\"\nlet period = 2013 .. 2014\n\(lines)\n"]
  }

  /// A config of one run.
  static func config(
    name: String = "bad", id: String = "a", start: String = "2013-01-01", more: String = ""
  ) -> [String: String] {
    [
      "bad.yaml": """
      batch_name: "\(name)"
      defaults:
        prices: "prices.csv"
        bundle_path: "bundles/momentum.yaml"
        end_date: "2014-12-31"
      \(more)
      runs:
        - id: "b"
          start_date: "2013-06-01"
        - id: "\(id)"
          start_date: "\(start)"
      """
    ]
  }
}

@Suite struct BadInputTests {
  /// Mistakes that are seen before anything runs.
  static let refused: [BadInput] = [
    BadInput(
      what: "a missing file", says: ["'bad.gamut' cannot be read: No such file", "help: "]),
    BadInput(
      what: "a file with nearly that name", files: ["bat.gamut": "run a"],
      says: ["'bad.gamut' cannot be read", "help: did you mean 'bat.gamut'?"]),
    BadInput(
      what: "a folder for a file", arguments: ["run", "bundles"],
      says: ["'bundles' is a folder", "help: "]),
    BadInput(
      what: "a program that is not UTF-8", files: ["bad.gamut": "let strategy = \"\u{0}\"\n"],
      says: ["error[not-utf8]", "bad.gamut:1:17", "help: "]),
    BadInput(
      what: "a config that is not UTF-8", files: ["bad.yaml": "batch_name: \"\u{0}\"\n"],
      arguments: ["run", "bad.yaml"], says: ["not UTF-8", "bad.yaml:1:14", "help: "]),
    BadInput(
      what: "an unknown setting", files: BadInput.program("run a { start_capitl = 3 }"),
      says: ["error[unknown-setting]", "bad.gamut:3:9", "help: did you mean 'start_capital'?"]),
    BadInput(
      what: "an unknown key", files: BadInput.config(more: "  rebalance_frq: \"W\""),
      arguments: ["run", "bad.yaml"],
      says: ["error[unknown-key]", "bad.yaml:6:3", "help: did you mean 'rebalance_freq'?"]),
    BadInput(
      what: "broken YAML", files: ["bad.yaml": "batch_name: \"x\nruns: [\n"],
      arguments: ["run", "bad.yaml"], says: ["error[invalid-document]", "bad.yaml:1:13", "help: "]),
    BadInput(
      what: "broken JSON", files: ["bad.json": "{\"batch_name\": \"x\",\n \"runs\": [}\n"],
      arguments: ["run", "bad.json"], says: ["error[invalid-document]", "bad.json:2:11", "help: "]),
    BadInput(
      what: "a source of data other than local",
      files: BadInput.config(more: "  data_source: \"yahoo\""), arguments: ["run", "bad.yaml"],
      says: ["error[not-a-choice]", "bad.yaml:6:16", "help: write \"local\""]),
    BadInput(
      what: "an end before the start", files: BadInput.config(start: "2015-01-01"),
      arguments: ["run", "bad.yaml"],
      says: ["error[period-ends-before-it-starts]", "bad.yaml:5:13", "bad.yaml", "help: "]),
    BadInput(
      what: "a day that does not exist", files: BadInput.config(start: "2013-02-30"),
      arguments: ["run", "bad.yaml"], says: ["error[bad-date]", "bad.yaml:11:17", "help: "]),
    BadInput(
      what: "two runs with one id", files: BadInput.config(id: "b"),
      arguments: ["run", "bad.yaml"], says: ["error[duplicate-id]", "bad.yaml:10:9", "help: "]),
    BadInput(
      what: "an id that is no folder", files: BadInput.config(id: "../a"),
      arguments: ["run", "bad.yaml"], says: ["error[invalid-id]", "bad.yaml:10:9", "help: "]),
    BadInput(
      what: "a bad name of a batch", files: BadInput.config(name: "a b"),
      arguments: ["run", "bad.yaml"],
      says: ["error[invalid-batch-name]", "bad.yaml:1:13", "help: "]),
    BadInput(
      what: "a filter that drops all",
      files: BadInput.program(
        "let strategy = \"equal_weight\"\nsweep seed in 1 .. 3\nwhen seed > 3\nrun"),
      says: ["error[empty-plan]", "bad.gamut:5:1", "help: "]),
    BadInput(
      what: "an empty list of runs", files: ["bad.yaml": "batch_name: \"x\"\nruns: []\n"],
      arguments: ["run", "bad.yaml"], says: ["error[no-runs]", "bad.yaml:2:1", "help: "]),
    BadInput(
      what: "too many runs",
      files: BadInput.program("let strategy = \"equal_weight\"\nsweep seed in 1 .. 1_000_000\nrun"),
      says: ["error[too-many-runs]", "bad.gamut:4:7", "help: "]),
    BadInput(
      what: "an override of no setting", files: BadInput.config(),
      arguments: ["run", "bad.yaml", "--set", "start_capitl=1"],
      says: ["error[bad-override]", "help: did you mean 'start_capital'?"]),
    BadInput(
      what: "an override with a wrong value", files: BadInput.config(),
      arguments: ["run", "bad.yaml", "--set", "start_capital=much"],
      says: ["error[bad-override]", "'start_capital' is a number, and 'much' is none", "help: "]),
    BadInput(
      what: "a file where the output root should be",
      files: BadInput.config().merging(["blocked": ""]) { $1 },
      arguments: ["run", "bad.yaml", "--output-root", "blocked"],
      says: ["'blocked': not a directory", "help: "]),
    BadInput(
      what: "an output root outside of the working folder",
      files: BadInput.config().mapValues { "output_root: \"../elsewhere\"\n\($0)" },
      arguments: ["run", "bad.yaml"],
      says: ["'../elsewhere', outside of the working folder", "help: "]),
    BadInput(
      what: "a form that is not known", files: ["bad.txt": "run a"], arguments: ["run", "bad.txt"],
      says: ["the form of 'bad.txt' is not known", "help: say it with --from"]),
    BadInput(
      what: "no workers", files: BadInput.config(),
      arguments: ["run", "bad.yaml", "--max-workers", "0"], status: 64,
      says: ["--max-workers is at least 1"]),
    BadInput(
      what: "no workers, the seed's way", files: BadInput.config(),
      arguments: ["batch_backtest", "--config", "bad.yaml", "--max-workers", "0"], status: 64,
      says: ["--max-workers is at least 1"]),
    BadInput(what: "an unknown verb", arguments: ["rum", "bad.yaml"], status: 64, says: ["'rum'"]),
    BadInput(
      what: "an unknown flag", files: BadInput.config(), arguments: ["run", "bad.yaml", "--quick"],
      status: 64, says: ["'--quick'"]),
    BadInput(what: "no file", arguments: ["run"], status: 64, says: ["name a FILE"]),
  ]

  @Test(arguments: refused)
  func `a mistake that can be seen before is told, and nothing is written`(_ bad: BadInput) throws {
    let work = try prepared(bad)
    let before = work.folder.files()
    let ending = try GamutProcess.run(bad.arguments, in: work.folder)
    expect(ending, endsWith: bad.status)
    for text in bad.says { #expect(ending.err.contains(text), "no '\(text)' in:\n\(ending.err)") }
    #expect(ending.out.isEmpty)
    #expect(work.folder.files() == before)
    #expect(!work.folder.contains("output"))
  }

  /// Mistakes in the files that runs open.
  static let failing: [BadInput] = [
    BadInput(
      what: "a missing bundle",
      files: BadInput.program("let bundle = \"bundles/momentun.yaml\"\nrun a"),
      says: ["'bundles/momentun.yaml' cannot be read", "did you mean 'bundles/momentum.yaml'?"]),
    BadInput(
      what: "weights that are off",
      files: BadInput.program("let bundle = \"off.yaml\"\nrun a").merging([
        "off.yaml": Workspace.bundle("rv_20", weight: "0.4")
      ]) { $1 },
      says: ["off.yaml:5:3", "the weights add up to 0.4", "change them"]),
    BadInput(
      what: "an unknown factor",
      files: BadInput.program("let bundle = \"odd.yaml\"\nrun a").merging([
        "odd.yaml": Workspace.bundle("momentum_12m_excl_2m")
      ]) { $1 },
      says: ["momentum_12m_excl_2m", "momentum_12m_excl_1m"]),
    BadInput(
      what: "missing prices",
      files: [
        "bad.gamut":
          "let strategy = \"equal_weight\"\nlet prices = \"no.csv\"\nlet period = 2013\nrun a"
      ],
      says: ["'no.csv' cannot be read: No such file"]),
    BadInput(
      what: "prices that nobody named",
      files: ["bad.gamut": "let strategy = \"equal_weight\"\nlet period = 2013\nrun a"],
      says: ["this run has no prices", "--set prices=", "data/prices"]),
    BadInput(
      what: "price rows out of order", files: prices("2013-01-03,A,1\n2013-01-02,A,1"),
      says: ["p.csv:3: 2013-01-02 of 'A' stands behind 2013-01-03", "sort the rows"]),
    BadInput(
      what: "a price row twice", files: prices("2013-01-02,A,1\n2013-01-02,A,1"),
      says: ["p.csv:3: there are two rows of 'A' for 2013-01-02", "keep one of them"]),
    BadInput(
      what: "a price that is no number", files: prices("2013-01-02,A,one"),
      says: ["p.csv:2", "'one'"]),
    BadInput(
      what: "a price below zero", files: prices("2013-01-02,A,1\n2013-01-03,A,-1"),
      says: ["p.csv:3"]),
    BadInput(
      what: "no rows of prices", files: prices(""), says: ["p.csv"]),
    BadInput(
      what: "a symbol without prices",
      files: BadInput.program(
        "let strategy = \"equal_weight\"\nlet symbols = [\"S01\", \"NOPE\"]\nrun a"),
      says: ["no prices for 'NOPE'", "add their prices"]),
    BadInput(
      what: "no symbols",
      files: BadInput.program(
        "let strategy = \"equal_weight\"\nlet symbols_file = \"s.txt\"\nrun a"
      )
      .merging(["s.txt": "# none yet\n"]) { $1 },
      says: ["s.txt: there is no symbol in it", "one symbol a line"]),
    BadInput(
      what: "a missing file of symbols",
      files: BadInput.program(
        "let strategy = \"equal_weight\"\nlet symbols_file = \"s.txt\"\nrun a"),
      says: ["'s.txt' cannot be read: No such file"]),
    BadInput(
      what: "a period outside of the prices",
      files: [
        "bad.gamut":
          "let strategy = \"equal_weight\"\nlet prices = \"prices.csv\"\nlet period = 1999\nrun a"
      ],
      says: ["1999", "2012"]),
  ]

  private static func prices(_ rows: String) -> [String: String] {
    [
      "bad.gamut": """
      let strategy = "equal_weight"
      let fill     = "next_close"
      let prices   = "p.csv"
      let period   = 2013
      run a
      """,
      "p.csv": "timestamp,symbol,close\n\(rows)\n",
    ]
  }

  @Test(arguments: failing)
  func `a mistake that a run meets fails that run with its message`(_ bad: BadInput) throws {
    let work = try prepared(bad)
    let ending = try GamutProcess.run(bad.arguments, in: work.folder)
    expect(ending, endsWith: 1)
    let row = try #require(try work.summary("bad")["a"])
    #expect(row["status"] == "failed")
    for text in bad.says {
      #expect(ending.err.contains(text), "no '\(text)' in:\n\(ending.err)")
      #expect(row["error"]?.contains(text) == true, "no '\(text)' in '\(row["error"] ?? "")'")
    }
    #expect(try work.text("bad", "batch_summary.md").contains("Failures"))
    // `check --data` says the same without running anything.
    let check = try GamutProcess.run(
      ["check", "--data"] + bad.arguments.dropFirst(), in: work.folder)
    expect(check, endsWith: 1)
    // Of what is in a file of prices or symbols it says only the line.
    for text in bad.says where text.contains("cannot be read") || !text.contains("'") {
      #expect(check.err.contains(text), "no '\(text)' in:\n\(check.err)")
    }
  }

  private func prepared(_ bad: BadInput) throws -> Workspace {
    let work = try Workspace()
    for (name, text) in bad.files {
      let bytes = text.utf8.map { $0 == 0 ? 0xFF : $0 }
      try work.folder.write(bytes, to: name)
    }
    return work
  }
}
