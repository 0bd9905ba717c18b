// The values that one run carries, by position in its schema.

/// The settings of a run: what was given. ``resolved(by:)`` adds the schema's defaults.
public struct Settings: Hashable, Sendable {
  /// One entry for each setting of the schema; nil where nothing was given.
  public var values: [Value?]

  public init(count: Int) { values = Array(repeating: nil, count: count) }

  public init(_ values: [Value?]) { self.values = values }

  public subscript(position: Int) -> Value? {
    get { values[position] }
    set { values[position] = newValue }
  }

  /// Every setting with its value: given, or the schema's default, or `none`.
  public func resolved(by schema: Schema) -> Settings {
    var result = self
    for position in result.values.indices where result.values[position] == nil {
      result.values[position] = schema.fallbacks[position]
    }
    return result
  }

  /// The resolved settings that make the run's identity: without those outside the key.
  public func identity(in schema: Schema) -> Settings {
    var result = resolved(by: schema)
    for (position, setting) in schema.settings.enumerated() where !setting.isInKey {
      result.values[position] = nil
    }
    return result
  }

  /// The given or default value of a named setting; `none` where there is neither.
  public func value(_ name: String, in schema: Schema) -> Value {
    guard let position = schema.position(of: name) else { return .none }
    return values[position] ?? schema[position].fallback ?? .none
  }
}
