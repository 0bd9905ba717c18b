// What is going on in a batch: who runs it, how far it is, what is under way, what went wrong.

public import Results
internal import Source

/// A look at a batch folder; nothing is changed, and nobody who works there is disturbed.
public struct BatchStatus: Sendable {
  public let name: String
  public let path: String
  /// Who runs it now: process, host and since when; nil: nobody.
  public let holder: String?
  /// Whether the last execution came to its end.
  public let hasEnded: Bool
  public let counts: StoreCounts
  public let running: [(id: String, seconds: Double, attempt: Int)]
  /// Runs that have ended in this execution, each second; nil before the first.
  public let rate: Double?
  public let secondsLeft: Double?
  public let failures: [(id: String, error: String)]
  public let failureCounts: [(kind: String, count: Int)]

  /// - Throws: ``StoreProblem`` where no batch has been run there.
  public init(folder: String) throws {
    let store = try BatchStore.reading(folder)
    let batch = try store.storedBatch()
    let now = Machine.now
    name = batch.name
    path = folder
    holder = try Results.holder(ofBatch: folder)
    hasEnded = batch.finishedAt != nil
    counts = try store.counts()
    running =
      try holder == nil
      ? []
      : store.runsUnderWay().map { run in
        let since = run.startedAt.map { now.milliseconds - $0.milliseconds } ?? 0
        return (run.id, Double(max(0, since)) / 1000, run.attempt)
      }
    failures = try store.latestFailures(5)
    failureCounts = try store.failureCounts()
    guard holder != nil, let start = batch.startedAt else {
      (rate, secondsLeft) = (nil, nil)
      return
    }
    let ended = try store.attempts(endedSince: start)
    let seconds = Double(now.milliseconds - start.milliseconds) / 1000
    let rate = ended > 0 && seconds > 0 ? Double(ended) / seconds : nil
    let left = counts[.planned] + counts[.running] + counts[.skipped]
    self.rate = rate
    secondsLeft = rate.map { Double(left) / $0 }
  }

  /// `running`, `ended` or `cut off`.
  public var state: String { holder != nil ? "running" : hasEnded ? "ended" : "cut off" }

  /// One row: state, counts, rate.
  public var table: Table {
    var table = Table(
      [
        "batch", "state", "holder", "success", "failed", "running", "waiting", "rate",
        "seconds_left",
      ]
      .map { Table.Column($0) })
    table.append([
      .text(name), .text(state), Cell(holder), .int(counts[.success]), .int(counts[.failed]),
      .int(running.count), .int(waiting), rate.map { .number($0) } ?? .empty,
      secondsLeft.map { .number($0) } ?? .empty,
    ])
    return table
  }

  /// Runs that are planned and neither under way nor ended.
  public var waiting: Int { counts.total - counts[.success] - counts[.failed] - running.count }

  public var text: String {
    var text = "\(name.escapingControls()): "
    switch state {
    case "running": text += "being run by \(holder?.escapingControls() ?? "another process")\n"
    case "ended": text += "nobody runs it; the last execution came to its end\n"
    default: text += "nobody runs it; the last execution was cut off: 'gamut run' goes on with it\n"
    }
    text += "\(counts.total) runs: \(counts[.success]) success, \(counts[.failed]) failed, "
    text += "\(running.count) running, \(waiting) to run"
    if counts[.retired] > 0 { text += "; \(counts[.retired]) retired" }
    text += "\n"
    if let rate {
      let left = secondsLeft.map { ", about \(clockText($0)) left" } ?? ""
      text += "\(Table.NumberFormat.decimals(rate < 10 ? 1 : 0).text(rate)) runs a second\(left)\n"
    }
    for run in running {
      let again = run.attempt > 1 ? ", attempt \(run.attempt)" : ""
      text += "running: \(run.id) for \(clockText(run.seconds))\(again)\n"
    }
    let kinds = failureCounts.map { "\($0.count) \($0.kind)" }.joined(separator: ", ")
    if !kinds.isEmpty { text += "failures: \(kinds)\n" }
    for failure in failures {
      let line = failure.error.prefix { !$0.isNewline }
      text += "failed: \(failure.id): \(String(line).escapingControls())\n"
    }
    let rest = counts[.failed] - failures.count
    if rest > 0, !failures.isEmpty { text += "and \(rest) more have failed\n" }
    return text
  }
}

/// `1:05:09`, `4:02`, `17 s`.
public func clockText(_ seconds: Double) -> String {
  let whole = Int(min(max(0, seconds.rounded(.up)), 1e9))
  func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
  if whole >= 3600 { return "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60))" }
  if whole >= 60 { return "\(whole / 60):\(two(whole % 60))" }
  return "\(whole) s"
}
