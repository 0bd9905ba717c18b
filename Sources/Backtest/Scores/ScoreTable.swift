// One score for each symbol on the days that someone asks for, and who ranks lowest and highest.
// It does not know what a score is made of, nor what becomes of the ranked.

/// Scores by day, each row computed once; NaN is not ranked.
final class ScoreTable {
  let symbolCount: Int
  private let fill: (_ day: Int, _ row: inout MutableSpan<Double>) -> Void
  /// The number of a day's row; -1 before it was asked for.
  private var rowOfDay: [Int]
  private var rows: [[Double]] = []
  /// Symbols in ascending order of score, for rows that were ranked more than once.
  private var orders: [[Int]?] = []
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

  func scores(on day: Int) -> [Double] { rows[rowNumber(day)] }

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
    var row = [Double](repeating: .nan, count: symbolCount)
    var span = row.mutableSpan
    fill(day, &span)
    rowOfDay[day] = rows.count
    rows.append(row)
    orders.append(nil)
    rankings.append(0)
    return rowOfDay[day]
  }

  /// The symbols at both ends of the ranking: floor(q n + 1e-9) of the n ranked ones on each side.
  ///
  /// Equal scores are ordered by symbol. The second time a day is ranked it is sorted for good:
  /// one run needs the ends only, a sweep over quantiles needs them again and again.
  func rank(
    on day: Int, bottom: Double, top: Double, into sides: inout RankedSides
  ) {
    let number = rowNumber(day)
    sides.lowest.removeAll(keepingCapacity: true)
    sides.highest.removeAll(keepingCapacity: true)
    if let order = orders[number] {
      isReused = true
      let (low, high) = counts(order.count, bottom, top)
      sides.ranked = order.count
      sides.lowest += order[..<low]
      sides.highest += order[(order.count - high)...]
      return
    }
    let count = sides.collect(rows[number])
    let (low, high) = counts(count, bottom, top)
    sides.ranked = count
    rankings[number] += 1
    if rankings[number] > 1 { isReused = true }
    if sortsAtOnce || rankings[number] > 1 {
      sides.candidates.withUnsafeMutableBufferPointer { sort($0, 0..<count) }
      orders[number] = sides.candidates[..<count].map(\.symbol)
    } else {
      sides.candidates.withUnsafeMutableBufferPointer { candidates in
        if low > 0, low < count { select(candidates, 0..<count, place: low) }
        if high > 0, high < count { select(candidates, low..<count, place: count - high) }
      }
    }
    for place in 0..<low { sides.lowest.append(sides.candidates[place].symbol) }
    for place in (count - high)..<count { sides.highest.append(sides.candidates[place].symbol) }
  }

  private func counts(_ count: Int, _ bottom: Double, _ top: Double) -> (low: Int, high: Int) {
    let low = Int((bottom * Double(count) + 1e-9).rounded(.down))
    let high = Int((top * Double(count) + 1e-9).rounded(.down))
    return (min(low, count), min(high, count - min(low, count)))
  }
}

/// Who ranks lowest and highest on a day.
struct RankedSides {
  var ranked = 0
  var lowest: [Int] = []
  var highest: [Int] = []
  fileprivate var candidates: [RankedSymbol] = []

  init() {}

  /// Puts those that have a score in front, and gives their number.
  fileprivate mutating func collect(_ scores: [Double]) -> Int {
    if candidates.count != scores.count {
      candidates = scores.map { RankedSymbol(score: $0, symbol: 0) }
    }
    var count = 0
    var found = candidates.mutableSpan
    for symbol in scores.indices where !scores[symbol].isNaN {
      found[count] = RankedSymbol(score: scores[symbol], symbol: symbol)
      count += 1
    }
    return count
  }
}
