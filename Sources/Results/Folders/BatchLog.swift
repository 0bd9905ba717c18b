// logs/batch_{timestamp}.log: what happened to a batch, a line each. It does not know the time.

public import Experiment
internal import Glibc
internal import Source

/// The log of one execution of a batch. Lines are buffered until ``flush()``.
public final class BatchLog {
  private let file: OutputFile
  /// Relative to the batch folder.
  public let path: String
  /// Many lines have one time.
  private var latest: (time: Timestamp, text: [UInt8])?

  public init(in batch: BatchFolder, startedAt time: Timestamp) throws(StoreProblem) {
    path = StoreLayout.log(startedAt: time)
    let (logs, name) = try batch.folder.makingPlace(path)
    file = try OutputFile(name, in: logs, flags: O_APPEND)
  }

  /// Adds a line: the time, then the text with its controls written out.
  public func line(_ text: String, at time: Timestamp) throws(StoreProblem) {
    if latest?.time != time { latest = (time, Array("\(time) ".utf8)) }
    try file.append(latest?.text ?? [])
    try file.append(text.escapingControls().utf8)
    try file.append([0x0A])
  }

  public func started(
    _ name: String, runs: Int, upToDate: Int, at time: Timestamp
  ) throws(StoreProblem) {
    try line("start: batch '\(name)', \(runs) runs, \(upToDate) of them up to date", at: time)
  }

  /// One run: id, status, seconds, the paths of what it left, and why it failed.
  public func run(_ result: RunResult, at time: Timestamp) throws(StoreProblem) {
    let milliseconds = Int((max(0, result.usage.runtimeSeconds) * 1000).rounded())
    let digits = String(1000 + milliseconds % 1000).dropFirst()
    var text = "run \(result.runID): \(result.status.rawValue), \(milliseconds / 1000).\(digits) s"
    let paths = [result.backtestFolder, result.riskReportPath, result.tcaReportPath]
    for case let path? in paths { text += ", \(path)" }
    if let failure = result.failure { text += ", \(failure.firstLine)" }
    try line(text, at: time)
  }

  public func ended(_ counts: [RunStatus: Int], at time: Timestamp) throws(StoreProblem) {
    let parts = RunStatus.allCases.map { "\(counts[$0] ?? 0) \($0.rawValue)" }
    try line("end: \(parts.joined(separator: ", "))", at: time)
    try flush()
  }

  public func flush() throws(StoreProblem) { try file.flush() }
}
