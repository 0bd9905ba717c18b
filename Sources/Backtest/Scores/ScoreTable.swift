// One score for each symbol on the days that someone asks for, and who ranks lowest and highest.
// It does not know what a score is made of, nor what becomes of the ranked.

/// Scores by day, each row computed once; NaN is not ranked.
final class ScoreTable {
  let symbolCount: Int
  private let fill: (_ day: Int, _ row: inout MutableSpan<Double>) -> Void
  /// The number of a day's row; -1 before it was asked for.
  private var rowOfDay: [Int]
  /// Row by row.
  private var values: [Double] = []
  /// Symbols in ascending order of score, for rows that were ranked more than once.
  private var orders: [[Int32]] = []
  private var rankings: [Int] = []
  /// Whether a day is sorted the first time it is ranked.
  private let sortsAtOnce: Bool
  /// Whether any day was ranked more than once.
  private(set) var isReused = false

  /// - Parameters:
  ///   - sortsAtOnce: days will be ranked more than once, as far as one can tell.
  ///   - fill: writes the scores of a day; the row comes filled with NaN.
  init(
    symbols: Int, days: Int, sortsAtOnce: Bool = false,
    fill: @escaping (_ day: Int, _ row: inout MutableSpan<Double>) -> Void
  ) {
    symbolCount = symbols
    self.sortsAtOnce = sortsAtOnce
    rowOfDay = Array(repeating: -1, count: days)
    self.fill = fill
  }

  func prepare(_ day: Int) { _ = rowNumber(day) }

  func scores(on day: Int) -> ArraySlice<Double> {
    let number = rowNumber(day)
    return values[number * symbolCount..<(number + 1) * symbolCount]
  }

  /// Whether any symbol has a score on any of these days.
  func hasScores(on days: [Int]) -> Bool {
    days.contains { scores(on: $0).contains { !$0.isNaN } }
  }

  /// Whether on any of these days two symbols have different scores.
  func tellsSymbolsApart(on days: [Int]) -> Bool {
    days.contains { day in
      var first = Double.nan
      for score in scores(on: day) where !score.isNaN && score != first {
        if !first.isNaN { return true }
        first = score
      }
      return false
    }
  }

  private func rowNumber(_ day: Int) -> Int {
    if rowOfDay[day] >= 0 { return rowOfDay[day] }
    let start = values.count
    values += repeatElement(.nan, count: symbolCount)
    values.withUnsafeMutableBufferPointer { values in
      var row = UnsafeMutableBufferPointer(rebasing: values[start...]).mutableSpan
      fill(day, &row)
    }
    rowOfDay[day] = rankings.count
    orders.append([])
    rankings.append(0)
    return rowOfDay[day]
  }

  /// The symbols at both ends of the ranking: floor(q n + 1e-9) of the n ranked ones on each side.
  ///
  /// Equal scores are ordered by symbol. The second time a day is ranked it is sorted for good:
  /// one run needs the ends only, a sweep over quantiles needs them again and again.
  ///
  /// - Parameter inOrder: whether the symbols of each side shall stand in the order of the ranking.
  func rank(
    on day: Int, bottom: Double, top: Double, inOrder: Bool = false,
    into sides: inout RankedSides
  ) {
    let number = rowNumber(day)
    if orders[number].isEmpty {
      if select(number, bottom, top, inOrder, into: &sides) { return }
    } else {
      isReused = true
    }
    let (low, high) = counts(orders[number].count, bottom, top)
    sides.ranked = orders[number].count
    sides.lowest = orders[number][..<low]
    sides.highest = orders[number][(sides.ranked - high)...]
  }

  /// Ranks a day for the first time; false where it was sorted for good.
  private func select(
    _ number: Int, _ bottom: Double, _ top: Double, _ inOrder: Bool,
    into sides: inout RankedSides
  ) -> Bool {
    let places = number * symbolCount..<(number + 1) * symbolCount
    sides.clear()
    sides.keys.collect(values.span.extracting(places))
    let count = sides.keys.count
    guard count > 0 else { return true }
    let (low, high) = counts(count, bottom, top)
    rankings[number] += 1
    if rankings[number] > 1 { isReused = true }
    let sorts = inOrder || sortsAtOnce || rankings[number] > 1
    guard !sorts, sides.keys.selectEnds(low: low, high: high) else {
      sides.keys.sort(values.span.extracting(places))
      orders[number] = (0..<count).map { sides.keys.symbol(at: $0) }
      return false
    }
    sides.ranked = count
    for place in 0..<low { sides.ends.append(sides.keys.symbol(at: place)) }
    for place in (count - high)..<count { sides.ends.append(sides.keys.symbol(at: place)) }
    sides.lowest = sides.ends[..<low]
    sides.highest = sides.ends[low...]
    return true
  }

  private func counts(_ count: Int, _ bottom: Double, _ top: Double) -> (low: Int, high: Int) {
    let low = Int((bottom * Double(count) + 1e-9).rounded(.down))
    let high = Int((top * Double(count) + 1e-9).rounded(.down))
    return (min(low, count), min(high, count - min(low, count)))
  }
}

/// Who ranks lowest and highest on a day.
struct RankedSides {
  fileprivate(set) var ranked = 0
  fileprivate(set) var lowest: ArraySlice<Int32> = []
  fileprivate(set) var highest: ArraySlice<Int32> = []
  fileprivate var ends: [Int32] = []
  fileprivate var keys = RankKeys()

  init() {}

  fileprivate mutating func clear() {
    ranked = 0
    // Slices of the ends, which would be copied otherwise.
    lowest = []
    highest = []
    ends.removeAll(keepingCapacity: true)
  }
}
