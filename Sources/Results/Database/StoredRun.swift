// What goes into the store and what comes out: plain values. They do not know the tables.

public import Experiment

/// The file that a batch was made from.
public struct BatchSource: Hashable, Sendable {
  /// As the caller wants it compared: one file, one text.
  public let path: String
  public let kind: SourceKind

  public init(path: String, kind: SourceKind) {
    self.path = path
    self.kind = kind
  }
}

/// A run as the plan has it.
public struct PlannedRun: Hashable, Sendable {
  public let position: UInt64
  public let id: String
  public let key: RunKey
  /// The key, the contents of the inputs and the engine's version, as one text.
  public let fingerprint: String
  /// The files that it reads.
  public let inputs: [RunManifest.Input]

  public init(
    position: UInt64, id: String, key: RunKey, fingerprint: String,
    inputs: [RunManifest.Input] = []
  ) {
    self.position = position
    self.id = id
    self.key = key
    self.fingerprint = fingerprint
    self.inputs = inputs
  }
}

/// Whether a planned run has to be executed, and why.
public enum RunStanding: Hashable, Sendable {
  /// The same fingerprint has succeeded here.
  case upToDate
  /// The store has never seen this id.
  case new
  /// Settings, inputs or the engine are others than before.
  case changed
  /// It ran as it is and failed.
  case failed
  /// It was planned as it is and never came to an end.
  case unfinished
}

/// Where a run is in its life.
public enum RunState: String, Hashable, Sendable, CaseIterable {
  case planned, running, success, failed, skipped
  /// The plan no longer has it; its results stay.
  case retired
}

/// A run with the attempt that counts.
public struct StoredRun: Hashable, Sendable {
  /// The place in plan order, from 0; nil for a retired run.
  public var number: Int?
  public var position: UInt64
  public var id: String
  public var key: RunKey
  public var fingerprint: String
  public var state: RunState
  /// Counts from 1; nil if no attempt counts. Then the result is `skipped`.
  public var attempt: Int?
  public var startedAt: Timestamp?
  public var finishedAt: Timestamp?
  public var result: RunResult
}

/// The numbers of runs in each state.
public struct StoreCounts: Hashable, Sendable {
  private var counts: [RunState: Int]

  init(_ counts: [RunState: Int]) { self.counts = counts }

  public subscript(state: RunState) -> Int { counts[state] ?? 0 }

  /// The runs of the plan: all but the retired ones.
  public var total: Int { counts.values.reduce(0, +) - self[.retired] }
}

/// What the store remembers of the batch as a whole.
public struct StoredBatch: Hashable, Sendable {
  public var name: String
  public var source: BatchSource
  public var planKey: String?
  public var toolVersion: String?
  public var startedAt: Timestamp?
  /// Nil while it runs, and after it was cut off.
  public var finishedAt: Timestamp?
}

/// Something that happened to a batch: a halt, a lost keeper, an interruption.
public struct BatchEvent: Hashable, Sendable {
  public let time: Timestamp
  /// One word.
  public let kind: String
  /// The number of the run that it is about.
  public let run: Int?
  public let text: String?

  public init(at time: Timestamp, _ kind: String, run: Int? = nil, text: String? = nil) {
    self.time = time
    self.kind = kind
    self.run = run
    self.text = text
  }
}
