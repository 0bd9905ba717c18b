// Symbols in the order of their scores: all of them, or only who stands at both ends. This is the hot
// part of a sweep. No two elements are equal, and comparing them takes no branch: on scores in no order
// each branch would be guessed wrong every other time.

/// A symbol in a ranking: by score, then by symbol.
struct RankedSymbol {
  /// As a whole number in the order of the scores.
  private let key: Int64
  let symbol: Int

  /// - Parameter score: not NaN.
  init(score: Double, symbol: Int) {
    // The sum makes one zero of two.
    let bits = Int64(bitPattern: (score + 0).bitPattern)
    key = bits ^ ((bits >> 63) & .max)
    self.symbol = symbol
  }

  /// 1 if a stands before b, else 0.
  @inline(__always)
  fileprivate static func isBefore(_ a: RankedSymbol, _ b: RankedSymbol) -> Int {
    let less = a.key < b.key ? 1 : 0
    let equal = a.key == b.key ? 1 : 0
    let first = a.symbol < b.symbol ? 1 : 0
    return less | (equal & first)
  }
}

typealias RankedSymbols = UnsafeMutableBufferPointer<RankedSymbol>

/// Sorts a range in place.
///
/// C. A. R. Hoare, "Quicksort", The Computer Journal 5 (1962), with N. Lomuto's partition; short ranges
/// by insertion.
func sort(_ elements: RankedSymbols, _ range: Range<Int>) {
  var low = range.lowerBound
  var high = range.upperBound
  while high - low > 8 {
    let middle = partition(elements, low, high)
    // The longer part here, the shorter one below: so few levels are open at once.
    if middle - low < high - middle {
      sort(elements, low..<middle)
      low = middle + 1
    } else {
      sort(elements, middle + 1..<high)
      high = middle
    }
  }
  guard low + 1 < high else { return }
  for place in low + 1..<high {
    let element = elements[place]
    var hole = place
    while hole > low, RankedSymbol.isBefore(element, elements[hole - 1]) == 1 {
      elements[hole] = elements[hole - 1]
      hole -= 1
    }
    elements[hole] = element
  }
}

/// Reorders a range so that the element at `place` is the one that sorting would put there, with those
/// that stand before it in front.
///
/// C. A. R. Hoare, "Algorithm 65: find", CACM 4 (1961).
func select(_ elements: RankedSymbols, _ range: Range<Int>, place: Int) {
  var low = range.lowerBound
  var high = range.upperBound
  while high - low > 1 {
    let middle = partition(elements, low, high)
    if place == middle { return }
    if place < middle { high = middle } else { low = middle + 1 }
  }
}

/// Puts the median of three where it belongs, with those that stand before it in front; gives its place.
private func partition(_ elements: RankedSymbols, _ low: Int, _ high: Int) -> Int {
  let last = high - 1
  let middle = (low + last) >> 1
  if RankedSymbol.isBefore(elements[middle], elements[low]) == 1 { elements.swapAt(middle, low) }
  if RankedSymbol.isBefore(elements[last], elements[low]) == 1 { elements.swapAt(last, low) }
  // The greater two stand behind; the smaller of them is the median, and goes last.
  if RankedSymbol.isBefore(elements[middle], elements[last]) == 1 { elements.swapAt(middle, last) }
  let pivot = elements[last]
  var end = low
  for place in low..<last {
    let element = elements[place]
    elements[place] = elements[end]
    elements[end] = element
    end += RankedSymbol.isBefore(element, pivot)
  }
  elements.swapAt(end, last)
  return end
}
