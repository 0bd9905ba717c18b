// Where the settings of a run come from: the chain of places that gave each, nearest first.

public import Experiment
public import Results
internal import Source

/// One setting of a run with the places that gave it a value.
public struct SettingProvenance: Sendable {
  public struct Giver: Sendable {
    /// `let`, `axis`, `bundle`, `run block`, `--set`, `default`, `file`.
    public let kind: String
    /// The value that this place gives at the run's point.
    public let value: Value
    /// File, line and column; nil for defaults and the command line.
    public let place: String?
    /// The line of the program.
    public let line: String?
  }

  public let setting: String
  public let value: Value
  /// The one that won comes first, then those that it replaced.
  public let givers: [Giver]
}

extension CheckedBatch {
  /// The run that `text` names, perhaps with a setting behind a point: `core_2015.seed`.
  public func run(named text: String) throws -> (run: Run, setting: Int?)? {
    guard let plan else { return nil }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let setting = parts.count > 1 ? plan.schema.position(of: String(parts[parts.count - 1])) : nil
    let owner = parts.dropLast().joined(separator: ".")
    var whole: Run?
    var part: Run?
    try plan.forEachRun { run in
      if run.id == text { whole = run }
      if setting != nil, run.id == owner { part = run }
      return whole == nil && (part == nil || setting == nil)
    }
    if let whole { return (whole, nil) }
    return part.map { ($0, setting) }
  }

  /// The nearest id to one that no run has.
  public func nearestID(to text: String) throws -> String? {
    var ids: [String] = []
    try plan?.forEachRun { run in
      ids.append(run.id)
      return ids.count < 100_000
    }
    return nearestName(to: text, among: ids)
  }

  /// Where the settings of a run come from: those that were given, and others by their default.
  public func provenance(of run: Run, setting: Int? = nil) throws -> [SettingProvenance] {
    guard let plan else { return [] }
    var point = Point(axes: plan.axes.count)
    guard let row = try plan.row(at: run.position, point: &point) else { return [] }
    let evaluator = plan.evaluator(at: point)
    let settings = run.settings.resolved(by: plan.schema)
    var found: [SettingProvenance] = []
    for (position, value) in settings.values.enumerated()
    where setting.map({ $0 == position }) ?? true {
      var givers: [SettingProvenance.Giver] = []
      for assignment in row.assignments where assignment.setting == position {
        if assignment.origin == nil, run.settings[position] != nil {
          let written = written(at: assignment.place)
          givers.append(
            .init(
              kind: "file", value: value ?? .none, place: written?.place ?? file.path,
              line: written?.line))
        }
        var origin = assignment.origin
        while let giver = origin {
          if let giver = try self.giver(giver, evaluator, of: position, in: plan) {
            givers.append(giver)
          }
          origin = giver.previous
        }
      }
      if let fallback = plan.schema[position].fallback {
        givers.append(.init(kind: "default", value: fallback, place: nil, line: nil))
      }
      guard !givers.isEmpty else { continue }
      found.append(
        SettingProvenance(
          setting: plan.schema[position].name, value: value ?? .none, givers: givers))
    }
    return found
  }

  /// The same as a table; of all settings at once, those that nobody gave are not in it.
  ///
  /// - Parameter namesOnce: whether a setting is named beside its first giver only.
  public func provenanceTable(
    of run: Run, setting: Int? = nil, namesOnce: Bool = true
  ) throws -> Table {
    var table = Table(["setting", "value", "given by", "place", "line"].map { Table.Column($0) })
    for found in try provenance(of: run, setting: setting) {
      if setting == nil, found.givers.first?.kind == "default" { continue }
      for (place, giver) in found.givers.enumerated() {
        table.append([
          .text(place == 0 || !namesOnce ? found.setting : ""), .text(giver.value.description),
          .text(giver.kind), Cell(giver.place), Cell(giver.line),
        ])
      }
    }
    return table
  }

  /// What one place gives at the point; nil where it gives nothing there.
  private func giver(
    _ origin: Origin, _ evaluator: Evaluator, of position: Int, in plan: Plan
  ) throws -> SettingProvenance.Giver? {
    if let condition = origin.condition, try !evaluator.truth(of: condition, at: origin.place) {
      return nil
    }
    let value = try evaluator.value(of: origin.formula)
    let shown = (try? plan.schema[position].converting(value.asComputed).get()) ?? value
    let kind =
      switch origin.kind {
      case .let: "let"
      case .axis: "axis"
      case .runBlock: "run block"
      case .commandLine: "--set"
      case .composite(let composite): composite.rawValue
      }
    let written = origin.kind == .commandLine ? nil : written(at: origin.place)
    return .init(kind: kind, value: shown, place: written?.place, line: written?.line)
  }

  /// File, line and column of a place, and what stands on the line; nil for one that has none.
  func written(at place: Place) -> (place: String, line: String)? {
    guard let start = span(place)?.start else { return nil }
    let (line, column) = source.position(at: start)
    let text = source.text(in: source.lineSpan(at: start))
    return (
      "\(source.name(at: start)):\(line):\(column)",
      String(text.drop { $0 == " " || $0 == "\t" })
    )
  }
}
