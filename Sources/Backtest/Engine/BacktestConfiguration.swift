// The settings of one run as the engine takes them: typed, checked against each other.
// It does not read the files that the settings name.

public import Experiment

public enum Strategy: String, Sendable, CaseIterable {
  case multifactorLongShort = "multifactor_long_short"
  case trendBaseline = "trend_baseline"
  case equalWeight = "equal_weight"
  case buyAndHold = "buy_and_hold"
}

/// The values over which winsorizing quantiles are taken.
public enum WinsorizeScope: String, Sendable, CaseIterable {
  case date
  /// All dates up to the end of the run: later than the decision, so it looks ahead.
  case history
}

/// The calendar interval in which there is one decision.
public enum RebalanceFrequency: String, Sendable, CaseIterable {
  case day = "D"
  case week = "W"
  case month = "M"
  case quarter = "Q"
}

/// The session of the interval at whose close is decided.
public enum RebalanceSession: String, Sendable, CaseIterable { case first, last }

/// The price at which a decision is traded.
public enum Fill: String, Sendable, CaseIterable {
  case nextOpen = "next_open"
  case nextClose = "next_close"
  case close
}

public struct BacktestConfiguration: Hashable, Sendable {
  public var strategy: Strategy
  public var window: Period
  public var fastBars: Int
  public var slowBars: Int
  public var winsorizeScope: WinsorizeScope
  public var rebalancing: Rebalancing
  public var exposure: Exposure
  public var account: Account
  /// Paths and names as given; the caller opens them.
  public var bundlePath: String?
  /// In place of a bundle.
  public var factor: String?
  public var factorDataPath: String?
  public var groupsPath: String?
  /// The sessions for which a value of factor data counts.
  public var factorMaxAge: Int
  public var pricesPath: String?
  public var symbolsFilePath: String?
  public var symbols: [String]?
  public var benchmark: String?
  public var reports: Reports

  /// When is decided and at which price is traded.
  public struct Rebalancing: Hashable, Sendable {
    public var frequency: RebalanceFrequency
    public var session: RebalanceSession
    public var fill: Fill
  }

  /// How large the sides are, in multiples of equity, and how many symbols they hold.
  public struct Exposure: Hashable, Sendable {
    public var topQuantile: Double
    public var bottomQuantile: Double
    public var gross: Double
    public var net: Double
    public var maxWeight: Double?
    public var weighting: Weighting
  }

  /// Capital in currency; costs of trading in basis points of traded value for each side.
  public struct Account: Hashable, Sendable {
    public var startCapital: Double
    public var commissionBps: Double
    public var spreadBps: Double
    public var impactBps: Double
    /// Of the value of short positions, per year.
    public var borrowBps: Double
    /// Of cash, per year; of debts in cash, too.
    public var cashRate: Double
  }

  /// Which reports the run asks its caller to write.
  public struct Reports: Hashable, Sendable {
    public var backtest: Bool
    public var risk: Bool
    public var costs: Bool
    /// What a run is judged by.
    public var gates: [QualityGate]
  }

  /// Reads the settings of a run, defaults included, and checks them against each other.
  public init(
    _ settings: Settings, schema: Schema = backtestSchema
  ) throws(BacktestProblem) {
    let reader = SettingsReader(settings: settings, schema: schema)
    let start = try reader.day("start_date")
    let end = try reader.day("end_date")
    guard let window = Period(start: start, end: end) else {
      throw BacktestProblem(
        setting: "end_date", "'end_date' \(end) is before 'start_date' \(start)",
        help: "the run needs at least one day")
    }
    self.window = window
    strategy = reader.choice("strategy", .multifactorLongShort)
    fastBars = reader.int("ema_fast")
    slowBars = reader.int("ema_slow")
    winsorizeScope = reader.choice("winsorize_scope", .date)
    rebalancing = Rebalancing(
      frequency: reader.choice("rebalance_freq", .month),
      session: reader.choice("rebalance_on", .first), fill: reader.choice("fill", .nextOpen))
    exposure = Exposure(
      topQuantile: reader.number("top_quantile"), bottomQuantile: reader.number("bottom_quantile"),
      gross: reader.number("max_gross_exposure"), net: reader.number("net_exposure"),
      maxWeight: reader.optionalNumber("max_weight"),
      weighting: reader.choice("weighting", .equal))
    account = Account(
      startCapital: reader.number("start_capital"),
      commissionBps: reader.number("commission_bps"), spreadBps: reader.number("spread_bps"),
      impactBps: reader.number("impact_bps"), borrowBps: reader.number("borrow_bps"),
      cashRate: reader.number("cash_rate"))
    bundlePath = reader.text("bundle_path")
    factor = reader.text("factor")
    factorDataPath = reader.text("factor_data")
    groupsPath = reader.text("groups")
    factorMaxAge = reader.int("factor_max_age")
    pricesPath = reader.text("prices")
    symbolsFilePath = reader.text("symbols_file")
    symbols = reader.list("symbols")
    benchmark = reader.text("benchmark")
    reports = Reports(
      backtest: reader.flag("generate_report"), risk: reader.flag("generate_risk_report"),
      costs: reader.flag("generate_tca_report"),
      gates: try QualityGate.gates(reader.list("quality_gates") ?? []))
    try check()
  }

  private func check() throws(BacktestProblem) {
    switch strategy {
    case .multifactorLongShort: try checkSides()
    case .trendBaseline where fastBars >= slowBars:
      throw BacktestProblem(
        setting: "ema_fast",
        "'ema_fast' is \(fastBars), but must be less than 'ema_slow', which is \(slowBars)",
        help: "the fast mean looks at fewer bars than the slow one")
    case .trendBaseline, .equalWeight, .buyAndHold: break
    }
  }

  private func checkSides() throws(BacktestProblem) {
    guard bundlePath != nil || factor != nil else {
      throw BacktestProblem(
        setting: "bundle_path", "'bundle_path' is not given, and multifactor_long_short needs it",
        help: "set it to a factor bundle, or 'factor' to one factor, or choose another strategy")
    }
    guard bundlePath == nil || factor == nil else {
      throw BacktestProblem(
        setting: "factor", "both 'bundle_path' and 'factor' are given",
        help: "take one of them out; \"bundle_path = none\" where a default gives it")
    }
    guard abs(exposure.net) <= exposure.gross else {
      throw BacktestProblem(
        setting: "net_exposure",
        "'net_exposure' is \(numberText(exposure.net)), beyond 'max_gross_exposure' "
          + numberText(exposure.gross),
        help: "net exposure is the long side minus the short side, and lies within gross")
    }
    guard exposure.topQuantile + exposure.bottomQuantile <= 1 + 1e-12 else {
      throw BacktestProblem(
        setting: "bottom_quantile",
        "'top_quantile' \(numberText(exposure.topQuantile)) and 'bottom_quantile' "
          + "\(numberText(exposure.bottomQuantile)) together exceed 1",
        help: "no symbol can be held both long and short")
    }
  }
}
