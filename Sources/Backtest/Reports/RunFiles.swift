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
    for (place, day) in days.enumerated().dropFirst() where day <= days[place - 1] {
      throw DataProblem(
        file: equity.name, line: place + 2, "\(day) stands behind \(days[place - 1])",
        help: "an equity curve has a row for each session, oldest first")
    }
    let values = try curve.numbers("equity")
    guard let first = values.first else {
      throw DataProblem(
        file: equity.name, "it has no row", help: "an equity curve has a row for each session")
    }
    for (place, value) in values.enumerated() where !(value >= 0) {
      throw DataProblem(
        file: equity.name, line: place + 2, "the equity is \(numberText(value))",
        help: "equity is a number, and not below zero")
    }
    func table(_ file: PriceFile?) throws(DataProblem) -> RunTable? {
      if let file { try RunTable(file) } else { nil }
    }
    let (trades, positions) = (try table(trades), try table(positions))
    let profits = try table(profits)
    var symbols = Set(trades?.texts("symbol") ?? []).union(positions?.texts("symbol") ?? [])
    symbols.formUnion(profits?.texts("symbol") ?? [])
    let names = symbols.sorted(by: isOrdered)
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    var record = RunRecord(
      symbols: names, days: days, equity: values, startCapital: startCapital ?? first)
    if curve.has("benchmark") { record.benchmark = try curve.numbers("benchmark") }
    if let trades { record.trades = try RunFiles.trades(trades, places) }
    if let positions { record.positions = try RunFiles.positions(positions, places) }
    if let profits {
      var sums = [Double](repeating: 0, count: names.count)
      for (symbol, profit) in zip(profits.texts("symbol"), try profits.numbers("profit")) {
        sums[places[symbol] ?? 0] = profit
      }
      record.profits = sums
    }
    if let factorReturns {
      record.factorReturns = try RunFiles.factors(try RunTable(factorReturns), days)
    }
    return record
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

  private static func trades(
    _ table: RunTable, _ places: [String: Int]
  ) throws(DataProblem) -> [Trade] {
    let (days, symbols, sides) = (try table.days(), table.texts("symbol"), table.texts("side"))
    let (quantities, prices) = (try table.numbers("qty"), try table.numbers("price"))
    func costs(_ name: String) throws(DataProblem) -> [Double] {
      table.has(name) ? try table.numbers(name) : [Double](repeating: 0, count: days.count)
    }
    let commissions = try costs("commission_cash")
    let (spreads, impacts) = (try costs("spread_cash"), try costs("slippage_cash"))
    return days.indices.map { row in
      let quantity = abs(quantities[row])
      return Trade(
        day: days[row], symbol: places[symbols[row]] ?? 0,
        side: sides[row].uppercased() == Side.sell.rawValue ? .sell : .buy, quantity: quantity,
        price: prices[row], notional: quantity * prices[row], commission: commissions[row],
        spread: spreads[row], impact: impacts[row])
    }
  }

  private static func positions(
    _ table: RunTable, _ places: [String: Int]
  ) throws(DataProblem) -> [Position] {
    let (days, symbols, weights) = (
      try table.days(), table.texts("symbol"), try table.numbers("weight")
    )
    func column(_ name: String) throws(DataProblem) -> [Double] {
      table.has(name) ? try table.numbers(name) : [Double](repeating: .nan, count: days.count)
    }
    let (quantities, prices) = (try column("qty"), try column("price"))
    return days.indices.map { row in
      Position(
        day: days[row], symbol: places[symbols[row]] ?? 0, quantity: quantities[row],
        price: prices[row], weight: weights[row])
    }
  }
}

extension RunRecord {
  /// The metrics that follow from equity, trades and benchmark alone, for a run of somebody else's.
  public var computedMetrics: [Metric] {
    let returns = returns
    let performance = Performance(startCapital: startCapital, equity: equity, returns: returns)
    var totals = TradeTotals()
    totals.trades = trades.count
    let place = Dictionary(
      days.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    for trade in trades {
      totals.costs += trade.cost
      if let day = place[trade.day], equity[day] > 0 {
        totals.turnover += trade.notional / equity[day]
      }
    }
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
    ).filter { known.contains($0.name) }
  }
}
