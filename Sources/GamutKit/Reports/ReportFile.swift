// What reports have in common: their files, what they say of a run beside its figures, tables as CSV.

internal import Backtest
internal import Experiment
internal import Results
internal import Source

/// The kinds of reports.
public enum ReportKind: Sendable, CaseIterable {
  case performance, risk, costs

  /// Where its files stand in the folder of a run.
  var part: RunPart {
    switch self {
    case .performance: .backtest
    case .risk: .riskReport
    case .costs: .tca
    }
  }
}

/// A file of a report.
struct ReportFile {
  let name: String
  let text: String

  init(_ name: String, _ text: String) { (self.name, self.text) = (name, text) }

  /// A table as CSV; NaN is an empty cell.
  init(_ name: String, _ header: [String], _ rows: some Sequence<[Cell]>) {
    self.init(name, CSVText.line(header.map { .text($0) }) + CSVText.lines(rows))
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
    return strategy
      + "\(counted(record.symbols.count, "symbol")), \(first) to \(last), "
      + "\(counted(record.days.count, "session")), "
      + (record.knowsTrades ? "\(counted(record.trades.count, "trade"))." : "trades unknown.")
  }
}

extension ReportDocument {
  /// A report with its first lines.
  init(_ title: String, _ facts: RunFacts, _ record: RunRecord) {
    self.init(title: title)
    paragraph(facts.introduction(record))
    if let ruin = zip(record.days, record.equity).first(where: { $0.1 <= 0 }) {
      warning("The account was ruined on \(ruin.0): from there on equity and returns are 0.")
    }
    if let gap = facts.gap { warning(gap) }
  }

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
