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

  /// - Parameter fill: writes the scores of a day; the row comes filled with NaN.
  init(
    symbols: Int, days: Int, fill: @escaping (_ day: Int, _ row: inout MutableSpan<Double>) -> Void
  ) {
    symbolCount = symbols
    rowOfDay = Array(repeating: -1, count: days)
    self.fill = fill
  }

  func prepare(_ day: Int) { _ = rowNumber(day) }

  func scores(on day: Int) -> [Double] { rows[rowNumber(day)] }

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
      let (low, high) = counts(order.count, bottom, top)
      sides.ranked = order.count
      sides.lowest += order[..<low]
      sides.highest += order[(order.count - high)...]
      return
    }
    sides.collect(rows[number])
    let count = sides.candidates.count
    let (low, high) = counts(count, bottom, top)
    sides.ranked = count
    rankings[number] += 1
    if rankings[number] > 1 {
      sides.candidates.sort()
      orders[number] = sides.candidates.map(\.symbol)
    } else {
      var span = sides.candidates.mutableSpan
      if low > 0, low < count { select(&span, 0..<count, place: low) }
      if high > 0, high < count { select(&span, low..<count, place: count - high) }
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

  fileprivate mutating func collect(_ scores: [Double]) {
    candidates.removeAll(keepingCapacity: true)
    for symbol in scores.indices where !scores[symbol].isNaN {
      candidates.append(RankedSymbol(score: scores[symbol], symbol: symbol))
    }
  }
}

/// A symbol in a ranking: by score, then by symbol, so that no two are equal.
fileprivate struct RankedSymbol: Comparable {
  let score: Double
  let symbol: Int

  static func < (a: RankedSymbol, b: RankedSymbol) -> Bool {
    a.score < b.score || (a.score == b.score && a.symbol < b.symbol)
  }
}
