// The table of factors: what a bundle can name, and what `explain` says of it.

/// All families, in the order of tables.
public let factorFamilies: [FactorFamily] =
  trendFamilies + oscillatorFamilies + riskFamilies + volumeFamilies

/// One name for one member of a family: the seed's names first.
let shortNames: [(name: String, family: String, values: [Int])] =
  [("momentum_12m_excl_1m", "momentum", [252, 21])]
  + [("1m", 21), ("3m", 63), ("6m", 126), ("12m", 252)].map {
    ("returns_\($0.0)", "returns", [$0.1])
  }
  + [20, 50, 200].map { ("trend_strength_\($0)", "trend_strength", [$0]) }
  + [1, 2, 3].map { ("reversal_\($0)d", "reversal", [$0]) }
  + [20, 60].map { ("rv_\($0)", "rv", [$0]) }
  + [20, 60].map { ("vov_\($0)_60", "vov", [$0, 60]) }
  + [("log_return", "returns", [1]), ("rsi_14", "rsi_simple", [14]), ("atr_14", "atr", [14])]
  + [20, 50, 200].map { ("ma_\($0)", "ma", [$0]) }
  + [("high_52w", "high", [252])]

private typealias Parameter = FactorFamily.Parameter

private func window(_ standard: Int, least: Int = 2) -> Parameter {
  Parameter(name: "window", standard: standard, least: least)
}

private let trendFamilies = [
  FactorFamily(
    name: "momentum",
    parameters: [
      Parameter(name: "lookback", standard: 252, least: 1),
      Parameter(name: "skip", standard: 21, least: 0),
    ], unit: "log return",
    source: "Jegadeesh and Titman 1993 (12-1 months); the seed's formula looks forward instead",
    formula: { "ln(p[t-\($0[1])] / p[t-\($0[0])])" }, warmUp: { $0[0] },
    rule: { .logReturn(lookback: $0[0], skip: $0[1]) }),
  FactorFamily(
    name: "returns", parameters: [window(21, least: 1)], unit: "log return",
    source: "log return of so many sessions; the seed's formula looks forward instead",
    formula: { "ln(p[t] / p[t-\($0[0])])" }, warmUp: { $0[0] },
    rule: { .logReturn(lookback: $0[0], skip: 0) }),
  FactorFamily(
    name: "simple_return",
    parameters: [
      Parameter(name: "lookback", standard: 252, least: 1),
      Parameter(name: "skip", standard: 0, least: 0),
    ], unit: "simple return", source: "momentum without the logarithm: the same ranking",
    formula: { "p[t-\($0[1])] / p[t-\($0[0])] - 1" }, warmUp: { $0[0] },
    rule: { .simpleReturn(lookback: $0[0], skip: $0[1]) }),
  FactorFamily(
    name: "trend_strength", parameters: [window(50, least: 1)], unit: "average true ranges",
    source: "the seed; the true range is Wilder's (1978), its mean is simple",
    formula: {
      "(p[t] - SMA\($0[0])) / ATR20, 0 where ATR20 <= 1e-10; ATR20 = mean of "
        + "max(h-l, |h-p[t-1]|, |l-p[t-1]|) over 20 rows; without highs and lows "
        + "std(20) of simple returns x p[t]; both means start at the first row"
    }, warmUp: { $0[0] }, rule: { .trend(window: $0[0]) }),
  FactorFamily(
    name: "high", parameters: [window(252, least: 1)], unit: "ratio, at most 1",
    source: "George and Hwang 2004 (nearness to the 52-week high); of closes",
    formula: { "p[t] / max(p[t-\($0[0] - 1)] .. p[t])" }, warmUp: { $0[0] - 1 },
    rule: { .high(window: $0[0]) }),
  FactorFamily(
    name: "ma", parameters: [window(20, least: 1)], unit: "currency",
    source: "simple moving average, from the first row on, as the seed's; a price, not comparable "
      + "between symbols",
    formula: { "mean(p[t-\($0[0] - 1)] .. p[t])" }, warmUp: { $0[0] },
    rule: { .mean(window: $0[0]) }),
]

private let oscillatorFamilies = [
  FactorFamily(
    name: "reversal", parameters: [Parameter(name: "days", standard: 1, least: 1)],
    unit: "standard deviations", source: "the seed; short-term reversal after Jegadeesh 1990",
    formula: {
      "(r - mean60(r)) / std60(r), r = p[t] / p[t-\($0[0])] - 1, ddof 1, at least 10 "
        + "values; 0 where there are fewer, or std60 <= 1e-10"
    }, warmUp: { _ in 60 }, rule: { .reversal(days: $0[0]) }),
  FactorFamily(
    name: "rsi", parameters: [window(14)], unit: "0 .. 100",
    source: "Wilder 1978, with his smoothing: the first mean is simple, then m += (x - m) / window",
    formula: {
      "100 - 100 / (1 + mean gain / mean loss) of p[t] - p[t-1], Wilder means of \($0[0]); "
        + "100 without a loss, 50 without a move"
    }, warmUp: { $0[0] }, rule: { .relativeStrength(window: $0[0], isWilder: true) }),
  FactorFamily(
    name: "rsi_simple", parameters: [window(14)], unit: "0 .. 100",
    source: "Cutler's form of Wilder's index, with simple means; the seed's rsi",
    formula: {
      "100 - 100 / (1 + mean gain / mean loss) of p[t] - p[t-1], means over \($0[0]); "
        + "100 without a loss, 50 without a move"
    }, warmUp: { $0[0] }, rule: { .relativeStrength(window: $0[0], isWilder: false) }),
  FactorFamily(
    name: "macd",
    parameters: [
      Parameter(name: "fast", standard: 12, least: 1),
      Parameter(name: "slow", standard: 26, least: 2),
      Parameter(name: "signal", standard: 9, least: 1),
    ], unit: "fraction of the price",
    source: "Appel 1979: the histogram, over the price so that symbols compare",
    formula: {
      "(M - EMA\($0[2])(M)) / p[t], M = EMA\($0[0])(p) - EMA\($0[1])(p), each EMA from the first "
        + "row with 2 / (n + 1)"
    }, warmUp: { $0[1] + $0[2] },
    rule: { .convergence(fast: $0[0], slow: $0[1], signal: $0[2]) }),
]

private let riskFamilies = [
  FactorFamily(
    name: "rv", parameters: [window(20)], unit: "fraction per year",
    source: "the seed; realised volatility",
    formula: { "std\($0[0])(ln(p[t] / p[t-1])) x sqrt(252), ddof 1, at least 5 values" },
    warmUp: { $0[0] }, rule: { .volatility(window: $0[0]) }),
  FactorFamily(
    name: "low_volatility", parameters: [window(252)], unit: "fraction per year, negative",
    source: "Blitz and van Vliet 2007 (low volatility is good: hence the sign)",
    formula: { "-rv(\($0[0])), once there are \($0[0]) returns" }, warmUp: { $0[0] },
    rule: { .lowVolatility(window: $0[0]) }),
  FactorFamily(
    name: "vov",
    parameters: [window(20), Parameter(name: "over", standard: 60, least: 2)],
    unit: "fraction per year", source: "the seed; volatility of volatility",
    formula: { "std\($0[1])(rv(\($0[0]))), ddof 1, at least 10 values" },
    warmUp: { $0[0] + $0[1] },
    rule: { .volatilityOfVolatility(window: $0[0], over: $0[1]) }),
  FactorFamily(
    name: "beta", parameters: [window(252, least: 3)], unit: "none",
    source: "least squares on the equally weighted market of the run's symbols",
    formula: { marketFormula($0[0]) + "; cov(r, m) / var(m)" }, warmUp: { $0[0] },
    rule: { .beta(window: $0[0]) }),
  FactorFamily(
    name: "idio_vol", parameters: [window(63, least: 4)], unit: "fraction per year",
    source: "Ang, Hodrick, Xing and Zhang 2006, with one market factor instead of three",
    formula: {
      marketFormula($0[0]) + "; standard error of r - a - b m (ddof 2) x sqrt(252)"
    }, warmUp: { $0[0] }, rule: { .idiosyncraticVolatility(window: $0[0]) }),
  FactorFamily(
    name: "max_return", parameters: [window(21, least: 1)], unit: "simple return",
    source: "Bali, Cakici and Whitelaw 2011 (MAX)",
    formula: { "max(p[s] / p[s-1] - 1) over the last \($0[0]) rows" }, warmUp: { $0[0] },
    rule: { .maximumReturn(window: $0[0]) }),
  FactorFamily(
    name: "atr", parameters: [window(14, least: 1)], unit: "currency",
    source: "the true range of Wilder 1978 with a simple mean, as the seed's; not comparable "
      + "between symbols: see natr",
    formula: { "mean of max(h-l, |h-p[t-1]|, |l-p[t-1]|) over \($0[0]) rows, from the first on" },
    warmUp: { $0[0] }, rule: { .range(window: $0[0], isWilder: false) }),
  FactorFamily(
    name: "natr", parameters: [window(14, least: 1)], unit: "fraction of the price",
    source: "Wilder 1978: average true range with his smoothing, over the price",
    formula: {
      "ATR / p[t]; the first ATR is the mean of \($0[0]) true ranges from the second row on, then "
        + "ATR += (TR - ATR) / "
        + "\($0[0])"
    }, warmUp: { $0[0] }, rule: { .range(window: $0[0], isWilder: true) }),
]

private func marketFormula(_ window: Int) -> String {
  "r = p[t] / p[t-1] - 1 over the last \(window) rows whose previous session is observed, at least "
    + "half of them; m: mean of r over the symbols of the run that have one that day"
}

private let volumeFamilies = [
  FactorFamily(
    name: "amihud", parameters: [window(21, least: 1)], unit: "per million of currency",
    source: "Amihud 2002 (illiquidity)",
    formula: {
      "mean of |p[s] / p[s-1] - 1| / (p[s] v[s]) x 1e6 over the last \($0[0]) rows, those without "
        + "volume left out, at least half of them"
    }, warmUp: { $0[0] }, rule: { .illiquidity(window: $0[0]) }),
  FactorFamily(
    name: "volume_zscore", parameters: [window(60)], unit: "standard deviations",
    source: "the seed",
    formula: {
      "(v[t] - mean\($0[0])(v)) / std\($0[0])(v), ddof 1, at least 10 values; 0 where there are "
        + "fewer, or std <= 1e-10"
    }, warmUp: { $0[0] }, rule: { .volumeScore(window: $0[0]) }),
  FactorFamily(
    name: "spread_proxy", parameters: [], unit: "fraction of the price",
    source: "the seed; the day's range", formula: { _ in "(h[t] - l[t]) / p[t]" },
    warmUp: { _ in 0 }, rule: { _ in .spread }),
]
