// How long runs will take, out of what the batch's own history says: for the order in which programs are
// started (the longest first, so that all slots end together) and for the time that is left.

internal import Execution
internal import Experiment
internal import Results

struct RunEstimates {
  /// By place in the work list, in seconds.
  let seconds: [Double]

  /// Nil where the batch has no history, or its runs are the engine's, which are ordered by what they
  /// share.
  init?(_ work: WorkList, _ plan: Plan, _ store: BatchStore) throws {
    guard plan.job != .backtest, !work.runs.isEmpty else { return nil }
    var known = [Double](repeating: .nan, count: plan.count)
    var count = 0
    try store.forEachDuration { number, seconds in
      guard known.indices.contains(number) else { return }
      known[number] = seconds
      count += 1
    }
    guard count > 0 else { return nil }
    let effects = try Effects(known, plan, work.varying)
    seconds = try work.runs.map { pending in
      let own = known[Int(pending.number)]
      if !own.isNaN { return own }
      guard let run = try plan.run(at: pending.position) else { return effects.mean }
      return effects.estimate(run.settings)
    }
  }

  /// The places of the work list, the longest first; equals in plan order.
  var order: [Int] {
    seconds.indices.sorted { a, b in
      seconds[a] == seconds[b] ? a < b : seconds[a] > seconds[b]
    }
  }
}

/// What each value of each setting does to the duration, as a factor of the mean: right where effects
/// multiply, and near enough for an order where they do not.
private struct Effects {
  let mean: Double
  private let settings: [Int]
  private var factors: [[Value: Double]]

  init(_ known: [Double], _ plan: Plan, _ settings: [Int]) throws {
    self.settings = settings
    var sums = [[Value: (sum: Double, count: Double)]](repeating: [:], count: settings.count)
    var (total, count) = (0.0, 0.0)
    var number = 0
    try plan.forEachRun { run in
      defer { number += 1 }
      let seconds = known[number]
      guard !seconds.isNaN else { return true }
      total += seconds
      count += 1
      for (place, setting) in settings.enumerated() {
        let value = run.settings[setting] ?? Value.none
        let before = sums[place][value] ?? (0, 0)
        sums[place][value] = (before.sum + seconds, before.count + 1)
      }
      return true
    }
    let mean = total / max(1, count)
    self.mean = mean
    factors = sums.map { $0.mapValues { mean > 0 ? $0.sum / $0.count / mean : 1 } }
  }

  func estimate(_ values: Settings) -> Double {
    var seconds = mean
    for (place, setting) in settings.enumerated() {
      seconds *= factors[place][values[setting] ?? Value.none] ?? 1
    }
    return seconds
  }
}
