// The runs of a plan as numbers: for each name that a program can move, the number of its value in each
// run. All that factoring compares are these.

internal import Experiment

/// A name of the language, and what it has in each run.
struct GridField {
  /// A setting, `bundle` or `period`.
  let name: String
  /// The settings that it moves.
  let settings: [Int]
  /// What it is, if it is no setting.
  var composite: Composite?
  /// What it gives these settings: the different values, in the order in which runs first have them.
  var levels: [[Value]] = []
  /// For each run the number of its level; -1 where the run does not give the settings.
  var codes: [Int32] = []
}

struct RunGrid {
  let schema: Schema
  let ids: [String]
  private(set) var fields: [GridField] = []

  var count: Int { ids.count }

  /// - Throws: where a run of the plan has no value.
  init(_ plan: Plan) throws {
    schema = plan.schema
    let table: RunTable
    if case .table(let listed) = plan.root { table = listed } else { table = try plan.listed() }
    ids = (0..<table.count).map { table.ids[$0] }
    let numbers = table.columns.map { RunGrid.numbers($0, table.count) }
    var isTaken: Set<Int> = []
    for composite in Composite.allCases {
      let settings = composite.parts.compactMap { plan.schema.position(of: $0.setting) }
      guard settings.count == composite.parts.count, !settings.isEmpty else { continue }
      let columns = settings.compactMap { setting in
        table.columns.firstIndex { $0.setting == setting }
      }
      guard columns.count == settings.count,
        let field = RunGrid.joined(columns.map { numbers[$0] }, composite, settings)
      else { continue }
      isTaken.formUnion(settings)
      fields.append(field)
    }
    for (column, number) in zip(table.columns, numbers) where !isTaken.contains(column.setting) {
      fields.append(
        GridField(
          name: schema.settings[column.setting].name, settings: [column.setting],
          levels: number.values.map { [$0] }, codes: number.codes))
    }
  }

  private typealias Numbered = (values: [Value], codes: [Int32])

  /// A column with its values numbered in the order in which runs first have them.
  private static func numbers(_ column: RunTable.Column, _ count: Int) -> Numbered {
    var known: [Value: Int32] = [:]
    var values: [Value] = []
    var byCode = [Int32?](repeating: nil, count: column.values.count)
    var codes = [Int32](repeating: -1, count: count)
    for run in 0..<count {
      let code = column.code(ofRun: run)
      if let number = byCode[code] {
        codes[run] = number
        continue
      }
      var number: Int32 = -1
      if let value = column.values[code] {
        number = known[value] ?? Int32(values.count)
        if number == values.count {
          known[value] = number
          values.append(value)
        }
      }
      byCode[code] = number
      codes[run] = number
    }
    return (values, codes)
  }

  /// The columns of a composite as one; nil where it cannot be what moves them: some run has one part
  /// and not the other, or they are no value of it.
  private static func joined(
    _ columns: [Numbered], _ composite: Composite, _ settings: [Int]
  ) -> GridField? {
    var field = GridField(name: composite.rawValue, settings: settings, composite: composite)
    var known: [[Int32]: Int32] = [:]
    guard let first = columns.first else { return nil }
    field.codes = Array(repeating: -1, count: first.codes.count)
    var last: ([Int32], Int32)?
    for run in first.codes.indices {
      let codes = columns.map { $0.codes[run] }
      if let last, last.0 == codes {
        field.codes[run] = last.1
        continue
      }
      var number: Int32 = -1
      if codes.contains(where: { $0 >= 0 }) {
        guard !codes.contains(-1) else { return nil }
        number = known[codes] ?? Int32(field.levels.count)
        if number == field.levels.count {
          let values = zip(columns, codes).map { $0.values[Int($1)] }
          guard composite.value(ofParts: values) != nil else { return nil }
          known[codes] = number
          field.levels.append(values)
        }
      }
      field.codes[run] = number
      last = (codes, number)
    }
    return field
  }
}

extension Composite {
  /// The composite that gives its settings these values; nil where none does.
  func value(ofParts values: [Value]) -> Value? {
    switch (self, values.count) {
    case (.bundle, 1):
      guard case .text(let path) = values[0], !path.isEmpty, cleanedPath(path) == path else {
        return nil
      }
      return .bundle(BundleReference(name: pathStem(path), path: path))
    case (.period, 2):
      guard case .day(let start) = values[0], case .day(let end) = values[1] else { return nil }
      return Period(start: start, end: end).map { .period(PeriodReference($0)) }
    default: return nil
    }
  }
}

extension Plan {
  /// The runs one by one, in columns.
  func listed() throws -> RunTable {
    var ids = TextList()
    var values: [[Value?]] = Array(repeating: [nil], count: schema.settings.count)
    var known: [[Value: Int]] = Array(repeating: [:], count: schema.settings.count)
    var codes = Array(repeating: CodeList(), count: schema.settings.count)
    try forEachRun { run in
      ids.append(Array(run.id.utf8))
      for (setting, value) in run.settings.values.enumerated() {
        guard let value else {
          codes[setting].append(0)
          continue
        }
        let next = values[setting].count
        let code = known[setting][value] ?? next
        if code == next {
          known[setting][value] = code
          values[setting].append(value)
        }
        codes[setting].append(code)
      }
      return true
    }
    let columns = schema.settings.indices.filter { values[$0].count > 1 }.map {
      RunTable.Column(setting: $0, values: values[$0], codes: codes[$0])
    }
    return RunTable(ids: ids, columns: columns)
  }
}
