// Writes a plan as canonical text, version 1 (grammar/canonical.md), run by run: the plan is never
// held as a list. It does not know where the text goes.

public import Experiment

public enum CanonicalSyntax: String, Sendable, CaseIterable {
  case yaml
  case json
  /// One run a line, always expanded, without the batch.
  case jsonLines = "jsonl"
}

public enum RunForm: String, Sendable, CaseIterable {
  /// `defaults` holds what all runs share, a run holds its identity and what differs.
  case contract
  /// No `defaults`; every run holds all that was given for it.
  case expanded
}

/// Writes the canonical text of a plan in pieces of about 64 KiB.
///
/// Throws what `sink` throws, and an ``EvaluationFailure`` where a point has no value; what came
/// before it has been written by then.
public func writeCanonical(
  _ plan: Plan, as syntax: CanonicalSyntax, form: RunForm = .contract,
  to sink: (UnsafeRawBufferPointer) throws -> Void
) throws {
  try withoutActuallyEscaping(sink) { sink in
    let output = DocumentOutput(sink)
    let cursor = PointCursor(plan)
    let inContract = form == .contract && syntax != .jsonLines
    let shared = inContract ? try SharedSettings(of: plan, cursor).values : [:]
    let layout = RunLayout(syntax)
    var head = plan.batch.head + plan.job.head(plan.schema)
    let defaults = plan.schema.contractOrder.compactMap { position in
      shared[position].map { JSONText.Member(plan.schema[position].name, JSONText($0)) }
    }
    if !defaults.isEmpty { head.append(.init("defaults", .object(defaults))) }
    layout.writeHead(head, to: &output.bytes)
    var writer = RunWriter(cursor: cursor, layout: layout, shared: Set(shared.keys), output: output)
    try writer.write(plan.root)
    layout.writeFoot(hasRuns: writer.count > 0, to: &output.bytes)
    try output.flush()
  }
}

extension Plan {
  /// The canonical text as a whole: for plans that are known to be small.
  public func canonicalText(
    as syntax: CanonicalSyntax, form: RunForm = .contract
  ) throws -> String {
    var bytes: [UInt8] = []
    try writeCanonical(self, as: syntax, form: form) { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Schema {
  /// What a run of the contract always says itself, after its id.
  static let identityNames = ["bundle_path", "start_date", "end_date"]

  /// The positions in the order of the contract: identity first, then as declared.
  var contractOrder: [Int] {
    let first = Schema.identityNames.compactMap { position(of: $0) }
    return first + settings.indices.filter { !first.contains($0) }
  }
}

/// Bytes on their way to the sink.
final class DocumentOutput {
  var bytes: [UInt8] = []
  private let sink: (UnsafeRawBufferPointer) throws -> Void

  init(_ sink: @escaping (UnsafeRawBufferPointer) throws -> Void) {
    self.sink = sink
    bytes.reserveCapacity(1 << 17)
  }

  func flushIfFull() throws {
    if bytes.count >= 1 << 16 { try flush() }
  }

  func flush() throws {
    try bytes.withUnsafeBytes { try sink($0) }
    bytes.removeAll(keepingCapacity: true)
  }
}
