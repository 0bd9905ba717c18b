// Rows and columns for people and programs, before it is decided how they are written.

public import Experiment

/// One cell.
public enum Cell: Hashable, Sendable {
  case empty
  case text(String)
  case int(Int)
  /// NaN counts as empty.
  case number(Double)

  /// The cell of a setting's value; `none` is empty.
  public init(_ value: Value) {
    switch value {
    case .none: self = .empty
    case .int(let number): self = .int(Int(number))
    case .number(let number): self = .number(number.double)
    case .bool, .quantity, .text, .day, .duration, .period, .bundle, .record, .list:
      self = .text(value.description)
    }
  }

  /// The text, or nothing.
  public init(_ text: String?) { self = text.map { .text($0) } ?? .empty }
}

/// Named columns and rows of as many cells.
public struct Table: Hashable, Sendable {
  public enum Alignment: Hashable, Sendable { case leading, trailing }

  /// How numbers look to people; CSV and JSON always have all digits.
  public enum NumberFormat: Hashable, Sendable {
    /// The shortest text that reads back the same.
    case exact
    /// Whole numbers as such, others with four decimals, small ones with four digits.
    case short
    /// Fixed-point with so many decimals.
    case decimals(Int)
  }

  public struct Column: Hashable, Sendable {
    public let title: String
    public let alignment: Alignment
    public let format: NumberFormat

    public init(
      _ title: String, _ alignment: Alignment = .leading, format: NumberFormat = .short
    ) {
      self.title = title
      self.alignment = alignment
      self.format = format
    }
  }

  public var columns: [Column]
  public private(set) var rows: [[Cell]] = []

  public init(_ columns: [Column]) { self.columns = columns }

  /// Adds a row; cells that are missing are empty, and those that are too many are left out.
  public mutating func append(_ cells: [Cell]) {
    let missing = max(0, columns.count - cells.count)
    rows.append(cells.prefix(columns.count) + Array(repeating: .empty, count: missing))
  }
}

extension Table.NumberFormat {
  /// A number as people read it; empty for NaN.
  public func text(_ number: Double) -> String {
    if number.isNaN { return "" }
    guard number.isFinite, let decimal = Decimal(number) else { return numberText(number) }
    let size = number.magnitude
    switch self {
    case .exact: return numberText(number)
    case .decimals(let places) where size < 1e15: return decimal.fixedText(places: places)
    case .short where number == number.rounded() && size < 1e15:
      return decimal.fixedText(places: 0)
    case .short where size >= 0.1 && size < 1e15: return decimal.fixedText(places: 4)
    case .short where size >= 1e-6 && size < 0.1:
      // The first digit that is not 0 stands at place `first` after the point.
      var first = 2
      while decimal.rounded(places: first).coefficient == 0 { first += 1 }
      return decimal.fixedText(places: first + 3)
    case .short:
      // Very large or very small: four digits and an exponent.
      let digits = String(decimal.coefficient.magnitude).count
      return numberText(decimal.rounded(places: 4 - digits - decimal.exponent).double)
    case .decimals: return numberText(number)
    }
  }
}
