// Latin hypercube sampling. It does not know what an axis means.

/// `points` rows of `dimensions` coordinates in [0, 1), of which every axis has exactly one in each
/// of its `points` strata.
///
/// McKay, Beckman and Conover, "A comparison of three methods for selecting values of input
/// variables in the analysis of output from a computer code" (1979): for each axis a random
/// permutation p of 0 ..< n and uniform numbers u, and x[i] = (p[i] + u[i]) / n. One axis after the
/// other takes from the stream first its permutation, then its n numbers.
///
/// A sum that rounds up to the next stratum is the last double below it. So as doubles
/// p / n <= x < (p + 1) / n, always; one point is uniform in the whole cube, none is no row.
func latinHypercube(points: Int, dimensions: Int, _ random: inout SplitMix64) -> [[Double]] {
  var rows = [[Double]](repeating: [Double](repeating: 0, count: dimensions), count: points)
  for dimension in 0..<dimensions {
    let strata = random.permutation(points)
    for (row, stratum) in strata.enumerated() {
      let value = (Double(stratum) + random.unit()) / Double(points)
      let end = Double(stratum + 1) / Double(points)
      rows[row][dimension] = min(value, end.nextDown)
    }
  }
  return rows
}
