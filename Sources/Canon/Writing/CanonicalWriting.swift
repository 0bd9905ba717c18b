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
    var edge: [UInt8] = []
    layout.writeHead(head, to: &edge)
    try output.append(edge, 0..<edge.count)
    var writer = RunWriter(cursor: cursor, layout: layout, shared: Set(shared.keys), output: output)
    try writer.write(plan.root)
    edge.removeAll()
    layout.writeFoot(hasRuns: writer.count > 0, to: &edge)
    try output.append(edge, 0..<edge.count)
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

/// Bytes on their way to the sink, which gets them in large pieces.
final class DocumentOutput {
  private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
  private var used = 0
  private let sink: (UnsafeRawBufferPointer) throws -> Void

  init(_ sink: @escaping (UnsafeRawBufferPointer) throws -> Void) { self.sink = sink }

  deinit { buffer.deallocate() }

  func append(_ bytes: [UInt8], _ range: Range<Int>) throws {
    try makeRoom(range.count)
    add(bytes.span.bytes.extracting(range))
  }

  /// Sees to it that so many bytes can be added.
  func makeRoom(_ count: Int) throws {
    guard count > buffer.count - used else { return }
    try flush()
    guard count > buffer.count else { return }
    buffer.deallocate()
    buffer = .allocate(byteCount: count, alignment: 1)
  }

  /// Adds bytes for which there is room.
  func add(_ bytes: RawSpan) {
    precondition(bytes.byteCount <= buffer.count - used)
    bytes.withUnsafeBytes { source in
      UnsafeMutableRawBufferPointer(rebasing: buffer[used...]).copyMemory(from: source)
    }
    used += bytes.byteCount
  }

  func flush() throws {
    try sink(UnsafeRawBufferPointer(rebasing: buffer[..<used]))
    used = 0
  }
}
