// Dates and numbers as people and programs write them. What is ambiguous is decided by all rows of a
// column, or refused.

import Experiment

/// The order of year, month and day in a column of dates.
enum DateOrder: String, Hashable, CaseIterable {
  /// `2020-01-31`, `2020/01/31`, `20200131`, each with a time behind it or none.
  case yearFirst = "ymd"
  case dayFirst = "dmy"
  case monthFirst = "mdy"

  /// The orders in which a cell is a date that exists.
  static func possible(_ cell: String) -> Set<DateOrder> {
    guard let (parts, isYearFirst) = parts(of: cell) else { return [] }
    if isYearFirst { return Day(parts, .yearFirst) == nil ? [] : [.yearFirst] }
    // With points between them the day stands first wherever people write dates so.
    let orders: [DateOrder] = cell.contains(".") ? [.dayFirst] : [.dayFirst, .monthFirst]
    return Set(orders.filter { Day(parts, $0) != nil })
  }

  func day(_ cell: String) -> Day? {
    guard let (parts, isYearFirst) = DateOrder.parts(of: cell),
      isYearFirst == (self == .yearFirst)
    else { return nil }
    return Day(parts, self)
  }

  /// The three numbers of a date, and whether the first is the year.
  private static func parts(of cell: String) -> (parts: [Int], isYearFirst: Bool)? {
    // A time and a zone may follow.
    let date = cell.prefix { $0 != " " && $0 != "T" }
    let words = date.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "/" || $0 == "." }
    let numbers = words.compactMap { word in
      word.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(word) : nil
    }
    if words.count == 1, date.utf8.count == 8, let number = numbers.first {
      return ([number / 10_000, number / 100 % 100, number % 100], true)
    }
    guard words.count == 3, numbers.count == 3 else { return nil }
    switch (words[0].utf8.count, words[2].utf8.count) {
    case (4, 1...2): return (numbers, true)
    case (1...2, 4): return (numbers, false)
    default: return nil
    }
  }
}

extension Day {
  fileprivate init?(_ parts: [Int], _ order: DateOrder) {
    switch order {
    case .yearFirst: self.init(year: parts[0], month: parts[1], day: parts[2])
    case .dayFirst: self.init(year: parts[2], month: parts[1], day: parts[0])
    case .monthFirst: self.init(year: parts[2], month: parts[0], day: parts[1])
    }
  }
}

/// A number in a cell, in the way of its file.
func foreignNumber(_ cell: String, _ dialect: TextDialect) -> NumberCell {
  let plain = Array(cell.utf8)
  if !dialect.hasDecimalComma {
    let first = numberCell(plain.span)
    guard first == .invalid, plain.contains(UInt8(ascii: ",")), isGrouped(cell, by: ",", point: ".")
    else { return first }
    let digits = plain.filter { $0 != UInt8(ascii: ",") }
    return numberCell(digits.span)
  }
  guard plain.contains(UInt8(ascii: ",")) || isGrouped(cell, by: ".", point: ",") else {
    return plain.contains(UInt8(ascii: ".")) ? .invalid : numberCell(plain.span)
  }
  let english = plain.filter { $0 != UInt8(ascii: ".") }.map {
    $0 == UInt8(ascii: ",") ? UInt8(ascii: ".") : $0
  }
  return numberCell(english.span)
}

/// Whether a cell is a number with groups of three digits before its point.
private func isGrouped(_ cell: String, by separator: Character, point: Character) -> Bool {
  let parts = cell.split(separator: point, omittingEmptySubsequences: false)
  guard (1...2).contains(parts.count) else { return false }
  let groups = parts[0].split(separator: separator, omittingEmptySubsequences: false)
  return groups.count > 1 && (1...3).contains(groups[0].drop { $0 == "-" }.count)
    && groups.dropFirst().allSatisfy { $0.count == 3 }
}

/// What a cell tells of how its file writes numbers.
enum NumberEvidence {
  case none
  /// `12,5`, `1.234,56`, `1.234.567`: only with a decimal comma.
  case decimalComma
  /// `12.5`, `1,234.56`, `1,234,567`: only with a decimal point.
  case decimalPoint
  /// `1.234`: a thousand and more, or one and a bit.
  case openPoint
  /// `1,234`
  case openComma

  init(_ cell: String) {
    let bytes = Array(cell.utf8.drop { $0 == UInt8(ascii: "-") })
    let (point, comma) = (UInt8(ascii: "."), UInt8(ascii: ","))
    let marks = bytes.indices.filter { bytes[$0] == point || bytes[$0] == comma }
    guard let last = marks.last,
      bytes.allSatisfy({ (0x30...0x39).contains($0) || $0 == point || $0 == comma })
    else {
      self = .none
      return
    }
    let isComma = bytes[last] == comma
    let (written, other): (NumberEvidence, NumberEvidence) =
      isComma ? (.decimalComma, .decimalPoint) : (.decimalPoint, .decimalComma)
    guard marks.count == 1 else {
      // The last of two kinds is the decimal one; several of one kind part thousands.
      self = marks.allSatisfy { bytes[$0] == bytes[last] } ? other : written
      return
    }
    let isOpen = bytes.count - last - 1 == 3 && (1...3).contains(last) && bytes[0] != 0x30
    self = isOpen ? (isComma ? .openComma : .openPoint) : written
  }
}
