// How much of the best run's Sharpe ratio the number of runs alone would explain, as a line for people.
// It does not know where the runs come from.

internal import Backtest
internal import Experiment
internal import Results

/// Takes the Sharpe ratios of a batch's successes, in plan order.
final class SelectionLuck {
  private var sharpes: [Double] = []
  private var correlation = MeanCorrelation()
  private var best: (number: Int, sharpe: Double)?

  func add(_ sharpe: Double, _ sketch: [UInt8], ofRun number: Int) {
    sharpes.append(sharpe)
    correlation.add(sketch)
    if sharpe > best?.sharpe ?? -.infinity { best = (number, sharpe) }
  }

  /// Nil where fewer than two runs succeeded.
  func line(of store: BatchStore) throws(StoreProblem) -> String? {
    guard sharpes.count > 1, let number = best?.number,
      let best = try store.run(number: number)?.result,
      let periods = Int(exactly: best.metric("periods")),
      let bias = selectionBias(
        sharpes: sharpes, periods: periods, skew: best.metric("skew_biased"),
        kurtosis: best.metric("kurtosis_full"),
        effectiveRuns: correlation.runs == sharpes.count ? correlation.effectiveRuns : nil)
    else { return nil }
    func text(_ value: Double) -> String { Decimal(value)?.fixedText(places: 2) ?? "none" }
    func count(_ value: Double) -> String { Decimal(value)?.fixedText(places: 1) ?? "none" }
    var luck =
      "best of \(bias.runs) runs: Sharpe \(text(bias.bestSharpe)); the best of \(bias.runs) "
      + "without any skill would be expected at \(text(bias.expectedBestSharpe)); "
      + "deflated Sharpe \(text(bias.deflatedSharpe))"
    if let effective = bias.effective, let value = correlation.value {
      luck +=
        " (their returns correlate by \(text(value)), as if \(count(effective.runs)) were independent: "
        + "expected at \(text(effective.expectedBestSharpe)), deflated \(text(effective.deflatedSharpe)))"
    }
    guard bias.bestSharpe > 0 else { return luck }
    let tries = bias.effective.map { "\(count($0.runs)) independent" } ?? "\(bias.runs)"
    return luck
      + ". In \(tries) tries luck finds such a Sharpe ratio in \(text(bias.minimumBacktestYears)) years "
      + "of data, and a single run is above zero (95 %) after \(text(bias.minimumTrackYears)); here are "
      + "\(text(bias.years))"
  }
}
