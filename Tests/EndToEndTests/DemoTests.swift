// gamut demo: the main job from end to end, and the same bytes for any number of workers.

import TestSupport
import Testing

@Suite struct DemoTests {
  /// The demo, once with four workers and once with one.
  private static let demos = Result { (wide: try Demo(workers: 4), narrow: try Demo(workers: 1)) }

  /// What a demo has said and left behind.
  private struct Demo {
    let ending: GamutProcess.Ending
    /// By path below the batch folder.
    let files: [String: [UInt8]]

    init(workers: Int) throws {
      let folder = try TestFolder()
      ending = try GamutProcess.run(["demo", "d", "--max-workers", "\(workers)"], in: folder)
      let root = "d/output/batch_backtests/momentum"
      var files: [String: [UInt8]] = [:]
      for path in folder.files(below: root) { files[path] = try folder.bytes("\(root)/\(path)") }
      self.files = files
    }

    func table(_ path: String) -> SummaryFile {
      SummaryFile(String(decoding: files[path] ?? [], as: UTF8.self))
    }

    var summary: SummaryFile { table("batch_summary.csv") }
  }

  @Test func `the demo runs at least 24 runs over two bundles and two periods`() throws {
    let demo = try DemoTests.demos.get().wide
    expect(demo.ending, endsWith: 0)
    let summary = demo.summary
    #expect(summary.rows.count >= 24)
    #expect(Set(summary.column("bundle_path")).count == 2)
    #expect(Set(summary.rows.map { [$0["start_date"], $0["end_date"]] }).count == 2)
    #expect(Set(summary.column("status")) == ["success"])
    #expect(demo.ending.out.contains("24 runs"))
  }

  @Test func `a factor that works ranks first, and one that does not work does not`() throws {
    let demo = try DemoTests.demos.get().wide
    let ranked = demo.summary.rows.sorted { sharpe($0) > sharpe($1) }
    let half = ranked.prefix(ranked.count / 2)
    #expect(half.allSatisfy { $0["bundle_path"] == "bundles/momentum.yaml" })
    let reversal = ranked.filter { $0["bundle_path"] == "bundles/reversal.yaml" }
    let mean = reversal.map(sharpe).reduce(0, +) / Double(reversal.count)
    #expect(reversal.count >= 12)
    #expect(abs(mean) < 0.7)
    #expect(sharpe(ranked[0]) > 1.5)
    // The table that the command prints says the same.
    let first = demo.ending.out.split(separator: "\n").first { $0.hasPrefix(" 1 ") }
    #expect(first?.contains(try #require(ranked[0]["run_id"])) == true)
  }

  private func sharpe(_ row: [String: String]) -> Double {
    row["sharpe"].flatMap(Double.init) ?? .nan
  }

  @Test func `each equity curve ends at final_pf times its start`() throws {
    let demo = try DemoTests.demos.get().wide
    for row in demo.summary.rows {
      let id = try #require(row["run_id"])
      let curve = demo.table("runs/\(id)/backtest/equity_curve.csv")
      let equity = curve.column("equity").compactMap(Double.init)
      let (first, last) = (try #require(equity.first), try #require(equity.last))
      let factor = try #require(row["final_pf"].flatMap(Double.init))
      #expect(equity.count == curve.rows.count)
      #expect(abs(last / (first * factor) - 1) <= 1e-12, "\(id): \(first) \(last) \(factor)")
      #expect(first == 100_000)
    }
  }

  @Test func `one and four workers give the same bytes in all that is not measured`() throws {
    let (wide, narrow) = try DemoTests.demos.get()
    expect(narrow.ending, endsWith: 0)
    #expect(wide.summary.columns == narrow.summary.columns)
    #expect(wide.summary.columns.suffix(3) == ["runtime_sec", "cpu_sec", "peak_memory_mb"])
    #expect(wide.summary.lasting == narrow.summary.lasting)
    let results = wide.files.keys.filter { $0.contains("/backtest/") }
    #expect(results.count == wide.summary.rows.count * 5)
    #expect(narrow.files.keys.count { $0.contains("/backtest/") } == results.count)
    for path in results + ["batch_config.yaml", "batch_summary.md", "batch_source.gamut"] {
      #expect(wide.files[path] != nil && wide.files[path] == narrow.files[path], "\(path)")
    }
    #expect(wide.ending.out == narrow.ending.out)
  }

  @Test func `a second demo in the same folder has nothing to do and keeps what was changed`()
    throws
  {
    let folder = try TestFolder()
    expect(try GamutProcess.run(["demo", "d"], in: folder), endsWith: 0)
    let program = try folder.text("d/momentum.gamut").replacing("[0.1, 0.2, 0.3]", with: "[0.1]")
    try folder.write(program, to: "d/momentum.gamut")
    let again = try GamutProcess.run(["demo", "d"], in: folder)
    expect(again, endsWith: 0)
    #expect(again.err.contains("8 succeeded (8 up to date)"))
    #expect(again.err.contains("d/momentum.gamut has been changed; running it as it is"))
    #expect(try folder.text("d/momentum.gamut") == program)
    try folder.write("sweep", to: "d/momentum.gamut")
    let broken = try GamutProcess.run(["demo", "d"], in: folder)
    expect(broken, endsWith: 1)
    #expect(broken.err.contains("--> momentum.gamut:1"))
  }
}
