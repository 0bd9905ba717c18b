// Which settings a job knows: name, type, unit, default, choices, one line of help.
// It does not know where values come from, nor what the engine does with them.

/// The type of a setting.
public indirect enum SettingType: Hashable, Sendable {
  case bool
  case int(ClosedRange<Int64>?)
  case number(NumberRange)
  case text
  case choice([String])
  case path
  case day
  case duration
  case list(of: SettingType)
}

/// Bounds of a number setting; nil means unbounded on that side.
public struct NumberRange: Hashable, Sendable {
  public let lower: Decimal?
  public let upper: Decimal?
  /// Whether the lower bound itself is outside.
  public let isLowerOpen: Bool

  public init(_ lower: Decimal? = nil, _ upper: Decimal? = nil, isLowerOpen: Bool = false) {
    self.lower = lower
    self.upper = upper
    self.isLowerOpen = isLowerOpen
  }

  public func contains(_ value: Decimal) -> Bool {
    if let lower, value < lower || (isLowerOpen && value == lower) { return false }
    if let upper, value > upper { return false }
    return true
  }

  public var description: String? {
    switch (lower, upper) {
    case (nil, nil): nil
    case (let low?, nil): isLowerOpen ? "above \(low)" : "at least \(low)"
    case (nil, let high?): "at most \(high)"
    case (let low?, let high?): "\(low) .. \(high)"
    }
  }
}

/// What a number setting is measured in, as far as literals with a unit convert to it.
public enum SettingUnit: String, Hashable, Sendable {
  case none = ""
  /// A fraction of one: `25%` is 0.25.
  case fraction = "fraction"
  case basisPoints = "bps"
  case currency = "currency"
  case bars = "bars"
  case equityMultiple = "x equity"
  case perYear = "per year"
  case bytes = "bytes"
}

/// How deep in the work a setting first matters: runs that agree on the lower stages share them.
public enum Stage: Int, Comparable, Sendable, CaseIterable {
  case data, factors, scores, portfolio, costs

  public static func < (a: Stage, b: Stage) -> Bool { a.rawValue < b.rawValue }
}

/// For which values of another setting a setting matters at all; a required one is required there.
public struct SettingCondition: Hashable, Sendable {
  public let setting: String
  public let values: [Value]

  public init(_ setting: String, isOneOf values: [Value]) {
    self.setting = setting
    self.values = values
  }
}

/// One setting that a job knows.
public struct Setting: Hashable, Sendable {
  public let name: String
  public let type: SettingType
  public let unit: SettingUnit
  /// Nil where the setting must be given or may be absent.
  public let fallback: Value?
  public let isRequired: Bool
  /// The setting that may be given in its place where it is required.
  public let substitute: String?
  /// Whether `none` is a value of it.
  public let isOptional: Bool
  public let stage: Stage
  /// Nil where the setting always matters.
  public let condition: SettingCondition?
  public let help: String
  /// Other spellings that mean this setting.
  public let aliases: [String]
  /// Whether runs that differ in it are different experiments. Only tags are outside.
  public let isInKey: Bool

  public init(
    _ name: String, _ type: SettingType, unit: SettingUnit = .none, default fallback: Value? = nil,
    isRequired: Bool = false, or substitute: String? = nil, isOptional: Bool = false,
    stage: Stage = .data, when condition: SettingCondition? = nil, aliases: [String] = [],
    isInKey: Bool = true,
    help: String
  ) {
    self.name = name
    self.type = type
    self.unit = unit
    self.fallback = fallback
    self.isRequired = isRequired
    self.substitute = substitute
    self.isOptional = isOptional
    self.stage = stage
    self.condition = condition
    self.aliases = aliases
    self.isInKey = isInKey
    self.help = help
  }
}

extension Setting {
  /// The tags of a run: every job has them, and they are outside key and id.
  public static let tags = Setting(
    "tags", .list(of: .text), default: .list([]), isOptional: true, stage: .costs, isInKey: false,
    help: "words by which runs are found again; groups add their names")
}

/// The settings of a job, in the order in which they are written.
public struct Schema: Sendable {
  public private(set) var settings: [Setting]
  /// Of each setting: its default, or `none`.
  public private(set) var fallbacks: [Value] = []
  private var positions: [String: Int] = [:]
  /// The positions of the settings that a run may have to give.
  private var required: [Int] = []

  public init(_ settings: [Setting] = []) {
    self.settings = []
    for setting in settings { append(setting) }
  }

  /// Adds a setting; false if the name is taken.
  @discardableResult
  public mutating func append(_ setting: Setting) -> Bool {
    guard positions[setting.name] == nil else { return false }
    for name in [setting.name] + setting.aliases { positions[name] = settings.count }
    if setting.isRequired { required.append(settings.count) }
    settings.append(setting)
    fallbacks.append(setting.fallback ?? Value.none)
    return true
  }

  /// The position of a setting by its name or an alias.
  public func position(of name: String) -> Int? { positions[name] }

  public subscript(position: Int) -> Setting { settings[position] }

  /// Whether a setting matters to a run with these settings.
  public func applies(_ position: Int, to settings: Settings) -> Bool {
    guard let condition = self[position].condition else { return true }
    return condition.values.contains(settings.value(condition.setting, in: self))
  }

  /// Whether a run with these settings gives what may stand in the place of a required one.
  public func hasSubstitute(for position: Int, in settings: Settings) -> Bool {
    self[position].substitute.map { settings.value($0, in: self) != .none } ?? false
  }

  /// The first setting that a run with these settings lacks.
  public func missingSetting(in settings: Settings) -> Setting? {
    required.first { position in
      (settings[position] ?? self[position].fallback ?? Value.none) == .none
        && applies(position, to: settings) && !hasSubstitute(for: position, in: settings)
    }.map { self[$0] }
  }

  /// All spellings, for "did you mean".
  public var names: [String] { settings.flatMap { [$0.name] + $0.aliases } }
}
