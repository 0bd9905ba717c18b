// What must hold for the settings of one run.

internal import Experiment
internal import Source

struct RunRules {
  let isBacktest: Bool
  let periods: [(start: Int, end: Int)]
  private let schema: Schema

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
    _ values: [GivenValue?], id: String?, at span: Span, _ findings: inout Findings
  ) {
    let settings = Settings(values.map { $0?.value })
    for position in required
    where schema.applies(position, to: settings)
      && !schema.hasSubstitute(for: position, in: settings)
    {
      if let given = values[position] {
        guard given.value == Value.none else { continue }
        findings.error(
          .missingKey, "'\(schema[position].name)' is required, and this is nothing",
          at: given.span,
          help: "give it a value")
      } else {
        report(missing: position, id, span, &findings)
      }
    }
  }

  /// The settings that a run may have to give.
  var required: [Int] {
    schema.settings.indices.filter {
      schema.settings[$0].isRequired && schema.settings[$0].fallback == nil
    }
  }

  private func report(
    missing position: Int, _ id: String?, _ span: Span, _ findings: inout Findings
  ) {
    let name = schema[position].name
    let day = name.hasSuffix("end_date") ? "2020-12-31" : "2015-01-01"
    let example = schema[position].type == .day ? "\"\(day)\"" : "..."
    findings.error(
      .missingKey, "\(id.map { "run '\($0)'" } ?? "a run") has no '\(name)'", at: span,
      help: "add \(name): \(example) to the run or to 'defaults'")
  }

  /// Reports periods that end before they start, if one of their ends stands within a span.
  func checkPeriods(
    _ values: [GivenValue?], within span: Span, _ findings: inout Findings
  ) {
    for period in periods {
      guard let start = values[period.start], let end = values[period.end],
        case .day(let first)? = start.value, case .day(let last)? = end.value, last < first,
        [start.span, end.span].contains(where: { span.start <= $0.start && $0.end <= span.end })
      else { continue }
      findings.error(
        .periodEndsBeforeItStarts, "the period ends on \(last), before it starts on \(first)",
        at: end.span, secondary: [.init(start.span, "starts here")],
        help: "both days belong to the period; is the year right?")
    }
  }
}
