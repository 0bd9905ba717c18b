// Ordinary least squares with an intercept, over all rows or over a window that moves.

internal import Experiment

/// A fit of `y = alpha + sum(beta x) + rest`.
public struct Regression: Hashable, Sendable {
  public let alpha: Double
  /// One for each column; NaN for one that the others before it make up, and which is left out.
  public let betas: [Double]
  /// beta over its standard error.
  public let tValues: [Double]
  public let rSquared: Double
  public let rows: Int
}

/// Sums of products of some columns with each other, over rows that come and go.
struct ProductSums {
  /// The columns x, and y as the last one.
  private let columns: [[Double]]
  private let width: Int
  private var count = 0
  /// What was taken off each column, and the mean square of what is left.
  private let means: [Double]
  private let scales: [Double]
  private var sums: [Double]
  private var products: [Double]

  /// - Parameter columns: of the same length, x first, y last; a constant taken off changes no beta, and makes
  ///   the sums precise.
  init(_ columns: [[Double]]) {
    let n = Double(max(1, columns.first?.count ?? 0))
    let means = columns.map { $0.reduce(0, +) / n }
    self.columns = zip(columns, means).map { column, mean in column.map { $0 - mean } }
    self.means = means
    scales = self.columns.map { $0.reduce(0) { $0 + $1 * $1 } / n }
    width = columns.count
    sums = Array(repeating: 0, count: width)
    products = Array(repeating: 0, count: width * width)
  }

  /// Adds a row, or with -1 takes it away.
  mutating func add(row: Int, _ sign: Double = 1) {
    count += sign > 0 ? 1 : -1
    for i in 0..<width {
      let value = columns[i][row]
      sums[i] += sign * value
      for j in 0...i { products[i * width + j] += sign * value * columns[j][row] }
    }
  }

  mutating func removeAll() {
    count = 0
    for i in sums.indices { sums[i] = 0 }
    for i in products.indices { products[i] = 0 }
  }

  /// Over the rows that are there now: the product of columns i and j around their means.
  private func centred(_ i: Int, _ j: Int) -> Double {
    products[max(i, j) * width + min(i, j)] - sums[i] * sums[j] / Double(count)
  }

  /// - Parameter hasErrors: whether t values are wanted; they are NaN otherwise.
  func fit(hasErrors: Bool) -> Regression {
    let (n, y) = (Double(count), width - 1)
    let factor = Cholesky(size: y, product: centred) { own, i in own > 1e-12 * n * scales[i] }
    let solution = factor.solve(factor.used.map { centred($0, y) })
    var betas = [Double](repeating: .nan, count: y)
    var alpha = sums[y] / n + means[y]
    var explained = 0.0
    for (place, i) in factor.used.enumerated() {
      betas[i] = solution[place]
      alpha -= solution[place] * (sums[i] / n + means[i])
      explained += solution[place] * centred(i, y)
    }
    let total = centred(y, y)
    var tValues = [Double](repeating: .nan, count: y)
    let freedom = n - Double(factor.used.count) - 1
    if hasErrors, freedom > 0 {
      let variance = max(0, total - explained) / freedom
      for (place, i) in factor.used.enumerated() {
        var unit = [Double](repeating: 0, count: factor.used.count)
        unit[place] = 1
        let error = (variance * factor.solve(unit)[place]).squareRoot()
        tValues[i] = error > 0 ? betas[i] / error : .nan
      }
    }
    return Regression(
      alpha: alpha, betas: betas, tValues: tValues,
      rSquared: total > 0 ? explained / total : .nan, rows: count)
  }
}

/// A symmetric matrix as the product of a triangle with itself, without rows of which the others leave nothing.
private struct Cholesky {
  /// The rows that are in it.
  private(set) var used: [Int] = []
  private var factor: [Double]
  private let size: Int

  /// - Parameter isLarge: whether an element of the diagonal is more than rounding.
  init(
    size: Int, product: (Int, Int) -> Double, isLarge: (Double, Int) -> Bool
  ) {
    self.size = size
    factor = Array(repeating: 0, count: size * size)
    for i in 0..<size {
      var row: [Double] = []
      for (place, j) in used.enumerated() {
        var value = product(i, j)
        for k in 0..<place { value -= row[k] * factor[j * size + k] }
        row.append(value / factor[j * size + place])
      }
      let own = product(i, i)
      let rest = own - row.reduce(0) { $0 + $1 * $1 }
      guard isLarge(own, i), rest > 1e-10 * own else { continue }
      for (place, value) in row.enumerated() { factor[i * size + place] = value }
      factor[i * size + used.count] = rest.squareRoot()
      used.append(i)
    }
  }

  /// What the matrix takes to the right side, one element for each row in use.
  func solve(_ right: [Double]) -> [Double] {
    var half = right
    for (place, i) in used.enumerated() {
      for k in 0..<place { half[place] -= factor[i * size + k] * half[k] }
      half[place] /= factor[i * size + place]
    }
    for place in used.indices.reversed() {
      for later in used.indices where later > place {
        half[place] -= factor[used[later] * size + place] * half[later]
      }
      half[place] /= factor[used[place] * size + place]
    }
    return half
  }
}

/// A fit over all rows; nil where there are too few for it.
func regression(_ x: [[Double]], _ y: [Double]) -> Regression? {
  guard y.count > x.count + 1 else { return nil }
  var sums = ProductSums(x + [y])
  for row in y.indices { sums.add(row: row) }
  return sums.fit(hasErrors: true)
}

/// Fits over the last `window` rows, ending with each row; nil before there are `least`.
func rollingRegressions(
  _ x: [[Double]], _ y: [Double], window: Int, least: Int
) -> [Regression?] {
  var sums = ProductSums(x + [y])
  return y.indices.map { row in
    sums.add(row: row)
    if row >= window { sums.add(row: row - window, -1) }
    // What rounding has left of the rows that are gone.
    if row % 128 == 127 {
      sums.removeAll()
      for kept in max(0, row - window + 1)...row { sums.add(row: kept) }
    }
    let count = min(row + 1, window)
    return count >= least && count > x.count + 1 ? sums.fit(hasErrors: false) : nil
  }
}
