// Functions that make lists and days: grids of numbers, rows of several lists, sets.
// Grids are computed in decimals, or in doubles of our own arithmetic and then rounded to 12 digits,
// so that every machine gives the same levels.

extension FormulaFunction {
  /// Lists have at most so many elements.
  static let maximumElements = 1_000_000

  /// Numbers, texts or days in ascending order; equal ones keep theirs.
  func inOrder(_ values: [Value]) throws(Refusal) -> [Value] {
    let evaluator = Evaluator(schema: Schema())
    var failure: EvaluationFailure?
    let result = values.enumerated().sorted { a, b in
      func precedes(_ x: Value, _ y: Value) -> Bool {
        do throws(EvaluationFailure) {
          return try evaluator.combine(.less, x, y, .unknown) == .bool(true)
        } catch {
          failure = error
          return false
        }
      }
      if precedes(a.element, b.element) { return true }
      return !precedes(b.element, a.element) && a.offset < b.offset
    }
    if let failure { throw Refusal(message: failure.message) }
    return result.map(\.element)
  }

  /// Each value once, where it stands first.
  func distinct(_ values: [Value]) -> [Value] {
    var seen: Set<Value> = []
    return values.filter { value in
      // 1 and 1.0 are one number.
      seen.insert(value.decimal.map { .number($0) } ?? value).inserted
    }
  }

  /// zip([1, 2], [3, 4]) is [(1, 3), (2, 4)]; the lists are equally long.
  func zipped(_ arguments: [Value]) throws(Refusal) -> Value {
    var lists: [[Value]] = []
    for argument in arguments { lists.append(try elements(argument)) }
    let counts = lists.map(\.count)
    guard Set(counts).count == 1 else {
      throw Refusal(
        message: "these lists have \(counts.map(String.init).joined(separator: " and ")) elements",
        help: "'zip' pairs lists of one length")
    }
    return .list(lists[0].indices.map { place in .list(lists.map { $0[place] }) })
  }

  /// date("2015-01-31"), date(2015, 1, 31); a month or day that is left out is the first.
  func day(_ arguments: [Value]) throws(Refusal) -> Day {
    if case .text(let text) = arguments[0], arguments[1] == .none {
      if let day = Day(text) { return day }
      throw Refusal(message: "\"\(text)\" is no day that exists", help: "write YYYY-MM-DD")
    }
    var parts = [1, 1, 1]
    for (place, argument) in arguments.enumerated() where argument != .none {
      guard case .int(let part) = argument else {
        throw Refusal(message: "'date' takes a string, or year, month and day as ints")
      }
      parts[place] = Int(clamping: part)
    }
    guard let day = Day(year: parts[0], month: parts[1], day: parts[2]) else {
      throw Refusal(message: "\(parts[0])-\(parts[1])-\(parts[2]) is no day that exists")
    }
    return day
  }

  /// n numbers from a to b, both included.
  ///
  /// linspace: equal steps. logspace: 10^x for equal steps of x, as in NumPy. geomspace: equal
  /// ratios, from a to b themselves.
  func grid(_ arguments: [Value]) throws(Refusal) -> [Value] {
    let (a, b) = (try number(arguments[0]), try number(arguments[1]))
    guard case .int(let n) = arguments[2], n >= 1, n <= FormulaFunction.maximumElements else {
      throw Refusal(
        message: "'\(rawValue)' makes 1 to \(FormulaFunction.maximumElements) numbers",
        help: "its third argument says how many")
    }
    if self == .geomspace, a <= .zero || b <= .zero {
      throw Refusal(message: "'geomspace' goes between numbers above zero")
    }
    var values: [Value] = []
    for index in 0..<Int(n) {
      guard let value = level(index, of: Int(n), from: a, to: b) else {
        throw Refusal(message: "this number is too large")
      }
      values.append(.number(value))
    }
    return values
  }

  private func level(_ index: Int, of n: Int, from a: Decimal, to b: Decimal) -> Decimal? {
    func between(_ a: Decimal, _ b: Decimal) -> Decimal? {
      guard n > 1, let span = Decimal.sum(b, -a),
        let part = Decimal.product(span, Decimal(index)),
        let step = Decimal.quotient(part, Decimal(n - 1))
      else { return a }
      return Decimal.sum(a, step)
    }
    if self == .linspace { return between(a, b)?.rounded(significant: 12) }
    if self == .geomspace {
      if index == 0 { return a }
      if index == n - 1 { return b }
      let (low, high) = (logarithm(a.double), logarithm(b.double))
      let x = low + (high - low) * (Double(index) / Double(n - 1))
      return Decimal(exponential(x))?.rounded(significant: 12)
    }
    guard let power = between(a, b) else { return nil }
    if let whole = power.integer { return whole.magnitude <= 300 ? Decimal("1e\(whole)") : nil }
    return Decimal(exponential(power.double * logarithm(10)))?.rounded(significant: 12)
  }
}
