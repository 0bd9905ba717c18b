// The settings of a batch's runs, as the batch folder has kept them.

internal import Experiment
import Glibc
internal import Results

/// The runs of `batch_config.yaml`, by id.
struct StoredSettings {
  let plan: Plan
  private let positions: [String: UInt64]

  /// Nil where the batch has no config that can be read.
  ///
  /// - Parameter isStopped: Asked now and then; true ends it with nil.
  init?(ofBatch folder: String, isStopped: () -> Bool = { false }) {
    guard let plan = try? StoredSettings.plan(ofBatch: folder) else { return nil }
    var positions: [String: UInt64] = [:]
    positions.reserveCapacity(plan.count)
    var isWhole = true
    do {
      try plan.forEachRun { run in
        positions[run.id] = run.position
        isWhole = positions.count % 1000 != 0 || !isStopped()
        return isWhole
      }
    } catch {
      return nil
    }
    guard isWhole else { return nil }
    self.plan = plan
    self.positions = positions
  }

  /// The plan of a batch folder's config; nil where there is none. Pipes and devices are not read: the
  /// folder may come from a stranger.
  static func plan(ofBatch folder: String) throws -> Plan? {
    let config = "\(folder)/\(BatchFile.config.rawValue)"
    guard kindOfFile(config) == S_IFREG else { return nil }
    return try loadBatch(config, form: .yaml, options: LoadOptions(maxRuns: .max)).plan
  }

  /// Nil for a run that is not there.
  func run(_ id: String) throws -> Run? { try positions[id].flatMap { try plan.run(at: $0) } }

  /// The settings that a summary of the batch shows; of a run with another key nothing is known.
  var columns: SettingColumns {
    let varying = (try? plan.varyingSettings()) ?? []
    let wanted = plan.tableSettings(varying: varying).compactMap { plan.schema.position(of: $0) }
    var maker = RunKeyMaker(job: plan.job, plan.schema)
    return SettingColumns(wanted.map { plan.schema[$0].name }) { id, key in
      guard let run = try? run(id) else { return [] }
      let settings = run.settings.resolved(by: plan.schema)
      guard (try? maker.key(of: settings))?.text == key else { return [] }
      return wanted.map { Cell(settings[$0] ?? .none) }
    }
  }
}
