// Progress for programs: one JSON object a line, on standard error.

import Canon
import Experiment
import GamutKit

final class EventProgress: ProgressListener {
  func hear(_ news: BatchNews) {
    switch news {
    case .planned(let folder, let toRun, let upToDate, let workers):
      write(
        "planned",
        [
          .init("folder", .string(folder)), .init("to_run", .int(toRun)),
          .init("up_to_date", .int(upToDate)), .init("workers", .int(workers)),
        ])
    case .started(let id, let attempt):
      write("started", [.init("run_id", .string(id)), .init("attempt", .int(attempt))])
    case .finished(let result):
      write(
        "finished",
        [
          .init("run_id", .string(result.runID)), .init("status", .string(result.status.rawValue)),
          .init("error", .optional(result.failure?.message)),
          .init("failure_kind", .optional(result.failure?.kind.rawValue)),
          .init("runtime_sec", .number(result.usage.runtimeSeconds)),
        ])
    case .progress(let progress):
      write(
        "progress",
        [
          .init("total", .int(progress.total)), .init("succeeded", .int(progress.succeeded)),
          .init("failed", .int(progress.failed)), .init("running", .int(progress.running)),
          .init("skipped", .int(progress.upToDate)), .init("delayed", .int(progress.delayed)),
          .init("seconds", .number(progress.seconds)),
        ])
    case .draining(let waiting):
      write("draining", [.init("waiting_for", .array(waiting.map { .string($0) }))])
    case .terminating(let isKilling): write("terminating", [.init("kill", .bool(isKilling))])
    case .halted(let failures): write("halted", [.init("failures", .int(failures))])
    case .retrying(let result, let attempt, let seconds):
      write(
        "retrying",
        [
          .init("run_id", .string(result.runID)), .init("attempt", .int(attempt)),
          .init("error", .optional(result.failure?.message)),
          .init("after_sec", .number(seconds)),
        ])
    }
  }

  func end() {}

  private func write(_ event: String, _ members: [JSONText.Member]) {
    let document = JSONText.object([.init("event", .string(event))] + members)
    Console.err(document.text(.line) + "\n")
  }
}
