// From columns of spellings to a table of values: each spelling is understood once, whatever the number
// of runs that have it. It does not say what is wrong, only in which runs something may be.

internal import Experiment
internal import Source

struct RunTyping {
  private let settings: SettingReader
  private let schema: Schema
  private let rules: RunRules
  private let defaults: [GivenValue?]
  /// The runs that may be wrong: at least all that are.
  private(set) var suspects: Set<Int> = []

  init(
    settings: SettingReader, schema: Schema, rules: RunRules, defaults: [GivenValue?]
  ) {
    self.settings = settings
    self.schema = schema
    self.rules = rules
    self.defaults = defaults
  }

  mutating func table(of raw: RunColumns) -> RunTable {
    checkIDs(raw.ids)
    var bySetting: [Int: RunTable.Column] = [:]
    for column in raw.columns {
      guard let position = schema.position(of: column.name) else {
        suspectUnknown(column)
        continue
      }
      let typed = typed(column, position)
      if let other = bySetting[position] {
        bySetting[position] = joined(other, typed, runs: raw.count)
      } else {
        bySetting[position] = typed
      }
    }
    for (position, given) in defaults.enumerated() where bySetting[position] == nil {
      guard let given else { continue }
      bySetting[position] = RunTable.Column(
        setting: position, values: [given.value], codes: CodeList(), hasDefault: true)
    }
    checkRequired(bySetting, runs: raw.count)
    checkPeriods(bySetting, runs: raw.count)
    return RunTable(ids: raw.ids, columns: Array(bySetting.values))
  }

  private mutating func checkIDs(_ ids: TextList) {
    var found = IndexTable(for: ids.count)
    ids.bytes.withUnsafeBufferPointer { bytes in
      func id(_ number: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[ids.range(of: number)])
      }
      for number in 0..<ids.count {
        let own = id(number)
        guard RunName.isValid(own) else {
          suspects.insert(number)
          continue
        }
        let hash = RunTyping.hash(lowercasing: own)
        if let twin = found.find(hash, where: { id($0).isEqual(ignoringCase: own) }) {
          suspects.formUnion([twin, number])
        } else {
          found.insert(number, under: hash)
        }
      }
    }
  }

  private static func hash(lowercasing id: UnsafeBufferPointer<UInt8>) -> Int {
    withUnsafeTemporaryAllocation(byteCount: RunName.maximumBytes, alignment: 1) { buffer in
      for (index, byte) in id.enumerated() { buffer[index] = byte.lowercased }
      var hasher = Hasher()
      hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: buffer[..<id.count]))
      return hasher.finalize()
    }
  }

  private mutating func suspectUnknown(_ column: RunColumns.Column) {
    // What is only told once need be seen only once.
    let isToldOnce = rules.isBacktest && SeedForms.ignoredInRuns.contains(column.name)
    for number in 0..<column.codes.count where column.codes[number] > 0 {
      suspects.insert(number)
      if isToldOnce { return }
    }
  }

  /// The column with its spellings understood; what cannot be is nil, and its runs are suspects.
  private mutating func typed(_ column: RunColumns.Column, _ position: Int) -> RunTable.Column {
    var values: [Value?] = [defaults[position]?.value]
    var codes = [0]
    var codeByValue: [Value: Int] = [:]
    var wrong: Set<Int> = []
    for (index, node) in column.written.enumerated() {
      var findings = Findings()
      let value = settings.value(of: node, for: schema.settings[position], &findings)
      if let value, let known = codeByValue[value] {
        codes.append(known)
        continue
      }
      if let value { codeByValue[value] = values.count } else { wrong.insert(index + 1) }
      codes.append(values.count)
      values.append(value)
    }
    if !wrong.isEmpty {
      for number in 0..<column.codes.count where wrong.contains(column.codes[number]) {
        suspects.insert(number)
      }
    }
    var typed = column.codes
    if codes.indices.contains(where: { codes[$0] != $0 }) {
      typed = CodeList()
      for number in 0..<column.codes.count { typed.append(codes[column.codes[number]]) }
    }
    return RunTable.Column(
      setting: position, values: values, codes: typed, hasDefault: values[0] != nil)
  }

  /// One column of two for the same setting, which some runs call by its other name.
  private mutating func joined(
    _ a: RunTable.Column, _ b: RunTable.Column, runs: Int
  ) -> RunTable.Column {
    var codes = CodeList()
    for number in 0..<runs {
      if a.codes[number] > 0, b.codes[number] > 0 { suspects.insert(number) }
      codes.append(
        b.codes[number] > 0 ? b.codes[number] - 1 + a.values.count : a.codes[number])
    }
    return RunTable.Column(
      setting: a.setting, values: a.values + b.values.dropFirst(), codes: codes,
      hasDefault: a.hasDefault)
  }

  private mutating func checkRequired(_ columns: [Int: RunTable.Column], runs: Int) {
    for position in rules.required {
      let column = columns[position]
      let condition = schema.settings[position].condition
      let decisive = condition.flatMap { schema.position(of: $0.setting) }
      for number in 0..<runs where (column?.value(ofRun: number) ?? Value.none) == Value.none {
        if let condition, let decisive {
          let value =
            columns[decisive]?.value(ofRun: number) ?? schema.settings[decisive].fallback
          guard condition.values.contains(value ?? .none) else { continue }
        }
        suspects.insert(number)
      }
    }
  }

  private mutating func checkPeriods(_ columns: [Int: RunTable.Column], runs: Int) {
    for (start, end) in rules.periods {
      guard let starts = columns[start], let ends = columns[end] else { continue }
      let (first, last) = (starts.values.map(\.?.day), ends.values.map(\.?.day))
      for number in 0..<runs {
        guard let from = first[starts.code(ofRun: number)], let to = last[ends.code(ofRun: number)],
          to < from
        else { continue }
        suspects.insert(number)
      }
    }
  }
}

extension UInt8 {
  fileprivate var lowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}

extension UnsafeBufferPointer<UInt8> {
  fileprivate func isEqual(ignoringCase other: Self) -> Bool {
    count == other.count && indices.allSatisfy { self[$0].lowercased == other[$0].lowercased }
  }
}

extension Value {
  fileprivate var day: Day? { if case .day(let day) = self { day } else { nil } }
}
