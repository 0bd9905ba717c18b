// The part of a written batch above its runs: what is absent at its default is not written.

internal import Experiment

extension Batch {
  /// Name, description, root, and what else the batch says of itself.
  var head: [JSONText.Member] {
    var members = [JSONText.Member("batch_name", .string(name))]
    if let description { members.append(.init("description", .string(description))) }
    members.append(.init("output_root", .string(outputRoot)))
    if !tags.isEmpty { members.append(.init("tags", .array(tags.map { .string($0) }))) }
    if maxRuns != Batch.defaultMaxRuns { members.append(.init("max_runs", .int(maxRuns))) }
    if equalRuns != .error { members.append(.init("equal_runs", .string(equalRuns.rawValue))) }
    if let artifacts { members.append(.init("artifacts", .string(artifacts.rawValue))) }
    return members + policy.members
  }
}

extension RunPolicy {
  fileprivate var members: [JSONText.Member] {
    var members: [JSONText.Member] = []
    if let timeout { members.append(.init("timeout", .string(timeout.description))) }
    if let memory { members.append(.init("memory", .string(memory.description))) }
    if let cpuTime { members.append(.init("cpu_time", .string(cpuTime.description))) }
    if retries > 0 { members.append(.init("retries", .int(retries))) }
    return members
  }
}

extension Job {
  /// `job` and `params`; nothing for a backtest, whose settings are known.
  func head(_ schema: Schema) -> [JSONText.Member] {
    guard let command = program else { return [] }
    var fields = [
      JSONText.Member("kind", .string(kind)), .init("argv", .string(command.argv.text)),
    ]
    if let metrics = command.metrics { fields.append(.init("metrics", .string(metrics.text))) }
    if let timeout = command.timeout { fields.append(.init("timeout", .string(timeout.text))) }
    if !command.environment.isEmpty {
      let variables = command.environment.map {
        JSONText.Member($0.name, .string($0.value.text))
      }
      fields.append(.init("env", .object(variables)))
    }
    var members = [JSONText.Member("job", .object(fields))]
    // Tags are every job's, and nobody declares them.
    let declared = schema.settings.filter { $0 != .tags }
    if !declared.isEmpty {
      members.append(.init("params", .array(declared.map(\.declaration))))
    }
    return members
  }
}

extension Setting {
  /// An entry of `params`.
  fileprivate var declaration: JSONText {
    var fields = [
      JSONText.Member("name", .string(name)),
      .init("type", .string(type.word + (isOptional ? "?" : ""))),
    ]
    if unit != .none { fields.append(.init("unit", .string(unit.rawValue))) }
    fields += type.limits
    if let fallback { fields.append(.init("default", JSONText(fallback))) }
    if !help.isEmpty { fields.append(.init("help", .string(help))) }
    return .object(fields)
  }
}

extension SettingType {
  /// Bounds and choices; of a list, those of its elements.
  fileprivate var limits: [JSONText.Member] {
    var members: [JSONText.Member] = []
    switch self {
    case .int(let range?):
      if range.lowerBound > .min { members.append(.init("min", .int(Int(range.lowerBound)))) }
      if range.upperBound < .max { members.append(.init("max", .int(Int(range.upperBound)))) }
    case .number(let range):
      if let lower = range.lower {
        members.append(.init(range.isLowerOpen ? "above" : "min", .number(lower.double)))
      }
      if let upper = range.upper { members.append(.init("max", .number(upper.double))) }
    case .choice(let choices):
      members.append(.init("choices", .array(choices.map { .string($0) })))
    case .list(let element): members = element.limits
    default: break
    }
    return members
  }
}
