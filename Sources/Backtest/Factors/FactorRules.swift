// The factor formulas, for the observations of one symbol. They know no calendar: a row is a row.

import Experiment

extension SymbolHistory {
  /// One value for each observation; NaN where the formula has none.
  func values(of rule: FactorRule) -> [Double] {
    switch rule {
    case .logReturn(let lookback, let skip):
      close.indices.map { row in
        row < lookback ? .nan : logarithm(close[row - skip] / close[row - lookback])
      }
    case .simpleReturn(let lookback, let skip):
      close.indices.map { row in
        row < lookback ? .nan : close[row - skip] / close[row - lookback] - 1
      }
    case .trend(let window): trendStrength(window: window)
    case .high(let window): nearness(window: window)
    case .mean(let window): rollingMean(close, window: window)
    case .reversal(let days): standardised(simpleReturns(days: days), from: days, window: 60)
    case .relativeStrength(let window, let isWilder): relativeStrength(window, isWilder)
    case .convergence(let fast, let slow, let signal): convergence(fast, slow, signal)
    case .volatility(let window): volatility(window: window, least: 5)
    case .lowVolatility(let window): volatility(window: window, least: window).map { -$0 }
    case .volatilityOfVolatility(let window, let over): variability(window: window, over: over)
    case .beta(let window): marketModel(window: window).beta
    case .idiosyncraticVolatility(let window): marketModel(window: window).residual
    case .maximumReturn(let window): maximumReturn(window: window)
    case .range(let window, false): rollingMean(trueRange, window: window)
    case .range(let window, true): normalisedRange(window: window)
    case .illiquidity(let window): illiquidity(window: window)
    case .volumeScore(let window):
      volume.map { standardised($0, from: 0, window: window) } ?? nothing
    case .spread: spread
    case .column: nothing
    }
  }

  private var nothing: [Double] { close.map { _ in .nan } }

  // MARK: Trend

  private func trendStrength(window: Int) -> [Double] {
    let mean = rollingMean(close, window: window)
    let range = averageRange(window: 20)
    return close.indices.map { row in
      range[row] > 1e-10 ? (close[row] - mean[row]) / range[row] : 0
    }
  }

  /// The simple mean of the true range, or its stand-in where there are closes only.
  private func averageRange(window: Int) -> [Double] {
    guard high != nil, low != nil else {
      let returns = simpleReturns(days: 1)
      return close.indices.map { row in
        let rows = max(1, row - window + 1)..<max(1, row + 1)
        let deviation = meanAndDeviation(returns.span, rows).deviation
        return deviation.isNaN ? 0 : deviation * close[row]
      }
    }
    return rollingMean(trueRange, window: window)
  }

  private func nearness(window: Int) -> [Double] {
    let highest = rollingMaximum(close, window: window)
    return close.indices.map { $0 + 1 < window ? .nan : close[$0] / highest[$0] }
  }

  private func convergence(_ fast: Int, _ slow: Int, _ signal: Int) -> [Double] {
    let line = zip(exponentialMean(close, fast), exponentialMean(close, slow)).map { $0 - $1 }
    let mean = exponentialMean(line, signal)
    return close.indices.map {
      $0 + 1 < slow + signal ? .nan : (line[$0] - mean[$0]) / close[$0]
    }
  }

  // MARK: Oscillators

  /// A value against the mean and deviation of the last rows, from a first row on; see `reversal`.
  private func standardised(_ values: [Double], from first: Int, window: Int) -> [Double] {
    values.indices.map { row in
      let rows = max(first, row - window + 1)..<max(first, row + 1)
      guard rows.count >= 10 else { return 0 }
      let (mean, deviation) = meanAndDeviation(values.span, rows)
      return deviation > 1e-10 ? (values[row] - mean) / deviation : 0
    }
  }

  private func relativeStrength(_ window: Int, _ isWilder: Bool) -> [Double] {
    guard close.count > window else { return nothing }
    let moves = close.indices.map { $0 == 0 ? 0 : close[$0] - close[$0 - 1] }
    func means(_ values: [Double]) -> [Double] {
      isWilder
        ? wilderMean(values, window, from: 1)
        : rollingMean(Array(values.dropFirst()), window: window, before: 1)
    }
    let gains = means(moves.map { max($0, 0) })
    let losses = means(moves.map { max(-$0, 0) })
    return close.indices.map { row in
      guard row >= window else { return .nan }
      if losses[row] <= 0 { return gains[row] > 0 ? 100 : 50 }
      return 100 - 100 / (1 + gains[row] / losses[row])
    }
  }

  // MARK: Risk

  private func volatility(window: Int, least: Int) -> [Double] {
    let returns = logClose.indices.map { $0 == 0 ? 0 : logClose[$0] - logClose[$0 - 1] }
    let scale = 252.0.squareRoot()
    return returns.indices.map { row in
      let rows = max(1, row - window + 1)..<max(1, row + 1)
      guard rows.count >= least else { return .nan }
      return meanAndDeviation(returns.span, rows).deviation * scale
    }
  }

  private func variability(window: Int, over: Int) -> [Double] {
    let volatility = volatility(window: window, least: 5)
    // Its first value stands in row 5.
    return volatility.indices.map { row in
      let rows = max(5, row - over + 1)..<max(5, row + 1)
      guard rows.count >= 10 else { return .nan }
      return meanAndDeviation(volatility.span, rows).deviation
    }
  }

  private func maximumReturn(window: Int) -> [Double] {
    let highest = rollingMaximum(simpleReturns(days: 1), window: window)
    return close.indices.map { $0 < window ? .nan : highest[$0] }
  }

  private func normalisedRange(window: Int) -> [Double] {
    let range = wilderMean(trueRange, window, from: 1)
    return close.indices.map { $0 < window ? .nan : range[$0] / close[$0] }
  }

  /// max(h - l, |h - p[t-1]|, |l - p[t-1]|); without highs and lows |p[t] - p[t-1]|.
  private var trueRange: [Double] {
    let (high, low) = (high ?? close, low ?? close)
    return close.indices.map { row in
      let range = abs(high[row] - low[row])
      guard row > 0 else { return range }
      return max(range, abs(high[row] - close[row - 1]), abs(low[row] - close[row - 1]))
    }
  }

  // MARK: Volume

  private func illiquidity(window: Int) -> [Double] {
    guard let volume else { return nothing }
    let returns = simpleReturns(days: 1)
    let prices = close.indices.map { row in
      let traded = close[row] * volume[row]
      return row > 0 && traded > 0 ? abs(returns[row]) / traded * 1e6 : .nan
    }
    return prices.indices.map { row in
      guard row >= window else { return .nan }
      var sum = 0.0
      var count = 0
      for value in prices[(row - window + 1)...row] where !value.isNaN {
        sum += value
        count += 1
      }
      return count * 2 >= window ? sum / Double(count) : .nan
    }
  }

  private var spread: [Double] {
    guard let high, let low else { return nothing }
    return close.indices.map { (high[$0] - low[$0]) / close[$0] }
  }

  /// p[t] / p[t - days] - 1; 0 in the first rows, which no window includes.
  private func simpleReturns(days: Int) -> [Double] {
    close.indices.map { $0 < days ? 0 : close[$0] / close[$0 - days] - 1 }
  }
}
