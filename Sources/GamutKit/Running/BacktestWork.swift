// One run of the built-in backtest in a keeper: settings and files in, result and artefacts out.
// Work is shared between the runs of one keeper; the figures are the same as without.

internal import Backtest
internal import Experiment
internal import Results

final class BacktestWork {
  private let engine = BacktestEngine()
  private let inputs: BacktestInputs
  private var latestMetrics: Metrics = []

  /// - Parameter hashes: what the files are taken to have in them.
  init(_ hashes: FileHashes = FileHashes()) { inputs = BacktestInputs(.none, hashes) }

  func run(_ place: RunPlace) -> RunResult {
    let isTimed = place.isTimed
    let isMeasured = place.artifacts != .none
    let start = isMeasured ? (Machine.monotonicSeconds, Machine.usage.cpuSeconds) : (0, 0)
    var result = RunResult(runID: place.run.id, status: .success)
    var stages = StageClock()
    if isTimed { stages.begin("inputs") }
    do {
      let settings = place.settings
      let configuration = try BacktestConfiguration(settings, schema: place.plan.schema)
      let data = try inputs.data(
        configuration, settings, place.plan.schema,
        expected: place.batch.fingerprinter.inputs(of: settings).list)
      let detail: OutcomeDetail = place.artifacts == .none ? .metrics : .full
      let outcome = try engine.run(
        configuration, on: data, keeping: detail,
        observe: isTimed ? { stages.begin($0.rawValue) } : nil)
      result.metrics = Metrics(outcome.metrics, like: latestMetrics)
      latestMetrics = result.metrics
      result.sketch = outcome.sketch
      if place.artifacts != .none {
        if isTimed { stages.begin("outputs") }
        try place.begin()
        let artefacts = BacktestArtefacts(place, configuration, outcome)
        try artefacts.write(into: &result)
        if !configuration.reports.kinds.isEmpty {
          if isTimed { stages.begin("reports") }
          try artefacts.writeReports(on: data, engine, into: &result)
        }
      }
    } catch {
      result = failure(error, place.run.id)
      if place.artifacts != .none { try? place.begin() }
    }
    stages.end()
    // The keeper measures the run as a whole; its manifest is written before that.
    result.steps = stages.steps
    guard isMeasured else { return result }
    let end = Machine.usage
    result.usage = Usage(
      runtimeSeconds: Machine.monotonicSeconds - start.0, cpuSeconds: end.cpuSeconds - start.1,
      peakMemoryMB: end.peakMemoryMB)
    do {
      if isTimed {
        try place.write(stages)
        stages.begin("manifest")
      }
      try place.finish(result)
      stages.end()
      result.steps = stages.steps
    } catch {
      result = failure(error, place.run.id)
    }
    return result
  }

  /// The result of a run without any file written.
  func metrics(of run: Run, in plan: Plan) -> RunResult {
    do {
      let settings = run.settings.resolved(by: plan.schema)
      let configuration = try BacktestConfiguration(settings, schema: plan.schema)
      let data = try inputs.data(configuration, settings, plan.schema)
      let outcome = try engine.run(configuration, on: data, keeping: .metrics)
      return RunResult(runID: run.id, status: .success, metrics: Metrics(outcome.metrics))
    } catch {
      return failure(error, run.id)
    }
  }

  private func failure(_ error: any Error, _ id: String) -> RunResult {
    let failure: Failure =
      switch error {
      case let problem as FileProblem: .input(problem.line)
      case let problem as BacktestProblem: .engine("\(problem.message) (\(problem.help))")
      case let problem as StoreProblem: .engine(problem.message)
      default: .engine("\(error)")
      }
    return RunResult(runID: id, status: .failed, failure: failure)
  }
}
