// How much of the best run's Sharpe ratio the number of runs alone would explain, as a line for people.
// It does not know where the runs come from.

internal import Backtest
internal import Experiment
internal import Results

/// Takes the Sharpe ratios of a batch's successes, in plan order.
final class SelectionLuck {
  private var sharpes: [Double] = []
  private var best: (number: Int, sharpe: Double)?

  func add(_ sharpe: Double, ofRun number: Int) {
    sharpes.append(sharpe)
    if sharpe > best?.sharpe ?? -.infinity { best = (number, sharpe) }
  }

  /// Nil where fewer than two runs succeeded.
  func line(of store: BatchStore) throws(StoreProblem) -> String? {
    guard sharpes.count > 1, let number = best?.number,
      let best = try store.run(number: number)?.result,
      let periods = Int(exactly: best.metric("periods")),
      let bias = selectionBias(
        sharpes: sharpes, periods: periods, skew: best.metric("skew_biased"),
        kurtosis: best.metric("kurtosis_full"))
    else { return nil }
    func text(_ value: Double) -> String { Decimal(value)?.fixedText(places: 2) ?? "none" }
    let luck =
      "best of \(bias.runs) runs: Sharpe \(text(bias.bestSharpe)); the best of \(bias.runs) "
      + "without any skill would be expected at \(text(bias.expectedBestSharpe)); "
      + "deflated Sharpe \(text(bias.deflatedSharpe))"
    guard bias.bestSharpe > 0 else { return luck }
    return luck
      + ". In \(bias.runs) tries luck finds such a Sharpe ratio in \(text(bias.minimumBacktestYears)) years "
      + "of data, and a single run is above zero (95 %) after \(text(bias.minimumTrackYears)); here are "
      + "\(text(bias.years))"
  }
}
