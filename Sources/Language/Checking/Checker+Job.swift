// The block of a program's job: expressions over the settings of a run.

internal import Experiment
internal import Source

extension Checker {
  mutating func checkProgram(_ name: Name, _ fields: [Field], _ parameters: [ParamStatement]) {
    readsRuns = true
    defer { readsRuns = false }
    let isWorker = name.text == "worker"
    let known = ["argv", "metrics", "timeout", "env"].filter { !isWorker || $0 != "metrics" }
    var seen: [String: Field] = [:]
    for field in fields {
      if seen[field.name.text] != nil {
        problems.append(.badJob("'\(field.name.text)' stands twice", at: field.name.span))
      } else if !known.contains(field.name.text) {
        let nearest = nearestName(to: field.name.text, among: known)
        problems.append(
          .badJob(
            "a \(name.text) has no '\(field.name.text)'", at: field.name.span,
            help: nearest.map { "did you mean '\($0)'?" }
              ?? "it has \(known.joined(separator: ", "))"))
      }
      seen[field.name.text] = field
    }
    guard let argv = seen["argv"] else {
      problems.append(
        .badJob(
          "this \(name.text) has no 'argv'", at: name.span,
          help: "argv = [\"python\", \"script.py\", \"--option\", setting]"))
      return
    }
    let words = self.field(argv, wanting: .list)
    refuseUnprintable(argv.value)
    checkScript(argv.value)
    let program = CommandJob(
      argv: words, metrics: seen["metrics"].map { self.field($0, wanting: .text) },
      timeout: seen["timeout"].map { self.field($0, wanting: .duration) },
      environment: seen["env"].map { environment($0) } ?? [])
    if isWorker {
      job = .worker(program)
      refuseRunWords(argv, program.argv.formula)
      for (field, variable) in zip(variables(seen["env"]), program.environment) {
        refuseRunWords(field, variable.value.formula)
      }
    } else {
      job = .command(program)
      warnOfUnused(parameters)
    }
  }

  private func variables(_ field: Field?) -> [Field] {
    guard case .record(let fields, _)? = field?.value else { return [] }
    return fields
  }

  /// A worker is started before it gets its first run.
  private mutating func refuseRunWords(_ field: Field, _ formula: Formula) {
    guard !formula.settings.isEmpty || !formula.runFields.isEmpty else { return }
    problems.append(
      .badJob(
        "a worker is started once for many runs, and this is another for each", at: field.valueSpan,
        help:
          "it gets the settings of each run as a line of JSON; 'job command' is started for each"
      ))
  }

  /// Arguments are words: a record has no text that a program would read.
  private mutating func refuseUnprintable(_ argv: Expression) {
    guard case .list(let list) = argv else { return }
    for item in list.items {
      guard case .record(_, let span) = item.value else { continue }
      problems.append(
        .badJob("an argument is one word, and this is a record", at: span, help: "write its parts"))
    }
  }

  private mutating func field(_ field: Field, wanting kind: ValueKind) -> JobField {
    let term = check(field.value, in: Scope())
    if let sample = term.sample {
      var isEmpty = false
      if case .list(let values) = sample { isEmpty = values.isEmpty }
      if sample.kind != kind || isEmpty {
        problems.append(
          .badJob(
            "'\(field.name.text)' is \(isEmpty ? "empty" : sample.kind.phrase)",
            at: field.value.span,
            help: kind == .list
              ? "a list whose first element is the program, never a shell string"
              : "it is \(kind.phrase)"))
      }
      if case .duration(let length) = sample, length.seconds == nil {
        problems.append(
          .badJob("a timeout has no months", at: field.value.span, help: "write 30min"))
      }
    }
    return JobField(text: oneLine(field.valueSpan), formula: term.formula)
  }

  /// The expression as it was written, on one line and without comments.
  private func oneLine(_ span: Span) -> String {
    let text = SourceText(name: source.name, source.text(in: span))
    var result = ""
    var end = 0
    for token in lex(text).tokens where token.span.end > token.span.start {
      if case .lineEnd = token.kind { continue }
      let gap = text.text(in: Span(end, token.span.start))
      result += gap.utf8.contains(0x0A) ? (result.hasSuffix("[") ? "" : " ") : gap
      result += text.text(in: token.span)
      end = token.span.end
    }
    return result
  }

  private mutating func environment(_ field: Field) -> [CommandJob.EnvironmentField] {
    guard case .record(let fields, _) = field.value else {
      problems.append(
        .badJob(
          "'env' is a record", at: field.value.span, help: "env = { OMP_NUM_THREADS = \"1\" }"))
      return []
    }
    for (index, variable) in fields.enumerated() {
      if let twin = fields[..<index].first(where: { $0.name.text == variable.name.text }) {
        problems.append(.setTwice(variable.name, first: twin.name.span))
      }
    }
    return fields.map { variable in
      let term = check(variable.value, in: Scope())
      return CommandJob.EnvironmentField(
        name: variable.name.text,
        value: JobField(text: oneLine(variable.valueSpan), formula: term.formula))
    }
  }

  /// Warns of an interpolation inside the text of a shell's or interpreter's script.
  private mutating func checkScript(_ argv: Expression) {
    guard case .list(let list) = argv, list.items.count >= 3 else { return }
    for index in list.items.indices.dropFirst(2) {
      guard case .text(let program, _) = list.items[index - 2].value,
        case .text(let option, _) = list.items[index - 1].value,
        case .literal(let program)? = program.first, case .literal("-c")? = option.first,
        case .text(let parts, let span) = list.items[index].value
      else { continue }
      let interpreters = ["sh", "bash", "dash", "zsh", "python", "python3", "perl", "ruby"]
      let hasValue = parts.contains { if case .value = $0 { true } else { false } }
      if hasValue, interpreters.contains(pathStem(program)) {
        problems.append(.placeholderInScript(at: span))
      }
    }
  }

  private mutating func warnOfUnused(_ parameters: [ParamStatement]) {
    guard let command = job.program else { return }
    var used = command.argv.formula.settings
    for field in command.environment { used.formUnion(field.value.formula.settings) }
    for field in [command.metrics, command.timeout] {
      if let field { used.formUnion(field.formula.settings) }
    }
    // A program that gets no setting as an argument reads them all from its environment.
    guard !used.isEmpty else { return }
    for parameter in parameters {
      if let position = schema.position(of: parameter.name.text), !used.contains(position) {
        problems.append(.unusedParameter(parameter.name))
      }
    }
  }
}
