// What must hold for the settings of one run, and between two runs.

internal import Experiment
internal import Source

struct RunRules {
  let isBacktest: Bool
  private let schema: Schema
  private let periods: [(start: Int, end: Int)]

  init(schema: Schema, isBacktest: Bool) {
    self.schema = schema
    self.isBacktest = isBacktest
    periods = [("start_date", "end_date"), ("train_start_date", "train_end_date")].compactMap {
      guard let start = schema.position(of: $0), let end = schema.position(of: $1),
        schema[start].type == .day, schema[end].type == .day
      else { return nil }
      return (start, end)
    }
  }

  func checkRequired(
    _ values: [Assignment?], id: String?, at span: Span, _ findings: inout Findings
  ) {
    let settings = Settings(values.map { $0?.formula.constant })
    for position in schema.settings.indices
    where schema[position].isRequired && schema[position].fallback == nil
      && values[position] == nil && schema.applies(position, to: settings)
    {
      report(missing: position, id, span, &findings)
    }
  }

  private func report(
    missing position: Int, _ id: String?, _ span: Span, _ findings: inout Findings
  ) {
    let name = schema[position].name
    let example = schema[position].type == .day ? "\"2015-01-01\"" : "..."
    findings.error(
      .missingKey, "\(id.map { "run '\($0)'" } ?? "a run") has no '\(name)'", at: span,
      help: "add \(name): \(example) to the run or to 'defaults'")
  }

  /// Reports periods that end before they start, if one of their ends stands within a span.
  func checkPeriods(
    _ values: [Assignment?], _ places: [Span], within span: Span, _ findings: inout Findings
  ) {
    for period in periods {
      guard let start = values[period.start], let end = values[period.end],
        case .day(let first) = start.formula.constant, case .day(let last) = end.formula.constant,
        last < first
      else { continue }
      let startSpan = places[Int(start.place.id)]
      let endSpan = places[Int(end.place.id)]
      guard [startSpan, endSpan].contains(where: { span.start <= $0.start && $0.end <= span.end })
      else { continue }
      findings.error(
        .periodEndsBeforeItStarts, "the period ends on \(last), before it starts on \(first)",
        at: endSpan, secondary: [.init(startSpan, "starts here")],
        help: "both days belong to the period; is the year right?")
    }
  }
}

/// Finds runs that have the same value of every setting, given or default.
struct EqualRunFinder {
  let schema: Schema
  let places: [Span]

  /// The runs, without later equal ones if the policy says so.
  func checked(
    _ rows: [PlanRow], _ policy: EqualRuns, _ findings: inout Findings
  ) -> [PlanRow] {
    var kept: [PlanRow] = []
    kept.reserveCapacity(rows.count)
    var byHash: [Int: [Int]] = [:]
    byHash.reserveCapacity(rows.count)
    for row in rows {
      let values = resolved(row)
      let hash = values.hashValue
      if let other = byHash[hash]?.first(where: { resolved(kept[$0]) == values }) {
        if policy == .error { report(row, equalTo: kept[other], &findings) }
        continue
      }
      byHash[hash, default: []].append(kept.count)
      kept.append(row)
    }
    return kept
  }

  private struct Given: Hashable {
    let setting: Int
    let value: Value
  }

  /// The settings that are not at their defaults.
  private func resolved(_ row: PlanRow) -> [Given] {
    row.assignments.compactMap { assignment in
      let value = assignment.formula.constant ?? .none
      let fallback = schema[assignment.setting].fallback ?? .none
      return value == fallback ? nil : Given(setting: assignment.setting, value: value)
    }
  }

  private func report(_ row: PlanRow, equalTo other: PlanRow, _ findings: inout Findings) {
    let names = [row, other].map { row in
      if case .literal(let id) = row.name.pieces.first { id } else { "" }
    }
    findings.error(
      .equalRuns, "the runs '\(names[1])' and '\(names[0])' have equal settings",
      at: places[Int(row.place.id)],
      secondary: [.init(places[Int(other.place.id)], "the same experiment")],
      help: "change one, drop one, or vary 'seed' for repeats;"
        + " equal_runs: \"keep_first\" drops the later ones")
  }
}
