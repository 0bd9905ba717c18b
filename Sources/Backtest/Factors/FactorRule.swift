// The kinds of factors, with the lengths of their windows. It does not know how they are called.

/// How a factor is computed.
enum FactorRule: Hashable, Sendable {
  case logReturn(lookback: Int, skip: Int)
  case simpleReturn(lookback: Int, skip: Int)
  case trend(window: Int)
  case high(window: Int)
  case mean(window: Int)
  case reversal(days: Int)
  case relativeStrength(window: Int, isWilder: Bool)
  case convergence(fast: Int, slow: Int, signal: Int)
  case volatility(window: Int)
  case lowVolatility(window: Int)
  case volatilityOfVolatility(window: Int, over: Int)
  case beta(window: Int)
  case idiosyncraticVolatility(window: Int)
  case maximumReturn(window: Int)
  case range(window: Int, isWilder: Bool)
  case illiquidity(window: Int)
  case volumeScore(window: Int)
  case spread
  /// A column of the user's; a value counts for so many sessions.
  case column(String, maximumAge: Int)

  /// Why its numbers do not go together; nil where they do.
  var contradiction: String? {
    switch self {
    case .logReturn(let lookback, let skip) where skip >= lookback,
      .simpleReturn(let lookback, let skip) where skip >= lookback:
      "it skips \(skip) sessions of a lookback of \(lookback): nothing is left"
    case .convergence(let fast, let slow, _) where fast >= slow:
      "the fast mean has \(fast) rows, the slow one \(slow): the fast one has fewer"
    default: nil
    }
  }

  /// What it needs beside closes.
  var needs: [PriceField] {
    switch self {
    case .illiquidity, .volumeScore: [.volume]
    case .spread: [.high, .low]
    default: []
    }
  }
}
