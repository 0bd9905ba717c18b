// Whether decisions could have been made when they were made: each is made again from the prices up to
// its day and nothing later, and compared bit for bit.

public import Experiment

/// A position that would have been another one, had the decision known only what there was to know.
public struct LookAhead: Hashable, Sendable {
  public let day: Day
  public let symbol: String
  /// The share of its side that was decided; below zero is short.
  public let decided: Double
  /// The share that follows from the prices up to the day.
  public let knowable: Double
}

extension BacktestEngine {
  /// Makes every decision of a run again from data that end on its day.
  ///
  /// That a day is the last session of its month is taken from the calendar, which is known before.
  ///
  /// - Parameter observe: called after each decision with the number of those done, and of all; false ends
  ///   the search.
  /// - Returns: The number of decisions looked at, and for each day with a difference the first symbol.
  public func lookAhead(
    _ configuration: BacktestConfiguration, on data: BacktestData,
    observe: (Int, Int) -> Bool = { _, _ in true }
  ) throws(BacktestProblem) -> (decisions: Int, found: [LookAhead]) {
    let whole = try decider(configuration, data, until: nil)
    let window = try sessions(configuration, whole.market)
    let decisions = decisionDays(
      window, of: whole.market, frequency: configuration.rebalancing.frequency,
      on: configuration.rebalancing.session)
    var found: [LookAhead] = []
    var done = 0
    for day in decisions {
      let part = try decider(configuration, data, until: day)
      let decided = try whole.shares(on: day, window)
      let knowable = try part.shares(on: day, window.lowerBound..<day + 1)
      for symbol in whole.market.panel.symbols.indices {
        let (a, b) = (decided[symbol], knowable[symbol])
        guard a.bitPattern != b.bitPattern, !(a == 0 && b == 0) else { continue }
        found.append(
          LookAhead(
            day: whole.market.panel.days[day], symbol: whole.market.panel.symbols[symbol],
            decided: a, knowable: b))
        break
      }
      done += 1
      guard observe(done, decisions.count) else { break }
    }
    return (done, found)
  }

  private func decider(
    _ configuration: BacktestConfiguration, _ data: BacktestData, until day: Int?
  ) throws(BacktestProblem) -> Decider {
    let memo = BacktestMemo(keepsEntries: true)
    var data = data
    let prepared = try memo.market(data, symbolsFrom: "symbols")
    guard let day else { return Decider(memo, prepared, configuration, data) }
    data.prices = prepared.market.panel.truncated(to: day + 1)
    data.symbols = nil
    return Decider(memo, try memo.market(data, symbolsFrom: "symbols"), configuration, data)
  }
}

/// Decides from some data.
private struct Decider {
  let memo: BacktestMemo
  let prepared: PreparedMarket
  let configuration: BacktestConfiguration
  let data: BacktestData
  var market: Market { prepared.market }

  init(
    _ memo: BacktestMemo, _ prepared: PreparedMarket, _ configuration: BacktestConfiguration,
    _ data: BacktestData
  ) {
    self.memo = memo
    self.prepared = prepared
    self.configuration = configuration
    self.data = data
  }

  /// What is held after the decision of a day, by symbol; nothing where none is made.
  func shares(on day: Int, _ window: Range<Int>) throws(BacktestProblem) -> [Double] {
    let source = try memo.signalSource(configuration, data, prepared, window)
    let table = memo.scores(source, prepared)
    // The fill is behind the data: it does not matter to the decision.
    let plan = memo.plan(
      configuration, table, [day], window.lowerBound..<day + 2, prepared)
    return market.panel.symbols.indices.map {
      plan.shares.isEmpty ? 0 : plan.shares[$0 / 4][$0 % 4]
    }
  }
}
