// What reports are made of: the course of one run, from the engine or from the files that it left.
// It does not know which of them, nor how a report looks.

public import Experiment

public struct RunRecord: Sendable {
  public var symbols: [String]
  /// The sessions, ascending.
  public var days: [Day]
  /// At each close, after the costs of the session; element by element with ``days``.
  public var equity: [Double]
  /// Before the first session.
  public var startCapital: Double
  /// Last known closes of the benchmark on the same days, NaN before the first; nil without one.
  public var benchmark: [Double]?
  /// In the order of days.
  public var trades: [Trade]
  /// After each rebalance, in the order of days.
  public var positions: [Position]
  /// What each symbol has brought, element by element with ``symbols``; nil where nobody knows.
  public var profits: [Double]?
  public var metrics: [Metric]
  /// Of the market and of factors, where somebody has computed them.
  public var factorReturns: FactorReturns?
  /// Element by element with ``trades``; nil where nobody knows.
  public var liquidity: [Liquidity]?
  /// Closes before the first session of what stands for the market, as far back as they are known; they go on
  /// in ``marketIndex``.
  public var marketHistory: [Double] = []
  /// Whether ``trades`` are all there were, and their costs what they were.
  public var knowsTrades = true
  public var knowsCosts = true

  public init(
    symbols: [String], days: [Day], equity: [Double], startCapital: Double,
    benchmark: [Double]? = nil, trades: [Trade] = [], positions: [Position] = [],
    profits: [Double]? = nil, metrics: [Metric] = []
  ) {
    self.symbols = symbols
    self.days = days
    self.equity = equity
    self.startCapital = startCapital
    self.benchmark = benchmark
    self.trades = trades
    self.positions = positions
    self.profits = profits
    self.metrics = metrics
  }

  public init(_ outcome: Outcome, startCapital: Double) {
    self.init(
      symbols: outcome.symbols, days: outcome.days, equity: outcome.equity,
      startCapital: startCapital, benchmark: outcome.benchmark, trades: outcome.trades,
      positions: outcome.positions, profits: outcome.profits, metrics: outcome.metrics)
  }

  /// The position of the first session that is not before a day; nil behind the last.
  func place(of day: Day) -> Int? {
    var (low, high) = (0, days.count)
    while low < high {
      let middle = (low + high) / 2
      if days[middle] < day { low = middle + 1 } else { high = middle }
    }
    return low < days.count ? low : nil
  }

  /// Equity before the costs of a day's fills, which weights refer to; where no position tells it, the equity at
  /// the close before.
  var equityAtFills: [Day: Double] {
    var sums: [Day: (value: Double, weight: Double)] = [:]
    for position in positions {
      let value = abs(position.quantity * position.price)
      guard !value.isNaN, position.weight != 0 else { continue }
      let sum = sums[position.day] ?? (0, 0)
      sums[position.day] = (sum.value + value, sum.weight + abs(position.weight))
    }
    var equity: [Day: Double] = [:]
    for trade in trades where equity[trade.day] == nil {
      if let sum = sums[trade.day] {
        equity[trade.day] = sum.value / sum.weight
      } else if let place = place(of: trade.day) {
        equity[trade.day] = place == 0 ? startCapital : self.equity[place - 1]
      }
    }
    return equity
  }

  /// See ``Outcome/returns``.
  public var returns: [Double] { dailyReturns(equity, startCapital) }

  /// The benchmark as if the starting capital had been put into it at its first known close.
  public var benchmarkEquity: [Double]? {
    guard let benchmark, let first = benchmark.first(where: { !$0.isNaN }) else { return nil }
    return benchmark.map { $0 / first * startCapital }
  }
}
