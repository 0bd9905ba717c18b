// Evaluates formulas at a point. Bounded by the formula's size: there is no loop and no recursion
// in the language, so this always ends.

/// Why a formula has no value at a point.
public struct EvaluationFailure: Error, Sendable {
  public enum Reason: Sendable {
    /// The operation never works between such kinds of values.
    case kind
    /// It works, but not for these values: a division by zero, an overflow, a bound.
    case value
  }

  public let reason: Reason
  public let message: String
  public let help: String?
  public let place: Place
  /// Set where a value did not fit the setting for which it was meant.
  public let conversion: ConversionProblem?

  public init(
    _ message: String, help: String? = nil, reason: Reason = .kind, at place: Place,
    conversion: ConversionProblem? = nil
  ) {
    self.reason = reason
    self.message = message
    self.help = help
    self.place = place
    self.conversion = conversion
  }
}

/// What a formula may ask for while it is evaluated.
public struct Evaluator {
  public let schema: Schema
  /// The value of a part of an axis at the point.
  public let slot: (_ axis: Int, _ part: Int) -> Value
  /// In a job's block: the resolved settings and the fields of the run.
  public let settings: Settings?
  public let run: [RunField: String]

  public init(
    schema: Schema, settings: Settings? = nil, run: [RunField: String] = [:],
    slot: @escaping (_ axis: Int, _ part: Int) -> Value = { _, _ in .none }
  ) {
    self.schema = schema
    self.slot = slot
    self.settings = settings
    self.run = run
  }

  public func value(of formula: Formula) throws(EvaluationFailure) -> Value {
    switch formula {
    case .constant(let value): return value
    case .slot(let axis, let part): return slot(axis, part)
    case .setting(let position): return settings?.values[position] ?? .none
    case .run(let field): return .text(run[field] ?? "")
    case .missing(let name, let place):
      throw EvaluationFailure(
        "'\(name)' has no value here", help: "set it above: let \(name) = ...", reason: .value,
        at: place)
    case .not(let operand, let place): return .bool(!(try truth(of: operand, at: place)))
    case .negate(let operand, let place): return try negated(try value(of: operand), place)
    case .binary(let symbol, let a, let b, let place):
      switch symbol {
      case .and: return .bool(try truth(of: a, at: place) ? try truth(of: b, at: place) : false)
      case .or: return .bool(try truth(of: a, at: place) ? true : try truth(of: b, at: place))
      default: return try combine(symbol, try value(of: a), try value(of: b), place)
      }
    case .conditional(let condition, let then, let otherwise, let place):
      return try value(of: try truth(of: condition, at: place) ? then : otherwise)
    case .member(let operand, let name, let place):
      return try member(name, of: try value(of: operand), place)
    case .call(let function, let arguments, let place):
      var values: [Value] = []
      for argument in arguments { values.append(try value(of: argument)) }
      return try apply(function, values, place)
    case .list(let elements):
      var values: [Value] = []
      for element in elements { values.append(try value(of: element)) }
      return .list(values)
    case .record(let fields):
      var values: [Record.Field] = []
      for field in fields { values.append(.init(field.name, try value(of: field.formula))) }
      return .record(Record(values))
    case .range(let lower, let upper, let step, let place):
      return try range(
        try value(of: lower), try value(of: upper),
        step: try step.map { formula throws(EvaluationFailure) in try value(of: formula) }, place)
    case .period(let lower, let upper, let place):
      return try period(try value(of: lower), try value(of: upper), place)
    case .element(let list, let index, let place):
      return try element(of: try value(of: list), try value(of: index), place)
    case .text(let pieces): return .text(try text(of: pieces))
    case .converted(let operand, let setting, let place):
      switch schema[setting].converting(try value(of: operand).asComputed) {
      case .success(let value): return value
      case .failure(let problem):
        throw EvaluationFailure(
          problem.message, help: problem.help,
          reason: problem.kind == .outOfRange ? .value : .kind, at: place, conversion: problem)
      }
    case .composite(let operand, let composite, let place):
      let given = try value(of: operand)
      guard let value = composite.value(of: given) else {
        throw EvaluationFailure(
          "a \(composite.rawValue) is wanted here, and this is \(given.kind.phrase)", at: place)
      }
      return value
    }
  }

  /// The value that an assignment gives; nil where it gives none.
  public func value(of assignment: Assignment) throws(EvaluationFailure) -> Value? {
    if let condition = assignment.condition {
      guard try truth(of: condition, at: assignment.place) else { return nil }
    }
    return try value(of: assignment.formula)
  }

  public func truth(of formula: Formula, at place: Place) throws(EvaluationFailure) -> Bool {
    let value = try value(of: formula)
    guard case .bool(let truth) = value else {
      throw EvaluationFailure("this is \(value.kind.phrase), and a bool is wanted", at: place)
    }
    return truth
  }

  private func text(of pieces: [Formula.TextPiece]) throws(EvaluationFailure) -> String {
    var text = ""
    for piece in pieces {
      switch piece {
      case .literal(let literal): text += literal
      case .value(let formula, let format, let place):
        text += try format.text(of: try value(of: formula), at: place)
      }
      guard text.utf8.count <= 1 << 20 else {
        throw EvaluationFailure("a text grew beyond the limit of 1 MiB", at: .unknown)
      }
    }
    return text
  }
}

extension TextFormat {
  func text(of value: Value, at place: Place) throws(EvaluationFailure) -> String {
    switch (self, value) {
    case (.canonical, _): return value.description
    case (.padded(let width), .int(let number)):
      let digits = String(number.magnitude)
      let zeros = String(repeating: "0", count: max(0, width - digits.count - (number < 0 ? 1 : 0)))
      return (number < 0 ? "-" : "") + zeros + digits
    case (.decimals(let places), .int), (.decimals(let places), .number):
      return (value.decimal ?? .zero).fixedText(places: places)
    case (.padded, _):
      throw EvaluationFailure(
        "this format pads an int, and this is \(value.kind.phrase)", at: place)
    case (.decimals, _):
      throw EvaluationFailure(
        "this format is for numbers, and this is \(value.kind.phrase)", at: place)
    }
  }
}

extension Decimal {
  /// Fixed-point text with `places` digits after the point, rounded half to even.
  public func fixedText(places: Int) -> String {
    let value = rounded(places: places)
    var digits = String(value.coefficient.magnitude)
    if value.exponent > 0 { digits += String(repeating: "0", count: value.exponent) }
    let fraction = max(0, -value.exponent)
    digits = String(repeating: "0", count: max(0, fraction + 1 - digits.count)) + digits
    let whole = String(digits.dropLast(fraction))
    let rest = String(digits.suffix(fraction)) + String(repeating: "0", count: places - fraction)
    return (value.isNegative ? "-" : "") + whole + (places > 0 ? ".\(rest)" : "")
  }
}
