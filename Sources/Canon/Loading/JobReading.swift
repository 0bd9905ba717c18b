// Reads `job` and `params` of a written batch of commands.

internal import Experiment
internal import Source

struct JobReader {
  let settings: SettingReader

  enum Kind {
    case backtest
    case command(WrittenJob)
  }

  /// Nil where something is wrong; that is then among the findings.
  func job(_ job: Node.Member?, params: Node.Member?, _ findings: inout Findings) -> Kind? {
    guard let job else {
      guard let params else { return .backtest }
      findings.error(
        .unsupportedForm, "'params' declares the settings of a command, and there is no 'job'",
        at: params.key.span, help: "put the settings into 'defaults' and the runs")
      return nil
    }
    guard
      let fields = FieldReader(
        job.value, "a job", keys: ["kind", "argv", "metrics", "timeout", "env"], settings,
        &findings)
    else { return nil }
    fields.require(["kind"], &findings)
    guard let kind = fields.value("kind", .choice(Job.kinds), &findings) else {
      return nil
    }
    if kind == .text("backtest") { return backtest(fields, params, &findings) }
    fields.require(["argv"], &findings)
    if case .sequence(_, let span)? = fields.given("argv") {
      findings.error(
        .wrongType, "'argv' is an expression of the language in a string, and this is a list",
        at: span, help: "write it as text: '[\"python3\", \"train.py\", \"--lr\", lr]'")
      return nil
    }
    let declared = self.params(params, &findings)
    guard let argv = fields.written("argv", &findings), let declared else { return nil }
    let isWorker = kind == .text("worker")
    if isWorker, let span = fields.keySpan("metrics") {
      findings.error(
        .unknownKey, "a worker answers with its metrics: 'metrics' means nothing here", at: span)
    }
    var written = WrittenJob(isWorker: isWorker, argv: argv)
    written.params = declared
    written.metrics = fields.written("metrics", &findings)
    written.timeout = fields.written("timeout", &findings)
    written.environment = environment(fields.given("env"), &findings)
    return .command(written)
  }

  private func backtest(
    _ fields: FieldReader, _ params: Node.Member?, _ findings: inout Findings
  ) -> Kind? {
    for key in ["argv", "metrics", "timeout", "env"] {
      guard let span = fields.keySpan(key) else { continue }
      findings.error(.unknownKey, "'\(key)' means nothing in the job of a backtest", at: span)
    }
    if let params {
      findings.error(
        .unknownKey, "a backtest knows its settings: 'params' means nothing here",
        at: params.key.span)
    }
    return .backtest
  }

  private func environment(_ node: Node?, _ findings: inout Findings) -> [WrittenJob.Variable] {
    guard let node else { return [] }
    guard case .mapping(let members, _) = node else {
      findings.error(
        .wrongType, "'env' is a mapping, and this is \(node.phrase)", at: node.span,
        help: "write NAME: expression")
      return []
    }
    return members.compactMap { member in
      let setting = Setting(member.key.text, .text, help: "")
      guard case .text(let text) = settings.value(of: member.value, for: setting, &findings) else {
        return nil
      }
      return .init(
        name: member.key.text, value: WrittenText(text: text, span: member.value.span))
    }
  }

  private func params(_ member: Node.Member?, _ findings: inout Findings) -> [Setting]? {
    guard let member else { return [] }
    guard case .sequence(let nodes, _) = member.value else {
      findings.error(
        .wrongType, "'params' is a list, and this is \(member.value.phrase)",
        at: member.value.span, help: "one entry with name and type for each setting")
      return nil
    }
    var names: [String: Span] = [:]
    var declared: [Setting] = []
    for node in nodes {
      guard let setting = ParamReader(settings: settings).setting(node, &findings) else { continue }
      let span = node["name"]?.span ?? node.span
      if let first = names.updateValue(span, forKey: setting.name) {
        findings.error(
          .givenTwice, "the param '\(setting.name)' is declared twice", at: span,
          secondary: [.init(first, "first here")])
      }
      if setting.name == "id" {
        findings.error(
          .unknownKey, "a param cannot be called 'id': that is the name of the run", at: span)
      }
      declared.append(setting)
    }
    return declared
  }
}
