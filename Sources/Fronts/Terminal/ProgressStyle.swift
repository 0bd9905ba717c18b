// How a running batch shows itself: which listener hears the news.

import ArgumentParser
import GamutKit

enum ProgressStyle: String, ExpressibleByArgument, CaseIterable {
  case auto, live, plain, json, none

  func listener(runs: Int) -> any ProgressListener {
    switch self {
    case .auto:
      Console.isTerminal(2) && TerminalKind.isCapable ? LiveProgress() : PlainProgress()
    case .live: LiveProgress()
    case .plain: PlainProgress()
    case .json: EventProgress()
    case .none: SilentProgress()
    }
  }
}

/// Hears what a running batch tells.
protocol ProgressListener: AnyObject {
  func hear(_ news: BatchNews)
  /// The batch has ended.
  func end()
}

final class SilentProgress: ProgressListener {
  func hear(_ news: BatchNews) {}
  func end() {}
}

/// How long the rest will take at the pace so far; nil before the first run has ended. Where the batch
/// has a history, runs count by how long they took.
func secondsLeft(_ progress: BatchProgress) -> Double? {
  if let share = progress.share, share > 0 { return progress.seconds * (1 - share) / share }
  let done = progress.succeeded + progress.failed
  guard done > 0, progress.seconds > 0 else { return nil }
  return progress.seconds / Double(done) * Double(progress.total - done)
}
