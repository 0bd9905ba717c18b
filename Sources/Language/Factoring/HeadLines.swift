// The part of a program above its runs: the batch, the job, and the settings that it declares.

internal import Experiment

extension Plan {
  var headLines: [String] {
    var head = "batch \(isPlainName(batch.name) ? batch.name : stringSpelling(batch.name))"
    if let description = batch.description { head += " \(stringSpelling(description))" }
    var fields: [String] = []
    if batch.outputRoot != Batch.defaultOutputRoot {
      fields.append("output_root = \(stringSpelling(batch.outputRoot))")
    }
    if batch.maxRuns != Batch.defaultMaxRuns {
      fields.append("max_runs = \(Value.int(Int64(batch.maxRuns)).spelling)")
    }
    if batch.equalRuns != .error {
      fields.append("equal_runs = \(stringSpelling(batch.equalRuns.rawValue))")
    }
    if let artifacts = batch.artifacts {
      fields.append("artifacts = \(stringSpelling(artifacts.rawValue))")
    }
    if let timeout = batch.policy.timeout { fields.append("timeout = \(timeout)") }
    if let memory = batch.policy.memory {
      fields.append("memory = \(stringSpelling(memory.description))")
    }
    if let time = batch.policy.cpuTime { fields.append("cpu_time = \(time)") }
    if batch.policy.retries > 0 { fields.append("retries = \(batch.policy.retries)") }
    if !batch.tags.isEmpty {
      fields.append("tags = \(Value.list(batch.tags.map { .text($0) }).spelling)")
    }
    if !fields.isEmpty { head += " { \(fields.joined(separator: ", ")) }" }
    return [head] + jobLines
  }

  private var jobLines: [String] {
    guard let command = job.program else { return [] }
    let declared = schema.settings.filter { $0 != .tags && $0 != Checker.commandSeed }
    var lines = declared.isEmpty ? [] : [""]
    lines += declared.map(\.paramLine)
    lines += ["", "job \(job.kind) {", "  argv = \(command.argv.text)"]
    if let metrics = command.metrics { lines.append("  metrics = \(metrics.text)") }
    if let timeout = command.timeout { lines.append("  timeout = \(timeout.text)") }
    if !command.environment.isEmpty {
      lines.append("  env = {")
      lines += command.environment.map { "    \($0.name) = \($0.value.text)" }
      lines.append("  }")
    }
    return lines + ["}"]
  }
}

extension Setting {
  fileprivate var paramLine: String {
    var type = self.type.word
    if unit != .none { type += "(\(unit.rawValue))" }
    if isOptional { type += "?" }
    if let range = self.type.range { type += " in \(range)" }
    var line = "param \(nameSpelling(name)) : \(type)"
    if let fallback { line += " = \(fallback.spelling)" }
    if !help.isEmpty { line += " \(stringSpelling(help))" }
    return line
  }
}

extension SettingType {
  /// What stands behind `in`.
  fileprivate var range: String? {
    switch self {
    case .int(let range?): return "\(range.lowerBound) .. \(range.upperBound)"
    case .number(let range):
      guard let lower = range.lower, let upper = range.upper else { return nil }
      return "\(lower) .. \(upper)"
    case .choice(let words): return "[\(words.map(stringSpelling).joined(separator: ", "))]"
    case .list(let element): return element.range
    default: return nil
    }
  }
}
