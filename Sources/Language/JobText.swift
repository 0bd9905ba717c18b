// A command's job from its written texts: documents carry expressions of the language as text.

public import Experiment
import Source

/// The fields of a command's block, each in the language's own text.
public struct JobText: Sendable {
  public var argv: String
  public var metrics: String?
  public var timeout: String?
  /// Name and expression of each variable.
  public var environment: [(name: String, text: String)]

  public init(
    argv: String, metrics: String? = nil, timeout: String? = nil,
    environment: [(name: String, text: String)] = []
  ) {
    self.argv = argv
    self.metrics = metrics
    self.timeout = timeout
    self.environment = environment
  }
}

/// What is wrong with a field of a written job.
public struct JobTextProblem: Sendable {
  /// `argv`, `metrics`, `timeout`, or `env`.
  public let field: String
  public let message: String
  public let help: String?
}

/// The settings of a command: its own, and the seed that every job has.
public func commandSchema(_ parameters: [Setting]) -> Schema {
  var schema = Schema(parameters)
  schema.append(Checker.commandSeed)
  return schema
}

/// The job that the texts mean; nil where something is wrong with them.
public func compileJob(
  _ text: JobText, schema: Schema
) -> (job: Job?, problems: [JobTextProblem]) {
  var problems: [JobTextProblem] = []
  func block(_ name: String, _ value: String) -> String { "\(name) = \(value)\n" }
  var program = "job command {\n" + block("argv", text.argv)
  var fields = ["argv"]
  if let metrics = text.metrics { program += block("metrics", metrics) }
  if let timeout = text.timeout { program += block("timeout", timeout) }
  if text.metrics != nil { fields.append("metrics") }
  if text.timeout != nil { fields.append("timeout") }
  if !text.environment.isEmpty {
    let lines = text.environment.map { "`\($0.name)` = \($0.text)" }
    program += "env = {\n\(lines.joined(separator: "\n"))\n}\n"
    fields.append("env")
  }
  let source = SourceText(name: "job", program + "}\n")
  let (tokens, lexical) = lex(source)
  let (tree, syntactic) = parse(tokens)
  var checker = Checker(
    source: source, batchName: "job", backtestSchema: Schema(), overrides: [])
  checker.schema = schema
  if !(lexical + syntactic).containsError,
    case .job(let name, let blockFields, _)? = tree.statements.first?.kind
  {
    checker.checkCommand(name, blockFields, [])
  }
  for problem in lexical + syntactic + checker.problems where problem.severity == .error {
    let line = problem.span.map { source.position(at: $0.start).line } ?? 2
    let field = line - 2 < fields.count && line >= 2 ? fields[line - 2] : fields[fields.count - 1]
    problems.append(JobTextProblem(field: field, message: problem.message, help: problem.help))
  }
  return (problems.isEmpty ? checker.job : nil, problems)
}
