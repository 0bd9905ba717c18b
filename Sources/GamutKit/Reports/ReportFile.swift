// What reports have in common: their files, what they say of a run beside its figures, tables as CSV.

internal import Backtest
internal import Experiment
internal import Results

/// The kinds of reports, by the folder of a run that each writes to.
public enum ReportKind: String, Sendable, CaseIterable {
  case performance = "backtest"
  case risk = "risk_report"
  case costs = "tca"
}

/// A file of a report, by its path in the folder of a run.
struct ReportFile {
  let path: String
  let text: String

  init(_ kind: ReportKind, _ name: String, _ text: String) {
    path = "\(kind.rawValue)/\(name)"
    self.text = text
  }

  /// A table as CSV; NaN is an empty cell.
  init(_ kind: ReportKind, _ name: String, _ header: [String], _ rows: some Sequence<[Cell]>) {
    var text = CSVText.line(header.map { .text($0) })
    for row in rows { text += CSVText.line(row) }
    self.init(kind, name, text)
  }
}

/// What a report says of a run beside its figures.
struct RunFacts {
  var title: String
  /// Resolved; empty for the results of others.
  var settings: [RunManifest.Parameter] = []
  var inputs: [RunManifest.Input] = []
  var gates: [QualityGate]
  /// Why factors and volumes are not known, where they are not.
  var gap: String?

  init(title: String, gates: [QualityGate]) {
    self.title = title
    self.gates = gates
  }

  func setting(_ name: String) -> String? {
    settings.first { $0.name == name && $0.value != .none }?.value.description
  }

  /// All files of a report.
  func files(_ kind: ReportKind, _ record: RunRecord) -> [ReportFile] {
    switch kind {
    case .performance: PerformanceReport(self, record).files
    case .risk: RiskReport(self, record).files
    case .costs: CostReport(self, record).files
    }
  }

  /// What the run is, in a sentence or two.
  func introduction(_ record: RunRecord) -> String {
    let strategy = setting("strategy").map { "\($0), " } ?? ""
    let first = record.days.first?.description ?? "no session"
    let last = record.days.last?.description ?? "no session"
    let ruin = zip(record.days, record.equity).first { $0.1 <= 0 }
    return strategy
      + "\(counted(record.symbols.count, "symbol")), \(first) to \(last), "
      + "\(counted(record.days.count, "session")), \(counted(record.trades.count, "trade"))."
      + (ruin.map { " The account was ruined on \($0.0)." } ?? "")
  }
}

extension ReportDocument {
  /// What made the run, each setting beside its default.
  mutating func addSettings(_ facts: RunFacts) {
    let shown = facts.settings.filter { $0.value != .none && $0.value != .list([]) }
    guard !shown.isEmpty else { return }
    heading("Settings")
    table(
      ["setting", "value", "default"],
      shown.map { parameter in
        let standard =
          backtestSchema.position(of: parameter.name)
          .map { backtestSchema.fallbacks[$0] }
          .flatMap { $0 == .none ? nil : $0.description } ?? ""
        return [.init(parameter.name), .init(parameter.value.description), .init(standard)]
      })
    guard !facts.inputs.isEmpty else { return }
    heading("Inputs")
    table(
      ["file", "SHA-256"],
      facts.inputs.map { [.init($0.path), .init(String($0.hash.prefix(12)))] })
  }
}

private func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}
