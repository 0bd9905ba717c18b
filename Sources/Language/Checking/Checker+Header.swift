// The top of a file: batch, param and job; and what the command line forces.

internal import Experiment
internal import Source

extension Checker {
  /// Reads batch, params and job first: every other statement needs the schema.
  mutating func checkHeader(_ tree: SyntaxTree) {
    var jobBlock: (Name, [Field], Span)?
    for (index, statement) in tree.statements.enumerated() {
      guard case .batch(let syntax) = statement.kind else { continue }
      if index > 0 {
        let isSecond = tree.statements[..<index].contains {
          if case .batch = $0.kind { true } else { false }
        }
        problems.append(
          .misplaced(
            "batch", at: statement.keyword,
            isSecond ? "stands once in a file" : "is the first statement of a file"))
      }
      checkBatch(syntax)
    }
    let statements = imported(by: tree) + tree.statements
    var parameters: [ParamStatement] = []
    for statement in statements {
      switch statement.kind {
      case .job(let name, let fields, let span):
        if jobBlock != nil {
          problems.append(.misplaced("job", at: statement.keyword, "stands once in a file"))
        }
        jobBlock = (name, fields ?? [], span)
      case .param(let parameter): parameters.append(parameter)
      default: break
      }
    }
    if let jobBlock, ["command", "worker"].contains(jobBlock.0.text) {
      schema = Schema()
      for parameter in parameters { checkParameter(parameter) }
      schema.append(Checker.commandSeed)
      schema.append(.tags)
      checkProgram(jobBlock.0, jobBlock.1, parameters)
    } else {
      schema = backtestSchema
      checkBacktest(jobBlock, parameters)
    }
  }

  static let commandSeed = Setting(
    "seed", .int(0...Int64.max), default: .int(0),
    help: "seed of whatever is random in the program; every job has it")

  private mutating func checkBacktest(
    _ block: (name: Name, fields: [Field], span: Span)?, _ parameters: [ParamStatement]
  ) {
    if let block, block.name.text != "backtest" {
      let nearest = nearestName(to: block.name.text, among: Job.kinds)
      problems.append(
        .badJob(
          "there is no job '\(block.name.text)'", at: block.name.span,
          help: nearest.map { "did you mean '\($0)'?" }
            ?? "a job is 'backtest', 'command' or 'worker'"))
      return
    } else if let field = block?.fields.first {
      problems.append(
        .badJob(
          "the built-in backtest has no fields here", at: field.span, help: "set it with 'let'"))
    }
    if let parameter = parameters.first {
      problems.append(
        .badParameter(
          "the built-in backtest declares its own settings", at: parameter.name.span,
          help:
            "params belong to 'job command' and 'job worker'; `gamut settings` lists the backtest's"
        ))
    }
  }

  private mutating func checkParameter(_ parameter: ParamStatement) {
    let name = parameter.name
    guard name.text.utf8.allSatisfy({ $0.continuesName || $0 == UInt8(ascii: "-") }) else {
      problems.append(.badParameter("'\(name.text)' cannot be a parameter's name", at: name.span))
      return
    }
    guard let type = settingType(parameter.type), let unit = unit(parameter.type) else {
      // It is known all the same, so that its uses are no mistakes.
      schema.append(Setting(name.text, .text, isOptional: true, help: ""))
      brokenParameters.insert(name.text)
      return
    }
    var fallback: Value?
    var setting = Setting(
      name.text, type, unit: unit, isOptional: parameter.type.isOptional,
      help: parameter.help ?? "")
    if let expression = parameter.fallback,
      let value = check(expression, in: Scope()).constant
    {
      switch setting.converting(value) {
      case .success(let value): fallback = value
      case .failure(let problem): problems.append(.conversion(problem, at: expression.span))
      }
    }
    setting = Setting(
      name.text, type, unit: unit, default: fallback,
      isRequired: parameter.fallback == nil && !parameter.type.isOptional,
      isOptional: parameter.type.isOptional, help: parameter.help ?? "")
    if Composite(rawValue: name.text) != nil
      || ["run", "id", "run_id", "run_dir"].contains(name.text)
    {
      problems.append(.badParameter("'\(name.text)' is a word of the language", at: name.span))
    } else if !schema.append(setting) {
      problems.append(.badParameter("'\(name.text)' is declared twice", at: name.span))
    }
  }

  private mutating func settingType(_ syntax: TypeSyntax) -> SettingType? {
    var type: SettingType
    switch syntax.name.text {
    case "int": type = .int(nil)
    case "number": type = .number(NumberRange())
    case "string": type = .text
    case "bool": type = .bool
    case "path": type = .path
    case "date": type = .day
    case "duration": type = .duration
    default:
      let names = ["int", "number", "string", "bool", "path", "date", "duration"]
      let nearest = nearestName(to: syntax.name.text, among: names)
      problems.append(
        .badParameter(
          "there is no type '\(syntax.name.text)'", at: syntax.name.span,
          help: nearest.map { "did you mean '\($0)'?" }
            ?? "types are \(names.joined(separator: ", "))"))
      return nil
    }
    if let bounds = syntax.bounds {
      guard let bounded = self.bounded(type, bounds) else { return nil }
      type = bounded
    }
    for _ in 0..<syntax.listDepth { type = .list(of: type) }
    return type
  }

  private mutating func bounded(_ type: SettingType, _ bounds: Expression) -> SettingType? {
    if case .range(let range) = bounds {
      let lower = check(range.lower, in: Scope()).formula.constant
      let upper = check(range.upper, in: Scope()).formula.constant
      switch (type, lower, upper) {
      case (.int, .int(let lower), .int(let upper)) where lower <= upper: return .int(lower...upper)
      case (.number, let lower?, let upper?):
        if let lower = lower.decimal, let upper = upper.decimal, lower <= upper {
          return .number(NumberRange(lower, upper))
        }
      default: break
      }
    } else if case .list(let values)? = check(bounds, in: Scope()).formula.constant, type == .text {
      let choices = values.map(\.description)
      if !choices.isEmpty, values.allSatisfy({ $0.kind == .text }) { return .choice(choices) }
    }
    problems.append(
      .badParameter(
        "these are no bounds of this type", at: bounds.span,
        help: "int in 1 .. 10, number in 0 .. 1, string in [\"a\", \"b\"]"))
    return nil
  }

  private mutating func unit(_ syntax: TypeSyntax) -> SettingUnit? {
    guard let unit = syntax.unit else { return SettingUnit.none }
    if let known = SettingUnit(rawValue: unit.text) { return known }
    problems.append(
      .badParameter(
        "there is no unit '\(unit.text)'", at: unit.span,
        help: "units are bps, fraction, bytes, bars"))
    return nil
  }

  /// A bundle or a period as the settings that it moves; anything else is itself.
  private func parts(of override: SettingOverride) -> [SettingOverride] {
    switch composite(named: override.name) {
    case .bundle: return [SettingOverride(name: "bundle_path", text: override.text)]
    case .period:
      var checker = Checker(
        source: SourceText(name: "--set", override.text), batchName: "", backtestSchema: schema)
      checker.schema = schema
      var parser = Parser(tokens: lex(checker.source).tokens)
      let expression = parser.expression()
      guard parser.problems.isEmpty,
        case .period(let window)? = checker.check(expression, as: .period, in: Scope()).constant
      else { return [override] }
      return [
        SettingOverride(name: "start_date", text: window.period.start.description),
        SettingOverride(name: "end_date", text: window.period.end.description),
      ]
    default: return [override]
    }
  }

  /// What the command line gives wins everywhere, and where nothing gives it.
  mutating func force(in scope: inout Scope, tellsProblems: Bool = true) {
    let before = problems.count
    defer { if !tellsProblems { problems.removeSubrange(before...) } }
    for override in overrides.flatMap(parts) {
      guard let position = schema.position(of: override.name) else {
        let nearest = nearestName(to: override.name, among: schema.names)
        problems.append(
          Diagnostic(
            .unknownSetting,
            composite(named: override.name) == nil
              ? "--set: the \(job.kind) job has no setting '\(override.name)'"
              : "--set: '\(override.text)' is no \(override.name)",
            help: override.name == "preset"
              ? "give its settings one by one"
              : nearest.map { "did you mean '\($0)'?" } ?? "`gamut settings` lists them"))
        continue
      }
      switch schema[position].parsing(override.text) {
      case .success(let value):
        forced[position] = value
        give(position, Term(value), .commandLine, at: Span(0, 0), in: &scope)
      case .failure(let problem):
        problems.append(
          Diagnostic(
            Diagnostic.conversion(problem, at: Span(0, 0)).slug, "--set: \(problem.message)",
            help: problem.help))
      }
    }
  }
}
