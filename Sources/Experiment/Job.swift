// What a run executes: the built-in backtest, or a program of the user's.

/// A field of a job's block: its text as written and its meaning.
public struct JobField: Hashable, Sendable {
  /// The expression in the language's own text; canonical documents carry it.
  public let text: String
  public let formula: Formula

  public init(text: String, formula: Formula) {
    self.text = text
    self.formula = formula
  }
}

/// A program of the user's: started once for each run, or once for many (a worker).
public struct CommandJob: Hashable, Sendable {
  /// A list: the program and its arguments. Never joined, never given to a shell.
  public let argv: JobField
  /// The file in the run's folder whose numbers are the metrics; nil: the last line of the output.
  public let metrics: JobField?
  public let timeout: JobField?
  public let environment: [EnvironmentField]

  public struct EnvironmentField: Hashable, Sendable {
    public let name: String
    public let value: JobField

    public init(name: String, value: JobField) {
      self.name = name
      self.value = value
    }
  }

  public init(
    argv: JobField, metrics: JobField? = nil, timeout: JobField? = nil,
    environment: [EnvironmentField] = []
  ) {
    self.argv = argv
    self.metrics = metrics
    self.timeout = timeout
    self.environment = environment
  }
}

public enum Job: Hashable, Sendable {
  case backtest
  /// Started for each run.
  case command(CommandJob)
  /// Started for each slot; runs come to it one after the other.
  case worker(CommandJob)

  /// The word behind `job`.
  public var kind: String {
    switch self {
    case .backtest: "backtest"
    case .command: "command"
    case .worker: "worker"
    }
  }

  /// Whether its runs cannot do without a folder: they are told its path, or leave metrics in it.
  public var needsFolder: Bool {
    guard case .command(let command) = self else { return false }
    let fields = [command.argv] + command.environment.map(\.value)
    return command.metrics != nil || fields.contains { $0.formula.runFields.contains(.dir) }
  }

  /// The words that can stand behind `job`.
  public static let kinds = ["backtest", "command", "worker"]

  /// What it starts; nil for the built-in backtest.
  public var program: CommandJob? {
    switch self {
    case .backtest: nil
    case .command(let program), .worker(let program): program
    }
  }
}

/// A command with all its words, for one run.
public struct CommandLaunch: Hashable, Sendable {
  public var argv: [String]
  /// Name and value of each variable that the job's block adds.
  public var environment: [Variable]
  public var metricsFile: String?
  public var timeoutSeconds: Double?

  public struct Variable: Hashable, Sendable {
    public let name: String
    public let value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  public init(
    argv: [String], environment: [Variable] = [], metricsFile: String? = nil,
    timeoutSeconds: Double? = nil
  ) {
    self.argv = argv
    self.environment = environment
    self.metricsFile = metricsFile
    self.timeoutSeconds = timeoutSeconds
  }
}

extension CommandJob {
  /// The words of the command for a run with these resolved settings.
  public func launch(
    settings: Settings, schema: Schema, run: [RunField: String]
  ) throws(EvaluationFailure) -> CommandLaunch {
    let evaluator = Evaluator(schema: schema, settings: settings, run: run)
    guard case .list(let words) = try evaluator.value(of: argv.formula), !words.isEmpty else {
      throw EvaluationFailure("'argv' is not a list with a program", at: .unknown)
    }
    var launch = CommandLaunch(argv: words.map(\.description), environment: [])
    for field in environment {
      let value = try evaluator.value(of: field.value.formula)
      launch.environment.append(.init(name: field.name, value: value.description))
    }
    if let metrics { launch.metricsFile = try evaluator.value(of: metrics.formula).description }
    if let timeout, case .duration(let length) = try evaluator.value(of: timeout.formula) {
      launch.timeoutSeconds = length.seconds
    }
    return launch
  }
}
