// A failure as columns of a table, and back.

internal import Experiment

struct StoredFailure {
  let kind: FailureKind
  let message: String?
  /// What the message is made of, where it is more than a number.
  var detail: String?
  var exitCode: Int?
  var signal: Int?

  init(_ failure: Failure) {
    kind = failure.kind
    message = failure.message
    switch failure {
    case .exitCode(let code): exitCode = code
    case .signal(let number): signal = number
    case .timeout(let seconds): detail = numberText(seconds)
    case .launch(let reason), .invalidMetrics(let reason), .input(let reason), .engine(let reason),
      .outOfMemory(let reason), .limit(let reason), .worker(let reason):
      detail = reason
    }
  }

  init(kind: String, detail: String?, exitCode: Int?, signal: Int?) {
    self.kind = FailureKind(rawValue: kind) ?? .engine
    message = nil
    self.detail = detail
    self.exitCode = exitCode
    self.signal = signal
  }

  var failure: Failure {
    switch kind {
    case .exitCode: .exitCode(exitCode ?? 0)
    case .signal: .signal(signal ?? 0)
    case .timeout: .timeout(seconds: detail.flatMap { Double($0) } ?? 0)
    case .outOfMemory: .outOfMemory(detail ?? "")
    case .limit: .limit(detail ?? "")
    case .launch: .launch(detail ?? "")
    case .worker: .worker(detail ?? "")
    case .invalidMetrics: .invalidMetrics(detail ?? "")
    case .input: .input(detail ?? "")
    case .engine: .engine(detail ?? "")
    }
  }
}
