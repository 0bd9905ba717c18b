// Reads the cells of a price file from bytes: dates and decimal numbers. It knows no columns.

import Experiment

private let digitZero = UInt8(ascii: "0")

/// 10^0 ... 10^22: the powers of ten that a double holds exactly.
private let exactPowersOfTen: [Double] = {
  var powers = [1.0]
  for _ in 1...22 { powers.append(powers[powers.count - 1] * 10) }
  return powers
}()

/// What a cell with a number holds.
enum NumberCell: Equatable {
  case number(Double)
  /// Empty, or a word for "no observation": `NaN`, `NA`, `N/A`, `null`, `-`.
  case missing
  case invalid
}

/// The day of `YYYY-MM-DD`, with nothing, `T...` or ` ...` behind it.
func dayNumber(_ cell: Span<UInt8>) -> Int32? {
  guard cell.count >= 10, cell[4] == UInt8(ascii: "-"), cell[7] == UInt8(ascii: "-"),
    cell.count == 10 || cell[10] == UInt8(ascii: "T") || cell[10] == UInt8(ascii: " ")
  else { return nil }
  var parts = (year: 0, month: 0, day: 0)
  for index in 0..<10 where index != 4 && index != 7 {
    let digit = Int(cell[index]) - Int(digitZero)
    guard (0...9).contains(digit) else { return nil }
    switch index {
    case 0..<4: parts.year = parts.year * 10 + digit
    case 5..<7: parts.month = parts.month * 10 + digit
    default: parts.day = parts.day * 10 + digit
    }
  }
  return Day(year: parts.year, month: parts.month, day: parts.day).map { Int32($0.number) }
}

/// Reads `12.5`, `-3`, `1e6`; correctly rounded.
///
/// Where the digits make an integer up to 2^53 and there are at most 22 of them behind the point,
/// both numbers are exact doubles and one division rounds right; else the standard library reads.
func numberCell(_ cell: Span<UInt8>) -> NumberCell {
  var mantissa: UInt64 = 0
  var places = 0
  var digits = 0
  var isAfterPoint = false
  var index = 0
  let isNegative = cell.count > 1 && cell[0] == UInt8(ascii: "-")
  if isNegative { index = 1 }
  while index < cell.count {
    let byte = cell[index]
    let digit = byte &- digitZero
    if digit <= 9 {
      guard mantissa < 900_719_925_474_099 else { return slowNumberCell(cell) }
      mantissa = mantissa &* 10 &+ UInt64(digit)
      digits += 1
      if isAfterPoint { places += 1 }
    } else if byte == UInt8(ascii: "."), !isAfterPoint {
      isAfterPoint = true
    } else {
      return slowNumberCell(cell)
    }
    index += 1
  }
  guard digits > 0, places <= 22 else { return slowNumberCell(cell) }
  let magnitude = Double(mantissa) / exactPowersOfTen[places]
  return .number(isNegative ? -magnitude : magnitude)
}

private let wordsForMissing: Set<String> = ["", "nan", "na", "n/a", "null", "none", "-"]

private func slowNumberCell(_ cell: Span<UInt8>) -> NumberCell {
  let text = string(cell)
  // `Double` also reads hexadecimal numbers and infinities, which are no prices.
  if text.utf8.allSatisfy({ isDecimal($0) }), let value = Double(text), value.isFinite {
    return .number(value)
  }
  return wordsForMissing.contains(text.lowercased()) ? .missing : .invalid
}

private func isDecimal(_ byte: UInt8) -> Bool {
  switch byte {
  case digitZero...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"),
    UInt8(ascii: "+"), UInt8(ascii: "-"):
    true
  default: false
  }
}

func string(_ bytes: Span<UInt8>) -> String {
  String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
}
