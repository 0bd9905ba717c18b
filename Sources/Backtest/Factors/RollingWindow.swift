// Sums, means and deviations over the last rows of a series, in a fixed order of summation.

/// The sum of what was added, with the rounding errors carried along (Neumaier 1974).
struct CompensatedSum {
  private var sum = 0.0
  private var compensation = 0.0

  var value: Double { sum + compensation }

  mutating func add(_ x: Double) {
    let total = sum + x
    compensation += abs(sum) >= abs(x) ? (sum - total) + x : (x - total) + sum
    sum = total
  }
}

/// The means of the last `window` rows up to each row; the first rows take what there is.
func rollingMean(_ values: [Double], window: Int) -> [Double] {
  var sum = CompensatedSum()
  return values.indices.map { row in
    sum.add(values[row])
    if row >= window { sum.add(-values[row - window]) }
    return sum.value / Double(min(row + 1, window))
  }
}

/// As ``rollingMean(_:window:)``, with so many rows before the first, whose mean is 0.
func rollingMean(_ values: [Double], window: Int, before: Int) -> [Double] {
  [Double](repeating: 0, count: before) + rollingMean(values, window: window)
}

/// The greatest of the last `window` rows up to each row; the first rows take what there is.
func rollingMaximum(_ values: [Double], window: Int) -> [Double] {
  // The rows that may still be the greatest, descending.
  var candidates: [Int] = []
  var first = 0
  return values.indices.map { row in
    while candidates.count > first, values[candidates[candidates.count - 1]] <= values[row] {
      candidates.removeLast()
    }
    candidates.append(row)
    if candidates[first] <= row - window { first += 1 }
    return values[candidates[first]]
  }
}

/// Exponential mean with the weight 2 / (window + 1), from the first value on.
func exponentialMean(_ values: [Double], _ window: Int) -> [Double] {
  let share = 2 / Double(window + 1)
  var mean = values.first ?? 0
  return values.map { value in
    mean += share * (value - mean)
    return mean
  }
}

/// Wilder's mean: the simple mean of the first `window` rows from `first` on, then
/// m += (x - m) / window. NaN before there is one.
func wilderMean(_ values: [Double], _ window: Int, from first: Int) -> [Double] {
  var mean = 0.0
  return values.indices.map { row in
    let count = row - first + 1
    guard count > 0 else { return .nan }
    if count <= window {
      mean += values[row] / Double(window)
      return count == window ? mean : .nan
    }
    mean += (values[row] - mean) / Double(window)
    return mean
  }
}

/// Mean and standard deviation (ddof 1) of a range of rows, in two passes; deviation NaN below two.
func meanAndDeviation(
  _ values: Span<Double>, _ rows: Range<Int>
) -> (mean: Double, deviation: Double) {
  let count = rows.count
  guard count > 0 else { return (.nan, .nan) }
  let mean = sum(values, rows, around: 0, squared: false) / Double(count)
  guard count > 1 else { return (mean, .nan) }
  let squares = sum(values, rows, around: mean, squared: true)
  return (mean, (squares / Double(count - 1)).squareRoot())
}

/// The sum of values, or of their squared distances, in four interleaved partial sums.
private func sum(
  _ values: Span<Double>, _ rows: Range<Int>, around centre: Double, squared: Bool
) -> Double {
  var partial = SIMD4<Double>.zero
  let middle = SIMD4<Double>(repeating: centre)
  var row = rows.lowerBound
  while row + 4 <= rows.upperBound {
    let four = SIMD4(values[row], values[row + 1], values[row + 2], values[row + 3]) - middle
    partial += squared ? four * four : four
    row += 4
  }
  var total = (partial[0] + partial[1]) + (partial[2] + partial[3])
  while row < rows.upperBound {
    let one = values[row] - centre
    total += squared ? one * one : one
    row += 1
  }
  return total
}
