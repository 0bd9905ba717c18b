// The members of a range of numbers or days, each made when it is asked for: a range of a million
// costs as much as one of three.

/// Numbers or days at equal distances.
public struct RangeMembers: RandomAccessCollection, Hashable, Sendable {
  fileprivate enum Form: Hashable, Sendable {
    case ints(Int64, step: Int64)
    case numbers(Decimal, step: Decimal)
    case quantities(Decimal, step: Decimal, LiteralUnit)
    case days(Int)
  }

  /// A range of numbers has at most so many members.
  public static let maximumMembers = 1_000_000

  fileprivate let form: Form
  public let count: Int

  public var startIndex: Int { 0 }
  public var endIndex: Int { count }

  public subscript(index: Int) -> Value {
    switch form {
    case .ints(let first, let step): .int(first &+ Int64(index) &* step)
    case .numbers(let first, let step): .number(RangeMembers.member(index, first, step))
    case .quantities(let first, let step, let unit):
      .quantity(RangeMembers.member(index, first, step), unit)
    case .days(let first): .day(Day(number: first + index))
    }
  }

  fileprivate static func member(_ index: Int, _ first: Decimal, _ step: Decimal) -> Decimal {
    // Between two ends that can be told, all can.
    Decimal.product(step, Decimal(index)).flatMap { Decimal.sum(first, $0) } ?? first
  }

  /// The days of a period.
  public init(daysOf period: Period) {
    form = .days(period.start.number)
    count = period.days
  }

  /// From one number up to another; in the unit of the first where they have units.
  public init(
    _ lower: Value, _ upper: Value, step: Value?, at place: Place
  ) throws(EvaluationFailure) {
    var values = [lower, upper] + (step.map { [$0] } ?? [])
    var unit: LiteralUnit?
    if case .quantity(_, let own) = lower {
      unit = own
      values = try RangeMembers.numbers(values, in: own, at: place)
    }
    if let other = values[..<2].first(where: { $0.decimal == nil }) {
      throw EvaluationFailure(
        "a range of numbers is wanted here, and this is \(other.kind.phrase)", at: place)
    }
    let from = values[0].decimal ?? .zero
    let to = values[1].decimal ?? .zero
    guard let step = values.count > 2 ? values[2].decimal : Decimal(1), step > .zero else {
      throw EvaluationFailure("a step is a number above zero", reason: .value, at: place)
    }
    guard from <= to else {
      throw EvaluationFailure(
        "this range is empty: its first end is above its last", help: "swap its two ends",
        reason: .value, at: place)
    }
    let steps = Decimal.sum(to, -from).flatMap { Decimal.quotient($0, step) }?.floor.integer
    guard let steps, steps < RangeMembers.maximumMembers else {
      throw EvaluationFailure(
        "this range has more than \(RangeMembers.maximumMembers) members", reason: .value, at: place
      )
    }
    count = Int(steps) + 1
    if let unit {
      form = .quantities(from, step: step, unit)
    } else if values.allSatisfy({ $0.kind == .int }), let from = from.integer {
      form = .ints(from, step: count > 1 ? step.integer ?? 1 : 0)
    } else {
      form = .numbers(from, step: step)
    }
  }

  private static func numbers(
    _ values: [Value], in unit: LiteralUnit, at place: Place
  ) throws(EvaluationFailure) -> [Value] {
    var numbers: [Value] = []
    for value in values {
      guard case .quantity(let amount, let own) = value, let factor = own.factor(to: unit),
        let number = Decimal.product(amount, factor)
      else {
        throw EvaluationFailure("the ends and the step of a range have units alike", at: place)
      }
      numbers.append(.number(number))
    }
    guard numbers.count == 3 else {
      throw EvaluationFailure("a range of numbers needs a step", at: place)
    }
    return numbers
  }

  /// The same members as something takes them that keeps their order and distances, told by three of
  /// them; nil where they do not stand so.
  public init?(first: Value, second: Value, last: Value, count: Int) {
    guard count > 0 else { return nil }
    self.count = count
    switch (first, second, last) {
    case (.int(let a), .int(let b), .int): form = .ints(a, step: b &- a)
    case (.number(let a), .number(let b), .number):
      guard let step = Decimal.sum(b, -a) else { return nil }
      form = .numbers(a, step: step)
    // The guard below sees whether they stand a day apart.
    case (.day(let a), .day, .day): form = .days(a.number)
    default: return nil
    }
    guard self[count - 1] == last, count < 2 || self[1] == second else { return nil }
  }
}

/// What is to be known of the labels of a range without making them.
public struct LabelShape: Sendable {
  /// No label has more bytes.
  public let longest: Int
  public let haveOneLength: Bool
  /// No label has a character that is not among these. It could be a label itself.
  public let characters: String
}

extension LabelShape {
  /// Nil where two of the members may have one label.
  public init?(of members: RangeMembers) {
    let ends = [members[0], members[members.count - 1]].map { $0.levelLabel(for: nil) }
    let lengths = ends.map(\.utf8.count)
    let sign = ends.contains { $0.hasPrefix("-") } ? "-" : ""
    switch members.form {
    case .ints:
      longest = max(lengths[0], lengths[1])
      haveOneLength = lengths[0] == lengths[1] && sign.isEmpty
      characters = "0123456789" + sign
    case .days:
      longest = max(lengths[0], lengths[1])
      haveOneLength = lengths[0] == lengths[1]
      characters = "0123456789-"
    case .numbers(let first, let step):
      // The text of a number is that of a double, which tells decimals of 15 digits apart.
      let last = RangeMembers.member(members.count - 1, first, step)
      let places = max(0, -min(first.exponent, step.exponent))
      let digits = max(first.digitsBeforePoint, last.digitsBeforePoint, 1)
      guard digits + places <= 15 else { return nil }
      // Below 0.0001 it has an exponent, and is shorter than with all its zeros.
      longest = digits + 1 + max(places, 1) + sign.utf8.count
      haveOneLength = false
      characters = "0123456789." + sign + (places > 4 ? "e-" : "")
    case .quantities: return nil
    }
  }

  /// The shape of the same labels with zeros before them; nil where they are not all digits.
  public func padded(to width: Int) -> LabelShape? {
    guard !characters.contains("-"), !characters.contains(".") else { return nil }
    return LabelShape(
      longest: max(longest, width), haveOneLength: haveOneLength || longest <= width,
      characters: characters)
  }
}
