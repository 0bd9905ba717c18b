// What a batch says of itself, apart from its runs.

/// The settings of the batch as a whole.
public struct Batch: Hashable, Sendable {
  public var name: String
  public var description: String?
  /// Where the batch folder is made; the text of the file, not resolved.
  public var outputRoot: String
  public var maxRuns: Int
  public var equalRuns: EqualRuns
  /// Nil where the size of the batch decides: full up to 2,000 runs, summary above.
  public var artifacts: Artifacts?
  public var tags: [String]
  public var policy: RunPolicy

  public static let defaultOutputRoot = "output/batch_backtests"
  public static let defaultMaxRuns = 100_000
  /// Up to here every run leaves all its files unless the batch says otherwise.
  public static let fullArtifactsLimit = 2000

  public init(name: String, description: String? = nil) {
    self.name = name
    self.description = description
    outputRoot = Batch.defaultOutputRoot
    maxRuns = Batch.defaultMaxRuns
    equalRuns = .error
    artifacts = nil
    tags = []
    policy = RunPolicy()
  }

  /// Whether a name can be a path component: `[A-Za-z0-9_-]+`.
  public static func isValidName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 100
      && name.utf8.allSatisfy { $0.isASCIILetterOrDigit || $0 == 0x5F || $0 == 0x2D }
  }

  /// What runs leave on disk in a batch of `count` runs.
  public func artifacts(forRuns count: Int) -> Artifacts {
    artifacts ?? (count <= Batch.fullArtifactsLimit ? .full : .summary)
  }
}

/// What to do with two runs that have equal settings.
public enum EqualRuns: String, Sendable, CaseIterable {
  case error
  case keepFirst = "keep_first"
}

/// What a run leaves on disk.
public enum Artifacts: String, Sendable, CaseIterable {
  /// Nothing: metrics are in the database and the summary.
  case none
  /// A folder with the manifest, the metrics and the reports that were asked for.
  case summary
  /// That, and the equity curve, the trades and the positions.
  case full
}

extension UInt8 {
  var isASCIILetterOrDigit: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }
}
