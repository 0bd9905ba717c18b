// Makes the keys of many runs of one plan: what is alike from run to run is rendered and hashed once.
// The form that is hashed is the one of `RunKey`; a test compares the two.

/// Makes keys. Cheaper than ``RunKey/init(job:settings:_:)`` for each run, and the same.
public struct RunKeyMaker {
  /// A member of the settings' object.
  private struct Field {
    let position: Int
    /// `"name":`, with a comma before all but the first.
    let name: [UInt8]
    /// What stood there last.
    var value: Value?
    /// Where its text begins among the bytes, and the hash of everything before, once it was needed.
    var start = 0
    var before: ContentHasher?
  }

  private let job: Job
  private let schema: Schema
  /// Whether no word of the job depends on a run.
  private let isJobConstant: Bool
  /// In the order of the hash form.
  private var fields: [Field]
  /// The form of the last run.
  private var bytes: [UInt8] = []
  /// How many fields stand in the bytes.
  private var written = 0

  public init(job: Job, _ schema: Schema) {
    self.job = job
    self.schema = schema
    isJobConstant = job.isConstant
    let positions = schema.settings.indices.filter { schema[$0].isInKey }.sorted {
      schema[$0].name.utf16.lexicographicallyPrecedes(schema[$1].name.utf16)
    }
    fields = positions.enumerated().map { place, position in
      let name = (place > 0 ? "," : "") + canonicalJSON(.text(schema[position].name)) + ":"
      return Field(position: position, name: Array(name.utf8))
    }
  }

  /// The key of a run with these *resolved* settings.
  public mutating func key(of settings: Settings) throws(EvaluationFailure) -> RunKey {
    if !isJobConstant || bytes.isEmpty {
      bytes.removeAll(keepingCapacity: true)
      written = 0
      bytes += #"{"job":"#.utf8
      bytes += try job.identity(settings: settings, schema).utf8
      bytes += #","settings":{"#.utf8
      if fields.isEmpty { bytes += "}}".utf8 }
      for index in fields.indices { fields[index].before = nil }
    }
    let first = firstChange(settings)
    var hasher = hasher(before: first)
    let start = first < fields.count ? fields[first].start : bytes.count - 2
    write(settings, from: first)
    bytes.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0[start...])) }
    return RunKey(text: hasher.finish().text)
  }

  /// The first field that is other than in the last run; their number if none is.
  private func firstChange(_ settings: Settings) -> Int {
    for index in 0..<written where fields[index].value != settings[fields[index].position] {
      return index
    }
    return written
  }

  /// The state of the hash where a field begins; what is behind it is cut off.
  private mutating func hasher(before index: Int) -> ContentHasher {
    guard index < fields.count else {
      // The same settings again: nothing but the end is hashed anew.
      var hasher = ContentHasher()
      bytes.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0.dropLast(2))) }
      return hasher
    }
    if index < written {
      bytes.removeSubrange(fields[index].start...)
    } else {
      fields[index].start = bytes.count
    }
    written = index
    for later in fields.indices where later > index { fields[later].before = nil }
    if let known = fields[index].before { return known }
    let known = fields[..<index].last { $0.before != nil }
    var hasher = known?.before ?? ContentHasher()
    bytes.withUnsafeBytes {
      hasher.update(UnsafeRawBufferPointer(rebasing: $0[(known?.start ?? 0)...]))
    }
    fields[index].before = hasher
    return hasher
  }

  private mutating func write(_ settings: Settings, from first: Int) {
    guard first < fields.count else { return }
    for index in first..<fields.count {
      let value = settings[fields[index].position]
      fields[index].start = bytes.count
      fields[index].value = value
      bytes += fields[index].name
      bytes += canonicalJSON(value ?? Value.none).utf8
    }
    written = fields.count
    bytes += "}}".utf8
  }
}

extension Job {
  /// Whether no word of it depends on a run.
  fileprivate var isConstant: Bool {
    guard let command = program else { return true }
    let fields =
      [command.argv, command.metrics].compactMap(\.self) + command.environment.map(\.value)
    return fields.allSatisfy { $0.formula.settings.isEmpty }
  }
}
