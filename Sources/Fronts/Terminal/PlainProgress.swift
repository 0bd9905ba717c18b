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
      if attempt == 1, let line = failures.retryLine(result, clockText(seconds)) {
        Console.err(line)
      }
    case .halted(let failures):
      Console.err("halting: \(failures) run\(failures == 1 ? " has" : "s have") failed\n")
    case .progress(let progress):
      guard progress.seconds >= nextLine else { return }
      nextLine = progress.seconds + PlainProgress.interval
      let done = progress.succeeded + progress.failed
      let left = secondsLeft(progress).map { ", \(clockText($0)) left" } ?? ""
      let again = progress.delayed > 0 ? ", \(progress.delayed) to be tried again" : ""
      Console.err("\(done) of \(progress.total) done, \(progress.failed) failed\(again)\(left)\n")
    case .draining(let waiting):
      let names = waiting.prefix(10).joined(separator: ", ")
      let rest = waiting.count > 10 ? " and \(waiting.count - 10) more" : ""
      Console.err("interrupted: waiting for \(names)\(rest); again ends them\n")
    case .terminating(let isKilling):
      Console.err("interrupted again: \(isKilling ? "killing" : "ending") what runs\n")
    }
  }

  func end() { Console.err(failures.rest) }
}
