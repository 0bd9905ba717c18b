// gamut run goes on with a batch: what succeeded stays, what failed or changed runs again.

import Glibc
import TestSupport
import Testing

@Suite struct GoingOnTests {
  private static let program = """
    batch again
    let strategy = "equal_weight"
    let period   = 2013 .. 2014
    for prices in ["a.csv", "b.csv"] {
      sweep rebalance_freq in ["W", "M"]
      run
    }
    """

  private func workspace(_ program: String = program) throws -> Workspace {
    let work = try Workspace()
    try work.folder.write(Workspace.prices, to: "a.csv")
    try work.folder.write(Workspace.prices, to: "b.csv")
    try work.folder.write(program, to: "again.gamut")
    return work
  }

  /// The manifest of each run, which says when it was made.
  private func manifests(_ work: Workspace) throws -> [String: String] {
    var found: [String: String] = [:]
    for id in try work.summary("again").column("run_id") {
      found[id] = try work.text("again", "runs/\(id)/run_manifest.json")
    }
    return found
  }

  @Test func `a second run does nothing and changes no result`() throws {
    let work = try workspace()
    expect(try work.gamut("run", "again.gamut"), endsWith: 0)
    let manifests = try manifests(work)
    let summary = try work.text("again", "batch_summary.csv")
    let again = try work.gamut("run", "again.gamut")
    expect(again, endsWith: 0)
    #expect(again.err.contains("0 to run, 4 up to date"))
    #expect(try self.manifests(work) == manifests)
    #expect(manifests.count == 4)
    // Even the measured columns stay: they are those of the run that was made.
    #expect(try work.text("again", "batch_summary.csv") == summary)
  }

  @Test func `a changed price file makes the runs that read it run again`() throws {
    let work = try workspace()
    expect(try work.gamut("run", "again.gamut"), endsWith: 0)
    let manifests = try manifests(work)
    try work.folder.write(Workspace.market(symbols: 7, from: 2012, to: 2014), to: "b.csv")
    let again = try work.gamut("run", "again.gamut")
    #expect(again.err.contains("2 to run, 2 up to date"))
    for (id, manifest) in try self.manifests(work) {
      #expect((manifest == manifests[id]) == id.hasPrefix("a"), "\(id)")
    }
    // The earlier folders are moved, not deleted.
    let earlier = work.folder.files(below: "\(Workspace.batchFolder("again"))/runs/.old")
    #expect(earlier.count { $0.hasSuffix("run_manifest.json") } == 2)
  }

  @Test func `a changed setting makes the runs that have it run again`() throws {
    let work = try workspace()
    expect(try work.gamut("run", "again.gamut"), endsWith: 0)
    try work.folder.write(
      GoingOnTests.program.replacing(
        "      run\n",
        with: "      let commission_bps = if rebalance_freq == \"W\" then 1 else 0\n      run\n"
      )
      .replacing(
        "  run\n", with: "  let commission_bps = if rebalance_freq == \"W\" then 1 else 0\n  run\n"),
      to: "again.gamut")
    let again = try work.gamut("run", "again.gamut")
    expect(again, endsWith: 0)
    #expect(again.err.contains("2 to run, 2 up to date"))
    #expect(try work.summary("again").column("commission_bps").map { Double($0) } == [1, 0, 1, 0])
  }

  @Test func `a run that is new runs, and one that is gone is out of the summary`() throws {
    let work = try workspace()
    expect(try work.gamut("run", "again.gamut"), endsWith: 0)
    try work.folder.write(
      GoingOnTests.program.replacing("[\"W\", \"M\"]", with: "[\"M\", \"Q\"]"), to: "again.gamut")
    let again = try work.gamut("run", "again.gamut")
    #expect(again.err.contains("2 to run, 2 up to date"))
    #expect(
      try work.summary("again").column("run_id")
        == ["a_M", "a_Q", "b_M", "b_Q"])
    #expect(work.folder.contains("\(Workspace.batchFolder("again"))/runs/a_W/run_manifest.json"))
  }

  @Test func `a failed run is tried again`() throws {
    let work = try workspace()
    work.folder.remove("b.csv")
    let first = try work.gamut("run", "again.gamut")
    expect(first, endsWith: 0)
    #expect(first.err.contains("2 succeeded, 2 failed"))
    expect(try work.gamut("run", "again.gamut", "--strict"), endsWith: 1)
    try work.folder.write(Workspace.prices, to: "b.csv")
    let again = try work.gamut("run", "again.gamut", "--strict")
    expect(again, endsWith: 0)
    #expect(again.err.contains("2 to run, 2 up to date"))
    #expect(try work.summary("again").column("status") == Array(repeating: "success", count: 4))
  }

  @Test func `without its database a batch takes finished runs from their manifests`() throws {
    let work = try workspace()
    expect(try work.gamut("run", "again.gamut"), endsWith: 0)
    let manifests = try manifests(work)
    let summary = try work.summary("again")
    for file in work.folder.files(below: Workspace.batchFolder("again"))
    where file.hasPrefix("batch.sqlite") {
      work.folder.remove("\(Workspace.batchFolder("again"))/\(file)")
    }
    #expect(!work.folder.contains("\(Workspace.batchFolder("again"))/batch.sqlite"))
    let again = try work.gamut("run", "again.gamut")
    expect(again, endsWith: 0)
    #expect(again.err.contains("0 to run, 4 up to date"))
    #expect(try self.manifests(work) == manifests)
    #expect(try work.summary("again").lasting == summary.lasting)
  }

  @Test func `a run whose folder was not finished runs again`() throws {
    let work = try workspace()
    expect(try work.gamut("run", "again.gamut"), endsWith: 0)
    let root = Workspace.batchFolder("again")
    for file in work.folder.files(below: root) where file.hasPrefix("batch.sqlite") {
      work.folder.remove("\(root)/\(file)")
    }
    work.folder.remove("\(root)/runs/a_W/run_manifest.json")
    let again = try work.gamut("run", "again.gamut")
    #expect(again.err.contains("1 to run, 3 up to date"))
    #expect(work.folder.contains("\(root)/runs/a_W/run_manifest.json"))
    #expect(work.folder.contains("\(root)/runs/.old/a_W-1/backtest/metrics.json"))
  }

  @Test func `a run whose folder was deleted is made again`() throws {
    let work = try workspace()
    expect(try work.gamut("run", "again.gamut"), endsWith: 0)
    let path = "\(work.folder.path)/\(Workspace.batchFolder("again"))/runs/a_W/run_manifest.json"
    #expect(unlink(path) == 0)
    let again = try work.gamut("run", "again.gamut")
    #expect(again.err.contains("1 to run, 3 up to date"))
    #expect(try manifests(work).count == 4)
  }

  @Test func `fresh moves the old folder aside`() throws {
    let work = try workspace()
    expect(try work.gamut("run", "again.gamut"), endsWith: 0)
    let manifests = try manifests(work)
    let fresh = try work.gamut("run", "again.gamut", "--fresh")
    expect(fresh, endsWith: 0)
    #expect(fresh.err.contains("4 to run"))
    #expect(fresh.err.contains("again.old-1"))
    #expect(
      try work.text("again.old-1", "runs/a_M/run_manifest.json") == manifests["a_M"])
    #expect(try self.manifests(work) != manifests)
  }

  @Test func `another file with the same batch is refused unless it adopts it`() throws {
    let work = try workspace()
    expect(try work.gamut("run", "again.gamut"), endsWith: 0)
    let before = try work.text("again", "batch_source.gamut")
    try work.folder.write("# another\n" + GoingOnTests.program, to: "other.gamut")
    let refused = try work.gamut("run", "other.gamut")
    expect(refused, endsWith: 1)
    #expect(refused.err.contains("again.gamut"))
    #expect(refused.err.contains("--adopt"))
    #expect(refused.err.contains("--fresh"))
    #expect(try work.text("again", "batch_source.gamut") == before)
    let adopted = try work.gamut("run", "other.gamut", "--adopt")
    expect(adopted, endsWith: 0)
    #expect(adopted.err.contains("0 to run, 4 up to date"))
    #expect(try work.text("again", "batch_source.gamut") != before)
    expect(try work.gamut("run", "again.gamut"), endsWith: 1)
  }

  @Test func `a batch that was moved is still the same batch`() throws {
    let work = try workspace()
    expect(try work.gamut("run", "again.gamut", "--output-root", "here"), endsWith: 0)
    try work.folder.move("here", to: "there")
    let again = try work.gamut("run", "again.gamut", "--output-root", "there")
    #expect(again.err.contains("0 to run, 4 up to date"))
  }
}
