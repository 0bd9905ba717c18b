import Experiment
import Results
import Testing

@Suite struct PlanTests {
  let place = TemporaryFolder()

  @Test func `what is up to date, and why the rest is not`() throws {
    do {
      let store = try place.store()
      let plan = ["ok", "failed", "cut", "changed", "gone"].map { planned($0) }
      #expect(try store.plan(plan) == [.new, .new, .new, .new, .new])
      try store.runFinished(0, success("ok"))
      try store.runFinished(1, RunResult(runID: "failed", status: .failed, failure: .exitCode(1)))
      store.runStarted(2, at: moment)
      try store.runFinished(3, success("changed"))
      try store.runFinished(4, success("gone"))
      try store.flush()
    }
    let plan = [
      planned("cut"), planned("ok"), planned("changed", "f2"), planned("failed"), planned("more"),
    ]
    let reader = try BatchStore.reading("\(place.path)/output/momentum").earlierPlan()
    let wanted: [RunStanding] = [.unfinished, .upToDate, .changed, .failed, .new]
    #expect(try plan.map { try reader.standing(of: $0).standing } == wanted)
    let store = try place.store()
    #expect(try store.plan(plan) == wanted)
    #expect(try store.all().map(\.id) == ["cut", "ok", "changed", "failed", "more"])
    #expect(try store.all().map(\.state) == [.planned, .success, .planned, .failed, .planned])
    #expect(try store.run("ok")?.result == success("ok"))
    #expect(try store.run("changed")?.result.status == .skipped)
  }

  @Test func `a run that the plan no longer has is retired and keeps its result`() throws {
    let store = try place.store()
    try store.plan([planned("a"), planned("b")])
    try store.runFinished(1, success("b"))
    let recorder = try store.beginPlan(toolVersion: "1.0", at: moment)
    _ = try recorder.record(planned("a"))
    #expect(try recorder.finish(key: "p") == 1)
    #expect(try store.run("b")?.state == .retired)
    #expect(try store.run("b")?.number == nil)
    #expect(try store.run("b")?.result == success("b"))
    #expect(try store.all().map(\.id) == ["a"])
    #expect(try store.counts().total == 1)
    #expect(try store.plan([planned("b"), planned("a")]) == [.upToDate, .unfinished])
    #expect(try store.all().map(\.state) == [.success, .planned])
  }

  @Test func `a result of other settings never counts for the new ones`() throws {
    let store = try place.store()
    try store.plan([planned("a", "f1")])
    try store.runFinished(0, success("a"))
    #expect(try store.plan([planned("a", "f2")]) == [.changed])
    #expect(try store.plan([planned("a", "f2")]) == [.unfinished])
    try store.runFinished(0, success("a", sharpe: 9))
    #expect(try store.run("a")?.attempt == 2)
    #expect(try store.plan([planned("a", "f2")]) == [.upToDate])
    #expect(try store.plan([planned("a", "f1")]) == [.changed])
  }

  @Test func `a plan that is cut off leaves the earlier one`() throws {
    let store = try place.store()
    try store.plan([planned("a"), planned("b")])
    do {
      let recorder = try store.beginPlan(toolVersion: "1.0", at: moment)
      _ = try recorder.record(planned("x"))
    }
    #expect(try store.all().map(\.id) == ["a", "b"])
    #expect(try store.storedBatch().planKey == "p")
    try store.runFinished(0, success("a"))
    #expect(try store.flush() == [0])
  }

  @Test func `an id that comes twice is refused`() throws {
    let store = try place.store()
    let found = problem { try store.plan([planned("a"), planned("a", "f2")]) }
    #expect(found?.kind == .refused)
    #expect(found?.message == "two runs of the plan have the id 'a'")
    #expect(try store.counts().total == 0)
    try store.plan([planned("a")])
    #expect(problem { try store.plan([planned("b"), planned("a"), planned("a")]) } != nil)
    #expect(try store.all().map(\.id) == ["a"])
  }

  @Test func `the batch folder of another source is refused unless it is adopted`() throws {
    do { try place.store(source: "a.gamut").plan([planned("a")]) }
    let found = problem { _ = try place.store(source: "b.gamut") }
    #expect(found?.kind == .otherSource)
    #expect(
      found?.message
        == "the batch folder '\(place.path)/output/momentum' belongs to 'a.gamut', not to 'b.gamut'"
    )
    for option in ["--adopt", "--fresh"] { #expect(found?.help?.contains(option) == true) }
    do { #expect(try place.store(source: "b.gamut", adopt: true).counts().total == 1) }
    #expect(problem { _ = try place.store(source: "a.gamut") }?.kind == .otherSource)
  }

  @Test func `finished folders that the database does not know are adopted`() throws {
    let ids = ["done", "other", "failed", "half", "none"]
    do {
      let store = try place.store()
      try store.plan(ids.map { planned($0) })
      let folders = try #require(store.runFolders)
      for id in ids.dropLast() { _ = try folders.begin(id) }
      func finish(_ result: RunResult, _ fingerprint: String) throws {
        try folders.finish(
          result.runID,
          RunManifest(
            result: result, key: "k", fingerprint: fingerprint, startedAt: moment,
            finishedAt: moment, toolVersion: "1.0", host: "mill"))
      }
      try finish(success("done", sharpe: -.infinity), "f1")
      try finish(success("other"), "f0")
      try finish(RunResult(runID: "failed", status: .failed, failure: .exitCode(1)), "f1")
      // Killed before the database heard of any of them.
    }
    let store = try place.store()
    try store.plan(ids.map { planned($0) })
    let adopted = try ids.enumerated().map {
      try store.adoptRun($0.offset, id: $0.element, fingerprint: "f1")
    }
    #expect(adopted == [true, false, false, false, false])
    #expect(try store.run("done")?.result == success("done", sharpe: -.infinity))
    #expect(try store.counts()[.planned] == 4)
    #expect(place.contains("output/momentum/runs/.old/half-1"))
    #expect(place.contains("output/momentum/runs/other"))
    #expect(place.contains("output/momentum/runs/failed"))
  }
}
