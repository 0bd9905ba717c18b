// An execution in a process of its own, which tests can interrupt and kill; it prints every event.

import Execution
import Experiment
import Glibc

/// `WIDTH COUNT PAYLOAD`: so many runs, all alike. The exit status is 0.
func coordinate(_ words: [String]) -> Int32 {
  guard words.count == 3, let width = Int(words[0]), let count = UInt32(words[1]) else { return 64 }
  let host = LocalHost(keeper: KeeperLaunch(), setup: [], catchesInterrupts: true)
  var next: UInt32 = 0
  do {
    let progress = try execute(
      width: width, leaseSize: 1, on: host,
      nextRun: {
        guard next < count else { return nil }
        defer { next += 1 }
        return LeasedRun(
          number: next, position: UInt64(next), id: "r\(next)", payload: Array(words[2].utf8))
      },
      onEvent: say)
    tell("done \(progress.succeeded) \(progress.failed)")
    return 0
  } catch {
    tell("error \(error)")
    return 1
  }
}

private func say(_ event: ExecutionEvent) {
  switch event {
  case .runStarted(let run, _): tell("started \(run.id)")
  case .runFinished(let run, let result, _):
    tell("finished \(run.id) \(result.failure?.message ?? result.status.rawValue)")
  case .keeperLost(_, let end): tell("keeper \(end)")
  case .interrupted(let level, let runs): tell("interrupted \(level) \(runs.count)")
  case .tick, .halted: break
  }
}

func tell(_ line: String) {
  let bytes = Array("\(line)\n".utf8)
  _ = write(1, bytes, bytes.count)
}
