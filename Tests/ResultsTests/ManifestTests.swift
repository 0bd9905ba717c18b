import Canon
import Experiment
import Results
import Testing

@Suite struct ManifestTests {
  static let full: RunManifest = {
    var result = success("core_2015")
    result.backtestFolder = "runs/core_2015/backtest"
    result.metrics.append(Metric("profit_factor", .infinity))
    var manifest = RunManifest(
      result: result, key: "k1", fingerprint: "f1", startedAt: moment,
      finishedAt: Timestamp(milliseconds: moment.milliseconds + 500), toolVersion: "1.0",
      host: "mill")
    manifest.parameters = [
      .init("bundle_path", .text("bundles/\"core\".yaml")), .init("top_quantile", .number(third)),
      .init("seed", .int(42)), .init("generate_report", .bool(false)), .init("benchmark", .none),
      .init("symbols", .list([.text("A"), .text("B")])),
    ]
    manifest.git = .init(commit: "abc123", isDirty: true)
    manifest.inputs = [.init(path: "data/prices", hash: "00ff")]
    manifest.outputs = [.init(path: "stdout.log", hash: "11aa")]
    manifest.machine = "Linux 6, 2 cores"
    manifest.environmentNames = ["HOME"]
    manifest.argv = ["train", "--lr"]
    return manifest
  }()

  private static let third = Decimal("0.2") ?? .zero

  @Test func `a sketch comes back, and what is none is none`() {
    var manifest = ManifestTests.full
    #expect(!manifest.text.contains("returns_sketch"))
    manifest.result.sketch = (0...255).map { UInt8($0) }
    #expect(
      RunManifest(reading: Array(manifest.text.utf8))?.result.sketch == manifest.result.sketch)
    let damaged = manifest.text.replacing("fdfeff", with: "fdfe0x")
    #expect(RunManifest(reading: Array(damaged.utf8))?.result.sketch == [])
  }

  @Test func `a manifest has the fields that scripts know, in their order`() {
    #expect(
      ManifestTests.full.text == """
        {
          "run_id": "core_2015",
          "key": "k1",
          "fingerprint": "f1",
          "status": "success",
          "started_at": "2026-01-02T03:04:05.678Z",
          "finished_at": "2026-01-02T03:04:06.178Z",
          "runtime_sec": 0.5,
          "cpu_sec": 0.25,
          "peak_memory_mb": 12.0,
          "params": {
            "bundle_path": "bundles/\\"core\\".yaml",
            "top_quantile": 0.2,
            "seed": 42,
            "generate_report": false,
            "benchmark": null,
            "symbols": [
              "A",
              "B"
            ]
          },
          "backtest_dir": "runs/core_2015/backtest",
          "risk_report_path": null,
          "tca_report_path": null,
          "git_commit": "abc123",
          "git_dirty": true,
          "tool_version": "1.0",
          "host": "mill",
          "machine": "Linux 6, 2 cores",
          "argv": [
            "train",
            "--lr"
          ],
          "env_names": [
            "HOME"
          ],
          "input_hashes": {
            "data/prices": "00ff"
          },
          "output_hashes": {
            "stdout.log": "11aa"
          },
          "exit_code": 0,
          "signal": null,
          "failure_kind": null,
          "error": null,
          "metrics": {
            "final_pf": 1.25,
            "sharpe": 1.5,
            "trades": 42.0,
            "profit_factor": "inf"
          }
        }

        """)
  }

  @Test func `what was written comes back`() {
    #expect(RunManifest(reading: Array(ManifestTests.full.text.utf8)) == ManifestTests.full)
  }

  @Test(arguments: [
    (Failure.exitCode(3), Failure.exitCode(3)), (.signal(9), .signal(9)),
    (.timeout(seconds: 2), .engine("no end after 2.0 s (timeout)")),
    (.launch("no such file"), .engine("could not be started: no such file")),
  ])
  func `a failure comes back as what JSON keeps of it`(failure: Failure, kept: Failure) {
    var manifest = ManifestTests.full
    manifest.result = RunResult(runID: "a", status: .failed, failure: failure)
    let read = RunManifest(reading: Array(manifest.text.utf8))
    #expect(read?.result.failure == kept)
    #expect(read?.result.status == .failed)
  }

  @Test func `a metric without value is null and comes back as NaN`() {
    var manifest = ManifestTests.full
    manifest.result.metrics = [Metric("a", .nan), Metric("b", 1e-300), Metric("b", 2)]
    let read = RunManifest(reading: Array(manifest.text.utf8))
    #expect(read?.result.metrics.map(\.name) == ["a", "b"])
    #expect(read?.result.metric("a").isNaN == true)
    #expect(read?.result.metric("b") == 1e-300)
  }

  @Test func `numbers that are too large and paths that climb do no harm`() {
    let text = ManifestTests.full.text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in
        if line.contains("\"exit_code\"") { return "\"exit_code\": 1e400," }
        if line.contains("\"status\"") { return "\"status\": \"failed\"," }
        if line.contains("\"backtest_dir\"") { return "\"backtest_dir\": \"runs/../../etc\"," }
        if line.contains("\"tca_report") { return "\"tca_report_path\": \"/etc/passwd\"," }
        return String(line)
      }
      .joined(separator: "\n")
    let read = RunManifest(reading: Array(text.utf8))
    #expect(read?.result.failure == .engine("unknown"))
    #expect(read?.result.backtestFolder == nil)
    #expect(read?.result.tcaReportPath == nil)
  }

  @Test(
    arguments: [
      0, 951_782_400_000, 1_767_323_045_678, -1, -86_400_001, 253_402_300_799_999,
    ] as [Int64])
  func `a moment comes back from its text`(milliseconds: Int64) {
    let time = Timestamp(milliseconds: milliseconds)
    #expect(Timestamp(time.description) == time)
  }

  @Test func `a moment has the text that date gives`() {
    // date -u -d @951782400 +%FT%T.%3NZ
    #expect(Timestamp(milliseconds: 951_782_400_000).description == "2000-02-29T00:00:00.000Z")
    #expect(Timestamp(milliseconds: -1).description == "1969-12-31T23:59:59.999Z")
    for text in [
      "", "2026-01-02T03:04:05Z", "2026-02-30T03:04:05.000Z", "2026-01-02T24:04:05.000Z",
    ] {
      #expect(Timestamp(text) == nil)
    }
  }
}
