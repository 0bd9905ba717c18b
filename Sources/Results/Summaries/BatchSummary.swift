// batch_summary.md: what a person wants to know of a batch at once. Runs come one at a time; what is
// kept of them is a few numbers each. It does not know what a metric means, nor where texts go.

internal import Experiment

/// The summary of a batch for people, built up run by run in plan order.
public struct BatchSummary: Sendable {
  public internal(set) var facts: SummaryFacts
  private(set) var counts: [RunStatus: Int] = [:]
  private(set) var ranked: Leaders<Ranked>
  private(set) var axes: [AxisSummary]
  private(set) var failures: [RunResult] = []
  private var places: Places?

  /// Where the ranking's metrics stand among those of a run; neighbours have the same names.
  private struct Places: Sendable {
    let names: [String]
    let ranking: Int?
    let columns: [Int?]
  }

  /// A success, as far as the ranking shows it.
  struct Ranked: Sendable {
    let id: String
    let value: Double
    /// The ranking's columns, in their order.
    let metrics: [Double]
  }

  /// The values of the ranking metric by level, levels in the order in which they came.
  struct AxisSummary: Sendable {
    private(set) var levels: [(label: String, values: [Double])] = []
    private var places: [String: Int] = [:]

    mutating func add(_ value: Double, at label: String) {
      if let place = places[label] {
        levels[place].values.append(value)
      } else {
        places[label] = levels.count
        levels.append((label, [value]))
      }
    }
  }

  static let rankingLength = 20
  static let failureLength = 20
  static let excerptLines = 5
  static let levelLength = 30

  public init(_ facts: SummaryFacts) {
    self.facts = facts
    ranked = Leaders(BatchSummary.rankingLength, facts.order)
    axes = facts.axes.map { _ in AxisSummary() }
  }

  /// Takes the next run of the plan.
  public mutating func add(_ row: SummaryRow) {
    let result = row.result
    counts[result.status, default: 0] += 1
    if result.status == .failed, failures.count < BatchSummary.failureLength {
      failures.append(result)
    }
    guard result.status == .success, let metric = facts.rankingMetric else { return }
    if places?.names != result.metrics.names {
      places = Places(
        names: result.metrics.names, ranking: result.metrics.names.firstIndex(of: metric),
        columns: facts.rankingColumns.map { result.metrics.names.firstIndex(of: $0) })
    }
    func value(_ place: Int?) -> Double { place.map { result.metrics.values[$0] } ?? .nan }
    let ranking = value(places?.ranking)
    for (place, label) in row.levels.prefix(axes.count).enumerated() {
      if let label { axes[place].add(ranking, at: label) }
    }
    guard ranked.takes(ranking) else { return }
    let metrics = places?.columns.map(value) ?? []
    ranked.add(Ranked(id: result.runID, value: ranking, metrics: metrics), ranking)
  }
}
