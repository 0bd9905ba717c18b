// The settings of a batch's runs, as the batch folder has kept them.

internal import Experiment
internal import Results

/// The runs of `batch_config.yaml`, by id.
struct StoredSettings {
  let plan: Plan
  private let positions: [String: UInt64]

  /// Nil where the batch has no config that can be read.
  init?(ofBatch folder: String) {
    let config = "\(folder)/\(BatchFile.config.rawValue)"
    guard
      let plan = (try? loadBatch(config, form: .yaml, options: LoadOptions(maxRuns: .max)))?.plan
    else { return nil }
    var positions: [String: UInt64] = [:]
    positions.reserveCapacity(plan.count)
    try? plan.forEachRun { run in
      positions[run.id] = run.position
      return true
    }
    self.plan = plan
    self.positions = positions
  }

  /// Nil for a run that is not there.
  func run(_ id: String) throws -> Run? { try positions[id].flatMap { try plan.run(at: $0) } }

  /// The settings that a summary of the batch shows.
  var columns: SettingColumns {
    let varying = ((try? plan.varyingSettings()) ?? []).map { plan.schema[$0].name }
    let facts = SummaryFacts(
      name: "", isBacktest: plan.job == .backtest, varying: varying, metrics: [])
    let wanted = facts.settings.compactMap { plan.schema.position(of: $0) }
    var point = Point(axes: plan.axes.count)
    return SettingColumns(wanted.map { plan.schema[$0].name }) { run in
      let values = positions[run].flatMap {
        try? plan.values(of: wanted, at: $0, point: &point)
      }
      return values?.map { Cell($0) } ?? []
    }
  }
}
