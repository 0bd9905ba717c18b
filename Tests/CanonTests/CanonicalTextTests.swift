// The canonical text, letter by letter.

import Canon
import Experiment
import Testing

@Suite struct CanonicalTextTests {
  @Test func `the seed's example is written in contract form`() throws {
    let text = try plan(seedExample).canonicalText(as: .yaml)
    #expect(text == canonicalSeedExample)
  }

  @Test func `the expanded form has no defaults and complete runs`() throws {
    let text = try plan(seedExample).canonicalText(as: .yaml, form: .expanded)
    #expect(!text.contains("defaults"))
    #expect(text.components(of: "freq: \"1d\"") == 3)
    #expect(text.hasSuffix("    generate_tca_report: true\n"))
  }

  @Test func `JSON holds the same in the same order`() throws {
    let text = try plan(
      """
      batch_name: b
      tags: [x, "y"]
      defaults: {symbols: [A, B], max_gross_exposure: 1}
      runs:
        - {id: a, bundle_path: p, start_date: 2015-01-01, end_date: 2015-12-31}
        - {id: b, bundle_path: q, start_date: 2015-01-01, end_date: 2015-12-31, symbols: []}
      """
    ).canonicalText(as: .json)
    #expect(
      text == """
        {
          "batch_name": "b",
          "output_root": "output/batch_backtests",
          "tags": [
            "x",
            "y"
          ],
          "defaults": {
            "max_gross_exposure": 1.0
          },
          "runs": [
            {
              "id": "a",
              "bundle_path": "p",
              "start_date": "2015-01-01",
              "end_date": "2015-12-31",
              "symbols": [
                "A",
                "B"
              ]
            },
            {
              "id": "b",
              "bundle_path": "q",
              "start_date": "2015-01-01",
              "end_date": "2015-12-31",
              "symbols": []
            }
          ]
        }

        """)
  }

  @Test func `JSON lines are always expanded`() throws {
    let text = try plan(batch(defaults: "seed: 7", "hold: 3m")).canonicalText(as: .jsonLines)
    #expect(
      text == """
        {"id": "a", "bundle_path": "core.yaml", "start_date": "2015-01-01", \
        "end_date": "2020-12-31", "hold": "3m", "seed": 7}

        """)
  }

  @Test func `a batch of commands has a written form`() throws {
    let text = """
      batch_name: "fits"
      output_root: "out"
      max_runs: 5

      job:
        kind: "command"
        argv: "[\\"fit\\", alpha]"
        metrics: "\\"m.json\\""
        timeout: "30min"
        env:
          OMP_NUM_THREADS: "\\"1\\""
          "my-name": "depth"

      params:
        - name: "alpha"
          type: "number"
          unit: "bps"
          above: 0.0
          max: 1.0
        - name: "depth"
          type: "int?"
          min: 1
          default: null
          help: "levels of the tree"
        - name: "on"
          type: "list of string"
          choices:
            - "x"
            - "no"
          default:
            - "no"

      defaults:
        depth: null

      runs:
        - id: "r1"
          alpha: 0.5
          "on": []
        - id: "r2"
          alpha: 1.0e-05

      """
    #expect(try plan(text).canonicalText(as: .yaml) == text)
    let json = try plan(text).canonicalText(as: .json)
    #expect(try plan(json, .json).canonicalText(as: .json) == json)
    #expect(try plan(json, .json).canonicalText(as: .yaml) == text)
  }

  @Test func `a plan without runs has an empty list`() throws {
    var empty = try plan(seedExample)
    empty.root = .union([], ends: [])
    #expect(try empty.canonicalText(as: .yaml).hasSuffix("\n\nruns: []\n"))
    #expect(try empty.canonicalText(as: .json).hasSuffix("\n  \"runs\": []\n}\n"))
    #expect(try empty.canonicalText(as: .jsonLines) == "")
  }

  @Test func `every kind of string is quoted so that all readers agree`() {
    #expect(quotedText("no") == "\"no\"")
    #expect(quotedText("a\"b\\c/\u{8}\t\n\u{C}\r\u{1}") == "\"a\\\"b\\\\c/\\b\\t\\n\\f\\r\\u0001\"")
    #expect(quotedText("\u{7F}\u{85}\u{9F}\u{A0}") == "\"\\u007f\\u0085\\u009f\u{A0}\"")
    #expect(quotedText("\u{2028}\u{2029}\u{FEFF}") == "\"\\u2028\\u2029\\ufeff\"")
    #expect(quotedText("\u{FFFE}\u{FFFF}\u{FFFD}") == "\"\\ufffe\\uffff\u{FFFD}\"")
    #expect(quotedText("größe 日本 😀") == "\"größe 日本 😀\"")
  }
}

extension String {
  func components(of part: String) -> Int { ranges(of: part).count }
}

let canonicalSeedExample = """
  batch_name: "ai_tech_core_vs_mlalpha_2025"
  description: "Compare AI/Tech core bundle vs. ML-alpha bundles across multiple periods"
  output_root: "output/batch_backtests"

  defaults:
    symbols_file: "config/universe_ai_tech_tickers.txt"
    data_source: "local"
    freq: "1d"
    strategy: "multifactor_long_short"
    rebalance_freq: "M"
    max_gross_exposure: 1.0
    start_capital: 100000.0
    generate_report: true
    generate_risk_report: true

  runs:
    - id: "core_2015_2020"
      bundle_path: "config/factor_bundles/ai_tech_core_bundle.yaml"
      start_date: "2015-01-01"
      end_date: "2020-12-31"
      generate_tca_report: false
    - id: "core_ml_2015_2020"
      bundle_path: "config/factor_bundles/ai_tech_core_ml_bundle.yaml"
      start_date: "2015-01-01"
      end_date: "2020-12-31"
      generate_tca_report: false
    - id: "ml_alpha_only_2015_2020"
      bundle_path: "config/factor_bundles/ai_tech_ml_alpha_bundle.yaml"
      start_date: "2015-01-01"
      end_date: "2020-12-31"
      generate_tca_report: true

  """
