// The two small documents that runs need and leave: factor bundles and metrics.

import Canon
import Experiment
import Source
import Testing

@Suite struct BundleTests {
  @Test func `a bundle is read with its options`() throws {
    let loaded = readBundle(
      SourceText(
        name: "core.yaml",
        """
        universe: "macro_world_etfs"
        factor_set: core+vol_liquidity
        horizon_days: 20
        factors:
          - name: momentum_12m_excl_1m
            weight: 0.60
            direction: positive
          - {name: rv_20, weight: 0.40, direction: negative}
        options:
          winsorize: false
          winsorize_limits: [0.05, 0.9]
          zscore: false
          neutralize_by: sector
        """))
    #expect(loaded.diagnostics.isEmpty)
    let bundle = try #require(loaded.bundle)
    #expect(bundle.universe == "macro_world_etfs")
    #expect(bundle.factorSet == "core+vol_liquidity")
    #expect(bundle.horizonDays == 20)
    #expect(bundle.factors.map(\.name) == ["momentum_12m_excl_1m", "rv_20"])
    #expect(bundle.factors.map(\.weight) == [0.6, 0.4])
    #expect(bundle.factors.map(\.direction) == [.positive, .negative])
    #expect(!bundle.winsorize && !bundle.zscore)
    #expect(bundle.winsorizeLimits == (0.05, 0.9))
    #expect(bundle.neutralizeBy == "sector")
  }

  @Test(arguments: [("0.5", "0.49", true), ("0.5", "0.51", true), ("0.5", "0.489", false)])
  func `weights add up to one within a hundredth`(_ a: String, _ b: String, _ isFine: Bool) {
    let loaded = readBundle(
      SourceText(
        name: "x",
        """
        universe: u
        factor_set: core
        horizon_days: 20
        notes: unknown keys only warn
        factors:
          - {name: a, weight: \(a), direction: positive}
          - {name: b, weight: \(b), direction: negative}
        """))
    #expect((loaded.bundle != nil) == isFine)
    #expect(loaded.diagnostics.first?.severity == .warning)
    #expect(loaded.bundle?.winsorizeLimits ?? (0.01, 0.99) == (0.01, 0.99))
  }
}

@Suite struct MetricsTests {
  @Test func `nested numbers flatten, null and NaN are NaN, the rest is left out`() throws {
    let metrics = try readMetrics(
      Array(
        """
        {"b": 1, "a": {"x": -2.5e1, "y": {"z": 3}}, "s": "1", "t": true, "l": [1], "n": null,
        "m": NaN, "i": -Infinity}
        """
        .utf8))
    #expect(metrics.map(\.name) == ["b", "a.x", "a.y.z", "n", "m", "i"])
    #expect(metrics.map(\.value).filter { !$0.isNaN } == [1, -25, 3, -.infinity])
    #expect(metrics.filter(\.value.isNaN).map(\.name) == ["n", "m"])
  }

  @Test(arguments: [
    "{}", "[1]", "5", "{\"a\": \"x\"}", "{\"a\": 1", "{\"a.b\": 1, \"a\": {\"b\": 2}}", "",
  ])
  func `what holds no metrics is a problem`(_ text: String) {
    #expect(throws: DocumentProblem.self) { try readMetrics(Array(text.utf8)) }
    #expect(throws: DocumentProblem.self) { try readMetrics(lastLineOf: Array(text.utf8)) }
  }

  @Test(arguments: [
    "{\"a\": 1}", "log\n{\"a\": 1}\n", "{\"a\": 2}\r\n{\"a\": 1}\r\n\n  \n",
    "\u{7}bad \n  {\"a\": 1}",
  ])
  func `the last line that is not blank holds the metrics`(_ output: String) throws {
    #expect(try readMetrics(lastLineOf: Array(output.utf8)) == [Metric("a", 1)])
  }

  @Test func `a problem in the last line is placed in the whole output`() {
    #expect { try readMetrics(lastLineOf: Array("log\nno metrics\n".utf8)) } throws: { error in
      (error as? DocumentProblem)?.span == Span(4, 6)
    }
  }
}
