// A program's text from what factoring found. The formatter makes its columns.

internal import Experiment
internal import Source

struct ProgramWriter {
  private let plan: Plan
  private let grid: RunGrid
  private var lines: [String] = []
  private var depth = 0
  /// The names that composites have in this program, by field and code.
  private var declared: [[Int32: String]]

  /// The program whose runs a block makes.
  static func text(_ plan: Plan, _ grid: RunGrid, _ block: Block) -> String {
    var writer = ProgramWriter(plan, grid)
    writer.lines = plan.headLines
    writer.declareNames(in: block)
    writer.add("")
    writer.write(block, within: [])
    let text = writer.lines.joined(separator: "\n") + "\n"
    // A table of many thousand lines is as it should be already.
    guard text.utf8.count < 1 << 20 else { return text }
    return formatted(SourceText(name: "program", text)).text ?? text
  }

  private init(_ plan: Plan, _ grid: RunGrid) {
    self.plan = plan
    self.grid = grid
    declared = Array(repeating: [:], count: grid.fields.count)
  }

  private mutating func add(_ line: String) {
    lines.append(line.isEmpty ? "" : String(repeating: "  ", count: depth) + line)
  }

  // MARK: names

  private func name(_ field: Int) -> String { nameSpelling(grid.fields[field].name) }

  private func isComposite(_ field: Int) -> Bool {
    Composite(rawValue: grid.fields[field].name) != nil
      && plan.schema.position(of: grid.fields[field].name) == nil
  }

  /// Declares bundles and periods that have a label which is not their own and can be a name.
  private mutating func declareNames(in block: Block) {
    var wanted: [Int: [Int32: String]] = [:]
    var refused: Set<Int> = []
    func look(_ block: Block) {
      for axis in block.axes where axis.fields.count == 1 && isComposite(axis.fields[0]) {
        guard let labels = axis.labels else { continue }
        let field = axis.fields[0]
        for (level, label) in zip(axis.levels, labels) {
          if !isPlainName(label) || wanted[field]?[level[0]] ?? label != label {
            refused.insert(field)
          }
          wanted[field, default: [:]][level[0]] = label
        }
      }
      if case .union(let parts) = block.body { parts.forEach(look) }
    }
    look(block)
    var taken = Set(plan.schema.names + Composite.allCases.map(\.rawValue))
    for field in wanted.keys.sorted() where !refused.contains(field) {
      let names = wanted[field] ?? [:]
      guard Set(names.values).count == names.count, taken.isDisjoint(with: names.values) else {
        continue
      }
      taken.formUnion(names.values)
      declared[field] = names
      add("")
      for (code, name) in names.sorted(by: { $0.key < $1.key }) {
        add("\(self.name(field)) \(name) = \(spelling(field, code, isNamed: false))")
      }
    }
  }

  private func spelling(_ field: Int, _ code: Int32, isNamed: Bool = true) -> String {
    if isNamed, let name = declared[field][code] { return name }
    let values = grid.fields[field].levels[Int(code)]
    guard isComposite(field), let composite = Composite(rawValue: grid.fields[field].name) else {
      return values[0].spelling
    }
    return composite.value(ofParts: values)?.spelling ?? ""
  }

  // MARK: scopes

  private mutating func write(_ block: Block, within outer: [FoundAxis]) {
    for (field, code) in block.lets {
      add("let \(name(field)) = \(spelling(field, code))")
    }
    if !block.lets.isEmpty, depth == 0 { add("") }
    for axis in block.axes { writeSweep(axis) }
    for axis in block.axes {
      for copy in axis.copies { add("let \(name(copy.field)) = \(name(copy.of))") }
    }
    for filter in block.filters { add(text(filter)) }
    let axes = outer + block.axes
    switch block.body {
    case .run(let pattern): add("run" + name(pattern, axes))
    case .union(let parts):
      for (number, part) in parts.enumerated() {
        if number > 0, depth == 0, !(isRun(part) && isRun(parts[number - 1])) { add("") }
        writePart(part, within: axes, isOnly: parts.count == 1)
      }
    }
  }

  private func isRun(_ block: Block) -> Bool {
    if case .run = block.body { block.axes.isEmpty } else { false }
  }

  /// A part of a union: a run with its settings, or a scope.
  private mutating func writePart(_ part: Block, within outer: [FoundAxis], isOnly: Bool) {
    if isOnly { return write(part, within: outer) }
    if case .run(let pattern) = part.body, part.axes.isEmpty {
      return writeRun(part, pattern, within: outer)
    }
    let (group, inside) = named(part, within: outer)
    add(group.map { "group \($0) {" } ?? "group {")
    depth += 1
    write(inside, within: outer)
    depth -= 1
    add("}")
  }

  /// A scope whose runs have its name as their tag and before their other labels.
  private func named(_ part: Block, within outer: [FoundAxis]) -> (name: String?, inside: Block) {
    guard outer.isEmpty, case .run(let pattern) = part.body,
      let tags = part.lets.firstIndex(where: { grid.fields[$0.field].name == Setting.tags.name }),
      case .list(let words) = grid.fields[part.lets[tags].field].levels[Int(part.lets[tags].code)][
        0],
      words.count == 1, case .text(let name) = words[0], isPlainName(name),
      let rest = pattern.dropping(prefix: name)
    else { return (nil, part) }
    var inside = part
    inside.lets.remove(at: tags)
    inside.body = .run(rest)
    return (name, inside)
  }

  private mutating func writeRun(
    _ part: Block, _ pattern: IDPattern, within outer: [FoundAxis]
  ) {
    let head = "run" + name(pattern, outer)
    let fields = part.lets.map { "\(name($0.field)) = \(spelling($0.field, $0.code))" }
    let line = "\(head) { \(fields.joined(separator: ", ")) }"
    if fields.isEmpty {
      add(head)
    } else if line.utf8.count + depth * 2 <= 100 {
      add(line)
    } else {
      add("\(head) {")
      for field in fields { add("  \(field)") }
      add("}")
    }
  }

  /// What stands behind `run`.
  private func name(_ pattern: IDPattern, _ axes: [FoundAxis]) -> String {
    if let name = pattern.automaticName(axes: axes.count) { return name.isEmpty ? "" : " \(name)" }
    var text = ""
    for piece in pattern.pieces {
      switch piece {
      case .literal(let literal): text += literal
      case .label(let number):
        text += axes[number].fields.map { "{\(name($0))}" }.joined(separator: "_")
      case .value(_, let field): text += "{\(name(field))}"
      }
    }
    return " \"\(text)\""
  }

  // MARK: axes

  private mutating func writeSweep(_ axis: FoundAxis) {
    let names = axis.fields.map { name($0) }
    let target = names.count == 1 ? names[0] : "(\(names.joined(separator: ", ")))"
    if axis.labels == nil, let range = LevelRange(axis, grid)?.text {
      return add("sweep \(target) in \(range)")
    }
    let isNamed = axis.fields.count == 1 && !declared[axis.fields[0]].isEmpty
    let items = axis.levels.enumerated().map { index, level in
      let values = zip(axis.fields, level).map { spelling($0, $1, isNamed: isNamed) }
      let value = values.count == 1 ? values[0] : "(\(values.joined(separator: ", ")))"
      guard !isNamed, let label = axis.labels?[index] else { return value }
      return "\(isPlainName(label) ? label : stringSpelling(label)): \(value)"
    }
    let line = "sweep \(target) in [\(items.joined(separator: ", "))]"
    if line.utf8.count + depth * 2 <= 100 { return add(line) }
    add("sweep \(target) in [")
    for row in rows(of: items, isTable: axis.fields.count > 1 || axis.labels != nil) {
      add("  \(row),")
    }
    add("]")
  }

  /// The items in lines: one in each where they are long or have several parts.
  private func rows(of items: [String], isTable: Bool) -> [String] {
    if isTable || items.contains(where: { $0.utf8.count > 30 }) { return items }
    var rows: [String] = []
    for item in items {
      if let last = rows.last, last.utf8.count + item.utf8.count + depth * 2 < 92 {
        rows[rows.count - 1] = "\(last), \(item)"
      } else {
        rows.append(item)
      }
    }
    return rows
  }

  // MARK: conditions

  private func text(_ filter: FoundFilter) -> String {
    switch filter {
    case .comparison(let a, let symbol, let b):
      return "when \(name(a)) \(symbol) \(name(b))"
    case .box(let parts):
      let conditions = parts.map { text($0.axis, $0.field, $0.codes) }
      return "except \(conditions.joined(separator: " and "))"
    }
  }

  /// A condition that holds on some levels of an axis.
  private func text(_ axis: FoundAxis, _ field: Int, _ codes: Set<Int32>) -> String {
    let part = axis.fields.firstIndex(of: field) ?? 0
    var all: [Int32] = []
    for level in axis.levels where !all.contains(level[part]) { all.append(level[part]) }
    let name = name(field)
    if isComposite(field), name == Composite.period.rawValue, declared[field].isEmpty {
      return periodText(field, all, codes)
    }
    let inside = all.filter(codes.contains)
    let outside = all.filter { !codes.contains($0) }
    if inside.count == 1 { return "\(name) == \(spelling(field, inside[0]))" }
    if let order = order(field, inside, outside) { return "\(name) \(order)" }
    if outside.count == 1 { return "\(name) != \(spelling(field, outside[0]))" }
    let isShort = inside.count <= outside.count
    let list = (isShort ? inside : outside).map { spelling(field, $0) }.joined(separator: ", ")
    return "\(name) \(isShort ? "in" : "not in") [\(list)]"
  }

  /// A bound, if all values inside lie on one side of all others.
  private func order(_ field: Int, _ inside: [Int32], _ outside: [Int32]) -> String? {
    func sorted(_ codes: [Int32]) -> [(code: Int32, number: Decimal)]? {
      let values = codes.map { grid.orderedValue(field, $0)?.number }
      guard !values.contains(nil) else { return nil }
      return zip(codes, values.compactMap { $0 }).map { ($0, $1) }.sorted { $0.1 < $1.1 }
    }
    guard let inner = sorted(inside), let outer = sorted(outside), let low = inner.first,
      let high = inner.last, let below = outer.first, let above = outer.last
    else { return nil }
    if above.number < low.number { return ">= \(spelling(field, low.code))" }
    if high.number < below.number { return "<= \(spelling(field, high.code))" }
    return nil
  }

  /// A condition on periods without names, by their first or last days.
  private func periodText(_ field: Int, _ all: [Int32], _ codes: Set<Int32>) -> String {
    for (name, part) in [("start_date", 0), ("end_date", 1)] {
      let days = all.map { grid.fields[field].levels[Int($0)][part] }
      guard Set(days).count == days.count else { continue }
      let inside = zip(all, days).filter { codes.contains($0.0) }.map(\.1)
      if inside.count == 1 { return "\(name) == \(inside[0])" }
      let isPrefix = all.prefix(inside.count).allSatisfy(codes.contains)
      let isRising = zip(days, days.dropFirst()).allSatisfy { "\($0)" < "\($1)" }
      if isRising, isPrefix, let last = inside.last { return "\(name) <= \(last)" }
      if isRising, all.suffix(inside.count).allSatisfy(codes.contains), let first = inside.first {
        return "\(name) >= \(first)"
      }
      return "\(name) in [\(inside.map(\.description).joined(separator: ", "))]"
    }
    return "period in [\(codes.sorted().map { spelling(field, $0) }.joined(separator: ", "))]"
  }
}
