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

/// Units that a literal can carry; a plain number has the unit of the setting that it meets.
public enum LiteralUnit: String, Hashable, Sendable {
  case percent = "%"
  case basisPoints = "bps"
  case kibibytes = "KiB"
  case mebibytes = "MiB"
  case gibibytes = "GiB"
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
  case period(Period)
  case bundle(BundleReference)
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
  case duration, period, bundle, list
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
    case .period(let value): value.description
    case .bundle(let value): value.path
    case .list(let values): values.map(\.description).joined(separator: ",")
    }
  }
}

extension Value {
  /// Equality as people mean it: `1 == 1.0`, bundles by path, everything else by content.
  public func means(_ other: Value) -> Bool {
    switch (self, other) {
    case (.bundle(let a), .bundle(let b)): a.path == b.path
    case (.bundle(let a), .text(let b)), (.text(let b), .bundle(let a)): a.path == b
    case (.list(let a), .list(let b)):
      a.count == b.count && zip(a, b).allSatisfy { $0.means($1) }
    default:
      if let a = decimal, let b = other.decimal { a == b } else { self == other }
    }
  }
}
