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
