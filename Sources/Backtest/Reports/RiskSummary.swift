// The one-row risk table of a run, with the seed's columns first. It does not know how it is written.

import Experiment

/// The seed's `risk_summary.csv`, and some columns more. Ours are fractions where the seed's drawdown is in
/// percent; the drawdown is negative in both.
public struct RiskSummary: Hashable, Sendable {
  public struct Column: Hashable, Sendable {
    public let name: String
    public let value: Double
    public let formula: String
    /// Whether it is a fraction, which people read in percent.
    public var isFraction: Bool {
      ![
        "sharpe", "sortino", "calmar", "skew", "kurtosis", "n_periods", "tail_ratio",
        "max_drawdown_days", "avg_n_positions", "avg_hhi_concentration",
      ].contains(name)
    }
  }

  /// Skew and kurtosis are bias-corrected, kurtosis is excess, and losses are daily returns.
  public let columns: [Column]

  public init(_ record: RunRecord) {
    let returns = record.returns
    let performance = Performance(
      startCapital: record.startCapital, equity: record.equity, returns: returns)
    func like(_ metric: String, _ value: Double, as name: String? = nil) -> Column {
      let formula = metricDefinitions.first { $0.name == metric }?.formula
      return Column(name: name ?? metric, value: value, formula: formula ?? "")
    }
    let moments = performance.moments
    columns =
      [
        Column(
          name: "mean_return_annualized",
          value: moments.count == 0 ? .nan : moments.mean * sessionsPerYear,
          formula: "mean(r) x 252"),
        like("volatility", performance.volatility, as: "vol_annualized"),
        like("sharpe", performance.sharpe), like("sortino", performance.sortino),
        like("max_drawdown", performance.drawdown.deepest), like("calmar", performance.calmar),
        like("skew", moments.skew), like("kurtosis", moments.excessKurtosis),
        like("var_95", performance.fifthPercentile), like("cvar_95", performance.expectedShortfall),
        Column(name: "n_periods", value: Double(moments.count), formula: "number of returns"),
      ] + RiskSummary.tails(returns) + [
        Column(name: "worst_day", value: returns.min() ?? .nan, formula: "lowest daily return"),
        Column(name: "best_day", value: returns.max() ?? .nan, formula: "highest daily return"),
        like("tail_ratio", performance.tailRatio),
        like("max_drawdown_days", Double(performance.drawdown.longest)),
        like("ulcer_index", performance.drawdown.ulcerIndex),
      ] + RiskSummary.holdings(record.holdingSummaries)
  }

  private static func holdings(_ summaries: [HoldingSummary]) -> [Column] {
    func mean(_ name: String, _ what: String, _ value: (HoldingSummary) -> Double) -> Column {
      let known = summaries.map(value).filter { !$0.isNaN }
      return Column(
        name: name, value: known.isEmpty ? .nan : known.reduce(0, +) / Double(known.count),
        formula: "mean over days with trades of \(what)")
    }
    return [
      mean("avg_gross_exposure", "the sum of absolute weights") { $0.gross },
      mean("avg_net_exposure", "the sum of weights") { $0.net },
      mean("avg_n_positions", "the number of positions") { Double($0.positions) },
      mean(
        "avg_hhi_concentration",
        "sum(w^2) / gross^2 where something is held: 1/n for n equal weights"
      ) {
        $0.concentration
      },
    ]
  }

  private static func tails(_ returns: [Double]) -> [Column] {
    let (common, rare) = (TailRisk(returns, level: 0.95), TailRisk(returns, level: 0.99))
    func normal(_ tail: TailRisk, _ name: String, _ z: String, _ density: String) -> [Column] {
      [
        Column(
          name: "var_\(name)_normal", value: tail.normal, formula: "mean(r) - \(z) std(r), ddof 1"),
        Column(
          name: "cvar_\(name)_normal", value: tail.normalShortfall,
          formula: "mean(r) - \(density) std(r): the mean beyond var_\(name)_normal of a normal"),
      ]
    }
    return [
      Column(
        name: "var_99", value: rare.historical, formula: "1st percentile of r, linear interpolation"
      ),
      Column(
        name: "cvar_99", value: rare.historicalShortfall,
        formula: "mean of the r at or below var_99"),
    ] + normal(common, "95", "1.6449", "2.0627") + normal(rare, "99", "2.3263", "2.6652")
  }
}
