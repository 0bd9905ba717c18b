// One line that says how far something is, for what takes longer than a second: on a terminal it is
// written over, elsewhere there is a line every few seconds.

import Glibc

final class LineProgress {
  private let isTerminal = Console.isTerminal(2)
  private let start = LineProgress.now
  private var next: Double
  private var isShown = false

  init() { next = start + 1 }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  func show(_ text: @autoclosure () -> String) {
    let now = LineProgress.now
    guard now >= next else { return }
    next = now + (isTerminal ? 0.1 : 5)
    isShown = true
    Console.err(isTerminal ? "\r\u{1B}[K\(text())" : "\(text())\n")
  }

  /// Takes the line away.
  func clear() {
    if isShown, isTerminal { Console.err("\r\u{1B}[K") }
    isShown = false
  }
}
