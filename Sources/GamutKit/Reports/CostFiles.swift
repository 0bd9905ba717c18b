// The tables of a cost report as CSV, and the rows that its page shows too.

internal import Backtest
internal import Experiment
internal import Results

extension CostReport {
  var sideRows: [(name: String, sums: CostSums)] {
    costs.bySide.map { ($0.side.rawValue, $0.sums) } + [("ALL", costs.all)]
  }

  static func outcome(_ outcome: CostOutcome) -> [Cell] {
    [
      .number(outcome.finalFactor), .number(outcome.cagr), .number(outcome.sharpe),
      .number(outcome.maxDrawdown),
    ]
  }

  var dayFile: ReportFile {
    ReportFile(
      CostReport.mainFile,
      [
        "timestamp", "total_cost", "n_trades", "avg_cost_per_trade", "notional", "cost_bps",
        "turnover",
      ],
      costs.byDay.map { day, sums, equity in
        [
          .text(day.description), .number(sums.total), .int(sums.trades),
          .number(sums.total / Double(sums.trades)), .number(sums.notional), .number(sums.bps),
          .number(sums.notional / equity),
        ]
      })
  }

  func sumFile(
    _ name: String, _ column: String, _ rows: [(name: String, sums: CostSums)]
  ) -> ReportFile {
    ReportFile(
      name,
      [
        column, "n_trades", "notional", "commission", "spread", "slippage", "total_cost",
        "cost_bps",
      ],
      rows.map { name, sums in
        [
          .text(name), .int(sums.trades), .number(sums.notional), .number(sums.commission),
          .number(sums.spread), .number(sums.impact), .number(sums.total), .number(sums.bps),
        ]
      })
  }

  var tradeFile: ReportFile {
    ReportFile(
      "tca_trades.csv",
      [
        "timestamp", "symbol", "side", "qty", "price", "fill_qty", "fill_price", "status",
        "remaining_qty", "commission_cash", "spread_cash", "slippage_cash", "total_cost_cash",
        "cost_total", "cost_commission", "cost_spread", "cost_slippage", "notional", "cost_bps",
        "daily_value", "participation", "volatility",
      ],
      record.trades.enumerated().map { place, trade in
        let market = record.liquidity?[place]
        let value = market?.dailyValue ?? .nan
        return [
          .text(trade.day.description), .text(record.symbols[trade.symbol]),
          .text(trade.side.rawValue), .number(trade.quantity), .number(trade.price),
          .number(trade.quantity), .number(trade.price), .text(trade.status), .number(0),
          .number(trade.commission), .number(trade.spread), .number(trade.impact),
          .number(trade.cost),
          .number(trade.cost), .number(trade.commission), .number(trade.spread),
          .number(trade.impact), .number(trade.notional),
          .number(trade.cost / trade.notional * 10_000), .number(value),
          .number(value > 0 ? trade.notional / value : .nan), .number(market?.volatility ?? .nan),
        ]
      })
  }

  /// Net and gross, and what lies between them.
  var comparison: [(name: String, net: Double, gross: Double)] {
    let (net, gross) = (costs.net, costs.gross)
    return [
      ("final_pf", net.finalFactor, gross.finalFactor), ("cagr", net.cagr, gross.cagr),
      ("sharpe", net.sharpe, gross.sharpe), ("sortino", net.sortino, gross.sortino),
      ("volatility", net.volatility, gross.volatility),
      ("max_drawdown", net.maxDrawdown, gross.maxDrawdown), ("calmar", net.calmar, gross.calmar),
    ]
  }

  var facets: [(name: String, value: Double, meaning: String)] {
    [
      (
        "cost_impact_sharpe", costs.gross.sharpe - costs.net.sharpe, "gross less net Sharpe ratio"
      ),
      ("cost_impact_cagr", costs.gross.cagr - costs.net.cagr, "gross less net annual growth"),
      ("total_cost", costs.all.total, "commission, spread and impact of all trades, in currency"),
      (
        "cost_ratio", costs.costRatio,
        "total_cost / (gain + total_cost): the part of what was earned that trading took; none where nothing was"
      ),
      ("cost_bps", costs.all.bps, "total_cost / traded value, in basis points"),
      (
        "break_even_bps", costs.breakEvenBps,
        "costs in basis points of traded value at which nothing is left of the gain, interest included"
      ),
      (
        "capacity_tenth", capacity?.tenthCapital ?? .nan,
        "capital at which 95 % of what is traded is within a tenth of a day's volume"
      ),
      (
        "capacity_half", capacity?.halfCapital ?? .nan,
        "capital at which impact by the square root law takes half of the annual growth"
      ),
      (
        "capacity_break_even", capacity?.breakEvenCapital ?? .nan,
        "capital at which that impact leaves nothing"
      ),
      ("n_periods", Double(max(0, record.days.count - 1)), "number of returns"),
    ]
  }

  var riskFile: ReportFile {
    ReportFile(
      "tca_risk_summary.csv",
      comparison.map { "net_\($0.name)" } + comparison.map { "gross_\($0.name)" }
        + facets.map(\.name),
      [
        comparison.map { .number($0.net) } + comparison.map { .number($0.gross) }
          + facets.map { .number($0.value) }
      ])
  }

  func capacityFile(_ capacity: Capacity) -> ReportFile {
    ReportFile(
      "tca_capacity.csv",
      [
        "capital", "participation_mean", "participation_95", "impact_bps", "final_pf", "cagr",
        "sharpe", "max_drawdown",
      ],
      capacity.points.map {
        [
          .number($0.capital), .number($0.meanParticipation), .number($0.highParticipation),
          .number($0.impactBps),
        ] + CostReport.outcome($0.outcome)
      })
  }
}
