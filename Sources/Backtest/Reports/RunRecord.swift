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

  /// See ``Outcome/returns``.
  public var returns: [Double] { dailyReturns(equity, startCapital) }

  /// The benchmark as if the starting capital had been put into it at its first known close.
  public var benchmarkEquity: [Double]? {
    guard let benchmark, let first = benchmark.first(where: { !$0.isNaN }) else { return nil }
    return benchmark.map { $0 / first * startCapital }
  }
}
