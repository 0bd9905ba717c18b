// GamutKit as another program uses it: load a batch, run one run, run all, write the summary.

import Experiment
import GamutKit
import Results
import Source
import TestSupport
import Testing

@Suite struct LibraryTests {
  /// A folder with prices of two symbols and a batch of three runs over them, all paths absolute.
  private final class Batch {
    let folder: TestFolder

    init() throws {
      folder = try TestFolder()
      var rows = "date,A,B\n"
      for number in 0..<60 {
        let day = Day(number: 16_000 + number)
        guard day.weekday < 5 else { continue }
        rows += "\(day),\(100 + number),\(100 - number % 3)\n"
      }
      try folder.write(rows, to: "prices.csv")
      try folder.write(program, to: "kit.gamut")
    }

    var program: String {
      """
      batch kit
      let strategy = "equal_weight"
      let fill     = "next_close"
      let prices   = "\(folder.path)/prices.csv"
      let period   = 2013-10-22 .. 2013-12-20
      sweep rebalance_freq in ["D", "W", "M"]
      run
      """
    }

    var options: RunOptions {
      RunOptions(
        workers: 2, outputRoot: folder("out"),
        keeper: KeeperProgram(
          path: GamutProcess.binary, arguments: [KeeperProgram.keeperArgument]))
    }
  }

  @Test func `a batch is loaded with its plan, or with what is wrong`() throws {
    let batch = try Batch()
    let loaded = try loadBatch(batch.folder("kit.gamut"))
    #expect(loaded.plan?.count == 3)
    #expect(!loaded.diagnostics.contains { $0.severity == .error })
    try batch.folder.write("let strategi = 1", to: "kit.gamut")
    let broken = try loadBatch(batch.folder("kit.gamut"))
    #expect(broken.plan == nil)
    #expect(broken.diagnostics.contains { $0.slug.name == "unknown-setting" })
    #expect(throws: FileProblem.self) { try loadBatch(batch.folder("none.gamut")) }
    #expect(throws: BatchProblem.self) { try runBatch(broken, options: batch.options) }
    #expect(!batch.folder.contains("out"))
  }

  @Test func `one run runs in this process and gives the numbers of the batch`() throws {
    let batch = try Batch()
    let loaded = try loadBatch(batch.folder("kit.gamut"))
    let alone = try runSingleBacktest("W", of: loaded)
    #expect(alone.status == .success)
    #expect(alone.metric("final_pf") > 1)
    #expect(!batch.folder.contains("out"))
    #expect(throws: BatchProblem.self) { try runSingleBacktest("Y", of: loaded) }

    var finished: [String: RunResult] = [:]
    var planned: Int?
    let report = try runBatch(loaded, options: batch.options) { news in
      switch news {
      case .planned(_, let toRun, _, _): planned = toRun
      case .finished(let result): finished[result.runID] = result
      default: break
      }
    }
    #expect(planned == 3)
    #expect((report.succeeded, report.failed, report.skipped, report.upToDate) == (3, 0, 0, 0))
    #expect(report.path == "\(batch.folder.path)/out/kit")
    #expect(finished.count == 3)
    // Some are NaN, which equals nothing.
    #expect(
      finished["W"]?.metrics.values.map(\.bitPattern) == alone.metrics.values.map(\.bitPattern))
    #expect(finished["W"]?.metrics.names == alone.metrics.names)
    let again = try runBatch(loaded, options: batch.options)
    #expect((again.succeeded, again.upToDate) == (3, 3))
  }

  @Test func `a failing run is a result and no error`() throws {
    let batch = try Batch()
    let loaded = try loadBatch(batch.folder("kit.gamut"))
    batch.folder.remove("prices.csv")
    #expect(try runSingleBacktest("W", of: loaded).status == .failed)
    let report = try runBatch(loaded, options: batch.options)
    #expect((report.succeeded, report.failed) == (0, 3))
  }

  @Test func `the summary is written anew from the database`() throws {
    let batch = try Batch()
    let loaded = try loadBatch(batch.folder("kit.gamut"))
    _ = try runBatch(loaded, options: batch.options)
    let files = ["out/kit/batch_summary.csv", "out/kit/batch_summary.md"]
    let written = try files.map { try batch.folder.text($0) }
    for file in files { batch.folder.remove(file) }
    try writeBatchSummary(loaded, outputRoot: batch.folder("out"))
    #expect(try files.map { try batch.folder.text($0) } == written)
    #expect(SummaryFile(written[0]).column("run_id") == ["D", "W", "M"])
  }

  @Test func `a batch of commands has no single backtest`() throws {
    let folder = try TestFolder()
    try folder.write("job command { argv = [\"true\"] }\nrun a", to: "c.gamut")
    let loaded = try loadBatch(folder("c.gamut"))
    #expect(throws: BatchProblem.self) { try runSingleBacktest("a", of: loaded) }
  }
}
