// What one attempt was: settings, inputs, outcome, cost; the last file written into a run's folder.
// It does not know where it stands.

internal import Canon
public import Experiment

/// The manifest of an attempt. Paths are relative to the batch folder.
public struct RunManifest: Hashable, Sendable {
  public struct Parameter: Hashable, Sendable {
    public let name: String
    public let value: Value

    public init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }

  /// The state of the working copy in which the batch was started.
  public struct GitState: Hashable, Sendable {
    public let commit: String
    /// Whether files differed from the commit.
    public let isDirty: Bool

    public init(commit: String, isDirty: Bool) {
      self.commit = commit
      self.isDirty = isDirty
    }
  }

  /// A file that the run read, and the SHA-256 of its contents.
  public struct Input: Hashable, Sendable {
    public let path: String
    public let hash: String

    public init(path: String, hash: String) {
      self.path = path
      self.hash = hash
    }
  }

  public var key: String
  public var fingerprint: String
  public var result: RunResult
  public var startedAt: Timestamp
  public var finishedAt: Timestamp
  /// The resolved settings, in the order of the schema.
  public var parameters: [Parameter]
  public var git: GitState?
  public var toolVersion: String
  public var host: String
  public var inputs: [Input]
  /// The files in the run's folder, by path in it.
  public var outputs: [Input]
  /// Where it ran, for people: kernel, processor, cores.
  public var machine: String?
  /// The names of the variables in the environment, never their values.
  public var environmentNames: [String]
  /// The words of the program that was started.
  public var argv: [String]?

  public var runID: String { result.runID }

  public init(
    result: RunResult, key: String, fingerprint: String, startedAt: Timestamp,
    finishedAt: Timestamp, parameters: [Parameter] = [], git: GitState? = nil, toolVersion: String,
    host: String, inputs: [Input] = [], outputs: [Input] = [], machine: String? = nil,
    environmentNames: [String] = [], argv: [String]? = nil
  ) {
    self.result = result
    self.key = key
    self.fingerprint = fingerprint
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.parameters = parameters
    self.git = git
    self.toolVersion = toolVersion
    self.host = host
    self.inputs = inputs
    self.outputs = outputs
    self.machine = machine
    self.environmentNames = environmentNames
    self.argv = argv
  }

  /// The parameters of these resolved settings.
  public static func parameters(_ settings: Settings, _ schema: Schema) -> [Parameter] {
    schema.settings.indices.map { Parameter(schema[$0].name, settings[$0] ?? .none) }
  }

  /// The manifest as JSON, with a line end.
  public var text: String {
    let usage = result.usage
    var exitCode: JSONText = .null
    var signal: JSONText = .null
    switch result.failure {
    case .exitCode(let code): exitCode = .int(code)
    case .signal(let number): signal = .int(number)
    case nil where result.status == .success: exitCode = .int(0)
    default: break
    }
    var members: [JSONText.Member] = [
      .init("run_id", .string(result.runID)),
      .init("key", .string(key)),
      .init("fingerprint", .string(fingerprint)),
      .init("status", .string(result.status.rawValue)),
      .init("started_at", .string(startedAt.description)),
      .init("finished_at", .string(finishedAt.description)),
      .init("runtime_sec", .number(usage.runtimeSeconds)),
      .init("cpu_sec", .number(usage.cpuSeconds)),
      .init("peak_memory_mb", .number(usage.peakMemoryMB)),
      .init("params", .object(parameters.map { .init($0.name, JSONText($0.value)) })),
      .init("backtest_dir", .optional(result.backtestFolder)),
      .init("risk_report_path", .optional(result.riskReportPath)),
      .init("tca_report_path", .optional(result.tcaReportPath)),
      .init("git_commit", .optional(git?.commit)),
      .init("git_dirty", git.map { .bool($0.isDirty) } ?? .null),
      .init("tool_version", .string(toolVersion)),
      .init("host", .string(host)),
      .init("machine", .optional(machine)),
      .init("argv", argv.map { .array($0.map { .string($0) }) } ?? .null),
      .init("env_names", .array(environmentNames.map { .string($0) })),
      .init("input_hashes", .object(firsts(inputs) { .init($0.path, .string($0.hash)) })),
      .init("output_hashes", .object(firsts(outputs) { .init($0.path, .string($0.hash)) })),
      .init("exit_code", exitCode),
      .init("signal", signal),
      .init("failure_kind", .optional(result.failure?.kind.rawValue)),
      .init("error", .optional(result.failure?.message)),
      .init(
        "metrics", .object(firsts(Array(result.metrics)) { .init($0.name, JSONText($0.value)) })),
    ]
    if !result.sketch.isEmpty {
      members.append(.init("returns_sketch", .string(hexText(result.sketch))))
    }
    return JSONText.object(members).text(.indented) + "\n"
  }

  /// The members, without those whose name stands before them: JSON allows a name once.
  private func firsts<Element>(
    _ elements: [Element], _ member: (Element) -> JSONText.Member
  ) -> [JSONText.Member] {
    var names: Set<String> = []
    return elements.map(member).filter { names.insert($0.name).inserted }
  }
}

/// Two digits a byte.
private func hexText(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

extension JSONText {
  /// A metric: a number, null for NaN, and `"inf"` or `"-inf"`, which JSON has no numbers for.
  fileprivate init(_ metric: Double) {
    self = metric.isInfinite ? .string(numberText(metric)) : .number(metric)
  }
}
