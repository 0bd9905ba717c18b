// The table of factors: what a bundle can name, and what `explain` says of it.

/// A number for each symbol and day, from that symbol's prices up to that day and nothing else.
public struct Factor: Hashable, Sendable {
  public let name: String
  /// The formula, with p[t] the close of the symbol's t-th observation.
  public let formula: String
  /// Where the definition comes from, and where ours differs.
  public let source: String
  /// Observations before the first value that is more than a placeholder.
  public let warmUp: Int
  let rule: FactorRule
}

/// How a factor is computed.
enum FactorRule: Hashable, Sendable {
  /// ln(p[t - skip] / p[t - lookback])
  case logReturn(lookback: Int, skip: Int)
  /// (p[t] - SMA) / ATR20
  case trend(window: Int)
  /// The z-score of a simple return of some days against its last 60 values.
  case reversal(days: Int)
  /// Annualised standard deviation of log returns.
  case volatility(window: Int)
}

/// All factors that a bundle can name, in the order of tables.
public let factors: [Factor] =
  [
    Factor(
      name: "momentum_12m_excl_1m", formula: "ln(p[t-21] / p[t-252])",
      source: "Jegadeesh and Titman 1993 (12-1 months); the seed's formula looks forward instead",
      warmUp: 252, rule: .logReturn(lookback: 252, skip: 21))
  ]
  + [("1m", 21), ("3m", 63), ("6m", 126), ("12m", 252)].map { name, bars in
    Factor(
      name: "returns_\(name)", formula: "ln(p[t] / p[t-\(bars)])",
      source: "log return of \(bars) sessions; the seed's formula looks forward instead",
      warmUp: bars, rule: .logReturn(lookback: bars, skip: 0))
  }
  + [20, 50, 200].map { window in
    Factor(
      name: "trend_strength_\(window)",
      formula: "(p[t] - SMA\(window)) / ATR20, 0 where ATR20 <= 1e-10; ATR20 = mean of "
        + "max(h-l, |h-p[t-1]|, |l-p[t-1]|) over 20 rows; without highs and lows "
        + "std(20) of simple returns x p[t]; both means start at the first row",
      source: "the seed; the true range is Wilder's (1978), its mean is simple",
      warmUp: window, rule: .trend(window: window))
  }
  + [1, 2, 3].map { days in
    Factor(
      name: "reversal_\(days)d",
      formula: "(r - mean60(r)) / std60(r), r = p[t] / p[t-\(days)] - 1, ddof 1, at least 10 "
        + "values; 0 where there are fewer, or std60 <= 1e-10",
      source: "the seed; short-term reversal after Jegadeesh 1990", warmUp: 60,
      rule: .reversal(days: days))
  }
  + [20, 60].map { window in
    Factor(
      name: "rv_\(window)",
      formula: "std\(window)(ln(p[t] / p[t-1])) x sqrt(252), ddof 1, at least 5 values",
      source: "the seed; realised volatility", warmUp: window, rule: .volatility(window: window))
  }

/// The factor of a name, or a problem that names the nearest one.
public func factor(named name: String) throws(BacktestProblem) -> Factor {
  if let factor = factors.first(where: { $0.name == name }) { return factor }
  let all = factors.map(\.name)
  let known = "the factors are \(all.joined(separator: ", "))"
  let near = nearest(to: name, among: all).map { "did you mean '\($0)'? " } ?? ""
  throw BacktestProblem(
    setting: "bundle_path", "there is no factor '\(name)'", help: near + known)
}

/// The candidate with the smallest Levenshtein distance, if that is at most a third of its length.
private func nearest(to name: String, among candidates: [String]) -> String? {
  let letters = Array(name.lowercased().utf8)
  func distance(_ other: [UInt8]) -> Int {
    var row = Array(0...other.count)
    for (i, letter) in letters.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, candidate) in other.enumerated() {
        let substituted = diagonal + (letter == candidate ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
      }
    }
    return row[other.count]
  }
  let best = candidates.map { (distance: distance(Array($0.utf8)), name: $0) }
    .min { $0.distance < $1.distance }
  return best.flatMap { $0.distance * 3 <= $0.name.utf8.count ? $0.name : nil }
}
