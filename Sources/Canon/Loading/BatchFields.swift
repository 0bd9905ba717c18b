// What a written batch says of itself, apart from its runs.

internal import Experiment
internal import Source

extension BatchLoader {
  /// Nil where something is wrong; that is then among the findings.
  mutating func batch(_ members: [String: Node.Member], _ start: Span) -> Batch? {
    guard let name = name(members["batch_name"], start) else { return nil }
    var batch = Batch(name: name)
    if case .text(let text) = field("description", .text, members) { batch.description = text }
    if case .text(let text) = field("output_root", .text, members) { batch.outputRoot = text }
    if batch.outputRoot.isEmpty {
      findings.error(
        .wrongType, "'output_root' is empty", at: members["output_root"]?.value.span,
        help: "leave it out for \"\(Batch.defaultOutputRoot)\"")
    }
    if case .int(let count) = field("max_runs", .int(1...Int64.max), members) {
      batch.maxRuns = Int(count)
    }
    let policies = SettingType.choice(EqualRuns.allCases.map(\.rawValue))
    if let policy = field("equal_runs", policies, members) {
      batch.equalRuns = EqualRuns(rawValue: policy.description) ?? .error
    }
    let amounts = SettingType.choice(Artifacts.allCases.map(\.rawValue))
    if let amount = field("artifacts", amounts, members) {
      batch.artifacts = Artifacts(rawValue: amount.description)
    }
    batch.policy = policy(members)
    if case .list(let tags) = field("tags", .list(of: .text), members) {
      batch.tags = tags.map(\.description)
    }
    return batch
  }

  private mutating func policy(_ members: [String: Node.Member]) -> RunPolicy {
    var policy = RunPolicy()
    func length(_ value: Value?, _ key: String, _ findings: inout Findings) -> Duration? {
      guard case .duration(let length)? = value else { return nil }
      if !length.isClockTime {
        findings.error(
          .wrongType, "'\(key)' is not a length of time above 0, without months",
          at: members[key]?.value.span, help: "write 30min")
      }
      return length
    }
    let timeout = field("timeout", .duration, members)
    policy.timeout = length(timeout, "timeout", &findings)
    let time = field("cpu_time", .duration, members)
    policy.cpuTime = length(time, "cpu_time", &findings)
    if case .text(let text)? = field("memory", .text, members) {
      policy.memory = MemorySize(text)
      if policy.memory == nil {
        findings.error(
          .wrongType, "\(quotedText(text)) is no amount of memory",
          at: members["memory"]?.value.span, help: MemorySize.help)
      }
    }
    if case .int(let count)? = field(
      "retries", .int(0...Int64(RunPolicy.mostRetries)), members)
    {
      policy.retries = Int(count)
    }
    return policy
  }

  private mutating func name(_ member: Node.Member?, _ start: Span) -> String? {
    if let givenName { return givenName }
    guard let member else {
      findings.error(
        .missingKey, "a batch has no 'batch_name'", at: start, help: "add batch_name: \"my_batch\"")
      return nil
    }
    let setting = Setting("batch_name", .text, help: "")
    guard case .text(let name) = settings.value(of: member.value, for: setting, &findings) else {
      return nil
    }
    guard Batch.isValidName(name) else {
      findings.error(
        .invalidBatchName, "\(quotedText(name)) cannot be the name of a batch",
        at: member.value.span, help: "1 to 100 letters, digits, _ and -")
      return nil
    }
    return name
  }

  private mutating func field(
    _ key: String, _ type: SettingType, _ members: [String: Node.Member]
  ) -> Value? {
    guard let node = members[key]?.value else { return nil }
    if case .scalar(let scalar) = node, scalar.isNull { return nil }
    return settings.value(of: node, for: Setting(key, type, help: ""), &findings)
  }
}
