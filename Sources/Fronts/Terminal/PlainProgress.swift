// Progress where nobody watches a terminal: a line at the start, one every few seconds, failures.

import Experiment
import GamutKit
import Source

final class PlainProgress: ProgressListener {
  /// Seconds between two lines.
  private static let interval = 5.0

  private var nextLine = PlainProgress.interval
  private var failures = FailureEcho()

  func hear(_ news: BatchNews) {
    switch news {
    case .planned(let folder, let toRun, let upToDate, let workers):
      let already = upToDate > 0 ? ", \(upToDate) up to date" : ""
      let width = "\(workers) worker\(workers == 1 ? "" : "s")"
      Console.err("\(toRun) to run\(already), \(width), in \(folder.escapingControls())\n")
    case .started: break
    case .finished(let result):
      if result.status == .failed, let line = failures.line(result) { Console.err(line) }
    case .retrying(let result, let attempt, let seconds):
      guard attempt == 1 else { return }
      let reason = result.failure?.message ?? "failed"
      Console.err(
        "again in \(clockText(seconds)): \(result.runID): \(reason.escapingControls())\n")
    case .halted(let failures):
      Console.err("halting: \(failures) run\(failures == 1 ? " has" : "s have") failed\n")
    case .progress(let progress):
      guard progress.seconds >= nextLine else { return }
      nextLine = progress.seconds + PlainProgress.interval
      let done = progress.succeeded + progress.failed
      let left = secondsLeft(progress).map { ", \(clockText($0)) left" } ?? ""
      Console.err("\(done) of \(progress.total) done, \(progress.failed) failed\(left)\n")
    case .draining(let waiting):
      Console.err("interrupted: waiting for \(waiting.joined(separator: ", "))\n")
    case .terminating(let isKilling):
      Console.err("interrupted again: \(isKilling ? "killing" : "ending") what runs\n")
    }
  }

  func end() { Console.err(failures.rest) }
}
