// Reads a run's manifest back. It does not know whether the manifest is the one that is wanted.

internal import Canon
internal import Experiment

extension RunManifest {
  /// Nil unless the bytes are a manifest with an id, a key, a fingerprint, a status and times.
  ///
  /// Parameters come back as what JSON keeps of them: dates, periods and bundles are texts. A failure
  /// that was neither an exit code nor a signal comes back as its message.
  public init?(reading bytes: [UInt8]) {
    guard let node = try? JSONReader.read(bytes), let id = node["run_id"]?.string,
      let key = node["key"]?.string, let fingerprint = node["fingerprint"]?.string,
      let status = node["status"]?.string.flatMap(RunStatus.init(rawValue:)),
      let startedAt = node["started_at"]?.string.flatMap({ Timestamp($0) }),
      let finishedAt = node["finished_at"]?.string.flatMap({ Timestamp($0) })
    else { return nil }
    var result = RunResult(runID: id, status: status, failure: node.failure(status))
    result.usage = Usage(
      runtimeSeconds: node["runtime_sec"]?.double ?? 0, cpuSeconds: node["cpu_sec"]?.double ?? 0,
      peakMemoryMB: node["peak_memory_mb"]?.double ?? 0)
    result.backtestFolder = node["backtest_dir"]?.pathBelow
    result.riskReportPath = node["risk_report_path"]?.pathBelow
    result.tcaReportPath = node["tca_report_path"]?.pathBelow
    result.metrics = Metrics(
      (node["metrics"]?.members ?? []).map {
        Metric($0.key.text, $0.value.double ?? $0.value.string.flatMap { Double($0) } ?? .nan)
      })
    result.sketch = node["returns_sketch"]?.string.map(bytes(ofHexText:)) ?? []
    self.init(
      result: result, key: key, fingerprint: fingerprint, startedAt: startedAt,
      finishedAt: finishedAt, toolVersion: node["tool_version"]?.string ?? "",
      host: node["host"]?.string ?? "")
    parameters = (node["params"]?.members ?? []).map { Parameter($0.key.text, $0.value.value) }
    inputs = (node["input_hashes"]?.members ?? []).map {
      Input(path: $0.key.text, hash: $0.value.string ?? "")
    }
    outputs = (node["output_hashes"]?.members ?? []).map {
      Input(path: $0.key.text, hash: $0.value.string ?? "")
    }
    machine = node["machine"]?.string
    argv = node["argv"]?.strings
    environmentNames = node["env_names"]?.strings ?? []
    if let commit = node["git_commit"]?.string {
      git = GitState(commit: commit, isDirty: node["git_dirty"]?.plain == "true")
    }
  }
}

/// Empty for what is no even number of hexadecimal digits.
private func bytes(ofHexText text: String) -> [UInt8] {
  let digits = text.map(\.hexDigitValue)
  guard digits.count.isMultiple(of: 2) else { return [] }
  var bytes: [UInt8] = []
  for place in stride(from: 0, to: digits.count, by: 2) {
    guard let high = digits[place], let low = digits[place + 1] else { return [] }
    bytes.append(UInt8(16 * high + low))
  }
  return bytes
}

extension Node {
  fileprivate var string: String? {
    if case .scalar(let scalar) = self, scalar.style == .quoted { scalar.text } else { nil }
  }

  /// A path that does not leave the batch folder: a manifest may come from a stranger.
  fileprivate var pathBelow: String? {
    string.flatMap { leavesItsFolder($0) ? nil : $0 }
  }

  fileprivate var plain: String? {
    if case .scalar(let scalar) = self, scalar.style == .plain { scalar.text } else { nil }
  }

  fileprivate var double: Double? { plain.flatMap { Double($0) } }

  fileprivate var int: Int? { plain.flatMap { Int($0) } }

  fileprivate var strings: [String]? {
    if case .sequence(let elements, _) = self { elements.compactMap(\.string) } else { nil }
  }

  fileprivate var members: [Member]? {
    if case .mapping(let members, _) = self { members } else { nil }
  }

  fileprivate var value: Value {
    switch self {
    case .scalar(let scalar) where scalar.style == .quoted: .text(scalar.text)
    case .scalar(let scalar):
      switch scalar.text {
      case "null": .none
      case "true", "false": .bool(scalar.text == "true")
      default:
        Int64(scalar.text).map { .int($0) }
          ?? Decimal(scalar.text).map { .number($0) } ?? .text(scalar.text)
      }
    case .sequence(let elements, _): .list(elements.map(\.value))
    case .mapping: .none
    }
  }

  fileprivate func failure(_ status: RunStatus) -> Failure? {
    guard status == .failed else { return nil }
    if let code = self["exit_code"]?.int { return .exitCode(code) }
    if let number = self["signal"]?.int { return .signal(number) }
    return .engine(self["error"]?.string ?? "unknown")
  }
}
