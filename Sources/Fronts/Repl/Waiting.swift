// What happens while an answer takes long: a word after a second, and Ctrl-C ends it.

import Synchronization

final class Waiting: Sendable {
  private let state = Mutex((end: ContinuousClock.now, isTold: true))

  /// An answer is being made now; where nobody waits, nothing is said.
  func begin(isInteractive: Bool) {
    state.withLock { $0 = (.now + .seconds(1), !isInteractive) }
  }

  /// Whether somebody has had enough.
  func isOver() -> Bool {
    if LineEditor.isInterrupted { return true }
    let tells = state.withLock { state in
      guard !state.isTold, ContinuousClock.now > state.end else { return false }
      state.isTold = true
      return true
    }
    if tells { Console.err("this takes a while; Ctrl-C stops it\n") }
    return false
  }
}
