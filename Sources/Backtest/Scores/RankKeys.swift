// Symbols in the order of their scores: all of them, or only who stands at both ends. This is the hot
// part of a sweep: a score and its symbol are one whole number each, and comparing two takes no branch, for
// on scores in no order each branch would be guessed wrong every other time.

/// Room for ranking the symbols of a day: by score, then by symbol.
///
/// A key has the score in its upper bits, as a whole number in the order of the scores, and the symbol in
/// its lower ones. What the symbol takes off the score is looked at where two keys have the same upper bits.
struct RankKeys {
  private var keys: [UInt64] = []
  private var symbolBits: UInt64 = 0
  /// How many symbols have a score.
  private(set) var count = 0

  init() {}

  /// Takes the scores of a day; NaN is not ranked.
  mutating func collect(_ scores: Span<Double>) {
    if keys.count != scores.count {
      keys = Array(repeating: 0, count: scores.count)
      symbolBits = 1
      while symbolBits < UInt64(scores.count) { symbolBits = symbolBits << 1 | 1 }
    }
    let symbolBits = symbolBits
    var count = 0
    var found = keys.mutableSpan
    for symbol in scores.indices {
      let score = scores[symbol]
      // The sum makes one zero of two.
      let bits = (score + 0).bitPattern
      let sign = UInt64(bitPattern: Int64(bitPattern: bits) >> 63)
      found[count] = (bits ^ (sign | 1 << 63)) & ~symbolBits | UInt64(symbol)
      count += score.isNaN ? 0 : 1
    }
    self.count = count
  }

  func symbol(at place: Int) -> Int32 { Int32(truncatingIfNeeded: keys[place] & symbolBits) }

  /// Puts all into order.
  mutating func sort(_ scores: Span<Double>) {
    let (count, symbolBits) = (count, symbolBits)
    keys.withUnsafeMutableBufferPointer { Backtest.sort($0, 0..<count) }
    var keys = keys.mutableSpan
    for place in 0..<max(0, count - 1) {
      guard keys[place] | symbolBits == keys[place + 1] | symbolBits else { continue }
      let key = keys[place + 1]
      var hole = place + 1
      while hole > 0, keys[hole - 1] | symbolBits == key | symbolBits,
        scores[Int(key & symbolBits)] < scores[Int(keys[hole - 1] & symbolBits)]
      {
        keys[hole] = keys[hole - 1]
        hole -= 1
      }
      keys[hole] = key
    }
  }

  /// Puts so many of the lowest in front and so many of the highest at the end, each in no order; false
  /// where only sorting can tell who they are.
  mutating func selectEnds(low: Int, high: Int) -> Bool {
    let (count, symbolBits) = (count, symbolBits)
    return keys.withUnsafeMutableBufferPointer { keys in
      if low > 0, low < count {
        select(keys, 0..<count, place: low)
        for place in 0..<low where keys[place] | symbolBits == keys[low] | symbolBits {
          return false
        }
      }
      let last = count - high - 1
      if high > 0, last >= low {
        select(keys, low..<count, place: last)
        for place in last + 1..<count where keys[place] | symbolBits == keys[last] | symbolBits {
          return false
        }
      }
      return true
    }
  }
}

/// Sorts a range in place.
///
/// C. A. R. Hoare, "Quicksort", The Computer Journal 5 (1962), with N. Lomuto's partition; short ranges
/// by insertion.
func sort(_ keys: UnsafeMutableBufferPointer<UInt64>, _ range: Range<Int>) {
  var low = range.lowerBound
  var high = range.upperBound
  while high - low > 12 {
    let middle = partition(keys, low, high)
    // The longer part here, the shorter one below: so few levels are open at once.
    if middle - low < high - middle {
      sort(keys, low..<middle)
      low = middle + 1
    } else {
      sort(keys, middle + 1..<high)
      high = middle
    }
  }
  guard low + 1 < high else { return }
  for place in low + 1..<high {
    let key = keys[place]
    var hole = place
    while hole > low, key < keys[hole - 1] {
      keys[hole] = keys[hole - 1]
      hole -= 1
    }
    keys[hole] = key
  }
}

/// Reorders a range so that the key at `place` is the one that sorting would put there, with those
/// that stand before it in front.
///
/// C. A. R. Hoare, "Algorithm 65: find", CACM 4 (1961).
func select(_ keys: UnsafeMutableBufferPointer<UInt64>, _ range: Range<Int>, place: Int) {
  var low = range.lowerBound
  var high = range.upperBound
  while high - low > 1 {
    let middle = partition(keys, low, high)
    if place == middle { return }
    if place < middle { high = middle } else { low = middle + 1 }
  }
}

/// Puts the median of three where it belongs, with those that stand before it in front; gives its place.
private func partition(
  _ keys: UnsafeMutableBufferPointer<UInt64>, _ low: Int, _ high: Int
) -> Int {
  let last = high - 1
  let (a, b, c) = (keys[low], keys[(low + last) >> 1], keys[last])
  let pivot = max(min(a, b), min(max(a, b), c))
  let place = pivot == a ? low : pivot == b ? (low + last) >> 1 : last
  keys[place] = c
  var end = low
  for place in low..<last {
    let key = keys[place]
    keys[place] = keys[end]
    keys[end] = key
    end += key < pivot ? 1 : 0
  }
  keys[last] = keys[end]
  keys[end] = pivot
  return end
}
