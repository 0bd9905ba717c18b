// The settings that the built-in backtest knows. What they mean is done elsewhere in this module;
// their names are a contract with every script and file.

public import Experiment

/// The settings of `job backtest`, in the order in which they are written.
public let backtestSchema = Schema(
  dataSettings + signalSettings + portfolioSettings + accountSettings + [.tags])

private func text(_ text: String) -> Value { .text(text) }
private let multifactor = SettingCondition(
  "strategy", isOneOf: [.text(Strategy.multifactorLongShort.rawValue)])
private let trend = SettingCondition(
  "strategy", isOneOf: [.text(Strategy.trendBaseline.rawValue)])
private func number(_ text: String) -> Value { .number(Decimal(text) ?? .zero) }

private let dataSettings: [Setting] = [
  Setting(
    "bundle_path", .path, isRequired: true, or: "factor", isOptional: true, stage: .factors,
    when: multifactor, help: "factor bundle (YAML)"),
  Setting(
    "start_date", .day, isRequired: true, stage: .data,
    help: "first day on which the run may hold anything; earlier prices warm the factors up"),
  Setting(
    "end_date", .day, isRequired: true, stage: .data, help: "last day of the run, inclusive"),
  Setting(
    "train_start_date", .day, isOptional: true, stage: .data,
    help: "set by walk-forward windows and recorded; the built-in strategies fit nothing"),
  Setting(
    "train_end_date", .day, isOptional: true, stage: .data,
    help: "set by walk-forward windows and recorded; the built-in strategies fit nothing"),
  Setting(
    "prices", .path, stage: .data,
    help: "price file (CSV, long or wide) or folder of such files"),
  Setting(
    "symbols_file", .path, isOptional: true, stage: .data, aliases: ["universe_file"],
    help: "one symbol a line, # comments; default: all symbols in prices"),
  Setting(
    "symbols", .list(of: .text), isOptional: true, stage: .data,
    help: "the symbols to trade; where given, it replaces symbols_file"),
  Setting(
    "data_source", .choice(["local"]), default: text("local"), stage: .data,
    help: "only \"local\": a run reads files and never the network"),
  Setting(
    "freq", .choice(["1d"]), default: text("1d"), stage: .data, help: "only \"1d\": daily bars"),
]

private let signalSettings: [Setting] = [
  Setting(
    "factor", .text, isOptional: true, stage: .factors, when: multifactor,
    help:
      "one factor in place of a bundle, as momentum(126, 21); its values are the scores, and a - in "
      + "front turns them around"),
  Setting(
    "factor_data", .path, isOptional: true, stage: .data, when: multifactor,
    help:
      "factors of your own: CSV with date, symbol and a column for each; a value holds from the "
      + "close of its date until the symbol's next one, or factor_max_age"),
  Setting(
    "factor_max_age", .int(0...Int64(Int32.max)), unit: .bars, default: .int(63), stage: .factors,
    when: multifactor,
    help: "sessions for which a value of factor_data counts, if no newer one comes"),
  Setting(
    "groups", .path, isOptional: true, stage: .factors, when: multifactor,
    help: "CSV with symbol and a column for each grouping, for a bundle's neutralize_by"),
  Setting(
    "strategy", .choice(Strategy.allCases.map(\.rawValue)),
    default: text(Strategy.multifactorLongShort.rawValue), stage: .scores,
    help: "what decides the positions"),
  Setting(
    "ema_fast", .int(1...Int64(Int32.max)), unit: .bars, default: .int(20), stage: .scores,
    when: trend,
    help: "trend_baseline: bars of the fast mean (a simple mean, as in the seed)"),
  Setting(
    "ema_slow", .int(1...Int64(Int32.max)), unit: .bars, default: .int(60), stage: .scores,
    when: trend,
    help: "trend_baseline: bars of the slow mean; more than ema_fast"),
  Setting(
    "winsorize_scope", .choice(WinsorizeScope.allCases.map(\.rawValue)),
    default: text(WinsorizeScope.date.rawValue), stage: .scores, when: multifactor,
    help: "cut factor values at quantiles of the same date, or of all dates up to end_date: "
      + "\"history\" is the seed's rule and looks ahead"),
]

private let portfolioSettings: [Setting] = [
  Setting(
    "rebalance_freq", .choice(RebalanceFrequency.allCases.map(\.rawValue)),
    default: text(RebalanceFrequency.month.rawValue), stage: .portfolio,
    help: "how often positions are decided: day, week (Monday based), month, quarter"),
  Setting(
    "rebalance_on", .choice(RebalanceSession.allCases.map(\.rawValue)),
    default: text(RebalanceSession.first.rawValue), stage: .portfolio,
    help: "decide at the close of the first or the last session of the interval"),
  Setting(
    "top_quantile", .number(NumberRange(Decimal(0), Decimal(1))), unit: .fraction,
    default: number("0.2"),
    stage: .portfolio, when: multifactor,
    help: "share of the ranked symbols that is held long, rounded down to whole symbols"),
  Setting(
    "bottom_quantile", .number(NumberRange(Decimal(0), Decimal(1))), unit: .fraction,
    default: number("0.2"),
    stage: .portfolio, when: multifactor,
    help: "share of the ranked symbols that is held short, rounded down to whole symbols"),
  Setting(
    "weighting", .choice(Weighting.allCases.map(\.rawValue)), default: text("equal"),
    stage: .portfolio, when: multifactor,
    help:
      "how a side is shared: equally, by the score's distance from the day's median, by rank, or "
      + "by 1 / rv_60"),
  Setting(
    "max_gross_exposure", .number(NumberRange(Decimal(0))), unit: .equityMultiple,
    default: number("1"),
    stage: .portfolio, help: "long plus short value at each rebalance"),
  Setting(
    "net_exposure", .number(NumberRange()), unit: .equityMultiple, default: number("0"),
    stage: .portfolio, when: multifactor,
    help: "long minus short value at each rebalance; for multifactor_long_short"),
  Setting(
    "max_weight", .number(NumberRange(Decimal(0), isLowerOpen: true)), unit: .equityMultiple,
    isOptional: true, stage: .portfolio,
    help: "cap of each absolute weight; the excess stays in cash"),
  Setting(
    "fill", .choice(Fill.allCases.map(\.rawValue)), default: text(Fill.nextOpen.rawValue),
    stage: .portfolio,
    help: "price at which a decision is traded: the next session's open or close, or the same "
      + "close that decided (which assumes that one can trade on what one has just seen)"),
]

private let accountSettings: [Setting] = [
  Setting(
    "start_capital", .number(NumberRange(Decimal(0), isLowerOpen: true)), unit: .currency,
    default: number("100000"), stage: .costs, help: "equity before the first trade"),
  Setting(
    "commission_bps", .number(NumberRange(Decimal(0))), unit: .basisPoints, default: number("0"),
    stage: .costs, help: "commission, of traded value, on each side"),
  Setting(
    "spread_bps", .number(NumberRange(Decimal(0))), unit: .basisPoints, default: number("0"),
    stage: .costs,
    help: "the half-spread: what is paid for it, of traded value, on each side; not halved again"),
  Setting(
    "impact_bps", .number(NumberRange(Decimal(0))), unit: .basisPoints, default: number("0"),
    stage: .costs, help: "market impact, of traded value, on each side; linear"),
  Setting(
    "borrow_bps", .number(NumberRange(Decimal(0))), unit: .basisPoints, default: number("0"),
    stage: .costs,
    help: "per year, of the value of short positions at the close before; a 252nd part each session"
  ),
  Setting(
    "cash_rate", .number(NumberRange()), unit: .perYear, default: number("0"), stage: .costs,
    help: "per year, earned by cash and paid on debts; a 252nd part each session"),
  Setting(
    "benchmark", .text, isOptional: true, stage: .costs,
    help: "a symbol in prices; adds its return, beta, and the excess over it to the metrics"),
  Setting(
    "generate_report", .bool, default: .bool(false), stage: .costs,
    help: "write report.md and report.html for the run"),
  Setting(
    "generate_risk_report", .bool, default: .bool(false), stage: .costs,
    help: "write the risk report for the run"),
  Setting(
    "generate_tca_report", .bool, default: .bool(false), stage: .costs,
    help: "write the transaction cost report for the run"),
  Setting(
    "quality_gates", .list(of: .text), default: .list(QualityGate.standardTexts.map(Value.text)),
    stage: .costs,
    help:
      "what a report judges a run by: \"sharpe 1.0 0.5\" is ok at 1.0 or better, blocked below 0.5"),
  Setting(
    "seed", .int(0...Int64.max), default: .int(42), stage: .data,
    help: "recorded and part of the key; nothing in the built-in strategies is random"),
]
