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
  /// The value that an axis has at the point: the axis's number and the part of its tuple, or
  /// ``levelPart`` or ``labelPart``.
  case slot(axis: Int, part: Int)
  /// A setting of the run, by position in the schema; in a job's block and in questions about runs.
  case setting(Int)
  /// `run.id`, `run.dir`, `run.key`; in a job's block only.
  case run(RunField)
  /// A setting that has no value here: reading it fails.
  case missing(String, Place)
  case not(Formula, Place)
  case negate(Formula, Place)
  case binary(BinaryOperator, Formula, Formula, Place)
  case conditional(Formula, Formula, Formula, Place)
  case member(Formula, String, Place)
  case call(FormulaFunction, [Formula], Place)
  case list([Formula])
  case record([Field])
  /// The members of `a .. b`, `a .. b step c`.
  case range(Formula, Formula, step: Formula?, Place)
  /// The days of `a .. b`, where one period is wanted.
  case period(Formula, Formula, Place)
  /// The element of a list with a number, counted from 0.
  case element(Formula, Formula, Place)
  case text([TextPiece])
  /// The operand, converted to what a setting of the schema takes.
  case converted(Formula, setting: Int, Place)
  /// The operand as a composite's value: a path as a bundle, a year as a period.
  case composite(Formula, Composite, Place)

  public struct Field: Hashable, Sendable {
    public let name: String
    public let formula: Formula

    public init(_ name: String, _ formula: Formula) {
      self.name = name
      self.formula = formula
    }
  }

  public enum TextPiece: Hashable, Sendable {
    case literal(String)
    case value(Formula, TextFormat, Place)
  }

  /// In a slot: the number of the axis's level, counted from 0.
  public static let levelPart = -1
  /// In a slot: the label of the axis's level.
  public static let labelPart = -2

  /// The value, if it depends on nothing.
  public var constant: Value? {
    if case .constant(let value) = self { value } else { nil }
  }
}

extension Formula {
  /// The formulas of which it is made.
  public var children: [Formula] {
    switch self {
    case .constant, .slot, .setting, .run, .missing: []
    case .not(let a, _), .negate(let a, _), .member(let a, _, _), .converted(let a, _, _),
      .composite(let a, _, _):
      [a]
    case .binary(_, let a, let b, _), .period(let a, let b, _), .element(let a, let b, _): [a, b]
    case .conditional(let a, let b, let c, _): [a, b, c]
    case .range(let a, let b, let step, _): step.map { [a, b, $0] } ?? [a, b]
    case .call(_, let parts, _), .list(let parts): parts
    case .record(let fields): fields.map(\.formula)
    case .text(let pieces):
      pieces.compactMap { if case .value(let formula, _, _) = $0 { formula } else { nil } }
    }
  }

  /// The same formula with its own parts changed.
  public func mappingChildren(_ change: (Formula) -> Formula) -> Formula {
    switch self {
    case .constant, .slot, .setting, .run, .missing: self
    case .not(let a, let place): .not(change(a), place)
    case .negate(let a, let place): .negate(change(a), place)
    case .member(let a, let name, let place): .member(change(a), name, place)
    case .converted(let a, let setting, let place): .converted(change(a), setting: setting, place)
    case .composite(let a, let kind, let place): .composite(change(a), kind, place)
    case .binary(let symbol, let a, let b, let place): .binary(symbol, change(a), change(b), place)
    case .period(let a, let b, let place): .period(change(a), change(b), place)
    case .element(let a, let b, let place): .element(change(a), change(b), place)
    case .conditional(let a, let b, let c, let place):
      .conditional(change(a), change(b), change(c), place)
    case .range(let a, let b, let step, let place):
      .range(change(a), change(b), step: step.map(change), place)
    case .call(let function, let parts, let place): .call(function, parts.map(change), place)
    case .list(let parts): .list(parts.map(change))
    case .record(let fields): .record(fields.map { Field($0.name, change($0.formula)) })
    case .text(let pieces):
      .text(
        pieces.map {
          if case .value(let formula, let format, let place) = $0 {
            .value(change(formula), format, place)
          } else {
            $0
          }
        })
    }
  }

  /// The numbers of the axes on which the value depends.
  public var axes: Set<Int> {
    var found: Set<Int> = []
    visit { if case .slot(let axis, _) = $0 { found.insert(axis) } }
    return found
  }

  /// The positions of the settings that it reads.
  public var settings: Set<Int> {
    var found: Set<Int> = []
    visit { if case .setting(let position) = $0 { found.insert(position) } }
    return found
  }

  /// What it asks of the run itself.
  public var runFields: Set<RunField> {
    var found: Set<RunField> = []
    visit { if case .run(let field) = $0 { found.insert(field) } }
    return found
  }

  /// How many formulas it is made of, itself included.
  public var size: Int {
    var count = 0
    visit { _ in count += 1 }
    return count
  }

  public func visit(_ body: (Formula) -> Void) {
    body(self)
    for child in children { child.visit(body) }
  }
}
