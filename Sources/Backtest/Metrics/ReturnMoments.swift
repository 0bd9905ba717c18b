// Mean, deviation and shape of a series of returns, in one place so that all metrics agree.

/// The moments of some returns; NaN where a definition gives no value.
struct ReturnMoments {
  let count: Int
  let mean: Double
  /// With n - 1 in the denominator.
  let deviation: Double
  /// With n in the denominator, and no bias correction; kurtosis is 3 for a normal.
  let biasedSkew: Double
  let fullKurtosis: Double
  /// Whether no two returns differ: ratios to the deviation then have no meaning.
  let isConstant: Bool

  init(_ returns: [Double]) {
    count = returns.count
    let n = Double(count)
    var sum = 0.0
    var least = Double.infinity
    var greatest = -Double.infinity
    for value in returns {
      sum += value
      least = min(least, value)
      greatest = max(greatest, value)
    }
    let mean = sum / n
    var second = 0.0
    var third = 0.0
    var fourth = 0.0
    for value in returns {
      let distance = value - mean
      let square = distance * distance
      second += square
      third += square * distance
      fourth += square * square
    }
    self.mean = mean
    // Returns are ratios near 1, less 1: below that they differ by rounding alone.
    isConstant = !(greatest - least > 1e-14)
    deviation =
      count < 2 ? .nan : isConstant ? 0 : (second / (n - 1)).squareRoot()
    let variance = second / n
    biasedSkew = isConstant ? .nan : (third / n) / (variance * variance.squareRoot())
    fullKurtosis = isConstant ? .nan : (fourth / n) / (variance * variance)
  }

  /// Adjusted Fisher-Pearson.
  var skew: Double {
    let n = Double(count)
    return count < 3 ? .nan : (n * (n - 1)).squareRoot() / (n - 2) * biasedSkew
  }

  /// Excess, bias-corrected.
  var excessKurtosis: Double {
    let n = Double(count)
    guard count >= 4 else { return .nan }
    return (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (fullKurtosis - 3) + 6)
  }

  /// Per observation.
  var sharpe: Double { count < 2 || isConstant ? .nan : mean / deviation }
}
