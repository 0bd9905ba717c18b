// A batch on its way in: a program, or a config in YAML or JSON, and the plan that it means.
// It does not know what is done with the plan.

internal import Backtest
internal import Canon
public import Experiment
public import Language
public import Source
internal import Synchronization

/// A file with a batch, as it was read.
public struct BatchInput: Sendable {
  public enum Form: String, Sendable, CaseIterable {
    case gamut, yaml, json, jsonl
  }

  /// The path as it was given; `-` and `-e` for text that came without a file.
  public let path: String
  public let form: Form
  public let source: SourceText
  /// The file beside which libraries are found; nil where there is none.
  private var file: String?
  /// What the program read when it was planned first; nil where that has not happened.
  var readings: [Reading]?

  /// Reads a file. Its form is `form`, or what its name's extension says.
  public init(path: String, form: Form? = nil) throws(FileProblem) {
    let bytes = try readFile(path, limit: maximumSourceBytes)
    guard let known = form ?? Form(extensionOf: path) else {
      throw FileProblem(
        path == "-"
          ? "the form of standard input is not known"
          : "the form of '\(path)' is not known: it is neither .gamut nor .yaml, .yml, .json, .jsonl",
        help: "say it with --from gamut, yaml, json or jsonl")
    }
    self.path = path
    self.form = known
    file = path == "-" ? nil : path
    source = SourceText(name: path == "-" ? "<stdin>" : path, bytes: bytes)
  }

  /// Statements that are not in a file, or not as they stand in `file`, beside which their libraries are.
  public init(statements: String, named name: String = "<statements>", ofFile file: String? = nil) {
    path = "-e"
    form = .gamut
    source = SourceText(name: name, statements)
    self.file = file
  }

  /// The same text as that of a file, which may hold something else.
  public func standing(for file: String) -> BatchInput {
    BatchInput(path: file, form: form, bytes: Array(source.bytes))
  }

  init(path: String, form: Form, bytes: [UInt8]) {
    self.path = path
    self.form = form
    file = path.hasPrefix("-") ? nil : path
    source = SourceText(name: path, bytes: bytes)
  }

  /// The batch's name where the program gives none: the file's, as far as it can be one.
  var defaultName: String {
    let stem = path.hasPrefix("-") ? "batch" : pathStem(path)
    let name = String(stem.map { Batch.isValidName(String($0)) ? $0 : "_" }.prefix(100))
    return name.isEmpty ? "batch" : name
  }
}

extension BatchInput.Form {
  /// The form that the extension of a file's name says; nil for others.
  public init?(extensionOf path: String) {
    switch path.split(separator: ".").last {
    case "gamut": self = .gamut
    case "yaml", "yml": self = .yaml
    case "json": self = .json
    case "jsonl": self = .jsonl
    default: return nil
    }
  }
}

/// What the command line adds to a file.
public struct LoadOptions: Sendable {
  public var overrides: [SettingOverride]
  /// Replaces the batch's own limit.
  public var maxRuns: Int?
  /// Whether more runs than the limit are a mistake; if not, the plan can only be asked about.
  public var refusesTooMany: Bool
  /// Folders below which a program may read, besides its own and the working folder.
  public var readableFolders: [String]
  /// Whether the data files that a program reads are found from its own folder.
  public var isRelativeToFile: Bool
  /// How far a program's runs are looked at.
  public var attention = PlanAttention()

  public init(
    overrides: [SettingOverride] = [], maxRuns: Int? = nil, refusesTooMany: Bool = true,
    readableFolders: [String] = [], isRelativeToFile: Bool = false
  ) {
    self.overrides = overrides
    self.maxRuns = maxRuns
    self.refusesTooMany = refusesTooMany
    self.readableFolders = readableFolders
    self.isRelativeToFile = isRelativeToFile
  }
}

/// A batch that has been read and checked.
public struct CheckedBatch: Sendable {
  public let file: BatchInput
  public let options: LoadOptions
  /// Nil where there are errors.
  public let plan: Plan?
  public let diagnostics: [Diagnostic]
  /// The text, with those of the libraries that it imports: where the diagnostics' places lie.
  public let source: SourceText
  /// Where a place of the plan's formulas stands in the text; nil for one that does not.
  public let span: @Sendable (Place) -> Span?
  /// What the program read on its way to the plan.
  let readings: [Reading]
}

extension BatchInput {
  /// Checks the batch. Opens no other files than those for which the program asks.
  public func load(_ options: LoadOptions = LoadOptions()) -> CheckedBatch {
    switch form {
    case .gamut:
      let files = FileLoader(program: file, named: source.name, options)
      let compilation = compile(
        source, batchName: defaultName, backtestSchema: backtestSchema,
        overrides: options.overrides, maxRuns: options.maxRuns,
        refusesTooMany: options.refusesTooMany, loader: readings.map(replaying) ?? files.loader,
        attention: options.attention)
      return checked(
        compilation.plan, compilation.diagnostics, options, source: compilation.source,
        readings: readings ?? files.taken
      ) { [places = compilation.places] in
        places.indices.contains(Int($0.id)) ? places[Int($0.id)] : nil
      }
    case .yaml, .json, .jsonl:
      return loadDocument(options)
    }
  }

  /// What an expression comes to behind the statements of this program.
  public func value(
    of expression: String, _ options: LoadOptions = LoadOptions()
  ) -> (value: ExpressionValue?, source: SourceText, problems: [Diagnostic]) {
    let files = FileLoader(program: file, named: source.name, options)
    return evaluate(
      expression, behind: source, backtestSchema: backtestSchema, loader: files.loader)
  }

  /// What holds for a batch in whichever form it came.
  private func checked(
    _ plan: Plan?, _ diagnostics: [Diagnostic], _ options: LoadOptions, source: SourceText? = nil,
    readings: [Reading] = [], span: @escaping @Sendable (Place) -> Span?
  ) -> CheckedBatch {
    var (plan, diagnostics) = (plan, diagnostics)
    if let made = plan, made.job.needsFolder, made.batch.artifacts == Artifacts.none {
      plan = nil
      diagnostics.append(.needsFolder())
    }
    return CheckedBatch(
      file: self, options: options, plan: plan, diagnostics: diagnostics,
      source: source ?? self.source, span: span, readings: readings)
  }

  private func loadDocument(_ options: LoadOptions) -> CheckedBatch {
    let loaded = Canon.loadBatch(
      source, form: DocumentForm(rawValue: form.rawValue) ?? .json, schema: backtestSchema,
      batchName: defaultName, parseJob: parseJob)
    var diagnostics = loaded.diagnostics
    var plan = loaded.plan
    if let read = plan {
      let limit = options.maxRuns ?? read.batch.maxRuns
      if read.count > limit, options.refusesTooMany {
        diagnostics.append(.tooManyRuns(read.count, limit: limit))
        plan = nil
      }
    }
    if let read = plan, !options.overrides.isEmpty {
      let (overridden, problems) = read.overriding(options.overrides)
      diagnostics += problems
      plan = problems.containsError ? nil : overridden
    }
    let places = SharedPlaces(loaded.places)
    return checked(plan, diagnostics, options) { places.span(of: $0) }
  }
}

/// The places of a document for everybody who asks: it is read again at most once.
private final class SharedPlaces: Sendable {
  private let places: Mutex<DocumentPlaces>

  init(_ places: DocumentPlaces) { self.places = Mutex(places) }

  func span(of place: Place) -> Span? { places.withLock { $0.span(of: place) } }
}

/// The job of a written batch: its expressions are the language's.
private func parseJob(_ written: WrittenJob) -> ParsedJob {
  let schema = commandSchema(written.params)
  let text = JobText(
    isWorker: written.isWorker, argv: written.argv.text, metrics: written.metrics?.text,
    timeout: written.timeout?.text,
    environment: written.environment.map { ($0.name, $0.value.text) })
  let (job, problems) = compileJob(text, schema: schema)
  let diagnostics = problems.map { problem in
    let span: Span =
      switch problem.field {
      case "metrics": written.metrics?.span ?? written.argv.span
      case "timeout": written.timeout?.span ?? written.argv.span
      case "env": written.environment.first?.value.span ?? written.argv.span
      default: written.argv.span
      }
    return Diagnostic.badWrittenJob(problem, at: span)
  }
  return ParsedJob(job: job, schema: schema, diagnostics: diagnostics)
}
