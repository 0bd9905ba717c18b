// The one-row risk table of a run, with the seed's columns. It does not know how it is written.

import Experiment

/// The seed's `risk_summary.csv`. Ours are fractions where the seed's drawdown is in percent;
/// the drawdown is negative in both.
public struct RiskSummary: Hashable, Sendable {
  public struct Column: Hashable, Sendable {
    public let name: String
    public let value: Double
  }

  /// `mean_return_annualized` is mean(r) x 252; the others are the metrics of the same names,
  /// skew and kurtosis bias-corrected, kurtosis as excess, var and cvar as daily returns.
  public let columns: [Column]

  public init(_ outcome: Outcome) {
    func metric(_ name: String) -> Double {
      outcome.metrics.first { $0.name == name }?.value ?? .nan
    }
    let mean = ReturnMoments(outcome.returns).mean
    columns = [
      Column(name: "mean_return_annualized", value: mean * sessionsPerYear),
      Column(name: "vol_annualized", value: metric("volatility")),
      Column(name: "sharpe", value: metric("sharpe")),
      Column(name: "sortino", value: metric("sortino")),
      Column(name: "max_drawdown", value: metric("max_drawdown")),
      Column(name: "calmar", value: metric("calmar")),
      Column(name: "skew", value: metric("skew")),
      Column(name: "kurtosis", value: metric("kurtosis")),
      Column(name: "var_95", value: metric("var_95")),
      Column(name: "cvar_95", value: metric("cvar_95")),
      Column(name: "n_periods", value: metric("periods")),
    ]
  }
}
