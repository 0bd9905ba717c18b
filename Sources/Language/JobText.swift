// A program's job from its written texts: documents carry expressions of the language as text.

public import Experiment
import Source

/// The fields of a command's block, each in the language's own text.
public struct JobText: Sendable {
  public var isWorker: Bool
  public var argv: String
  public var metrics: String?
  public var timeout: String?
  /// Name and expression of each variable.
  public var environment: [(name: String, text: String)]

  public init(
    isWorker: Bool = false, argv: String, metrics: String? = nil, timeout: String? = nil,
    environment: [(name: String, text: String)] = []
  ) {
    self.isWorker = isWorker
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
  schema.append(.tags)
  return schema
}

/// The job that the texts mean; nil where something is wrong with them. Each text is one expression.
public func compileJob(
  _ text: JobText, schema: Schema
) -> (job: Job?, problems: [JobTextProblem]) {
  var block = JobTextBlock()
  block.add("argv", text.argv)
  if let metrics = text.metrics { block.add("metrics", metrics) }
  if let timeout = text.timeout { block.add("timeout", timeout) }
  for variable in text.environment { block.add("env", variable.text, as: variable.name) }
  guard block.problems.isEmpty else { return (nil, block.problems) }
  var checker = Checker(
    source: SourceText(name: "job", block.source), batchName: "job", backtestSchema: Schema())
  checker.schema = schema
  let kind = text.isWorker ? "worker" : "command"
  checker.checkProgram(Name(text: kind, span: Span(0, 0)), block.fields, [])
  let errors = checker.problems.filter { $0.severity == .error }
  let problems = errors.map {
    JobTextProblem(field: block.field(at: $0.span), message: $0.message, help: $0.help)
  }
  return (problems.isEmpty ? checker.job : nil, problems)
}

/// The texts one after the other in one source, each parsed by itself.
private struct JobTextBlock {
  private(set) var source = ""
  private(set) var problems: [JobTextProblem] = []
  private var parsed: [(name: String, field: Field)] = []
  private var environment: [Field] = []

  mutating func add(_ name: String, _ text: String, as variable: String? = nil) {
    // The text's own lines and columns do not matter: its document tells the place.
    let start = source.utf8.count
    let before = SourceText(name: "job", String(repeating: " ", count: start) + text)
    source += text + "\n"
    let (tokens, lexical) = lex(before)
    var parser = Parser(tokens: tokens)
    let value = parser.expression()
    if parser.problems.isEmpty, lexical.isEmpty {
      while case .lineEnd = parser.current.kind { parser.consume() }
      if case .end = parser.current.kind {
      } else {
        parser.complain(.unexpected(parser.current, wanted: "the end of the expression"))
      }
    }
    for problem in lexical + parser.problems {
      problems.append(JobTextProblem(field: name, message: problem.message, help: problem.help))
    }
    let span = Span(start, start + text.utf8.count)
    let field = Field(
      name: Name(text: variable ?? name, span: span), value: value, valueSpan: span)
    if variable == nil { parsed.append((name, field)) } else { environment.append(field) }
  }

  var fields: [Field] {
    guard let first = environment.first, let last = environment.last else {
      return parsed.map(\.field)
    }
    let span = first.valueSpan.joined(with: last.valueSpan)
    let record = Field(
      name: Name(text: "env", span: span), value: .record(environment, span), valueSpan: span)
    return parsed.map(\.field) + [record]
  }

  /// The field in which a place lies.
  func field(at span: Span?) -> String {
    let start = span?.start ?? 0
    return parsed.first { $0.field.valueSpan.start <= start && start <= $0.field.valueSpan.end }?
      .name
      ?? (environment.isEmpty ? "argv" : "env")
  }
}
