// The score of a factor bundle: winsorized, standardised, weighted. It does not know who is bought.

import Experiment

/// A bundle whose factors are known and whose numbers make sense.
struct CheckedBundle: Hashable {
  let bundle: FactorBundle
  let rules: [FactorRule]

  /// - Parameters:
  ///   - columns: the user's own factors.
  ///   - maximumAge: the sessions for which a value of theirs counts.
  init(
    _ bundle: FactorBundle, columns: FactorColumns? = nil, maximumAge: Int = .max
  ) throws(BacktestProblem) {
    var rules: [FactorRule] = []
    var total = 0.0
    for entry in bundle.factors {
      rules.append(try factor(named: entry.name, columns: columns, maximumAge: maximumAge).rule)
      total += entry.weight
      guard entry.weight.isFinite, entry.weight >= 0 else {
        throw BacktestProblem(
          setting: "bundle_path",
          "the weight of '\(entry.name)' is \(numberText(entry.weight)), and cannot be negative",
          help: "give it direction: negative instead")
      }
    }
    guard !rules.isEmpty else {
      throw BacktestProblem(
        setting: "bundle_path", "the bundle has no factors", help: "name at least one")
    }
    guard abs(total - 1) <= 0.01 + 1e-12 else {
      throw BacktestProblem(
        setting: "bundle_path",
        "the weights of the bundle sum to \(numberText(total)), and must sum to 1 within 0.01",
        help: "scale the weights")
    }
    let (lower, upper) = bundle.winsorizeLimits
    guard lower >= 0, lower < upper, upper <= 1 else {
      throw BacktestProblem(
        setting: "bundle_path",
        "winsorize_limits are \(numberText(lower)) and \(numberText(upper))",
        help: "they are two ascending quantiles between 0 and 1")
    }
    self.bundle = bundle
    self.rules = rules
  }
}

/// The score of each symbol on a day.
///
/// For each factor, over the symbols that have a value x on the day:
/// 1. winsorize: x is clipped to two quantiles (linear interpolation) of the day's values, or, with
///    fixed bounds, to those;
/// 2. z = (x - mean) / std, ddof 0; fewer than two values: none; std <= 1e-10: 0;
/// 3. with groups, the mean of z over the symbol's group is taken off: the score is neutral to them;
/// 4. the sign turns where the direction is negative.
///
/// The score is sum(w z) / sum(w) over the factors that the symbol has; NaN if it has none.
struct BundleScore {
  private let bundle: FactorBundle
  private let factors: [FactorRows]
  /// Of each symbol; empty where scores are not neutralised.
  private let groups: [Int]
  /// Bounds for each factor; nil where they are each day's own.
  private let bounds: [(lower: Double, upper: Double)]?
  /// Whether its sign turns, where there is one factor whose values are the scores as they are.
  private var plainFactor: Bool? {
    guard factors.count == 1, !bundle.winsorize, !bundle.zscore, groups.isEmpty,
      bundle.factors[0].weight == 1
    else { return nil }
    return bundle.factors[0].direction == .negative
  }

  /// - Parameter lastDay: with it, bounds are quantiles of all values up to that day.
  init(
    _ checked: CheckedBundle, _ panel: FactorPanel, symbols: Int, groups: [Int] = [],
    boundsUpTo lastDay: Int?
  ) {
    bundle = checked.bundle
    self.groups = groups
    factors = checked.rules.map { panel.rows($0) }
    guard let lastDay, checked.bundle.winsorize else {
      bounds = nil
      return
    }
    let limits = checked.bundle.winsorizeLimits
    bounds = factors.map { factor in
      var values: [Double] = []
      var row = [Double](repeating: .nan, count: symbols)
      for day in 0...lastDay {
        var span = row.mutableSpan
        factor.fill(day, &span)
        values += row.filter { !$0.isNaN }
      }
      var span = values.mutableSpan
      let count = span.count
      return (
        quantile(&span, count: count, limits.lower), quantile(&span, count: count, limits.upper)
      )
    }
  }

  /// Room for the values of a factor and the weights present.
  struct Scratch {
    /// Of the symbols that have a value, and of all.
    fileprivate var values: [Double]
    fileprivate var row: [Double]
    fileprivate var weights: [Double]
    /// Sum and number of values of each group.
    fileprivate var sums: [SIMD2<Double>] = []

    init(symbols: Int) {
      values = Array(repeating: 0, count: symbols)
      row = values
      weights = values
    }
  }

  func fill(_ day: Int, _ row: inout MutableSpan<Double>, _ scratch: inout Scratch) {
    if let isTurned = plainFactor {
      factors[0].fill(day, &row)
      if isTurned { for symbol in row.indices { row[symbol] = -row[symbol] } }
      return
    }
    for symbol in row.indices { scratch.weights[symbol] = 0 }
    for number in factors.indices {
      let entry = bundle.factors[number]
      let signed = entry.direction == .positive ? entry.weight : -entry.weight
      var found = scratch.row.mutableSpan
      factors[number].fill(day, &found)
      var count = 0
      for symbol in row.indices where !scratch.row[symbol].isNaN {
        scratch.values[count] = scratch.row[symbol]
        count += 1
      }
      guard let scale = scale(ofFirst: count, &scratch.values, factor: number) else { continue }
      for symbol in row.indices {
        let value = scratch.row[symbol]
        if value.isNaN { continue }
        scratch.row[symbol] = scale.standardised(value)
      }
      if !groups.isEmpty { neutralise(&scratch) }
      for symbol in row.indices {
        let z = scratch.row[symbol]
        if z.isNaN { continue }
        row[symbol] = (scratch.weights[symbol] == 0 ? 0 : row[symbol]) + signed * z
        scratch.weights[symbol] += entry.weight
      }
    }
    for symbol in row.indices {
      let weight = scratch.weights[symbol]
      row[symbol] = weight > 0 ? row[symbol] / weight : .nan
    }
  }

  private func neutralise(_ scratch: inout Scratch) {
    scratch.sums = Array(repeating: .zero, count: (groups.max() ?? 0) + 1)
    for (symbol, group) in groups.enumerated() where !scratch.row[symbol].isNaN {
      scratch.sums[group] += SIMD2(scratch.row[symbol], 1)
    }
    for (symbol, group) in groups.enumerated() {
      scratch.row[symbol] -= scratch.sums[group].x / scratch.sums[group].y
    }
  }

  /// How a factor's values of a day become z-scores; nil where they cannot.
  private func scale(
    ofFirst count: Int, _ values: inout [Double], factor number: Int
  ) -> FactorScale? {
    var scale = FactorScale()
    if bundle.winsorize {
      if let bounds {
        (scale.lower, scale.upper) = bounds[number]
      } else {
        let limits = bundle.winsorizeLimits
        var span = values.mutableSpan
        scale.lower = quantile(&span, count: count, limits.lower)
        scale.upper = quantile(&span, count: count, limits.upper)
      }
    }
    guard bundle.zscore else { return count > 0 ? scale : nil }
    guard count > 1 else { return nil }
    // Selection has reordered the values, the same way each time: the sums stay reproducible.
    var mean = 0.0
    for index in 0..<count { mean += scale.clipped(values[index]) }
    mean /= Double(count)
    var squares = 0.0
    for index in 0..<count {
      let distance = scale.clipped(values[index]) - mean
      squares += distance * distance
    }
    scale.centre = mean
    scale.deviation = (squares / Double(count)).squareRoot()
    return scale
  }
}

/// Clipping and standardising of one factor on one day.
private struct FactorScale {
  var lower = -Double.infinity
  var upper = Double.infinity
  var centre = 0.0
  /// Nil: values are not standardised.
  var deviation: Double?

  func clipped(_ value: Double) -> Double { min(max(value, lower), upper) }

  func standardised(_ value: Double) -> Double {
    guard let deviation else { return clipped(value) }
    return deviation <= 1e-10 ? 0 : (clipped(value) - centre) / deviation
  }
}
