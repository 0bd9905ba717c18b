// The functions that formulas may call: small, pure, total over the values that they accept.

extension FormulaFunction {
  struct Refusal: Error { let message: String }

  /// How many arguments it takes.
  public var arity: ClosedRange<Int> {
    switch self {
    case .min, .max: 1...64
    case .round: 1...2
    case .mod: 2...2
    case .replace: 3...3
    default: 1...1
    }
  }

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
    case .lower: return .text(try text(arguments[0]).lowercased())
    case .upper: return .text(try text(arguments[0]).uppercased())
    case .stem: return .text(pathStem(try text(arguments[0])))
    case .replace:
      let (from, to) = (try text(arguments[1]), try text(arguments[2]))
      let whole = try text(arguments[0])
      let most = whole.utf8.count / Swift.max(1, from.utf8.count) + 1
      guard
        most.multipliedReportingOverflow(by: Swift.max(1, to.utf8.count)).partialValue <= 1 << 20
      else {
        throw Refusal(message: "this text could grow beyond the limit of 1 MiB")
      }
      return .text(from.isEmpty ? whole : whole.replacing(from, with: to))
    }
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
    guard arguments.count == 2 else { return .int(try integer(value.rounded(places: 0))) }
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

  private func number(_ value: Value) throws(Refusal) -> Decimal {
    guard let number = value.decimal else {
      throw Refusal(message: "'\(rawValue)' takes numbers, and this is \(value.kind.phrase)")
    }
    return number
  }

  private func integer(_ number: Decimal) throws(Refusal) -> Int64 {
    guard let integer = number.integer else { throw Refusal(message: "this number is too large") }
    return integer
  }

  private func text(_ value: Value) throws(Refusal) -> String {
    switch value {
    case .text(let text): return text
    case .bundle(let bundle): return bundle.path
    default:
      throw Refusal(message: "'\(rawValue)' takes a string, and this is \(value.kind.phrase)")
    }
  }

  private func elements(_ value: Value) throws(Refusal) -> [Value] {
    guard case .list(let values) = value else {
      throw Refusal(message: "'\(rawValue)' takes a list, and this is \(value.kind.phrase)")
    }
    return values
  }
}
