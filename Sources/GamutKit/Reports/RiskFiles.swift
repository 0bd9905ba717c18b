// The tables of a risk report as CSV, and the rows that its page shows too.

internal import Backtest
internal import Experiment
internal import Results

extension RiskReport {
  var exposureFile: ReportFile {
    ReportFile(
      "exposure_timeseries.csv",
      [
        "timestamp", "gross_exposure", "net_exposure", "n_positions", "hhi_concentration",
        "turnover", "long_exposure", "short_exposure",
      ],
      holdings.map {
        [
          .text($0.day.description), .number($0.gross), .number($0.net), .int($0.positions),
          .number($0.concentration), .number($0.turnover), .number($0.long), .number($0.short),
        ]
      })
  }

  var regimeFile: ReportFile {
    ReportFile(
      "risk_by_regime.csv",
      [
        "regime", "n_periods", "share", "total_return", "mean_return_annualized",
        "vol_annualized", "sharpe", "hit_rate", "var_95", "cvar_95", "market_return_annualized",
      ],
      regimes.map {
        [
          .text($0.regime.rawValue), .int($0.periods), .number($0.share), .number($0.totalReturn),
          .number($0.meanReturn), .number($0.volatility), .number($0.sharpe), .number($0.hitRate),
          .number($0.tail.historical), .number($0.tail.historicalShortfall),
          .number($0.marketReturn),
        ]
      })
  }

  func factorFiles(_ attribution: FactorAttribution) -> [ReportFile] {
    let names = attribution.exposures.map(\.name)
    let series =
      [record.factorReturns?.market ?? []] + (record.factorReturns?.factors ?? []).map(\.returns)
    let days = record.days.dropFirst()
    return [
      ReportFile(
        "factor_returns.csv", ["timestamp"] + names,
        days.enumerated().map { place, day in
          [.text(day.description)] + series.map { .number($0[place]) }
        }),
      ReportFile(
        "factor_exposures_detail.csv", ["timestamp"] + names + ["alpha", "r_squared", "n"],
        zip(days, attribution.rolling).compactMap { day, fit in
          fit.map { fit in
            [.text(day.description)] + fit.betas.map { .number($0) }
              + [.number(fit.alpha), .number(fit.rSquared), .int(fit.rows)]
          }
        }),
      ReportFile(
        "factor_exposures_summary.csv",
        [
          "factor", "factor_group", "weight", "beta", "t_value", "beta_standardized",
          "beta_rolling_mean", "beta_rolling_last", "contribution_annualized", "risk_share",
        ],
        attribution.exposures.map {
          [
            .text($0.name), .text($0.group), .number($0.weight ?? .nan), .number($0.beta),
            .number($0.tValue), .number($0.standardizedBeta), .number($0.meanRollingBeta),
            .number($0.lastRollingBeta), .number($0.contribution), .number($0.riskShare),
          ]
        }),
      ReportFile(
        "risk_by_factor_group.csv",
        ["factor_group", "n_factors", "contribution_annualized", "risk_share"],
        groupRows(attribution).map {
          [.text($0.name), .int($0.count), .number($0.contribution), .number($0.share)]
        }),
    ]
  }

  /// The groups, what none explains, and all together.
  func groupRows(
    _ attribution: FactorAttribution
  ) -> [(name: String, count: Int, contribution: Double, share: Double)] {
    func sum(_ values: [Double]) -> Double { values.filter { !$0.isNaN }.reduce(0, +) }
    let groups = attribution.groups.map { group in
      (
        name: group.name, count: group.members.count,
        contribution: sum(group.members.map(\.contribution)),
        share: sum(group.members.map(\.riskShare))
      )
    }
    return groups + [
      ("unexplained", 0, attribution.unexplained, 1 - attribution.fit.rSquared),
      ("total", attribution.exposures.count, attribution.meanReturn, 1),
    ]
  }
}
