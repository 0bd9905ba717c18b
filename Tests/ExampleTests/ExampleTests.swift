// Every example is a fixture: its canonical plan stands beside it.

import Canon
import Experiment
import GamutKit
import Source
import TestSupport
import Testing

@Suite("The examples")
struct ExampleTests {
  /// The programs; libraries among them have no number.
  static let files = Repository.files("examples", endingWith: ".gamut").filter {
    $0.utf8.dropFirst("examples/".utf8.count).first?.isDigit ?? false
  }

  /// Beyond so many runs the funnel stands beside the program instead of the runs.
  static let listedRuns = 2000

  private func load(_ file: String) throws -> CheckedBatch {
    try loadBatch("\(Repository.root)/\(file)", options: LoadOptions(isRelativeToFile: true))
  }

  @Test("mean what stands beside them", arguments: files)
  func plan(_ file: String) throws {
    let batch = try load(file)
    let plan = try #require(batch.plan, "\(batch.diagnostics.map(\.message))")
    #expect(batch.diagnostics.isEmpty, "\(batch.diagnostics.map(\.message))")
    guard plan.count <= ExampleTests.listedRuns else {
      let funnel = plan.funnelText(source: batch.source)
      #expect(Golden.problem(funnel, file.replacing(".gamut", with: ".plan.txt")) == nil)
      return
    }
    let text = try plan.canonicalText(as: .yaml, form: .contract)
    let golden = file.replacing(".gamut", with: ".plan.yaml")
    #expect(Golden.problem(text, golden) == nil)
  }

  @Test("are the same batches when they are loaded from their canonical text", arguments: files)
  func reload(_ file: String) throws {
    let plan = try #require(try load(file).plan)
    guard plan.count <= ExampleTests.listedRuns else { return }
    let golden = "\(Repository.root)/\(file.replacing(".gamut", with: ".plan.yaml"))"
    let loaded = try loadBatch(golden)
    let again = try #require(loaded.plan, "\(loaded.diagnostics.map(\.message))")
    #expect(again.count == plan.count)
    #expect(try keys(of: again) == keys(of: plan))
    #expect(
      try again.canonicalText(as: .yaml, form: .contract)
        == plan.canonicalText(as: .yaml, form: .contract))
  }

  private func keys(of plan: Plan) throws -> [String] {
    var keys: [String] = []
    try plan.forEachRun { run in
      let settings = run.settings.resolved(by: plan.schema)
      keys.append(try RunKey(job: plan.job, settings: settings, plan.schema).text)
      return true
    }
    return keys
  }

  @Test("are all here, and there is no golden without its example")
  func complete() {
    #expect(Self.files.count == 19)
    let goldens =
      Repository.files("examples", endingWith: ".plan.yaml")
      + Repository.files("examples", endingWith: ".plan.txt")
    let stems = goldens.map { String($0.prefix { $0 != "." }) }
    #expect(stems.sorted() == Self.files.map { String($0.prefix { $0 != "." }) })
  }

  /// Program, number of runs, two of its ids: the design's.
  static let designed: [(String, Int, [String])] = [
    ("01-seed-three-runs", 3, ["core_2015_2020", "ml_alpha_only_2015_2020"]),
    ("02-bundles-by-periods", 33, ["core_early_0.5_W", "ml_alpha_late_1.0_M"]),
    ("03-moving-averages", 6, ["10_50_D", "50_200_W"]),
    ("04-walk-forward", 36, ["wf2013_q0.1", "wf2024_q0.3"]),
    ("05-cost-levels", 9, ["free_D", "institutional_M"]),
    ("06-two-strategies", 10, ["trend_10_50_0.5", "factor_0.3_1.0"]),
    ("07-random-search", 200, ["s001", "s200"]),
    ("08-latin-hypercube", 128, ["core_s001", "ml_s064"]),
    ("09-coarse-and-fine", 11, ["coarse_0.1_W", "fine_0.2"]),
    ("10-universes", 9, ["nasdaq100_2018", "stoxx600_2020"]),
    ("11-training-a-model", 60, ["cifar10_0.0001_1", "fashion_mnist_0.1_5"]),
    ("12-existing-script", 9, ["2018_costs_0.0", "2020_gross"]),
    ("13-spreadsheet", 6, ["quick_early", "slow_late"]),
    ("14-a-million", 1_000_000, ["b00_2005_0.05_0.1_0.01", "b09_2024_0.5_2.5_0.2"]),
    ("15-common-settings", 4, ["core_early", "core_ml_late"]),
    ("16-build-matrix", 9, ["nightly", "macos_3.13"]),
  ]

  @Test("have the counts and ids that the design gave them", arguments: designed)
  func counts(_ name: String, _ count: Int, _ ids: [String]) throws {
    let plan = try #require(try load("examples/\(name).gamut").plan)
    #expect(plan.count == count)
    // The first and the last runs are enough to look at in a space of a million.
    let numbers = count <= 1000 ? Array(0..<count) : [0, count - 1]
    let found = try numbers.compactMap { try plan.run(number: $0)?.id }
    #expect(ids.allSatisfy(found.contains), "\(found)")
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
}
