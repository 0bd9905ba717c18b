// What the operators, members and functions of formulas compute.

extension Evaluator {
  func negated(_ value: Value, _ place: Place) throws(EvaluationFailure) -> Value {
    switch value {
    case .int(let number):
      guard number != .min else { throw overflow(place) }
      return .int(-number)
    case .number(let number): return .number(-number)
    case .quantity(let number, let unit): return .quantity(-number, unit)
    default: throw EvaluationFailure("\(value.kind.phrase) has no negative", at: place)
    }
  }

  func combine(
    _ symbol: BinaryOperator, _ a: Value, _ b: Value, _ place: Place
  ) throws(EvaluationFailure) -> Value {
    switch symbol {
    case .equal: return .bool(a.means(b))
    case .notEqual: return .bool(!a.means(b))
    case .isIn, .isNotIn:
      let found: Bool
      switch b {
      case .list(let values): found = values.contains { $0.means(a) }
      case .period(let period):
        guard case .day(let day) = a else { throw mismatch(symbol, a, b, place) }
        found = period.period.start <= day && day <= period.period.end
      case .text(let text):
        guard case .text(let part) = a else { throw mismatch(symbol, a, b, place) }
        found = part.isEmpty || text.contains(part)
      case .record(let record):
        guard case .text(let name) = a else { throw mismatch(symbol, a, b, place) }
        found = record[name] != nil
      default: throw mismatch(symbol, a, b, place)
      }
      return .bool(found == (symbol == .isIn))
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      return .bool(try compare(symbol, a, b, place))
    default: return try arithmetic(symbol, a, b, place)
    }
  }

  private func compare(
    _ symbol: BinaryOperator, _ a: Value, _ b: Value, _ place: Place
  ) throws(EvaluationFailure) -> Bool {
    func ordered<T: Comparable>(_ x: T, _ y: T) -> Bool {
      switch symbol {
      case .less: x < y
      case .lessOrEqual: x <= y
      case .greater: x > y
      default: x >= y
      }
    }
    switch (a, b) {
    case (.day(let x), .day(let y)): return ordered(x, y)
    case (.text(let x), .text(let y)): return ordered(x, y)
    case (.duration(let x), .duration(let y)):
      guard let x = x.orderedLength, let y = y.orderedLength else {
        throw EvaluationFailure(
          "months have no fixed number of days, so these lengths cannot be compared",
          reason: .value, at: place)
      }
      return ordered(x, y)
    case (.quantity(let x, let unit), .quantity(let y, let other)):
      guard let factor = other.factor(to: unit), let z = Decimal.product(y, factor) else {
        throw mismatch(symbol, a, b, place)
      }
      return ordered(x, z)
    default:
      guard let x = a.decimal, let y = b.decimal else { throw mismatch(symbol, a, b, place) }
      return ordered(x, y)
    }
  }

  private func arithmetic(
    _ symbol: BinaryOperator, _ a: Value, _ b: Value, _ place: Place
  ) throws(EvaluationFailure) -> Value {
    switch (symbol, a, b) {
    case (.add, .text(let x), .text(let y)):
      guard x.utf8.count + y.utf8.count <= 1 << 20 else {
        throw EvaluationFailure("a text grew beyond the limit of 1 MiB", at: place)
      }
      return .text(x + y)
    case (.add, .list(let x), .list(let y)):
      guard x.count + y.count <= 1_000_000 else {
        throw EvaluationFailure("a list grew beyond the limit of 1000000 elements", at: place)
      }
      return .list(x + y)
    case (.add, .record(let x), .record(let y)): return .record(try joined(x, y, place))
    case (.add, .day(let day), .duration(let length)): return .day(try move(day, length, 1, place))
    case (.subtract, .day(let day), .duration(let length)):
      return .day(try move(day, length, -1, place))
    case (.subtract, .day(let x), .day(let y)):
      return .duration(Duration(days: x.number - y.number))
    case (.add, .int(let x), .int(let y)): return try checked(x.addingReportingOverflow(y), place)
    case (.subtract, .int(let x), .int(let y)):
      return try checked(x.subtractingReportingOverflow(y), place)
    case (.multiply, .int(let x), .int(let y)):
      return try checked(x.multipliedReportingOverflow(by: y), place)
    default: break
    }
    if let quantity = try quantities(symbol, a, b, place) { return quantity }
    guard let x = a.decimal, let y = b.decimal else { throw mismatch(symbol, a, b, place) }
    let result: Decimal?
    switch symbol {
    case .add: result = Decimal.sum(x, y)
    case .subtract: result = Decimal.sum(x, -y)
    case .multiply: result = Decimal.product(x, y)
    default:
      guard y != .zero else {
        throw EvaluationFailure("division by zero", reason: .value, at: place)
      }
      result = Decimal.quotient(x, y)
    }
    guard let result else { throw overflow(place) }
    return .number(result)
  }

  /// What becomes of numbers with units: twice 5bps is 10bps, 5bps + 0.01% is 6bps; nil for others.
  private func quantities(
    _ symbol: BinaryOperator, _ a: Value, _ b: Value, _ place: Place
  ) throws(EvaluationFailure) -> Value? {
    switch (symbol, a, b) {
    case (.multiply, .quantity(let x, let unit), _):
      guard let y = b.decimal else { return nil }
      return Decimal.product(x, y).map { .quantity($0, unit) }
    case (.multiply, _, .quantity(let y, let unit)):
      guard let x = a.decimal else { return nil }
      return Decimal.product(x, y).map { .quantity($0, unit) }
    case (.divide, .quantity(let x, let unit), _):
      guard let y = b.decimal, y != .zero else { return nil }
      return Decimal.quotient(x, y).map { .quantity($0, unit) }
    case (.add, .quantity(let x, let unit), .quantity(let y, let other)),
      (.subtract, .quantity(let x, let unit), .quantity(let y, let other)):
      guard let factor = other.factor(to: unit), let z = Decimal.product(y, factor) else {
        throw mismatch(symbol, a, b, place)
      }
      return Decimal.sum(x, symbol == .add ? z : -z).map { .quantity($0, unit) }
    default: return nil
    }
  }

  /// Two presets that set nothing twice, as one.
  private func joined(
    _ a: Record, _ b: Record, _ place: Place
  ) throws(EvaluationFailure) -> Record {
    if let twin = b.fields.first(where: { a[$0.name] != nil }) {
      throw EvaluationFailure(
        "both of these set '\(twin.name)'", help: "presets that are joined do not overlap",
        reason: .value, at: place)
    }
    let names = [a.name, b.name].compactMap(\.self)
    return Record(name: names.count == 2 ? names.joined(separator: "_") : nil, a.fields + b.fields)
  }

  private func move(
    _ day: Day, _ length: Duration, _ sign: Int, _ place: Place
  ) throws(EvaluationFailure) -> Day {
    guard length.milliseconds == 0 else {
      throw EvaluationFailure("a date moves by days, weeks, months or years", at: place)
    }
    guard let moved = day.adding(months: sign * length.months)?.adding(days: sign * length.days),
      (1...9999).contains(moved.year)
    else {
      throw EvaluationFailure("this date leaves the years 1 to 9999", reason: .value, at: place)
    }
    return moved
  }

  private func checked(
    _ result: (partialValue: Int64, overflow: Bool), _ place: Place
  ) throws(EvaluationFailure) -> Value {
    guard !result.overflow else { throw overflow(place) }
    return .int(result.partialValue)
  }

  private func overflow(_ place: Place) -> EvaluationFailure {
    EvaluationFailure(
      "this number is too large", help: "ints have 64 bits", reason: .value, at: place)
  }

  private func mismatch(
    _ symbol: BinaryOperator, _ a: Value, _ b: Value, _ place: Place
  ) -> EvaluationFailure {
    EvaluationFailure(
      "'\(symbol.rawValue)' does not work between \(a.kind.phrase) and \(b.kind.phrase)", at: place)
  }

  func member(_ name: String, of value: Value, _ place: Place) throws(EvaluationFailure) -> Value {
    if let found = value.member(name) { return found }
    var names = value.kind.members
    if case .period(let window) = value {
      if window.train != nil { names += ["train", "test"] }
      if window.train == nil, name == "train" || name == "test" {
        throw EvaluationFailure(
          "this period has no '.\(name)'",
          help: "only windows of walk_forward(...) have .train and .test", at: place)
      }
    }
    if case .record(let record) = value { names = record.fields.map(\.name) + ["name"] }
    throw EvaluationFailure(
      "\(value.kind.phrase) has no '.\(name)'",
      help: names.isEmpty ? nil : "it has \(names.map { ".\($0)" }.joined(separator: ", "))",
      at: place)
  }

  func apply(
    _ function: FormulaFunction, _ arguments: [Value], _ place: Place
  ) throws(EvaluationFailure) -> Value {
    do {
      return try function.apply(arguments)
    } catch {
      throw EvaluationFailure(error.message, help: error.help, reason: .value, at: place)
    }
  }
}

extension ValueKind {
  /// The names that may stand behind a point.
  public var members: [String] {
    switch self {
    case .period: ["name", "start", "end", "days", "year"]
    case .bundle: ["name", "path"]
    case .day: ["year", "month", "day"]
    default: []
    }
  }
}

extension Value {
  public func member(_ name: String) -> Value? {
    switch (self, name) {
    case (.period(let window), "name"): .text(window.name)
    case (.period(let window), "start"): .day(window.period.start)
    case (.period(let window), "end"): .day(window.period.end)
    case (.period(let window), "days"): .int(Int64(window.period.days))
    case (.period(let window), "year"): .int(Int64(window.period.start.year))
    case (.period(let window), "test"):
      window.train.map { _ in .period(PeriodReference(window.period)) }
    case (.period(let window), "train"): window.train.map { .period(PeriodReference($0)) }
    case (.record(let record), _):
      record[name] ?? (name == "name" ? record.name.map { .text($0) } : nil)
    case (.bundle(let bundle), "name"): .text(bundle.name)
    case (.bundle(let bundle), "path"): .text(bundle.path)
    case (.day(let day), "year"): .int(Int64(day.year))
    case (.day(let day), "month"): .int(Int64(day.month))
    case (.day(let day), "day"): .int(Int64(day.components.day))
    default: nil
    }
  }
}
