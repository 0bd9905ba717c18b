// The small typed form in which a plan keeps what depends on a point: residual expressions.
// It does not know the language's syntax; a `Place` leads back to where it was written.

/// An opaque mark by which whoever built a formula finds its source again.
public struct Place: Hashable, Sendable {
  public let id: Int32

  public init(_ id: Int) { self.id = Int32(truncatingIfNeeded: id) }

  public static let unknown = Place(-1)
}

public enum BinaryOperator: String, Hashable, Sendable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case and
  case or
  case isIn = "in"
  case isNotIn = "not in"
}

/// Functions of values that may depend on a point.
public enum FormulaFunction: String, Hashable, Sendable, CaseIterable {
  case min, max, round, abs, floor, ceil, mod, len, sum, first, last, replace, lower, upper, stem
}

/// How an interpolated value is written: `{n:03}` pads with zeros, `{x:.2}` fixes the decimals.
public enum TextFormat: Hashable, Sendable {
  case canonical
  case padded(Int)
  case decimals(Int)
}

/// What a job's block can ask of the run that it describes.
public enum RunField: String, Hashable, Sendable, CaseIterable { case id, dir, key }

public indirect enum Formula: Hashable, Sendable {
  case constant(Value)
  /// The value that an axis has at the point: the axis's number and the part of its tuple.
  case slot(axis: Int, part: Int)
  /// A setting of the run, by position in the schema; in a job's block only.
  case setting(Int)
  /// `run.id`, `run.dir`, `run.key`; in a job's block only.
  case run(RunField)
  case not(Formula, Place)
  case negate(Formula, Place)
  case binary(BinaryOperator, Formula, Formula, Place)
  case conditional(Formula, Formula, Formula, Place)
  case member(Formula, String, Place)
  case call(FormulaFunction, [Formula], Place)
  case list([Formula])
  case text([TextPiece])
  /// The operand, converted to what a setting of the schema takes.
  case converted(Formula, setting: Int, Place)

  public enum TextPiece: Hashable, Sendable {
    case literal(String)
    case value(Formula, TextFormat, Place)
  }

  /// The value, if it depends on nothing.
  public var constant: Value? {
    if case .constant(let value) = self { value } else { nil }
  }

  /// The numbers of the axes on which the value depends.
  public var axes: Set<Int> {
    switch self {
    case .constant, .setting, .run: []
    case .slot(let axis, _): [axis]
    case .not(let a, _), .negate(let a, _), .member(let a, _, _), .converted(let a, _, _): a.axes
    case .binary(_, let a, let b, _): a.axes.union(b.axes)
    case .conditional(let a, let b, let c, _): a.axes.union(b.axes).union(c.axes)
    case .call(_, let parts, _), .list(let parts):
      parts.reduce(into: []) { $0.formUnion($1.axes) }
    case .text(let pieces):
      pieces.reduce(into: []) {
        if case .value(let formula, _, _) = $1 { $0.formUnion(formula.axes) }
      }
    }
  }
}

extension Formula {
  /// The positions of the settings that it reads.
  public var settings: Set<Int> {
    switch self {
    case .setting(let position): [position]
    case .constant, .slot, .run: []
    case .not(let a, _), .negate(let a, _), .member(let a, _, _), .converted(let a, _, _):
      a.settings
    case .binary(_, let a, let b, _): a.settings.union(b.settings)
    case .conditional(let a, let b, let c, _): a.settings.union(b.settings).union(c.settings)
    case .call(_, let parts, _), .list(let parts):
      parts.reduce(into: []) { $0.formUnion($1.settings) }
    case .text(let pieces):
      pieces.reduce(into: []) {
        if case .value(let formula, _, _) = $1 { $0.formUnion(formula.settings) }
      }
    }
  }
}
