// The factor formulas, for the observations of one symbol. They know no calendar: a row is a row.

extension SymbolHistory {
  /// One value for each observation; NaN where the formula has none.
  func values(of rule: FactorRule) -> [Double] {
    switch rule {
    case .logReturn(let lookback, let skip):
      logClose.indices.map { row in
        row < lookback ? .nan : logClose[row - skip] - logClose[row - lookback]
      }
    case .trend(let window): trendStrength(window: window)
    case .reversal(let days): reversal(days: days)
    case .volatility(let window): volatility(window: window)
    }
  }

  private func trendStrength(window: Int) -> [Double] {
    let mean = rollingMean(close, window: window)
    let range = averageRange(window: 20)
    return close.indices.map { row in
      range[row] > 1e-10 ? (close[row] - mean[row]) / range[row] : 0
    }
  }

  /// The simple mean of the true range, or its stand-in where there are closes only.
  private func averageRange(window: Int) -> [Double] {
    guard let high, let low else {
      let returns = simpleReturns(days: 1)
      return close.indices.map { row in
        let rows = max(1, row - window + 1)..<max(1, row + 1)
        let deviation = meanAndDeviation(returns.span, rows).deviation
        return deviation.isNaN ? 0 : deviation * close[row]
      }
    }
    let trueRange = close.indices.map { row in
      let range = abs(high[row] - low[row])
      guard row > 0 else { return range }
      return max(range, abs(high[row] - close[row - 1]), abs(low[row] - close[row - 1]))
    }
    return rollingMean(trueRange, window: window)
  }

  private func reversal(days: Int) -> [Double] {
    let returns = simpleReturns(days: days)
    return returns.indices.map { row in
      let rows = max(days, row - 59)..<max(days, row + 1)
      guard rows.count >= 10 else { return 0 }
      let (mean, deviation) = meanAndDeviation(returns.span, rows)
      return deviation > 1e-10 ? (returns[row] - mean) / deviation : 0
    }
  }

  private func volatility(window: Int) -> [Double] {
    let returns = logClose.indices.map { $0 == 0 ? 0 : logClose[$0] - logClose[$0 - 1] }
    let scale = 252.0.squareRoot()
    return returns.indices.map { row in
      let rows = max(1, row - window + 1)..<max(1, row + 1)
      guard rows.count >= 5 else { return .nan }
      return meanAndDeviation(returns.span, rows).deviation * scale
    }
  }

  /// p[t] / p[t - days] - 1; 0 in the first rows, which no window includes.
  private func simpleReturns(days: Int) -> [Double] {
    close.indices.map { $0 < days ? 0 : close[$0] / close[$0 - days] - 1 }
  }
}
