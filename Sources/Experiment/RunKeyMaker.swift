// Makes the keys of many runs of one plan: what is alike from run to run is rendered and hashed once.
// The form that is hashed is the one of `RunKey`; a test compares the two.

/// Makes keys. Cheaper than ``RunKey/init(job:settings:_:)`` for each run, and the same.
public struct RunKeyMaker {
  /// A member of the settings' object.
  fileprivate struct Field {
    let position: Int
    /// `"name":`, with a comma before all but the first.
    let name: [UInt8]
    /// What stands there now.
    var value: Value?
    /// Where its text, from its name on, stands among the bytes.
    var range = 0..<0
    /// The hash of everything before, once it was needed.
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
      try writeAll(settings)
      return RunKey(text: ContentHash(of: bytes).text)
    }
    let first = replaceChanged(settings)
    var hasher = ContentHasher()
    let start = resume(&hasher, before: first)
    bytes.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0[start...])) }
    return RunKey(text: hasher.finish().text)
  }

  private mutating func writeAll(_ settings: Settings) throws(EvaluationFailure) {
    bytes.removeAll(keepingCapacity: true)
    bytes += #"{"job":"#.utf8
    bytes += try job.identity(settings: settings, schema).utf8
    bytes += #","settings":{"#.utf8
    for index in fields.indices {
      let start = bytes.count
      fields[index].value = settings[fields[index].position]
      bytes += fields[index].text
      fields[index].range = start..<bytes.count
      fields[index].before = nil
    }
    bytes += "}}".utf8
  }

  /// Puts new values where they are other than in the last run; gives the first such field, or their
  /// number.
  private mutating func replaceChanged(_ settings: Settings) -> Int {
    var first = fields.count
    // How much longer the text has become so far.
    var growth = 0
    for index in fields.indices {
      let range = fields[index].range.lowerBound + growth..<fields[index].range.upperBound + growth
      fields[index].range = range
      let value = settings[fields[index].position]
      guard fields[index].value != value else { continue }
      first = min(first, index)
      fields[index].value = value
      let text = fields[index].text
      bytes.replaceSubrange(range, with: text)
      fields[index].range = range.lowerBound..<range.lowerBound + text.count
      growth += text.count - range.count
    }
    return first
  }

  /// Takes the hash up where a field begins, and gives the place among the bytes. What is remembered
  /// of later fields is forgotten.
  private mutating func resume(_ hasher: inout ContentHasher, before index: Int) -> Int {
    if index + 1 < fields.count {
      for later in index + 1..<fields.count { fields[later].before = nil }
    }
    let known = fields[...min(index, fields.count - 1)].last { $0.before != nil }
    if let before = known?.before { hasher = before }
    let start = known?.range.lowerBound ?? 0
    guard index < fields.count, known?.position != fields[index].position else { return start }
    let end = fields[index].range.lowerBound
    bytes.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
    fields[index].before = hasher
    return end
  }
}

extension RunKeyMaker.Field {
  /// `"name":value`
  fileprivate var text: [UInt8] { name + Array(canonicalJSON(value ?? Value.none).utf8) }
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
