// The files that a run leaves, read back: ours, and those of others with the same columns. It opens nothing.

public import Experiment

/// The files of a run, as far as there are any.
public struct RunFiles: Sendable {
  /// `date` or `timestamp`, `equity`, perhaps `benchmark`.
  public var equity: PriceFile
  /// `timestamp`, `symbol`, `side`, `qty`, `price`, perhaps `commission_cash`, `spread_cash`, `slippage_cash`.
  public var trades: PriceFile?
  /// `timestamp`, `symbol`, `weight`, perhaps `qty` and `price`.
  public var positions: PriceFile?
  /// `symbol`, `profit`.
  public var profits: PriceFile?
  /// `timestamp`, and a column of daily returns for the market (`market`) and each factor.
  public var factorReturns: PriceFile?

  public init(equity: PriceFile) { self.equity = equity }

  /// - Parameter startCapital: nil: the first equity.
  public func record(startCapital: Double?) throws(DataProblem) -> RunRecord {
    let curve = try RunTable(equity)
    let days = try curve.days()
    let values = try curve.numbers("equity")
    try RunFiles.check(days, values, curve)
    let (trades, positions, profits) = (
      try RunTable(self.trades), try RunTable(self.positions), try RunTable(self.profits)
    )
    var symbols: Set<String> = []
    for table in [trades, positions, profits] {
      if let table { symbols.formUnion(try table.texts("symbol")) }
    }
    let names = symbols.sorted(by: isOrdered)
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    var record = RunRecord(
      symbols: names, days: days, equity: values, startCapital: startCapital ?? values[0])
    if curve.has("benchmark") { record.benchmark = try curve.numbers("benchmark") }
    record.knowsTrades = trades != nil
    if let trades {
      record.trades = try RunFiles.trades(trades, places, in: record)
      record.knowsCosts = RunFiles.costs.contains { trades.has($0) }
    }
    if let positions { record.positions = try RunFiles.positions(positions, places) }
    if let profits {
      var sums = [Double](repeating: 0, count: names.count)
      for (symbol, profit) in zip(try profits.texts("symbol"), try profits.numbers("profit")) {
        sums[places[symbol] ?? 0] = profit
      }
      record.profits = sums
    }
    if let factorReturns {
      record.factorReturns = try RunFiles.factors(try RunTable(factorReturns), days)
    }
    return record
  }

  private static func check(
    _ days: [Day], _ equity: [Double], _ table: RunTable
  ) throws(DataProblem) {
    guard let first = days.first, let last = days.last else {
      throw DataProblem(
        file: table.file, "it has no row", help: "an equity curve has a row for each session")
    }
    for (row, day) in days.enumerated().dropFirst() where day <= days[row - 1] {
      throw table.problem(
        row, "\(day) stands behind \(days[row - 1])",
        help: "an equity curve has a row for each session, oldest first")
    }
    for (row, value) in equity.enumerated() {
      guard value >= 0, value < 1e300 else {
        throw table.problem(
          row, "the equity is \(numberText(value))", help: "equity is a number, and not below zero")
      }
      if value > 0, row > 0, equity[row - 1] == 0 {
        throw table.problem(
          row, "the equity is \(numberText(value)) after it was 0",
          help: "an account that is empty stays so; an unknown value is no 0: leave the row out")
      }
    }
    guard days.count > 10, last.number - first.number > 3 * (days.count - 1) else { return }
    let gap = numberText(Double((last.number - first.number) * 10 / (days.count - 1)) / 10)
    throw DataProblem(
      file: table.file, "it has a row for every \(gap) days, and reports want one for each session",
      help: "what is said of a year counts 252 sessions: give daily values")
  }

  /// Each day after the first needs a row; what other days there are is left out.
  private static func factors(
    _ table: RunTable, _ days: [Day]
  ) throws(DataProblem) -> FactorReturns {
    let rows = Dictionary(
      try table.days().enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var places: [Int] = []
    for day in days.dropFirst() {
      guard let row = rows[day] else {
        throw DataProblem(
          file: table.file, "there is no row for \(day)",
          help: "it has a row for each session of the equity curve but the first")
      }
      places.append(row)
    }
    func returns(_ name: String) throws(DataProblem) -> [Double] {
      let numbers = try table.numbers(name)
      return places.map { numbers[$0].isNaN ? 0 : numbers[$0] }
    }
    var factors = FactorReturns(market: try returns("market"), factors: [])
    for name in table.header where !["timestamp", "date", "market"].contains(name) {
      factors.factors.append(.init(name, group: name, weight: nil, try returns(name)))
    }
    return factors
  }

  private static let costs = ["commission_cash", "spread_cash", "slippage_cash"]

  /// In the order of days. An empty cost is none.
  private static func trades(
    _ table: RunTable, _ places: [String: Int], in record: RunRecord
  ) throws(DataProblem) -> [Trade] {
    let (days, symbols) = (try table.days(), try table.texts("symbol"))
    let (sides, statuses) = (
      try table.texts("side"), table.has("status") ? try table.texts("status") : []
    )
    let (quantities, prices) = (try table.numbers("qty"), try table.numbers("price"))
    var cash: [[Double]] = []
    for name in costs {
      let values =
        table.has(name)
        ? try table.numbers(name) : [Double](repeating: 0, count: days.count)
      cash.append(values.map { $0.isNaN ? 0 : $0 })
    }
    var trades: [Trade] = []
    for row in days.indices {
      guard let side = Side(rawValue: sides[row].uppercased()) else {
        throw table.problem(row, "the side is '\(sides[row])'", help: "it is BUY or SELL")
      }
      let quantity = abs(quantities[row])
      guard (quantity * prices[row]).isFinite else {
        throw table.problem(row, "quantity or price is missing", help: "a fill has both")
      }
      guard let place = record.place(of: days[row]), record.days[place] == days[row] else {
        throw table.problem(
          row, "\(days[row]) is no session of the equity curve",
          help: "each fill falls on a day that the curve has")
      }
      trades.append(
        Trade(
          day: days[row], symbol: places[symbols[row]] ?? 0, side: side, quantity: quantity,
          price: prices[row], notional: quantity * prices[row], commission: cash[0][row],
          spread: cash[1][row], impact: cash[2][row],
          isSettlement: !statuses.isEmpty && statuses[row] == Trade.settled))
    }
    return sorted(trades) { $0.day }
  }

  private static func positions(
    _ table: RunTable, _ places: [String: Int]
  ) throws(DataProblem) -> [Position] {
    let (days, symbols, weights) = (
      try table.days(), try table.texts("symbol"), try table.numbers("weight")
    )
    func column(_ name: String) throws(DataProblem) -> [Double] {
      table.has(name) ? try table.numbers(name) : [Double](repeating: .nan, count: days.count)
    }
    let (quantities, prices) = (try column("qty"), try column("price"))
    var positions: [Position] = []
    for row in days.indices {
      guard weights[row].isFinite else {
        throw table.problem(row, "there is no weight", help: "a position has one; 0.05 is 5 %")
      }
      positions.append(
        Position(
          day: days[row], symbol: places[symbols[row]] ?? 0, quantity: quantities[row],
          price: prices[row], weight: weights[row]))
    }
    return sorted(positions) { $0.day }
  }

  /// By day; what is of one day stays in its order.
  private static func sorted<Row>(_ rows: [Row], by day: (Row) -> Day) -> [Row] {
    rows.enumerated().sorted {
      (day($0.element), $0.offset) < (day($1.element), $1.offset)
    }.map(\.element)
  }
}

extension RunRecord {
  /// The metrics that follow from equity, trades and benchmark alone, for a run of somebody else's.
  public var computedMetrics: [Metric] {
    let returns = returns
    let performance = Performance(startCapital: startCapital, equity: equity, returns: returns)
    var totals = TradeTotals()
    totals.trades = trades.count
    let worth = equityAtFills
    for trade in trades {
      totals.costs += trade.cost
      if !trade.isSettlement, let equity = worth[trade.day], equity > 0 {
        totals.turnover += trade.notional / equity
      }
    }
    let ofTrades: Set = ["trades", "turnover", "turnover_annual", "costs"]
    let known: Set = [
      "final_pf", "sharpe", "trades", "total_return", "cagr", "volatility", "sortino",
      "max_drawdown", "max_drawdown_days", "calmar", "omega", "hit_rate", "var_95", "cvar_95",
      "skew", "kurtosis", "tail_ratio", "stability", "ulcer_index", "skew_biased",
      "kurtosis_full", "turnover", "turnover_annual", "costs", "periods", "benchmark_return",
      "excess_return", "beta", "alpha", "tracking_error", "information_ratio",
      "benchmark_correlation", "up_capture", "down_capture",
    ]
    return backtestMetrics(
      performance, totals: totals, trips: RoundTrips(groups: 0), rebalances: 0,
      benchmark: benchmark.map { BenchmarkFit(prices: $0, returns: returns) }
    ).filter { metric in
      known.contains(metric.name) && (knowsTrades || !ofTrades.contains(metric.name))
        && (knowsCosts || metric.name != "costs")
    }
  }
}
