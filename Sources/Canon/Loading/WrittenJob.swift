// The job of a written batch as far as Canon understands it: texts of expressions and their places.
// What the expressions mean is the language's business, so the caller brings a parser.

public import Experiment
public import Source

/// A text of the language inside a document.
public struct WrittenText: Sendable {
  public let text: String
  /// Where it stands in the document, with its quotes.
  public let span: Span
}

/// The `job` and `params` of a batch of programs.
public struct WrittenJob: Sendable {
  public struct Variable: Sendable {
    public let name: String
    public let value: WrittenText
  }

  /// The settings that `params` declares, in order.
  public internal(set) var params: [Setting] = []
  public let isWorker: Bool
  public let argv: WrittenText
  public internal(set) var metrics: WrittenText?
  public internal(set) var timeout: WrittenText?
  public internal(set) var environment: [Variable] = []
}

/// What a parser of the language made of a ``WrittenJob``.
public struct ParsedJob: Sendable {
  /// Nil where an expression is wrong; the diagnostics then say why.
  public let job: Job?
  /// The declared settings, and those that every job has.
  public let schema: Schema
  public let diagnostics: [Diagnostic]

  public init(job: Job?, schema: Schema, diagnostics: [Diagnostic] = []) {
    self.job = job
    self.schema = schema
    self.diagnostics = diagnostics
  }
}

public typealias JobParser = (WrittenJob) -> ParsedJob
