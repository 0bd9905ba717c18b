import Experiment
import Results
import Testing

@Suite struct StoreTests {
  let place = TemporaryFolder()

  @Test func `results come back in plan order, whole`() throws {
    let store = try place.store()
    try store.plan([planned("b", position: 7), planned("a", position: .max), planned("c")])
    var result = success("a", sharpe: .nan)
    result.backtestFolder = "runs/a/backtest"
    result.riskReportPath = "runs/a/risk_report/report.md"
    try store.runFinished(1, result, startedAt: moment, finishedAt: moment)
    var failed = RunResult(runID: "b", status: .failed, failure: .exitCode(3))
    failed.logExcerpt = "line 1\nline 2\u{1B}"
    failed.usage.runtimeSeconds = 0.1
    try store.runFinished(0, failed)
    let runs = try store.all()
    #expect(runs.map(\.id) == ["b", "a", "c"])
    #expect(runs.map(\.number) == [0, 1, 2])
    #expect(runs.map(\.position) == [7, .max, 0])
    #expect(runs.map(\.state) == [.failed, .success, .planned])
    #expect(runs[0].result == failed)
    #expect(runs[1].result.backtestFolder == result.backtestFolder)
    #expect(runs[1].result.riskReportPath == result.riskReportPath)
    #expect(runs[1].result.metrics.map(\.name) == ["final_pf", "sharpe", "trades"])
    #expect(runs[1].result.metric("sharpe").isNaN)
    #expect(runs[1].result.usage == result.usage)
    #expect(runs[1].startedAt == moment)
    #expect(runs[2].result == RunResult(runID: "c", status: .skipped))
    #expect(try store.run("a")?.key == RunKey(text: "key-a"))
    #expect(try store.run("z") == nil)
  }

  @Test(arguments: [
    Failure.exitCode(-1), .signal(11), .timeout(seconds: 1.5), .launch("no such file"),
    .invalidMetrics("not JSON"), .input("prices are missing"), .engine("it broke"),
    .outOfMemory("2 MB"), .limit("2 s"),
    .worker("is gone"),
  ])
  func `every failure comes back as it was`(failure: Failure) throws {
    let store = try place.store()
    try store.plan([planned("a")])
    try store.runFinished(0, RunResult(runID: "a", status: .failed, failure: failure))
    #expect(try store.run("a")?.result.failure == failure)
  }

  @Test func `metrics keep their own names and order in each run`() throws {
    let store = try place.store()
    try store.plan([planned("a"), planned("b"), planned("c")])
    func result(_ id: String, _ names: [String]) -> RunResult {
      RunResult(
        runID: id, status: .success,
        metrics: Metrics(names.enumerated().map { Metric($0.element, Double($0.offset)) }))
    }
    try store.runFinished(2, result("c", ["z", "y"]))
    try store.runFinished(1, result("b", ["x", "y"]))
    try store.runFinished(0, result("a", ["y", "x"]))
    let lists = try store.all().map { $0.result.metrics.map(\.name) }
    #expect(lists == [["y", "x"], ["x", "y"], ["z", "y"]])
    #expect(try store.metricNames() == ["y", "x", "z"])
  }

  @Test func `a success is safe only after the commit`() throws {
    do {
      let store = try place.store()
      try store.plan([planned("a"), planned("b")])
      #expect(try store.runFinished(0, success("a")) == [])
      #expect(try store.flush() == [0])
      #expect(try store.flush() == [])
      #expect(try store.runFinished(1, success("b")) == [])
      // The process ends here: nothing is flushed.
    }
    let again = try place.store()
    #expect(try again.plan([planned("a"), planned("b")]) == [.upToDate, .unfinished])
    #expect(try again.all().map(\.state) == [.success, .planned])
  }

  @Test func `a group is committed by itself when it is large`() throws {
    let store = try place.store()
    let count = BatchStore.groupLimit + 1
    try store.plan((0..<count).map { planned("r\($0)") })
    var safe: [Int] = []
    for number in 0..<count { safe += try store.runFinished(number, success("r\(number)")) }
    #expect(safe == Array(0..<BatchStore.groupLimit))
    let reader = try BatchStore.reading("\(place.path)/output/momentum")
    #expect(try reader.counts()[.success] == BatchStore.groupLimit)
  }

  @Test func `others see what runs, and never half a group`() throws {
    let store = try place.store()
    try store.plan([planned("a"), planned("b"), planned("c")])
    let reader = try BatchStore.reading("\(place.path)/output/momentum")
    store.runStarted(0, at: moment)
    store.runStarted(1, at: moment)
    try store.runFinished(0, success("a"))
    #expect(try reader.counts()[.planned] == 3)
    try store.flush()
    let counts = try reader.counts()
    #expect(counts[.success] == 1)
    #expect(counts[.running] == 1)
    #expect(counts[.planned] == 1)
    #expect(counts.total == 3)
  }

  @Test func `each attempt is kept and the last one counts`() throws {
    let store = try place.store()
    try store.plan([planned("a")])
    try store.runFinished(0, RunResult(runID: "a", status: .failed, failure: .signal(9)))
    try store.runFinished(0, RunResult(runID: "a", status: .failed, failure: .exitCode(1)))
    try store.flush()
    try store.runFinished(0, success("a"))
    let run = try store.run("a")
    #expect(run?.attempt == 3)
    #expect(run?.result.status == .success)
    let reader = try BatchStore.reading("\(place.path)/output/momentum")
    let table = try reader.query("SELECT n, status, error FROM attempt ORDER BY n")
    #expect(
      table.csv == "n,status,error\n1,failed,killed by SIGKILL\n2,failed,exit code 1\n3,success,\n")
  }

  @Test func `a run that was never started is skipped and has no attempt`() throws {
    let store = try place.store()
    try store.plan([planned("a")])
    try store.runFinished(0, RunResult(runID: "a", status: .skipped))
    #expect(try store.counts()[.skipped] == 1)
    #expect(try store.run("a")?.attempt == nil)
  }

  @Test func `a number that the plan does not have is refused`() throws {
    let store = try place.store()
    try store.plan([planned("a")])
    store.runStarted(5, at: moment)
    #expect(problem { try store.runFinished(1, success("x")) }?.kind == .refused)
    #expect(try store.counts()[.planned] == 1)
  }

  @Test func `what happened is noted`() throws {
    let store = try place.store()
    try store.plan([planned("a")])
    store.note(BatchEvent(at: moment, "keeper-lost", run: 0, text: "SIGKILL"))
    try store.finishBatch(at: moment)
    let reader = try BatchStore.reading("\(place.path)/output/momentum")
    let table = try reader.query(
      "SELECT time, kind, id, text FROM event JOIN run ON event.run = run.run")
    #expect(table.csv == "time,kind,id,text\n1767323045678,keeper-lost,a,SIGKILL\n")
    let batch = try reader.storedBatch()
    #expect(batch.source == BatchSource(path: "momentum.gamut", kind: .gamut))
    #expect(batch.name == "momentum")
    #expect(batch.planKey == "p")
    #expect(batch.toolVersion == "1.0")
    #expect(batch.startedAt == moment)
    #expect(batch.finishedAt == moment)
  }

  @Test func `a large batch keeps the layout that it was made with`() throws {
    do { #expect(try place.store(runs: 20_000).layout.fansOut) }
    #expect(try place.store(runs: 3).layout.fansOut)
    #expect(try BatchStore.reading("\(place.path)/output/momentum").layout.fansOut)
  }
}
