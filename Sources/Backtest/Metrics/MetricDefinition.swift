// The table of metrics: what each number means. The code that computes them stands beside it.

/// What a metric is.
public struct MetricDefinition: Hashable, Sendable {
  public let name: String
  public let formula: String
  public let unit: String
  /// When it is NaN, and what happens at the edges.
  public let edgeCases: String
  public let source: String

  init(_ name: String, _ formula: String, unit: String, edges: String, source: String) {
    self.name = name
    self.formula = formula
    self.unit = unit
    edgeCases = edges
    self.source = source
  }
}

/// What the letters of the formulas mean.
public let metricNotation =
  "E: equity at each close; C: start_capital; r: daily return of E; n: number of returns"

/// The metrics of a backtest in the order of tables: E is equity at each close, C the starting
/// capital, r the daily simple returns from the second session on (the first over C), n their
/// number; a year has 252 sessions.
public let metricDefinitions: [MetricDefinition] =
  headlineMetrics + riskMetrics + shapeMetrics
  + tradingMetrics + benchmarkMetrics

private let nothing = "NaN without returns"
private let constant = "NaN with fewer than two returns, or where all are equal"

private let headlineMetrics = [
  MetricDefinition(
    "final_pf", "last equity / start_capital", unit: "multiple of capital", edges: "0 after ruin",
    source: "the seed: the factor, not the gain"),
  MetricDefinition(
    "sharpe", "mean / standard deviation (ddof 1) of daily returns x sqrt(252)", unit: "per year",
    edges: constant + ", or after ruin",
    source: "Sharpe 1994, riskless rate 0"),
  MetricDefinition(
    "trades", "number of fills", unit: "count", edges: "0 where nothing was traded",
    source: "differences below 1e-12 of equity are not traded"),
  MetricDefinition(
    "total_return", "final_pf - 1", unit: "fraction", edges: "-1 after ruin",
    source: "definition"),
  MetricDefinition(
    "cagr", "final_pf^(252 / n) - 1", unit: "fraction per year", edges: nothing,
    source: "compound annual growth by sessions, not by calendar days"),
]

private let riskMetrics = [
  MetricDefinition(
    "volatility", "std(r) x sqrt(252), ddof 1", unit: "fraction per year",
    edges: "NaN with fewer than two returns", source: "simple returns"),
  MetricDefinition(
    "sortino", "mean(r) x sqrt(252) / sqrt(mean(min(r, 0)^2)), all days in the mean",
    unit: "per year", edges: "NaN without a losing day",
    source: "Sortino and Price 1994, target 0; as quantstats and empyrical"),
  MetricDefinition(
    "max_drawdown", "lowest of equity / running peak - 1; the peak starts at start_capital",
    unit: "fraction, negative",
    edges: "0 where equity never falls", source: "definition"),
  MetricDefinition(
    "max_drawdown_days", "longest run of sessions below the peak", unit: "sessions",
    edges: "0 where equity never falls", source: "definition"),
  MetricDefinition(
    "calmar", "cagr / |max_drawdown|", unit: "per year", edges: "NaN where equity never falls",
    source: "Young 1991, over the whole run"),
  MetricDefinition(
    "omega", "sum(r > 0) / |sum(r < 0)|", unit: "ratio", edges: "NaN without a losing day",
    source: "Keating and Shadwick 2002, threshold 0; the profit factor of days"),
  MetricDefinition(
    "hit_rate", "days with r > 0 / days with r != 0", unit: "fraction",
    edges: "NaN where no day has a return", source: "as quantstats' win rate"),
  MetricDefinition(
    "var_95", "5th percentile of r, linear interpolation", unit: "fraction per day",
    edges: nothing, source: "historical value at risk, as a return"),
  MetricDefinition(
    "cvar_95", "mean of the r at or below var_95", unit: "fraction per day", edges: nothing,
    source: "historical expected shortfall, as a return"),
]

private let shapeMetrics = [
  MetricDefinition(
    "skew", "sqrt(n (n-1)) / (n-2) x skew_biased", unit: "none",
    edges: "NaN with fewer than three returns, or where all are equal",
    source: "adjusted Fisher-Pearson, as pandas"),
  MetricDefinition(
    "kurtosis", "(n-1) / ((n-2)(n-3)) x ((n+1) (kurtosis_full - 3) + 6)", unit: "none",
    edges: "NaN with fewer than four returns, or where all are equal",
    source: "excess, bias-corrected, as pandas"),
  MetricDefinition(
    "tail_ratio", "|95th percentile| / |5th percentile| of r", unit: "ratio",
    edges: "NaN where the 5th percentile is 0", source: "as empyrical"),
  MetricDefinition(
    "stability", "R^2 of the cumulated ln(1 + r) on time", unit: "0 .. 1",
    edges: constant
      + ", or after ruin", source: "as empyrical; the only metric of log returns"),
  MetricDefinition(
    "ulcer_index", "sqrt(sum(drawdown^2) / (n-1))", unit: "fraction",
    edges: "NaN with fewer than two returns", source: "Martin 1987; as quantstats"),
  MetricDefinition(
    "skew_biased", "mean((r - mean)^3) / std0(r)^3", unit: "none", edges: constant,
    source: "what the deflated Sharpe ratio takes"),
  MetricDefinition(
    "kurtosis_full", "mean((r - mean)^4) / std0(r)^4", unit: "none, 3 for a normal",
    edges: constant, source: "biased, not excess: what the deflated Sharpe ratio takes"),
]

private let tradingMetrics = [
  MetricDefinition(
    "turnover", "sum over rebalances of |traded value| / equity before costs", unit: "x equity",
    edges: "0 where nothing was traded", source: "two-sided: one-sided turnover is half of it"),
  MetricDefinition(
    "turnover_annual", "turnover x 252 / n", unit: "x equity per year", edges: nothing,
    source: "two-sided"),
  MetricDefinition(
    "costs", "sum of commission, spread and impact", unit: "currency", edges: "0 without costs",
    source: "basis points of traded value, paid at the fill"),
  MetricDefinition(
    "borrow_costs",
    "sum over sessions of short value at the close before x borrow_bps / 10^4 / 252",
    unit: "currency", edges: "0 where nothing was short", source: "definition"),
  MetricDefinition(
    "interest", "sum over sessions of cash x cash_rate / 252; below zero where debts paid more",
    unit: "currency", edges: "0 with cash_rate 0", source: "definition"),
  MetricDefinition(
    "round_trips",
    "positions in a symbol that were closed or turned around; what is open at the end is none",
    unit: "count", edges: "0 where none was closed", source: "definition"),
  MetricDefinition(
    "trade_hit_rate", "round trips with a profit after costs / round_trips", unit: "fraction",
    edges: "NaN without a round trip", source: "definition; hit_rate counts days"),
  MetricDefinition(
    "trade_profit_factor", "profits of round trips / |losses of round trips|, after costs",
    unit: "ratio", edges: "NaN without a losing round trip",
    source: "definition; omega is the profit factor of days"),
  MetricDefinition(
    "avg_win", "mean profit of the round trips with a profit", unit: "currency",
    edges: "NaN without one", source: "the seed's name"),
  MetricDefinition(
    "avg_loss", "mean profit of the other round trips, zero or below", unit: "currency",
    edges: "NaN without one", source: "the seed's name"),
  MetricDefinition(
    "avg_holding_days", "mean sessions from the opening fill of a round trip to its last",
    unit: "sessions", edges: "NaN without a round trip", source: "definition"),
  MetricDefinition(
    "vanished",
    "holdings settled at their last close, without costs, because they had no price for 21 sessions",
    unit: "count", edges: "0 without gaps", source: "definition"),
  MetricDefinition(
    "rebalances", "number of rebalances that were traded or could have been", unit: "count",
    edges: "0 where no symbol was ever ranked", source: "definition"),
  MetricDefinition(
    "periods", "n", unit: "sessions", edges: "0 for a single session", source: "definition"),
]

private let benchmarkMetrics = [
  MetricDefinition(
    "benchmark_return", "B[last] / B[first] - 1, B the last known close of the benchmark",
    unit: "fraction", edges: "NaN where it has no price by the first session; absent without one",
    source: "definition"),
  MetricDefinition(
    "excess_return", "total_return - benchmark_return", unit: "fraction",
    edges: "as benchmark_return", source: "arithmetic difference"),
  MetricDefinition(
    "beta", "cov(r, b) / var(b), b the daily returns of the benchmark", unit: "none",
    edges: "NaN where the benchmark does not move; absent without one", source: "least squares"),
  MetricDefinition(
    "alpha", "(mean(r) - beta x mean(b)) x 252", unit: "fraction per year", edges: "as beta",
    source: "Jensen 1968, riskless rate 0"),
  MetricDefinition(
    "tracking_error", "std(r - b) x sqrt(252), ddof 1", unit: "fraction per year",
    edges: "as benchmark_return", source: "definition"),
  MetricDefinition(
    "information_ratio", "mean(r - b) / std(r - b) x sqrt(252)", unit: "per year",
    edges: "NaN where all differences are equal; absent without a benchmark",
    source: "Grinold and Kahn 2000, of arithmetic differences"),
  MetricDefinition(
    "benchmark_correlation", "corr(r, b)", unit: "-1 .. 1", edges: "NaN where either is constant",
    source: "Pearson"),
  MetricDefinition(
    "up_capture", "mean(r) / mean(b) of the days with b > 0", unit: "ratio",
    edges: "NaN without such a day", source: "arithmetic means of days"),
  MetricDefinition(
    "down_capture", "mean(r) / mean(b) of the days with b < 0", unit: "ratio",
    edges: "NaN without such a day", source: "arithmetic means of days"),
]
