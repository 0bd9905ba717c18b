// backtest/report.md: what a run was and what came of it, with the definition beside each number.

internal import Backtest
internal import Experiment
internal import Results

struct RunReport {
  private let place: RunPlace
  private let configuration: BacktestConfiguration
  private let outcome: Outcome

  init(_ place: RunPlace, _ configuration: BacktestConfiguration, _ outcome: Outcome) {
    self.place = place
    self.configuration = configuration
    self.outcome = outcome
  }

  var text: String {
    let first = outcome.days.first.map(\.description) ?? "no session"
    let last = outcome.days.last.map(\.description) ?? "no session"
    var text = "# \(place.run.id)\n\n"
    text += "\(configuration.strategy.rawValue) on \(outcome.symbols.count) symbols, "
    text +=
      "\(first) to \(last), \(outcome.days.count) sessions, \(outcome.trades.count) trades.\n\n"
    if let day = outcome.ruin { text += "The account was ruined on \(day).\n\n" }
    text += "## Metrics\n\n" + metricTable.markdown
    text += "\n## Settings\n\n" + settingTable.markdown
    return text + "\n## Inputs\n\n" + inputTable.markdown
  }

  private var metricTable: Table {
    let definitions = Dictionary(
      metricDefinitions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var table = Table([
      Table.Column("metric"), Table.Column("value", .trailing),
      Table.Column("unit"), Table.Column("definition"),
    ])
    for metric in outcome.metrics {
      let definition = definitions[metric.name]
      table.append([
        .text(metric.name), .number(metric.value), Cell(definition?.unit),
        Cell(definition?.formula),
      ])
    }
    return table
  }

  private var inputTable: Table {
    var table = Table([Table.Column("input"), Table.Column("SHA-256")])
    for input in (try? place.identity())?.inputs.list ?? [] {
      table.append([.text(input.path), .text(String(input.hash.prefix(12)))])
    }
    return table
  }

  /// The same with pictures; see ``PerformancePage``.
  var html: String {
    PerformancePage(
      title: place.run.id,
      RunRecord(outcome, startCapital: configuration.account.startCapital),
      RunManifest.parameters(place.settings, place.plan.schema)
    ).html
  }

  /// Name, value and origin of each setting that has a value.
  private var settings: [[String]] {
    place.plan.schema.settings.enumerated().compactMap { position, setting in
      let value = place.settings[position] ?? .none
      guard value != .none else { return nil }
      let isGiven = place.run.settings[position] != nil
      return [setting.name, value.description, isGiven ? "given" : "default"]
    }
  }

  private var settingTable: Table {
    var table = Table([Table.Column("setting"), Table.Column("value"), Table.Column("origin")])
    for setting in settings { table.append(setting.map { .text($0) }) }
    return table
  }
}
