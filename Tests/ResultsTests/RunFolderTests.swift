import Experiment
import Glibc
import Results
import Testing

@Suite struct RunFolderTests {
  let place = TemporaryFolder()
  let batch: BatchFolder
  let folders: RunFolders

  init() throws {
    batch = try place.batch()
    folders = RunFolders(in: batch.folder, layout: StoreLayout(runs: 3))
  }

  func manifest(_ id: String, _ fingerprint: String = "f1") -> RunManifest {
    RunManifest(
      result: success(id), key: "k", fingerprint: fingerprint, startedAt: moment,
      finishedAt: moment, toolVersion: "1.0", host: "mill")
  }

  @Test func `a folder without manifest is moved aside and keeps what is in it`() throws {
    for number in 1...3 {
      _ = try folders.begin("a")
      try batch.folder.write("half \(number)", to: "runs/a/stdout.log")
      guard case .putAside(let path) = try folders.settle("a") else {
        Issue.record("attempt \(number) was not moved")
        return
      }
      #expect(path == "runs/.old/a-\(number)")
      #expect(place.text("output/momentum/\(path)/stdout.log") == "half \(number)")
    }
    guard case .absent = try folders.settle("a") else {
      Issue.record("the folder is still there")
      return
    }
  }

  @Test func `a folder counts from the moment its manifest stands in it`() throws {
    _ = try folders.begin("a")
    try folders.finish("a", manifest("a"))
    guard case .complete(let found) = try folders.settle("a") else {
      Issue.record("not complete")
      return
    }
    #expect(found == manifest("a"))
    #expect(place.contains("output/momentum/runs/a/run_manifest.json"))
  }

  @Test(arguments: ["", "{", "{}", "[1]", "\u{0}"])
  func `a manifest that says nothing makes no folder count`(text: String) throws {
    _ = try folders.begin("a")
    try batch.folder.write(text, to: "runs/a/run_manifest.json")
    guard case .putAside = try folders.settle("a") else {
      Issue.record("'\(text)' was taken for a manifest")
      return
    }
  }

  @Test func `the manifest of another run makes no folder count`() throws {
    _ = try folders.begin("a")
    try folders.finish("a", manifest("b"))
    guard case .putAside = try folders.settle("a") else {
      Issue.record("the manifest of b was taken for that of a")
      return
    }
  }

  @Test func `beginning again keeps the earlier attempt`() throws {
    _ = try folders.begin("a")
    try folders.finish("a", manifest("a"))
    _ = try folders.begin("a")
    #expect(place.contains("output/momentum/runs/.old/a-1/run_manifest.json"))
    #expect(!place.contains("output/momentum/runs/a/run_manifest.json"))
  }

  @Test(arguments: ["", "..", ".old", "a/b", "a b", "\u{1B}[31m"])
  func `an id that is not safe never becomes a path`(id: String) {
    #expect(problem { _ = try folders.begin(id) }?.kind == .refused)
    #expect(problem { _ = try folders.settle(id) }?.kind == .refused)
  }

  @Test func `above ten thousand runs, folders are spread by the hash of the id`() throws {
    #expect(!StoreLayout(runs: 10_000).fansOut)
    let layout = StoreLayout(runs: 10_001)
    #expect(layout.fansOut)
    // printf abc | sha256sum: ba7816bf...
    #expect(layout.runFolder("abc") == "runs/ba/abc")
    #expect(layout.path(.manifest, ofRun: "abc") == "runs/ba/abc/run_manifest.json")
    let spread = RunFolders(in: batch.folder, layout: layout)
    _ = try spread.begin("abc")
    #expect(place.contains("output/momentum/runs/ba/abc"))
    guard case .putAside("runs/.old/abc-1") = try spread.settle("abc") else {
      Issue.record("not moved to runs/.old")
      return
    }
  }

  @Test func `every path of the layout is the one that scripts know`() {
    let layout = StoreLayout(runs: 1)
    #expect(StoreLayout.batchFolder(outputRoot: "out/", name: "m") == "out/m")
    #expect(StoreLayout.batchFolder(outputRoot: "out", name: "m") == "out/m")
    #expect(StoreLayout.log(startedAt: moment) == "logs/batch_20260102T030405Z.log")
    #expect(
      SourceKind.allCases.map(StoreLayout.source).joined(separator: " ")
        == "batch_source.gamut batch_source.yaml batch_source.json batch_source.jsonl")
    #expect(
      BatchFile.allCases.map(\.rawValue).joined(separator: " ")
        == "batch_config.yaml batch_summary.csv batch_summary.md batch_result.json batch.sqlite .lock"
    )
    #expect(
      RunPart.allCases.map { layout.path($0, ofRun: "a") }.joined(separator: " ")
        == "runs/a/run_manifest.json runs/a/run.json runs/a/stdout.log runs/a/stderr.log runs/a/backtest "
        + "runs/a/risk_report runs/a/tca runs/a/profile")
  }
}
