// The k smallest of some elements without sorting them, and quantiles made of that.

/// Reorders a range so that the element at `place` is the one that sorting would put there, with no
/// greater one before it and no smaller one behind.
///
/// C. A. R. Hoare, "Algorithm 65: find", CACM 4 (1961), with the median of three as pivot. The
/// result depends on the order of the elements only where equal ones are not the same.
func select<Element: Comparable>(
  _ elements: UnsafeMutableBufferPointer<Element>, _ range: Range<Int>, place: Int
) {
  var low = range.lowerBound
  var high = range.upperBound - 1
  while low < high {
    let middle = (low + high) >> 1
    if elements[middle] < elements[low] { elements.swapAt(middle, low) }
    if elements[high] < elements[low] { elements.swapAt(high, low) }
    if elements[high] < elements[middle] { elements.swapAt(high, middle) }
    let pivot = elements[middle]
    var i = low
    var j = high
    while i <= j {
      while elements[i] < pivot { i += 1 }
      while pivot < elements[j] { j -= 1 }
      if i <= j {
        elements.swapAt(i, j)
        i += 1
        j -= 1
      }
    }
    if place <= j {
      high = j
    } else if place >= i {
      low = i
    } else {
      return
    }
  }
}

/// The quantile of the first `count` values, without NaN, interpolated linearly between order
/// statistics at `(count - 1) fraction`; NaN for no values. Reorders these values.
func quantile(
  _ values: inout MutableSpan<Double>, count: Int, _ fraction: Double
) -> Double {
  guard count > 0 else { return .nan }
  let position = Double(count - 1) * fraction
  let place = min(Int(position), count - 1)
  values.withUnsafeMutableBufferPointer { select($0, 0..<count, place: place) }
  let lower = values[place]
  let share = position - Double(place)
  guard share > 0, place + 1 < count else { return lower }
  var upper = values[place + 1]
  for index in place + 1..<count where values[index] < upper { upper = values[index] }
  return lower + (upper - lower) * share
}
