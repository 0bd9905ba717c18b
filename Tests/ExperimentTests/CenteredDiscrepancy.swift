// How evenly points fill the unit cube.

/// The squared centred L2-discrepancy: Hickernell, "A generalized discrepancy and quadrature error
/// bound" (1998), which is SciPy's `qmc.discrepancy(points, method="CD")`. With z = x - 1/2, n
/// points and d axes
///
///     (13/12)^d - 2/n sum_i prod_k (1 + |z_ik|/2 - z_ik^2/2)
///               + 1/n^2 sum_ij prod_k (1 + |z_ik|/2 + |z_jk|/2 - |z_ik - z_jk|/2),
///
/// where the last factor is 1 + min(|z_ik|, |z_jk|) if both lie on one side of the centre, else 1.
func centeredDiscrepancy(_ points: [[Double]]) -> Double {
  let n = points.count
  let d = points.first?.count ?? 0
  let z = points.flatMap { $0.map { $0 - 0.5 } }
  var single = 0.0
  var double = 0.0
  // Plain loops, for tests are not optimised.
  z.withUnsafeBufferPointer { z in
    var i = 0
    while i < n {
      var one = 1.0
      var itself = 1.0
      for k in i * d..<i * d + d {
        one *= 1 + 0.5 * abs(z[k]) - 0.5 * z[k] * z[k]
        itself *= 1 + abs(z[k])
      }
      single += one
      double += itself
      var j = 0
      while j < i {
        var product = 2.0
        var k = 0
        while k < d {
          let a = z[i * d + k]
          let b = z[j * d + k]
          if a > 0 {
            if b > 0 { product *= 1 + (a < b ? a : b) }
          } else if b < 0 {
            product *= 1 - (a > b ? a : b)
          }
          k += 1
        }
        double += product
        j += 1
      }
      i += 1
    }
  }
  let count = Double(n)
  return power(13.0 / 12, d) - 2 / count * single + double / (count * count)
}

/// What `centeredDiscrepancy` is on average for independent uniform points: with E[1 + |z|] = 5/4
/// on the diagonal and 13/12 for all other factors, ((5/4)^d - (13/12)^d) / n.
func expectedDiscrepancy(ofRandomPoints n: Int, dimensions d: Int) -> Double {
  (power(1.25, d) - power(13.0 / 12, d)) / Double(n)
}

private func power(_ base: Double, _ exponent: Int) -> Double {
  (0..<exponent).reduce(1) { product, _ in product * base }
}
