// Exact decimal numbers of 34 digits, so that 0.1 + 0.2 is 0.3 and a range has the levels people see.
// The engine works in doubles: `double` is the door.

/// A decimal number: `coefficient * 10^exponent`, normalised so that equal numbers are equal values.
///
/// `+ - *` are exact up to 34 significant digits and then rounded half to even; `/` is always
/// rounded so. The exponent lies within ±6144 (decimal128 of IEEE 754-2008); beyond, operations
/// give nil.
public struct Decimal: Hashable, Sendable {
  public let coefficient: Int128
  public let exponent: Int

  static let digits = 34
  static let exponentLimit = 6144

  public static let zero = Decimal(0)

  public init(_ integer: some BinaryInteger) {
    self.init(normalising: Int128(integer), exponent: 0)
  }

  private init(normalising coefficient: Int128, exponent: Int) {
    var coefficient = coefficient
    var exponent = coefficient == 0 ? 0 : exponent
    while coefficient != 0, coefficient % 10 == 0 {
      coefficient /= 10
      exponent += 1
    }
    self.coefficient = coefficient
    self.exponent = exponent
  }

  /// Nil where the exponent leaves its range.
  private init?(_ negative: Bool, _ magnitude: UInt128, exponent: Int) {
    guard abs(exponent) <= Decimal.exponentLimit || magnitude == 0 else { return nil }
    self.init(
      normalising: negative ? -Int128(magnitude) : Int128(magnitude), exponent: exponent)
  }

  /// Reads `1`, `-0.5`, `1e-3`, `1_000.5`; nil for other text, over 34 digits, or a huge exponent.
  public init?(_ text: some StringProtocol) {
    var magnitude: UInt128 = 0
    var exponent = 0
    var seen = 0
    var negative = false
    var afterPoint = false
    var bytes = Array(text.utf8)[...]
    if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      negative = sign == UInt8(ascii: "-")
      bytes = bytes.dropFirst()
    }
    while let byte = bytes.first {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let digit = UInt128(byte - UInt8(ascii: "0"))
        if magnitude >= Decimal.power(33) {
          guard digit == 0 else { return nil }
          if !afterPoint { exponent += 1 }
        } else {
          magnitude = magnitude * 10 + digit
          if afterPoint { exponent -= 1 }
        }
        seen += 1
      case UInt8(ascii: "_") where seen > 0: break
      case UInt8(ascii: ".") where !afterPoint && seen > 0: afterPoint = true
      case UInt8(ascii: "e") where seen > 0, UInt8(ascii: "E") where seen > 0:
        let digits = String(decoding: bytes.dropFirst(), as: UTF8.self)
        guard let power = Int(digits), power.magnitude <= Decimal.exponentLimit else { return nil }
        exponent += power
        bytes = []
        continue
      default: return nil
      }
      bytes = bytes.dropFirst()
    }
    guard seen > 0 else { return nil }
    let value = Decimal(
      normalising: negative ? -Int128(magnitude) : Int128(magnitude), exponent: exponent)
    guard abs(value.exponent) <= Decimal.exponentLimit else { return nil }
    self = value
  }

  /// The decimal that the shortest text of a double spells; nil for infinities and NaN.
  public init?(_ double: Double) {
    guard double.isFinite else { return nil }
    self.init(double.description)
  }

  public var isNegative: Bool { coefficient < 0 }

  /// How many digits stand before the point; none or less below 1.
  var digitsBeforePoint: Int { Decimal.digitCount(coefficient.magnitude) + exponent }

  /// How many digits it has when it is written without an exponent.
  public var digitsAroundPoint: Int { max(digitsBeforePoint, 1) + max(0, -exponent) }

  /// The nearest double.
  public var double: Double { Double("\(coefficient)e\(exponent)") ?? .nan }

  /// The integer that this is, if it is one and fits.
  public var integer: Int64? {
    guard exponent >= 0, exponent < 20 else { return coefficient == 0 ? 0 : nil }
    let (product, overflow) = coefficient.multipliedReportingOverflow(
      by: Int128(Decimal.power(exponent)))
    return overflow ? nil : Int64(exactly: product)
  }

  public static prefix func - (a: Decimal) -> Decimal {
    Decimal(normalising: -a.coefficient, exponent: a.exponent)
  }

  /// Nil where the result leaves the range; otherwise `a + b`.
  public static func sum(_ a: Decimal, _ b: Decimal) -> Decimal? {
    if a.coefficient == 0 { return b }
    if b.coefficient == 0 { return a }
    let (high, low) = a.exponent >= b.exponent ? (a, b) : (b, a)
    let room = 37 - digitCount(high.coefficient.magnitude)
    let shift = min(high.exponent - low.exponent, room)
    let scaled = high.coefficient * Int128(power(shift))
    let exponent = high.exponent - shift
    let drop = exponent - low.exponent
    if drop == 0 { return rounding(scaled + low.coefficient, exponent: exponent) }
    // What is cut off becomes one more digit that is not zero, so that it is rounded only once.
    let kept = drop > 37 ? 0 : low.coefficient / Int128(power(drop))
    let rest = drop > 37 ? low.coefficient : low.coefficient % Int128(power(drop))
    return rounding((scaled + kept) * 10 + rest.signum(), exponent: exponent - 1)
  }

  /// Nil where the result leaves the range; otherwise `a * b`.
  public static func product(_ a: Decimal, _ b: Decimal) -> Decimal? {
    let negative = a.isNegative != b.isNegative
    let wide = a.coefficient.magnitude.multipliedFullWidth(by: b.coefficient.magnitude)
    let exponent = a.exponent + b.exponent
    if wide.high == 0, wide.low < power(34) {
      return Decimal(negative, wide.low, exponent: exponent)
    }
    // The product has as many digits as its factors together, or one less.
    let count = digitCount(a.coefficient.magnitude) + digitCount(b.coefficient.magnitude)
    var drop = count - digits
    var (quotient, remainder) = power(drop).dividingFullWidth(wide)
    if quotient < power(digits - 1) {
      drop -= 1
      (quotient, remainder) = power(drop).dividingFullWidth(wide)
    }
    let result = halfEven(quotient, remainder: remainder, divisor: power(drop))
    return Decimal(negative, result, exponent: exponent + drop)
  }

  /// Nil for division by zero and where the result leaves the range; otherwise `a / b`.
  public static func quotient(_ a: Decimal, _ b: Decimal) -> Decimal? {
    guard b.coefficient != 0 else { return nil }
    let divisor = b.coefficient.magnitude
    var (quotient, remainder) = a.coefficient.magnitude.quotientAndRemainder(dividingBy: divisor)
    var exponent = a.exponent - b.exponent
    while remainder != 0, quotient < power(33) {
      let next = (remainder * 10).quotientAndRemainder(dividingBy: divisor)
      quotient = quotient * 10 + next.quotient
      remainder = next.remainder
      exponent -= 1
    }
    let result = halfEven(quotient, remainder: remainder, divisor: divisor)
    return Decimal(a.isNegative != b.isNegative, result, exponent: exponent)
  }

  /// Rounded half to even at `places` digits after the point.
  public func rounded(places: Int) -> Decimal {
    let drop = -exponent - places
    guard drop > 0 else { return self }
    guard drop <= 37 else { return .zero }
    return Decimal(normalising: Decimal.rounded(coefficient, dropping: drop), exponent: -places)
  }

  /// Rounded half to even to so many significant digits.
  public func rounded(significant digits: Int) -> Decimal {
    let surplus = Decimal.digitCount(coefficient.magnitude) - digits
    guard surplus > 0 else { return self }
    return Decimal(
      normalising: Decimal.rounded(coefficient, dropping: surplus), exponent: exponent + surplus)
  }

  /// The largest integer not above this.
  public var floor: Decimal {
    let near = rounded(places: 0)
    return near > self ? Decimal.sum(near, Decimal(-1)) ?? near : near
  }

  private static func rounding(_ coefficient: Int128, exponent: Int) -> Decimal? {
    let drop = digitCount(coefficient.magnitude) - digits
    guard drop > 0 else {
      return Decimal(coefficient < 0, coefficient.magnitude, exponent: exponent)
    }
    let shorter = rounded(coefficient, dropping: drop)
    return Decimal(shorter < 0, shorter.magnitude, exponent: exponent + drop)
  }

  private static func rounded(_ coefficient: Int128, dropping drop: Int) -> Int128 {
    let divisor = power(drop)
    let (quotient, remainder) = coefficient.magnitude.quotientAndRemainder(dividingBy: divisor)
    let result = Int128(halfEven(quotient, remainder: remainder, divisor: divisor))
    return coefficient < 0 ? -result : result
  }

  private static func halfEven(
    _ quotient: UInt128, remainder: UInt128, divisor: UInt128
  ) -> UInt128 {
    let rest = divisor - remainder
    let up = remainder > rest || (remainder == rest && quotient % 2 == 1)
    return up ? quotient + 1 : quotient
  }

  private static func digitCount(_ value: UInt128) -> Int {
    var count = 0
    var value = value
    while value > 0 {
      value /= 10
      count += 1
    }
    return count
  }

  private static func power(_ exponent: Int) -> UInt128 { powers[exponent] }

  private static let powers: [UInt128] = {
    var powers: [UInt128] = [1]
    for _ in 1...38 { powers.append(powers[powers.count - 1] * 10) }
    return powers
  }()
}

extension Decimal: Comparable {
  public static func < (a: Decimal, b: Decimal) -> Bool {
    if a.isNegative != b.isNegative { return a.isNegative }
    guard a != b else { return false }
    // Compare magnitudes by their leading digit's place first: subtraction would round.
    let aPlace = digitCount(a.coefficient.magnitude) + a.exponent
    let bPlace = digitCount(b.coefficient.magnitude) + b.exponent
    if a.coefficient == 0 { return !b.isNegative }
    if b.coefficient == 0 { return a.isNegative }
    let smaller: Bool
    if aPlace != bPlace {
      smaller = aPlace < bPlace
    } else {
      let low = min(a.exponent, b.exponent)
      smaller =
        a.coefficient.magnitude * power(a.exponent - low)
        < b.coefficient.magnitude * power(b.exponent - low)
    }
    return a.isNegative ? !smaller : smaller
  }
}

extension Decimal: CustomStringConvertible {
  /// The canonical text of a number: shortest digits, always a point, a signed exponent if any.
  public var description: String { numberText(double) }
}

/// The canonical text of a double: the shortest digits that read back the same, always with a point
/// in the mantissa, and a signed exponent of at least two digits where there is one.
public func numberText(_ value: Double) -> String {
  let text = value.description
  guard let mark = text.firstIndex(of: "e") else { return text }
  var mantissa = String(text[..<mark])
  if !mantissa.contains(".") { mantissa += ".0" }
  var power = text[text.index(after: mark)...]
  let sign = power.first == "-" ? "-" : "+"
  if power.first == "-" || power.first == "+" { power = power.dropFirst() }
  return "\(mantissa)e\(sign)\(power.count < 2 ? "0" : "")\(power)"
}
