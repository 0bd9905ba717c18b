// The functions that formulas may call: small, pure, total over the values that they accept.

/// Functions of values that may depend on a point.
public enum FormulaFunction: String, Hashable, Sendable, CaseIterable {
  case min, max, round, abs, floor, ceil, mod, len, sum, first, last, sorted, unique
  case replace, lower, upper, stem, date, json
  case zip, linspace, logspace, geomspace
  case years, quarters, months, rolling, expanding
  case walkForward = "walk_forward"
}

extension FormulaFunction {
  struct Refusal: Error {
    let message: String
    var help: String?
  }

  /// The names of its arguments, by which they can be labelled: `round(x, digits: 2)`.
  public var parameters: [String] {
    switch self {
    case .min, .max: ["values"]
    case .round: ["x", "digits"]
    case .abs, .floor, .ceil: ["x"]
    case .mod: ["a", "b"]
    case .len, .sum, .first, .last, .sorted, .unique: ["list"]
    case .replace: ["text", "old", "new"]
    case .lower, .upper, .stem: ["text"]
    case .date: ["year", "month", "day"]
    case .json: ["value"]
    case .zip: ["xs", "ys"]
    case .linspace, .logspace, .geomspace: ["a", "b", "n"]
    case .years, .quarters, .months: ["period"]
    case .rolling: ["period", "length", "step"]
    case .expanding: ["period", "first", "step"]
    case .walkForward: ["period", "train", "test", "step", "gap"]
    }
  }

  /// How many arguments it takes.
  public var arity: ClosedRange<Int> {
    switch self {
    case .min, .max: 1...64
    case .zip: 2...16
    case .round: 1...2
    case .date: 1...3
    case .rolling, .expanding: 2...3
    case .walkForward: 3...5
    default: parameters.count...parameters.count
    }
  }

  /// Whether its first argument is a period, so that a range there means days and years.
  public var takesPeriod: Bool { parameters.first == "period" }

  /// `arguments[i]` belongs to `parameters[i]`; `none` where an optional one was left out.
  func apply(_ arguments: [Value]) throws(Refusal) -> Value {
    switch self {
    case .min: return try extreme(arguments) { $0 < $1 }
    case .max: return try extreme(arguments) { $0 > $1 }
    case .abs: return try mapped(arguments[0]) { $0.isNegative ? -$0 : $0 }
    case .floor: return .int(try integer(try number(arguments[0]).floor))
    case .ceil: return .int(try integer(-(-(try number(arguments[0]))).floor))
    case .round: return try rounded(arguments)
    case .mod: return try remainder(arguments)
    case .sum: return try total(arguments[0])
    case .len:
      if case .text(let text) = arguments[0] { return .int(Int64(text.count)) }
      return .int(Int64(try elements(arguments[0]).count))
    case .first, .last:
      let values = try elements(arguments[0])
      guard let value = self == .first ? values.first : values.last else {
        throw Refusal(message: "this list is empty, so it has no \(rawValue) element")
      }
      return value
    case .sorted: return .list(try inOrder(try elements(arguments[0])))
    case .unique: return .list(distinct(try elements(arguments[0])))
    case .lower: return .text(try text(arguments[0]).lowercased())
    case .upper: return .text(try text(arguments[0]).uppercased())
    case .stem: return .text(pathStem(try text(arguments[0])))
    case .replace: return .text(try replaced(arguments))
    case .date: return .day(try day(arguments))
    case .json: return .text(canonicalJSON(arguments[0]))
    case .zip: return try zipped(arguments)
    case .linspace, .logspace, .geomspace: return .list(try grid(arguments))
    case .years, .quarters, .months, .rolling, .expanding, .walkForward:
      return .list(try windows(arguments).map { .period($0) })
    }
  }

  private func replaced(_ arguments: [Value]) throws(Refusal) -> String {
    let (from, to) = (try text(arguments[1]), try text(arguments[2]))
    let whole = try text(arguments[0])
    let most = whole.utf8.count / Swift.max(1, from.utf8.count) + 1
    guard
      most.multipliedReportingOverflow(by: Swift.max(1, to.utf8.count)).partialValue <= 1 << 20
    else {
      throw Refusal(message: "this text could grow beyond the limit of 1 MiB")
    }
    return from.isEmpty ? whole : whole.replacing(from, with: to)
  }

  private func extreme(
    _ arguments: [Value], _ precedes: (Decimal, Decimal) -> Bool
  ) throws(Refusal) -> Value {
    var values = arguments
    if values.count == 1, case .list(let list) = values[0] { values = list }
    guard var best = values.first else {
      throw Refusal(message: "'\(rawValue)' of nothing has no value")
    }
    for value in values where precedes(try number(value), try number(best)) { best = value }
    _ = try number(best)
    return best
  }

  private func mapped(_ value: Value, _ change: (Decimal) -> Decimal) throws(Refusal) -> Value {
    let result = change(try number(value))
    if case .int = value { return .int(try integer(result)) }
    return .number(result)
  }

  private func rounded(_ arguments: [Value]) throws(Refusal) -> Value {
    let value = try number(arguments[0])
    if arguments[1] == .none { return .int(try integer(value.rounded(places: 0))) }
    guard case .int(let places) = arguments[1], (0...30).contains(places) else {
      throw Refusal(message: "'round' takes 0 to 30 digits")
    }
    return .number(value.rounded(places: Int(places)))
  }

  private func remainder(_ arguments: [Value]) throws(Refusal) -> Value {
    guard case .int(let a) = arguments[0], case .int(let b) = arguments[1] else {
      throw Refusal(message: "'mod' takes two ints")
    }
    guard b != 0 else { throw Refusal(message: "division by zero") }
    if b == -1 { return .int(0) }
    let rest = a % b
    return .int(rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest)
  }

  private func total(_ value: Value) throws(Refusal) -> Value {
    var result = Value.int(0)
    for element in try elements(value) {
      if case .int(let a) = result, case .int(let b) = element {
        let sum = a.addingReportingOverflow(b)
        guard !sum.overflow else { throw Refusal(message: "this number is too large") }
        result = .int(sum.partialValue)
      } else if let sum = Decimal.sum(try number(result), try number(element)) {
        result = .number(sum)
      } else {
        throw Refusal(message: "this number is too large")
      }
    }
    return result
  }

  func number(_ value: Value) throws(Refusal) -> Decimal {
    guard let number = value.decimal else {
      throw Refusal(message: "'\(rawValue)' takes numbers, and this is \(value.kind.phrase)")
    }
    return number
  }

  func integer(_ number: Decimal) throws(Refusal) -> Int64 {
    guard let integer = number.integer else { throw Refusal(message: "this number is too large") }
    return integer
  }

  func text(_ value: Value) throws(Refusal) -> String {
    switch value {
    case .text(let text): return text
    case .bundle(let bundle): return bundle.path
    default:
      throw Refusal(message: "'\(rawValue)' takes a string, and this is \(value.kind.phrase)")
    }
  }

  func elements(_ value: Value) throws(Refusal) -> [Value] {
    guard case .list(let values) = value else {
      throw Refusal(message: "'\(rawValue)' takes a list, and this is \(value.kind.phrase)")
    }
    return values
  }
}
