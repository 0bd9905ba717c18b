// The first line of a file: the batch's name and its own settings.

internal import Experiment
internal import Source

extension Checker {
  mutating func checkBatch(_ syntax: BatchStatement) {
    batch.name = syntax.name.text
    batch.description = syntax.description
    if !Batch.isValidName(syntax.name.text) {
      problems.append(
        .badBatch(
          "'\(syntax.name.text)' cannot be a batch's name", at: syntax.name.span,
          help: "use 1 to 100 letters, digits, _ and -"))
    }
    let names = Checker.batchFields
    var seen: [String: Span] = [:]
    for field in syntax.fields ?? [] {
      if let first = seen.updateValue(field.name.span, forKey: field.name.text) {
        problems.append(.setTwice(field.name, first: first))
      }
      guard let value = check(field.value, in: Scope()).constant else { continue }
      guard names.contains(field.name.text) else {
        let nearest = nearestName(to: field.name.text, among: names)
        let isSetting = backtestSchema.position(of: field.name.text) != nil
        problems.append(
          .badBatch(
            "a batch has no '\(field.name.text)'", at: field.name.span,
            help: isSetting
              ? "settings of runs stand below: let \(field.name.text) = ..."
              : Checker.batchFieldHelp[field.name.text] ?? nearest.map { "did you mean '\($0)'?" }
                ?? "it has \(names.joined(separator: ", "))"
          ))
        continue
      }
      if let help = setBatchField(field.name.text, value) {
        problems.append(
          .badBatch("this is no value of '\(field.name.text)'", at: field.value.span, help: help))
      }
    }
  }

  static let batchFields = [
    "output_root", "max_runs", "equal_runs", "artifacts", "tags", "timeout", "memory", "cpu_time",
    "retries",
  ]

  /// What people write for one of them, or look for among them.
  private static let batchFieldHelp = [
    "retry": "did you mean 'retries'?", "cpu": "did you mean 'cpu_time'?",
    "mem": "did you mean 'memory'?",
    "halt": "that is said on the command line: gamut run --halt soon,fail=3",
    "max_workers": "that is said on the command line: gamut run --max-workers N",
    "workers": "that is said on the command line: gamut run --max-workers N",
  ]

  /// What the field takes, if the value is none of that.
  private mutating func setBatchField(_ name: String, _ value: Value) -> String? {
    switch (name, value) {
    case ("output_root", .text(let path)) where !path.isEmpty: batch.outputRoot = cleanedPath(path)
    case ("max_runs", .int(let count)) where count > 0: batch.maxRuns = Int(count)
    case ("equal_runs", .text(let text)):
      guard let choice = EqualRuns(rawValue: text) else { return "\"error\" or \"keep_first\"" }
      batch.equalRuns = choice
    case ("artifacts", .text(let text)):
      guard let choice = Artifacts(rawValue: text) else {
        return "\"none\", \"summary\" or \"full\""
      }
      batch.artifacts = choice
    case ("tags", .list(let values)):
      batch.tags = values.map(\.description)
    case ("timeout", .duration(let length)) where length.isClockTime: batch.policy.timeout = length
    case ("cpu_time", .duration(let length)) where length.isClockTime:
      batch.policy.cpuTime = length
    case ("memory", .text(let text)):
      guard let size = MemorySize(text) else { return MemorySize.help }
      batch.policy.memory = size
    case ("memory", .quantity(let amount, let unit)):
      guard let size = MemorySize(amount, unit) else { return MemorySize.help }
      batch.policy.memory = size
    case ("retries", .int(0...Int64(RunPolicy.mostRetries))):
      if case .int(let count) = value { batch.policy.retries = Int(count) }
    case ("timeout", .int(let count)), ("cpu_time", .int(let count)):
      return "\(count) of what? write \(count)s or \(count)min"
    case ("timeout", _), ("cpu_time", _): return "a length of time above 0, without months: 30min"
    case ("memory", _): return MemorySize.help
    case ("retries", _): return "an int from 0 to \(RunPolicy.mostRetries)"
    case ("output_root", _): return "a path in double quotes"
    case ("max_runs", _): return "an int above 0"
    case ("tags", _): return "a list of strings"
    default: return "a string"
    }
    return nil
  }
}
