// The closed set of values that a setting, an axis or an expression can have.
// It does not know how values are written in a program; `Language` does.

/// A named factor bundle: the value that `bundle core = "..."` declares.
public struct BundleReference: Hashable, Sendable {
  /// The declared name; for a plain path, the file's name without extension.
  public let name: String
  public let path: String

  public init(name: String, path: String) {
    self.name = name
    self.path = path
  }
}

/// A period as programs know it: with the name that `period early = ...` gives it, and for a window
/// of a walk-forward test with the period on which to train.
public struct PeriodReference: Hashable, Sendable {
  /// The declared name; for others the period in its coarsest exact form.
  public let name: String
  public let period: Period
  /// What comes before a test period, for fitting.
  public let train: Period?

  public init(_ period: Period, name: String? = nil, train: Period? = nil) {
    self.name = name ?? period.description
    self.period = period
    self.train = train
  }
}

/// Named values: the settings of a preset, a row of a table, or what `{ a = 1 }` writes.
public struct Record: Hashable, Sendable {
  public struct Field: Hashable, Sendable {
    public let name: String
    public let value: Value

    public init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }

  /// The name of the preset or the label of the row; nil for others.
  public let name: String?
  /// In written order, each name once.
  public let fields: [Field]

  public init(name: String? = nil, _ fields: [Field]) {
    self.name = name
    self.fields = fields
  }

  public subscript(name: String) -> Value? { fields.first { $0.name == name }?.value }

  /// Equality of content: the same names with the same values, in any order.
  func means(_ other: Record) -> Bool {
    fields.count == other.fields.count
      && fields.allSatisfy { other[$0.name]?.means($0.value) ?? false }
  }
}

extension Record: CustomStringConvertible {
  public var description: String {
    "{ \(fields.map { "\($0.name) = \($0.value)" }.joined(separator: ", ")) }"
  }
}

/// Units that a literal can carry; a plain number has the unit of the setting that it meets.
public enum LiteralUnit: String, Hashable, Sendable {
  case percent = "%"
  case basisPoints = "bps"
  case kibibytes = "KiB"
  case mebibytes = "MiB"
  case gibibytes = "GiB"

  /// What the unit is, in the smallest one of its family.
  private var size: (family: Int, amount: Int) {
    switch self {
    case .basisPoints: (0, 1)
    case .percent: (0, 100)
    case .kibibytes: (1, 1)
    case .mebibytes: (1, 1 << 10)
    case .gibibytes: (1, 1 << 20)
    }
  }

  /// By what a number of these is multiplied to be one of the other unit; nil between families.
  func factor(to other: LiteralUnit) -> Decimal? {
    guard size.family == other.size.family else { return nil }
    return Decimal.quotient(Decimal(size.amount), Decimal(other.size.amount))
  }
}

public enum Value: Hashable, Sendable {
  /// The absence of an optional setting.
  case none
  case bool(Bool)
  case int(Int64)
  case number(Decimal)
  case quantity(Decimal, LiteralUnit)
  case text(String)
  case day(Day)
  case duration(Duration)
  // Boxed: values are copied by the million, and these three would make each of them twice as large.
  indirect case period(PeriodReference)
  indirect case bundle(BundleReference)
  indirect case record(Record)
  case list([Value])

  /// What the value is called in messages.
  public var kind: ValueKind {
    switch self {
    case .none: .none
    case .bool: .bool
    case .int: .int
    case .number: .number
    case .quantity: .quantity
    case .text: .text
    case .day: .day
    case .duration: .duration
    case .period: .period
    case .bundle: .bundle
    case .record: .record
    case .list: .list
    }
  }

  /// The number that an int or number is.
  public var decimal: Decimal? {
    switch self {
    case .int(let value): Decimal(value)
    case .number(let value): value
    default: nil
    }
  }
}

public enum ValueKind: String, Hashable, Sendable {
  case none, bool, int, number
  case quantity = "number with a unit"
  case text = "string"
  case day = "date"
  case duration, period, bundle, record, list
}

extension Value: CustomStringConvertible {
  /// The canonical text, as it stands in labels, arguments of commands and interpolations.
  public var description: String {
    switch self {
    case .none: "none"
    case .bool(let value): String(value)
    case .int(let value): String(value)
    case .number(let value): value.description
    case .quantity(let value, let unit): "\(value)\(unit.rawValue)"
    case .text(let value): value
    case .day(let value): value.description
    case .duration(let value): value.description
    case .period(let value): value.period.description
    case .bundle(let value): value.path
    case .record(let value): value.description
    case .list(let values): values.map(\.description).joined(separator: ",")
    }
  }
}

extension Value {
  /// Equality as people mean it: `1 == 1.0`, bundles by path, everything else by content.
  public func means(_ other: Value) -> Bool {
    switch (self, other) {
    case (.bundle(let a), .bundle(let b)): a.path == b.path
    case (.period(let a), .period(let b)): a.period == b.period
    case (.record(let a), .record(let b)): a.means(b)
    case (.bundle(let a), .text(let b)), (.text(let b), .bundle(let a)): a.path == b
    case (.list(let a), .list(let b)):
      a.count == b.count && zip(a, b).allSatisfy { $0.means($1) }
    default:
      if let a = decimal, let b = other.decimal { a == b } else { self == other }
    }
  }
}
