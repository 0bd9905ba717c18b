// Every mistake that only loading tells of has a case here.

import Experiment
import GamutKit
import Language
import Source
import TestSupport
import Testing

@Suite struct LoadProblemTests {
  static let command = "job command { argv = [\"true\"] }\n"

  @Test("a command that is told its folder cannot do without one")
  func needsFolder() {
    let none = "batch a { artifacts = \"none\" }\n"
    for field in ["argv = [\"cp\", run.dir]", "argv = [\"true\"], metrics = \"m.json\""] {
      let text = "job command { \(field) }\nrun\n"
      #expect(slugs(BatchInput(statements: none + text).load()) == ["needs-folder"])
      #expect(BatchInput(statements: "batch a\n" + text).load().plan != nil)
    }
    #expect(BatchInput(statements: "\(none)\(Self.command)run\n").load().plan != nil)
  }

  @Test("a config over its limit, an override that is none, a job that cannot be read")
  func documents() throws {
    let folder = try TestFolder()
    let runs = ["a", "b"].map {
      "  - {id: \"\($0)\", start_date: 2015-01-01, end_date: 201\($0 == "a" ? 6 : 7)-01-01}\n"
    }
    let config =
      "batch_name: \"x\"\ndefaults: {strategy: \"equal_weight\"}\nruns:\n" + runs.joined()
    try folder.write(config, to: "x.yaml")
    func load(_ options: LoadOptions) throws -> [String] {
      slugs(try loadBatch("\(folder.path)/x.yaml", options: options))
    }
    #expect(try load(LoadOptions()).isEmpty)
    #expect(try load(LoadOptions(maxRuns: 1)) == ["over-limit"])
    func set(_ name: String, _ text: String) -> LoadOptions {
      LoadOptions(overrides: [SettingOverride(name: name, text: text)])
    }
    #expect(try load(set("start_capital", "5")).isEmpty)
    #expect(try load(set("start_capitl", "5")) == ["bad-override"])
    #expect(try load(set("start_capital", "much")) == ["bad-override"])
    try folder.write(
      "batch_name: \"x\"\njob: {kind: \"command\", argv: \"[oops\"}\nruns:\n  - {id: \"a\"}\n",
      to: "x.yaml")
    #expect(try load(LoadOptions()) == ["bad-written-job"])
  }

  @Test("the list of slugs is that of the cases")
  func complete() {
    let cases: Set = ["needs-folder", "over-limit", "bad-override", "bad-written-job"]
    #expect(Set(loadingSlugs.map(\.name)) == cases)
  }

  private func slugs(_ batch: CheckedBatch) -> [String] {
    batch.diagnostics.filter { $0.severity == .error }.map(\.slug.name)
  }
}
