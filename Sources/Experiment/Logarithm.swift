// Logarithm, exponential and power made of + - * / only, so that every machine gives the same bits.
// After Sun's fdlibm (e_log.c, e_exp.c, 1993): below one unit in the last place.

private let ln2High = 6.93147180369123816490e-01
private let ln2Low = 1.90821492927058770002e-10

/// The natural logarithm; NaN below zero, minus infinity at zero.
public func logarithm(_ x: Double) -> Double {
  guard x > 0 else { return x == 0 ? -.infinity : .nan }
  guard x < .infinity else { return x }
  // x = 2^k * (1 + f), with 1 + f within sqrt(1/2) ... sqrt(2)
  var k = Double(x.exponent)
  var m = x.significand
  if m > 1.4142135623730951 {
    m *= 0.5
    k += 1
  }
  let f = m - 1
  let s = f / (2 + f)
  let z = s * s
  let w = z * z
  let even =
    w
    * (3.999999999940941908e-01 + w
      * (2.222219843214978396e-01
        + w * 1.531383769920937332e-01))
  let odd =
    z
    * (6.666666666666735130e-01 + w
      * (2.857142874366239149e-01
        + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)))
  let half = 0.5 * f * f
  return k * ln2High - ((half - (s * (half + even + odd) + k * ln2Low)) - f)
}

/// e to the power of x; infinity above 709.78, zero below -745.13.
public func exponential(_ x: Double) -> Double {
  if x.isNaN { return x }
  if x > 709.782712893383973096 { return .infinity }
  if x < -745.13321910194110842 { return 0 }
  // x = k ln 2 + r, with |r| <= ln(2) / 2
  let k = (x * 1.44269504088896338700).rounded()
  let high = x - k * ln2High
  let low = k * ln2Low
  let r = high - low
  let t = r * r
  let c =
    r - t
    * (1.66666666666666019037e-01 + t
      * (-2.77777777770155933842e-03
        + t
        * (6.61375632143793436117e-05 + t
          * (-1.65339022054652515390e-06
            + t * 4.13813679705723846039e-08))))
  let y = 1 - ((low - (r * c) / (2 - c)) - high)
  let power = Int(k)
  // Two steps, for 2^k itself may be no double.
  let first = power / 2
  return y * powerOfTwo(first) * powerOfTwo(power - first)
}

/// `base` to a real power as `exp(y ln x)`: relative error about 2e-16 (1 + |y ln x|).
public func power(_ base: Double, _ exponent: Double) -> Double {
  if base == 0 { return exponent > 0 ? 0 : exponent == 0 ? 1 : .infinity }
  return exponential(exponent * logarithm(base))
}

private func powerOfTwo(_ k: Int) -> Double {
  Double(sign: .plus, exponent: k, significand: 1)
}
