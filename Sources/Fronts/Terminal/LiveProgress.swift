// Progress on a terminal: one line that is drawn anew, with failures above it.

import Experiment
import GamutKit
import Source

final class LiveProgress: ProgressListener {
  private var isDrawn = false
  private var lastText = ""
  private var draining = ""
  private var failures = FailureEcho()

  func hear(_ news: BatchNews) {
    switch news {
    case .planned(_, let toRun, let upToDate, let workers):
      draw("\(toRun) to run, \(upToDate) up to date, \(workers) at a time")
    case .started: break
    case .finished(let result):
      guard result.status == .failed else { return }
      if let line = failures.line(result) { say(line) }
    case .retrying(let result, let attempt, let seconds):
      if attempt == 1, let line = failures.retryLine(result, clockText(seconds)) { say(line) }
    case .halted(let failures):
      say("halting: \(failures) run\(failures == 1 ? " has" : "s have") failed\n")
      draining = "ending"
    case .progress(let progress): draw(text(progress))
    case .draining(let waiting):
      draining = waiting.isEmpty ? "ending" : "waiting for \(waiting.count), ^C again ends them"
      draw(lastText)
    case .terminating(let isKilling):
      draining = isKilling ? "killing what runs" : "ending what runs, ^C again kills"
      draw(lastText)
    }
  }

  func end() {
    erase()
    Console.err(failures.rest)
  }

  /// A line that stays, above the one that is drawn anew.
  private func say(_ line: String) {
    erase()
    Console.err(line)
    draw(lastText)
  }

  private func text(_ progress: BatchProgress) -> String {
    let done = progress.succeeded + progress.failed
    let share = progress.total > 0 ? done * 20 / progress.total : 20
    let bar = String(repeating: "#", count: share) + String(repeating: "-", count: 20 - share)
    var text = "[\(bar)] \(done)/\(progress.total)"
    text += "  ok \(progress.succeeded)  failed \(progress.failed)  running \(progress.running)"
    if progress.upToDate > 0 { text += "  skipped \(progress.upToDate)" }
    if progress.delayed > 0 { text += "  again \(progress.delayed)" }
    if progress.seconds > 0, done > 0 {
      let rate = Double(done) / progress.seconds
      text += "  \((Decimal(rate) ?? .zero).fixedText(places: rate < 10 ? 1 : 0))/s"
    }
    if let left = secondsLeft(progress), done < progress.total {
      text += "  \(clockText(left)) left"
    }
    return text
  }

  private func draw(_ text: String) {
    lastText = text
    let whole = draining.isEmpty ? text : "\(text)  (\(draining))"
    Console.err("\r\u{1B}[K" + whole.prefix(max(20, Console.width - 1)))
    isDrawn = true
  }

  private func erase() {
    if isDrawn { Console.err("\r\u{1B}[K") }
    isDrawn = false
  }
}
