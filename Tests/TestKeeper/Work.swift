// What a test's run does: the payload is `KIND TIMEOUT TEXT`, the timeout in seconds or `-`.

import Execution
import Experiment
import Glibc

func testWork() -> KeeperWork {
  var folder: String?
  return KeeperWork(
    setUp: { setup in
      let text = String(decoding: setup, as: UTF8.self)
      switch text {
      case "refuse": return "there are no prices"
      case "die": exit(3)
      default:
        folder = text.isEmpty ? nil : text
        return nil
      }
    },
    prepare: { task(for: $0, folder: folder) })
}

private func task(for run: LeasedRun, folder: String?) -> KeeperTask {
  let words = String(decoding: run.payload, as: UTF8.self)
    .split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
  let (kind, timeout, text) = (words[0], Double(words[1]), words[2])
  func success(_ metrics: Metrics = []) -> RunResult {
    RunResult(runID: run.id, status: .success, metrics: metrics)
  }
  switch kind {
  case "result": return .result(success([Metric("position", Double(run.position))]))
  case "trap":
    return .builtIn(cpuSeconds: timeout) {
      let none: [Int] = []
      return success([Metric("never", Double(none[run.id.utf8.count]))])
    }
  case "exit": return .builtIn(cpuSeconds: timeout) { exit(4) }
  case "compute":
    return .builtIn(cpuSeconds: timeout) {
      var sum = 0.0
      for i in 1...(Int(text) ?? 1) { sum += 1 / Double(i) }
      return success([Metric("sum", sum), Metric("position", Double(run.position))])
    }
  case "wait":
    return .builtIn(cpuSeconds: timeout) {
      sleep(UInt32(Double(text) ?? 0))
      return success()
    }
  case "long":
    return .builtIn(cpuSeconds: timeout) {
      var result = success()
      result.logExcerpt = String(repeating: "x", count: Int(text) ?? 0)
      return result
    }
  case "sh": return program(run, ["/bin/sh", "-c", text], timeout, folder)
  default: return program(run, text.split(separator: " ").map(String.init), timeout, folder)
  }
}

private func program(
  _ run: LeasedRun, _ argv: [String], _ timeout: Double?, _ folder: String?
) -> KeeperTask {
  let launch = CommandLaunch(
    argv: argv, environment: [.init(name: "GAMUT_TEST", value: "from the job")])
  return .program(
    ProgramTask(
      launch: launch, workingDirectory: folder,
      stdout: folder.map { .file("\($0)/\(run.id).out") } ?? .nowhere,
      stderr: folder.map { .file("\($0)/\(run.id).err") } ?? .nowhere,
      environment: [.init(name: "GAMUT_RUN", value: run.id)],
      limits: RunLimits(timeoutSeconds: timeout),
      finish: { outcome in
        RunResult(
          runID: run.id,
          status: outcome.end == .interrupted
            ? .skipped : outcome.failure == nil ? .success : .failed, failure: outcome.failure)
      }))
}
