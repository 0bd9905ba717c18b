// Every example is a fixture: its canonical plan stands beside it.

import Canon
import Experiment
import GamutKit
import Source
import TestSupport
import Testing

@Suite("The examples")
struct ExampleTests {
  static let files = Repository.files("examples", endingWith: ".gamut")

  @Test("mean what stands beside them", arguments: files)
  func plan(_ file: String) throws {
    let batch = try loadBatch("\(Repository.root)/\(file)")
    let plan = try #require(batch.plan, "\(batch.diagnostics.map(\.message))")
    #expect(batch.diagnostics.isEmpty, "\(batch.diagnostics.map(\.message))")
    let text = try plan.canonicalText(as: .yaml, form: .contract)
    let golden = file.replacing(".gamut", with: ".plan.yaml")
    #expect(Golden.problem(text, golden) == nil)
  }

  @Test("are the same batches when they are loaded from their canonical text", arguments: files)
  func reload(_ file: String) throws {
    let plan = try #require(try loadBatch("\(Repository.root)/\(file)").plan)
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
    #expect(Self.files.count >= 7)
    let goldens = Repository.files("examples", endingWith: ".plan.yaml")
    #expect(goldens == Self.files.map { $0.replacing(".gamut", with: ".plan.yaml") })
  }

  @Test("have the counts and ids that the design gave them")
  func counts() throws {
    let expected: [String: (Int, [String])] = [
      "01-seed-three-runs": (3, ["core_2015_2020", "ml_alpha_only_2015_2020"]),
      "02-bundles-by-periods": (33, ["core_early_0.5_W", "ml_alpha_late_1.0_M"]),
      "03-moving-averages": (6, ["10_50_D", "50_200_W"]),
      "04-coarse-and-fine": (11, ["coarse_0.1_W", "fine_0.2"]),
      "06-seed-cli": (9, ["2018_costs_0.0", "2020_gross_0.0"]),
      "07-build-matrix": (9, ["nightly", "macos_3.13"]),
    ]
    for (name, (count, ids)) in expected {
      let plan = try #require(try loadBatch("\(Repository.root)/examples/\(name).gamut").plan)
      #expect(plan.count == count, "\(name)")
      let all = try plan.firstRuns(count).map(\.id)
      #expect(ids.allSatisfy(all.contains), "\(name): \(all)")
    }
  }
}
