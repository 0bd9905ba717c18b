// The standard normal distribution, made of + - * / and sqrt only.

internal import Experiment

/// The standard normal distribution.
enum NormalDistribution {
  /// Density: exp(-x^2 / 2) / sqrt(2 pi).
  static func density(_ x: Double) -> Double {
    0.39894228040143267794 * gaussian(abs(x))
  }

  /// P(Z <= x), to about 1e-15 relative, in the lower tail too.
  ///
  /// W. J. Cody, "Rational Chebyshev approximations for the error function",
  /// Math. Comp. 23 (1969), in the form of his ANORM (ACM TOMS 715, 1993).
  static func cumulative(_ x: Double) -> Double {
    guard !x.isNaN else { return x }
    let y = abs(x)
    if y <= 0.67448975 { return 0.5 + central(x) }
    guard y < 40 else { return x > 0 ? 1 : 0 }
    let tail = y <= 5.656854249492380195 ? gaussian(y) * middle(y) : gaussian(y) * far(y)
    return x > 0 ? 1 - tail : tail
  }

  private static func central(_ x: Double) -> Double {
    let z = x * x
    let p =
      (((6.5682337918207449113e-2 * z + 2.2352520354606839287) * z
        + 161.02823106855587881) * z + 1067.6894854603709582) * z + 18154.981253343561249
    let q =
      (((z + 47.20258190468824187) * z + 976.09855173777669322) * z
        + 10260.932208618978205) * z + 45507.789335026729956
    return x * p / q
  }

  private static func middle(_ y: Double) -> Double {
    let c = [
      1.0765576773720192317e-8, 0.39894151208813466764, 8.8831497943883759412,
      93.506656132177855979, 597.27027639480026226, 2494.5375852903726711,
      6848.1904505362823326, 11602.651437647350124, 9842.7148383839780218,
    ]
    let d = [
      22.266688044328115691, 235.38790178262499861, 1519.377599407554805,
      6485.558298266760755, 18615.571640885098091, 34900.952721145977266,
      38912.003286093271411, 19685.429676859990727,
    ]
    return c.reduce(0) { $0 * y + $1 } / d.reduce(1) { $0 * y + $1 }
  }

  private static func far(_ y: Double) -> Double {
    let p = [
      2.307344176494017303e-2, 0.21589853405795699, 0.1274011611602473639,
      2.2235277870649807e-2, 1.421619193227893466e-3, 2.9112874951168792e-5,
    ]
    let q = [
      1.28426009614491121, 0.468238212480865118, 6.59881378689285515e-2,
      3.78239633202758244e-3, 7.29751555083966205e-5,
    ]
    let z = 1 / (y * y)
    let ratio = z * p.reduce(0) { $0 * z + $1 } / q.reduce(1) { $0 * z + $1 }
    return (0.39894228040143267794 - ratio) / y
  }

  /// exp(-y^2 / 2) without the loss of digits of a rounded square: y is split at sixteenths.
  private static func gaussian(_ y: Double) -> Double {
    let coarse = (y * 16).rounded(.towardZero) / 16
    return exponential(-coarse * coarse * 0.5)
      * exponential(-(y - coarse) * (y + coarse) * 0.5)
  }

  /// The inverse of ``cumulative(_:)``; infinite at 0 and 1, NaN outside.
  ///
  /// M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution",
  /// Applied Statistics 37 (1988), PPND16: about 1e-16 relative.
  static func quantile(_ p: Double) -> Double {
    guard p > 0, p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
    let q = p - 0.5
    if abs(q) <= 0.425 { return q * ratio(0.180625 - q * q, centre) }
    let r = (-logarithm(q < 0 ? p : 1 - p)).squareRoot()
    let x = r <= 5 ? ratio(r - 1.6, shoulder) : ratio(r - 5, tail)
    return q < 0 ? -x : x
  }

  private static func ratio(
    _ r: Double, _ coefficients: (above: [Double], below: [Double])
  ) -> Double {
    coefficients.above.reduce(0) { $0 * r + $1 } / coefficients.below.reduce(0) { $0 * r + $1 }
  }

  private static let centre = (
    above: [
      2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4,
      4.5921953931549871457e+4, 1.3731693765509461125e+4, 1.9715909503065514427e+3,
      1.3314166789178437745e+2, 3.3871328727963666080,
    ],
    below: [
      5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4,
      2.1213794301586595867e+4, 5.3941960214247511077e+3, 6.8718700749205790830e+2,
      4.2313330701600911252e+1, 1.0,
    ]
  )

  private static let shoulder = (
    above: [
      7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
      1.27045825245236838258, 3.64784832476320460504, 5.76949722146069140550,
      4.63033784615654529590, 1.42343711074968357734,
    ],
    below: [
      1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
      1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940,
      2.05319162663775882187, 1.0,
    ]
  )

  private static let tail = (
    above: [
      2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
      2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580,
      5.46378491116411436990, 6.65790464350110377720,
    ],
    below: [
      2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
      7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
      5.99832206555887937690e-1, 1.0,
    ]
  )
}
